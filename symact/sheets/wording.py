"""How people read the formulas of a sentence: conditions as they write them, and without what cases left in them.

In a case a parameter is written in a positive number, in whose place it stands again when it is shown:
(-(-a - 1) - 1)*x is a*x.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from symact.display import in_place_of
from symact.errors import SymactError
from symact.sentence import FORMULA, sides
from symact.sheets.conditions import condition_text

if TYPE_CHECKING:
    from sympy import Expr

PRODUCT = re.compile(r"\bx\*[a-w]\w*(?![\w(])")
"""x before a parameter: the number in its place came behind x."""

LEFT = re.compile(
    r"(?<!\w)\(-?\w+\)|(?<!\w)\((?:\(|-\()|- \(|-\(|(?<!\w)\(-?\(?\w[^()]*\)?/"
    rf"|(?<!\w)\([^()]*\) [+-] |{PRODUCT.pattern}"
)
"""What a parameter in place of a number leaves: a name or a quotient in parentheses, signs before them."""

CONDITION = re.compile(r" [&|] |^(?:Eq|Ne)\(")
"""What tells a condition as SymPy writes it."""

WORD = re.compile(r"[A-Za-z_]\w*")

LONGEST = 600
"""Characters of a formula that is read."""


def told(sentence: str, names: Mapping[str, str]) -> str:
    """Return a sentence with its formulas as people write them, within their marks.

    Args:
        sentence: of the evidence in a case of parameters.
        names: symbol of that case -> what it stands for.
    """
    return FORMULA.sub(lambda found: f"`{tidied(in_place_of(found[0], names)[1:-1])}`", sentence)


@lru_cache(maxsize=4096)
def tidied(formula: str) -> str:
    """Return a formula shortened where a case of parameters left signs or quotients in it."""
    if CONDITION.search(formula):
        formula = condition_text(formula)
    return "".join(map(_shortened, sides(formula))) if LEFT.search(formula) else formula


def _shortened(side: str) -> str:
    """Return one side of a relation as SymPy writes it shorter; as it is where that is not shorter."""
    # The x of a root is bound.
    readable = LEFT.search(side) and len(side) <= LONGEST and "RootIn" not in side
    formula = read(side) if readable else None
    if formula is None:
        return side
    from sympy import Add, Symbol, cancel

    free = Symbol("x", real=True)

    def without_common(each: Expr) -> Expr:
        factor, rest = each.as_independent(free, as_Add=False)
        # Without a sum nothing is left to cancel.
        return cancel(factor) * rest if factor.has(Add) else each

    divided = formula.replace(lambda each: each.is_Mul or (each.is_Add and not each.has(free)), without_common)
    found = min((str(formula), str(divided)), key=len)
    # In another order, which may be that of a claim, it is no shorter.
    is_shorter = len(found) < len(side) or (len(found) == len(side) and PRODUCT.search(side))
    return found if is_shorter else side


def read(text: str, names: Iterable[str] = ()) -> Expr | None:
    """Return one side of a formula as an expression; None of a notation that is none, such as E f(Z).

    Args:
        text: the side.
        names: of parameters, which a function of the language may have too.
    """
    # The prover is imported where there is a formula to read, so that other sheets are shown at once.
    from sympy import Symbol

    from symact.formula.parser import parse
    from symact.formula.syntax import RECORDED
    from symact.formula.vocabulary import NAMES

    own = {"x", *names}
    symbols = {name: Symbol(name, real=True) for name in WORD.findall(text) if name in own or name not in NAMES}
    try:
        return parse(text, symbols, RECORDED)
    except SymactError:
        return None
