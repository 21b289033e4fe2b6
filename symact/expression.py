"""Typed formulas: text -> SymPy, by a whitelist over Python's syntax tree; nothing is ever evaluated as code.

What may be slow or huge is refused before SymPy sees it: every number of a formula has at most
`MOST_BITS` bits, and every exponent of x is at most `MOST_DEGREE`.
"""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

import sympy
from sympy import Expr, Max, Min, Piecewise, Rational, S, Symbol
from sympy.logic.boolalg import Boolean

from symact.budget import BudgetError, at_most
from symact.cancelled import cancelled
from symact.errors import SymactError, unknown_name

MOST_BITS = 4000
"""Bits of a number, of numerator and of denominator, and of exp(c) for a constant c."""

MOST_DEGREE = 1000
"""Largest numerator and denominator of an exponent of something that depends on x."""

SECONDS = 2.0
"""Time to build a formula; a way out, as no formula within the limits is known to take long."""

SHOWN = 40
"""Characters of a formula's part that an error quotes."""

PLAIN = re.compile(r"[A-Za-z0-9_ \t.,()+\-*/<>=!&|~]*")
NUMBER = re.compile(r"(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?")
JOINED = re.compile(r"(?<![\w.])(\d+\.?\d*(?:[eE][+-]?\d+)?)([A-Za-z_]\w*)")
SIGNS_IN_A_ROW = re.compile(r"(?:(?:[-+~]|\bnot\b)\s*)+")
REMEDIES = {"^": "write ** for powers", "\n": "write it in one line", "\r": "write it in one line"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a text may be.

    Args:
        characters: of the whole text.
        nodes: of its syntax tree.
        depth: of parentheses, calls and powers in each other; a long sum counts as one level.
        digits: of a number as it is written.
    """

    characters: int
    nodes: int
    depth: int
    digits: int


TYPED = Limits(4000, 500, 50, 60)
"""For what a user types."""

RECORDED = Limits(200_000, 20_000, 100, 1200)
"""For closed forms that symact itself has written."""


def _sigmoid(u: Expr) -> Expr:
    return 1 / (1 + sympy.exp(-u))


def _clip(u: Expr, low: Expr, high: Expr) -> Expr:
    return Min(Max(u, low), high)


ANY_NUMBER = -1
FUNCTIONS: dict[str, tuple[int, Callable[..., Expr]]] = {
    **{
        each.__name__: (1, each)
        for each in (
            *(sympy.exp, sympy.log, sympy.sqrt, sympy.erf, sympy.erfc, sympy.sin, sympy.cos, sympy.tan),
            *(sympy.tanh, sympy.sinh, sympy.cosh, sympy.atan, sympy.asinh, sympy.Abs, sympy.sign),
        )
    },
    "abs": (1, sympy.Abs),
    "sigmoid": (1, _sigmoid),
    "relu": (1, lambda u: Max(u, 0)),
    "softplus": (1, lambda u: sympy.log(1 + sympy.exp(u))),
    "clip": (3, _clip),
    **dict.fromkeys(("Max", "max"), (ANY_NUMBER, Max)),
    **dict.fromkeys(("Min", "min"), (ANY_NUMBER, Min)),
}
"""Name -> number of arguments and what it builds; Piecewise has a grammar of its own."""

CONSTANTS = {"pi": S.Pi, "E": S.Exp1}

NAMES = frozenset((*FUNCTIONS, *CONSTANTS, "Piecewise", "x"))
"""Names that a formula gives a meaning; a parameter must be called otherwise."""

COMPARISONS: dict[type[ast.cmpop], Callable[[Expr, Expr], Boolean]] = {
    ast.Lt: sympy.Lt,
    ast.LtE: sympy.Le,
    ast.Gt: sympy.Gt,
    ast.GtE: sympy.Ge,
    ast.Eq: sympy.Eq,
    ast.NotEq: sympy.Ne,
}

SUMS, PRODUCTS = (ast.Add, ast.Sub), (ast.Mult, ast.Div)


def parse(text: str, symbols: Mapping[str, Symbol] | None = None, limits: Limits = TYPED) -> Expr:
    """Read a formula of x as a SymPy expression with exact numbers; use it for any text from outside.

    Args:
        text: such as ``x*tanh(log(1 + exp(x)))``; decimals mean the rational that they spell.
        symbols: the parameters that may occur, by name; x is always known.
        limits: how large the text may be.

    Raises:
        SymactError: the text is no formula, uses what is not known, is too large, or is nowhere real.
    """
    tree = _tree(text, limits)
    known = {**(symbols or {}), "x": Symbol("x", real=True)}
    try:
        with at_most(SECONDS):
            return _Formula(text, known, limits).read(tree)
    except BudgetError:
        raise SymactError(f"formula: {_short(text)} takes more than {SECONDS:g} s to read; write a shorter one") from None
    except (RecursionError, MemoryError, ValueError, TypeError, ArithmeticError, NotImplementedError) as error:
        raise SymactError(f"formula: {_short(text)} cannot be built ({_short(str(error))}); write it otherwise") from None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= SHOWN else line[: SHOWN - 3] + "...")


def _tree(text: str, limits: Limits) -> ast.expr:
    """Return the syntax tree of a text that is small enough to have one."""
    if len(text) > limits.characters:
        raise SymactError(f"formula: {len(text)} characters are more than {limits.characters}; write a shorter one")
    _check_characters(text)
    _check_nesting(text, limits)
    joined = JOINED.search(text)
    if joined and not re.fullmatch(r"[eE]\d*", joined[2]):
        raise SymactError(f"formula: {_short(joined[0])} is no number; write {joined[1]}*{joined[2]} for a product")
    stripped = text.strip()
    if not stripped:
        raise SymactError("formula: the text is empty; write one such as 'x*tanh(x)'")
    # Columns of the tree then count from the text's own beginning.
    padded = stripped.rjust(len(text.rstrip())) if False else stripped
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(padded, mode="eval").body
    except SyntaxError as error:
        near = stripped[max((error.offset or 1) - 1, 0) :] or "the end"
        raise SymactError(f"formula: cannot read {_short(stripped)} at {_short(near)}; check operators and ()") from None
    except (RecursionError, MemoryError, ValueError, OverflowError):
        raise SymactError(f"formula: {_short(stripped)} is nested too deeply; write a simpler one") from None
    _check_size(tree, limits)
    return tree
