"""Formulas in a sentence without what cases of parameters left in them: (-(-a - 1) - 1)*x is a*x.

In a case a parameter is written in a positive number, which the sentence has in the parameter again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from symact.errors import SymactError

if TYPE_CHECKING:
    from sympy import Expr

PRODUCT = re.compile(r"\bx\*[a-w]\w*(?![\w(])")
"""x before a parameter: the number in its place came behind x."""

LEFT = re.compile(
    r"(?<!\w)\(-?\w+\)|(?<!\w)\((?:\(|-\()|- \(|-\(|(?<!\w)\(-?\(?\w[^()]*\)?/"
    rf"|(?<!\w)\([^()]*\) [+-] |{PRODUCT.pattern}"
)
"""What a parameter in place of a number leaves: a name or a quotient in parentheses, signs before them."""

WORD = re.compile(r"[A-Za-z_]\w*")

NO_FORMULA = ("RootIn", "..", "`", "<", ">")
"""Parts of what is left as it is: roots and decimals by name, conditions."""

OPERATORS = ("+", "-")
"""What stands between blanks inside a formula."""

LONGEST = 600
"""Characters of a formula that is read."""


@lru_cache(maxsize=4096)
def tidied(sentence: str) -> str:
    """Return a sentence with its formulas shortened where a case of parameters left signs or quotients in them."""
    if not LEFT.search(sentence):
        return sentence
    return "".join(_shortened(part) for part in parts(sentence))


def parts(sentence: str) -> Iterator[str]:
    """Yield formulas, with blanks in them, and what stands between them."""
    formula = ""
    depth = 0
    for word in re.split(r"( )", sentence):
        inside = depth > 0 or word in OPERATORS or formula.rstrip().endswith((" +", " -"))
        if word == " " or inside:
            formula += word
        else:
            kept = formula.rstrip(" ")
            yield from (kept, formula[len(kept) :])
            formula = word
        depth += word.count("(") - word.count(")")
    yield formula


@lru_cache(maxsize=4096)
def _shortened(part: str) -> str:
    """Return a formula that SymPy writes shorter; anything else as it is."""
    body = part.rstrip(".,:;")
    if not LEFT.search(body) or len(body) > LONGEST or any(each in part for each in NO_FORMULA):
        return part
    formula = read(body)
    if formula is None:
        return part
    from sympy import Add, Symbol, cancel

    free = Symbol("x", real=True)

    def without_common(each: Expr) -> Expr:
        factor, rest = each.as_independent(free, as_Add=False)
        # Without a sum nothing is left to cancel.
        return cancel(factor) * rest if factor.has(Add) else each

    divided = formula.replace(lambda each: each.is_Mul or (each.is_Add and not each.has(free)), without_common)
    found = min((str(formula), str(divided)), key=len)
    # In another order, which may be that of a claim, it is no shorter.
    is_shorter = len(found) < len(body) or (len(found) == len(body) and PRODUCT.search(body))
    return found + part[len(body) :] if is_shorter else part


def read(text: str) -> Expr | None:
    """Return what a sentence calls a formula as an expression; None of what is none."""
    # The prover is imported where there is a formula to set, so that other sheets are shown at once.
    from sympy import Symbol

    from symact.formula.parser import parse
    from symact.formula.syntax import RECORDED
    from symact.formula.vocabulary import NAMES

    symbols = {name: Symbol(name, real=True) for name in WORD.findall(text) if name == "x" or name not in NAMES}
    try:
        return parse(text, symbols, RECORDED)
    except SymactError:
        return None
