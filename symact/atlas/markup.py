"""The LaTeX of a sheet as HTML: formulas become MathML, what stands between them plain text, escaped."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from symact.display import signs
from symact.sheets.latex.escaping import SPECIAL

PLAIN = {command: sign for sign, command in SPECIAL.items() if sign not in "{}"}
"""LaTeX of a special character -> the character."""

COMMAND = re.compile("|".join(re.escape(each) for each in sorted(PLAIN, key=len, reverse=True)))

GREEK = re.compile(r"\\ensuremath\{\\([a-z]+)\}")

WORD = re.compile(r"\\mathit\{((?:[^{}]|\\_)*)\}|\\operatorname\{((?:[a-z]|\\_)*(?:\d|\\_)(?:\w|\\_)*)\}")

SPACING = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        # Words and infinity are no operators, around which a browser leaves room; a prime is one.
        (
            r"<msub><mo>lim</mo>(<mrow>(?:(?!</?mrow>).)*</mrow>)</msub>",
            r'<munder><mi>lim</mi>\1</munder><mspace width="0.2em"/>',
        ),
        (r"<mo>&#x0002F;</mo>", '<mo lspace="0" rspace="0">/</mo>'),
        (r"<mo>(sup)</mo>", r'<mi>\1</mi><mspace width="0.2em"/>'),
        (r"<mo>([A-Za-z]{2,})</mo>", r"<mi>\1</mi>"),
        (r"<mi>&#x029F5;</mi>", "<mo>&#x02216;</mo>"),
        (r"<mi>&#x0007E;</mi>", "<mo>&#x0223C;</mo>"),
        (r'fence="true" form', 'fence="true" lspace="0" rspace="0" form'),
        (r"<mo>(&#x0221E;)</mo>", r"<mi>\1</mi>"),
        (r"<mo>(&#x02202;)</mo>", r"<mi>\1</mi>"),
        (r"<mi>(&#x0203[23];)</mi>", r'<mo lspace="0" rspace="0">\1</mo>'),
        (r'<mo stretchy="false">&#x0007C;</mo>', '<mo stretchy="false" lspace="0" rspace="0">&#x0007C;</mo>'),
        # A sign after a sign of relation or an opening bracket belongs to what follows.
        (
            r"(<mo>(?:&#x0003D;|&#x0223C;|&#x02192;|&#x0003C;|&#x02264;|&#x0003E;|&#x02265;|&#x02260;|&#x0002C;)</mo>|(?:\[|&#x00028;)</mo>|<mtd[^>]*>)"
            r"<mo>(&#x02212;|&#x0002B;)</mo>",
            r'\1<mo form="prefix" lspace="0" rspace="0">\2</mo>',
        ),
    )
)
"""What a browser needs said of the MathML to set it as TeX would."""

FLAT = re.compile(r"\\left([(\[|])((?:(?!\\left|\\right|\\frac|\\sum|\\begin).)*)\\right([)\]|])")
"""Brackets around what is no higher than a line: stretched ones are wider than others, even where they are as high."""

APPLIED = re.compile(
    r"([\w)}|]) (\\(?!frac|sqrt|left|text)[a-z]+(?:\{(?:[a-z]|\\_)+\})?(?:\^\{\d+\})?\{?(?:\\left)?\()"
)
"""A factor before a function, to which TeX leaves room."""

CLINGING = re.compile(r"[(\[]?<math>(?:(?!</math>).){1,400}</math>[,.;:)\]]")
"""A short formula with the marks around it, at which a browser would break the line."""

NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
"""What MathML needs outside of a page of HTML."""

BARE = (
    # An element alone needs no row, a formula in a line no mark, and one in HTML no namespace.
    (re.compile(r"<mrow>(<m[ion](?: [^>]*)?>[^<]*</m[ion]>)</mrow>"), r"\1"),
    (re.compile(f' display="inline"|{re.escape(NAMESPACE)}'), ""),
)
"""What takes off MathML what adds nothing."""

INFIX = '<mo form="infix" lspace=".05em" rspace=".22em">'
"""The sign of a term, with its room: it is the first of its line's piece, where a browser leaves none."""

SUM = re.compile(rf"</math> <math>(?=<mrow>{INFIX})")
"""Between the parts of a sum, which the page has apart, so that its lines break."""

ROOM = re.compile(r"\\displaystyle|(?<=\\\\)\[\d+pt\]")
"""What TeX needs said of sizes and a browser does not."""

CHARACTER = re.compile(r"&#x(?!0003C|0003E|00026)([0-9A-F]{5});")
"""A character by its number, which is as long as eight of them."""

NUMBERED = re.compile(r"(?<=\d)-(?=[a-z]{2})")
"""The hyphen of a word such as 2-norm, at which no line breaks."""

TOKEN = re.compile(r"\\(?:left|right|begin|end)\b|\\.|[{}()\[\]]| [+-] ")
"""Brackets, signs between terms, and commands, whose braces are none."""

OPENS, CLOSES = (("{", "(", "[", r"\left", r"\begin"), ("}", ")", "]", r"\right", r"\end"))

LONG = 56
"""Characters of a formula from which it may be wider than a narrow page, so that a reader must be able to scroll it."""


def html(line: str) -> str:
    """Return a line of text with formulas between dollar signs as HTML."""
    pieces = line.split("$")
    joined = "".join(_breakable(each) if k % 2 else escape(words(each)) for k, each in enumerate(pieces))
    return CLINGING.sub(r'<span class="nb">\g<0></span>', joined)


def _breakable(latex: str) -> str:
    """Return a formula in a line; a long sum in parts, between which the line may break."""
    parts = [math(each) for each in _terms(latex)] if len(latex) > LONG else []
    if len(parts) < 2:
        return math(latex)
    signed = [re.sub("^<math><mrow><mo>", f"<math><mrow>{INFIX}", each) for each in parts[1:]]
    return f'<span class="sum">{" ".join([parts[0], *signed])}</span>'


def _terms(latex: str) -> Iterator[str]:
    """Yield the terms of a sum with their signs, as far as they stand in no brackets."""
    depth = start = 0
    for found in TOKEN.finditer(latex):
        depth += (found[0] in OPENS) - (found[0] in CLOSES)
        if depth == 0 and found[0] in (" + ", " - ") and latex[start : found.start()].strip():
            yield latex[start : found.start()]
            start = found.start()
    yield latex[start:]


def words(text: str) -> str:
    """Return the plain text that was escaped for LaTeX."""
    text = COMMAND.sub(lambda found: PLAIN[found[0]], text)
    text = GREEK.sub(lambda found: _letter(found[1]), text).replace(r"\{", "{").replace(r"\}", "}").replace("\\ ", " ")
    text = NUMBERED.sub("\N{NON-BREAKING HYPHEN}", signs(text).replace("->", "\N{RIGHTWARDS ARROW}"))
    return text.replace("f''", "f\N{DOUBLE PRIME}").replace("f'", "f\N{PRIME}")


def _letter(name: str) -> str:
    return unicodedata.lookup(f"GREEK SMALL LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")


@lru_cache(maxsize=4096)
def math(latex: str, block: bool = False) -> str:
    """Return a formula as MathML.

    Args:
        latex: without dollar signs.
        block: whether it stands on a line of its own.
    """
    from latex2mathml.converter import convert

    # Names of several letters are words, not products of letters; MathML decides the size of fractions itself.
    named = WORD.sub(lambda found: rf"\text{{{found[1] or found[2]}}}", APPLIED.sub(r"\1 \, \2", ROOM.sub("", latex)))
    changes = 1
    while changes:
        named, changes = FLAT.subn(r"\1\2\3", named)
    found = str(convert(named, display="block" if block else "inline")).replace(r"\_", "_")
    for pattern, instead in (*SPACING, *BARE):
        found = pattern.sub(instead, found)
    return CHARACTER.sub(lambda each: chr(int(each[1], 16)), found)


def display(latex: str) -> str:
    """Return a formula on a line of its own, which scrolls by itself where it is wider than the page."""
    return f'<div class="formula"{scrolled(len(latex))}>{math(latex, True)}</div>'


def scrolled(length: int) -> str:
    """Return the attributes of what a reader with a keyboard may have to scroll, by the length of its formula."""
    return ' tabindex="0" role="group" aria-label="formula"' if length > LONG else ""
