"""Text for LaTeX: special characters as commands, Greek letters as mathematics, the rest as ASCII."""

import unicodedata

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_\allowbreak{}",
    "~": r"\ensuremath{\sim}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "/": r"/\allowbreak{}",
    "-": "-{}",
    "\N{MIDDLE DOT}": r"\ensuremath{\cdot}",
    "\N{PLUS-MINUS SIGN}": r"\ensuremath{\pm}",
    "\N{NOT EQUAL TO}": r"\ensuremath{\neq}",
    "\N{LESS-THAN OR EQUAL TO}": r"\ensuremath{\leq}",
    "\N{GREATER-THAN OR EQUAL TO}": r"\ensuremath{\geq}",
    "\N{INFINITY}": r"\ensuremath{\infty}",
    "\N{MINUS SIGN}": r"\ensuremath{-}",
    "\N{SQUARE ROOT}": r"\ensuremath{\surd}",
    **{sign: rf"\textsuperscript{{{digit}}}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    "\N{SUPERSCRIPT MINUS}": r"\textsuperscript{-}",
}


def escape(text: str) -> str:
    """Return text for LaTeX: special characters as commands, Greek letters as mathematics, the rest as ASCII."""
    return "".join(_escape_one(character) for character in " ".join(text.split()))


def _escape_one(character: str) -> str:
    if character in SPECIAL:
        return SPECIAL[character]
    if character.isascii():
        return character if character.isprintable() else " "
    name = unicodedata.name(character, "")
    if name.startswith("GREEK SMALL LETTER ") and name.count(" ") == 3:
        letter = name.rpartition(" ")[2].lower().replace("lamda", "lambda")
        return rf"\ensuremath{{\{letter}}}" if letter != "omicron" else "o"
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return "".join(SPECIAL.get(c, c) for c in plain) or ("--" if "DASH" in name else "?")
