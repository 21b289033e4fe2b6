"""Sentences in LaTeX: what is marked as a formula is set as one, the rest as words."""

import re
from collections.abc import Iterable, Sequence

from sympy import Symbol
from sympy.printing.latex import greek_letters_set

from symact.display import spelled_out
from symact.sentence import FORMULA, sides
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.notation import tex
from symact.sheets.latex.vectors import indexed
from symact.sheets.wording import LONGEST, read

SIGNS = {"=": "=", "!=": r"\neq", "->": r"\to", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">", ",": ","}
"""Signs between the sides of a relation; what is none, such as or, is a word."""

WIDE = 60
"""Characters of a side beyond which a line may break inside of it."""

REST = re.compile(r"(.+) \+ O\((.+)\)")

DECIMAL = re.compile(r"\d\.\d")
"""What is set as it stands, as no fraction."""

NOTATION = re.compile(r"[\w\s()\[\]'^*/+\-|.,]*")
"""What is set as mathematics though it is no expression, such as E f(Z)^2."""

WRITTEN = (
    (r"[A-Za-z]{2,}", lambda found: _word(found[0])),
    (r"\bE ", r"\\mathrm{E}\\, "),
    (r"_(\w+)", r"_{\1}"),
    (r"(?:\^|\*\*)(\w+|\([^()]*\))", r"^{\1}"),
    (r"(?<=[\w)}]) (?=[\w(\\|])", r"\\, "),
    (r"\*", " "),
    (r"\.\.\.", r"\\ldots "),
    (r"\+/-", r"\\pm"),
    (r"(\d)e([+-]?\d+)", lambda found: rf"{found[1]} \cdot 10^{{{int(found[2])}}}"),
)
"""How such a notation is written in LaTeX."""


def sentence(text: str, names: Iterable[str] = (), entries: Sequence[Symbol] = ()) -> str:
    """Return a sentence with its formulas set.

    Args:
        text: the sentence, with its marks.
        names: of the parameters.
        entries: what each entry of a vector has one number of.
    """
    pieces = FORMULA.split(text)
    return "".join(_formula(each, names, entries) if k % 2 else _words(each) for k, each in enumerate(pieces))


def _words(text: str) -> str:
    """Return words between formulas, with the spaces that separate them."""
    before, after = (" " if text != stripped else "" for stripped in (text.lstrip(" "), text.rstrip(" ")))
    return f"{before}{_plain(text)}{after}"


def _plain(text: str) -> str:
    return escape(spelled_out(text).replace("**", "^"))


def _formula(text: str, names: Iterable[str], entries: Sequence[Symbol]) -> str:
    """Return a formula: its sides and the signs between them."""
    found = ""
    for k, part in enumerate(sides(text)):
        sign = SIGNS.get(part.strip(), rf"\text{{ {part.strip()} }}")
        written = f" {sign} " if k % 2 else _side(part.strip(), names, entries)
        if written is None:
            return _plain(text).replace("*", r"*\allowbreak{}")
        found += written
    return f"${found.replace(' ,', ',').strip()}$"


def _side(text: str, names: Iterable[str], entries: Sequence[Symbol]) -> str | None:
    """Return one side in LaTeX; None of what is neither an expression nor a notation."""
    if found := REST.fullmatch(text):
        head, rest = (_side(each, names, entries) for each in found.groups())
        return None if head is None or rest is None else f"{head} + O({rest})"
    if text.lstrip("+-") == "oo":
        return text.lstrip("+").replace("oo", r"\infty")
    expression = read(text, names) if len(text) <= LONGEST and not DECIMAL.search(text) else None
    if expression is not None:
        # A line may end between two factors, as between two terms.
        is_wide = len(text) > WIDE
        set_ = tex(indexed(expression, entries), breakable=is_wide)
        return set_.replace(" (", r" \allowbreak (") if is_wide else set_
    if not NOTATION.fullmatch(text):
        return None
    for pattern, written in WRITTEN:
        text = re.sub(pattern, written, text)
    return text


def _word(name: str) -> str:
    if name in greek_letters_set:
        return rf"\{name} "
    return {"oo": r"\infty ", "Total": r"\textstyle\sum "}.get(name, rf"\operatorname{{{name}}}")
