"""The names that a formula may use: functions, constants, comparisons."""

import ast
from collections.abc import Callable

import sympy
from sympy import Expr, Max, Min, S
from sympy.logic.boolalg import Boolean

from symact import functions
from symact.definition.reductions import Attained, Greatest, Reduction, SquareThreshold, Threshold, Total

MOST_ARGUMENTS = 12
"""Arguments of one Max or Min: SymPy compares each with each."""


def _clip(u: Expr, low: Expr, high: Expr) -> Expr:
    return Min(Max(u, low), high)


REDUCTIONS: dict[str, type[Reduction]] = {
    **dict.fromkeys(("Total", "total", "sum"), Total),
    **dict.fromkeys(("Greatest", "greatest"), Greatest),
    "Threshold": Threshold,
    "SquareThreshold": SquareThreshold,
}
"""What all entries of a vector share; a formula with one is of a vector."""


OF_ENTRIES: dict[str, type[sympy.Function]] = {**REDUCTIONS, "Attained": Attained}
"""What has a meaning among the entries of a vector alone: their reductions, and the places where one is attained."""


FUNCTIONS: dict[str, tuple[range, Callable[..., Expr]]] = {
    **{name: (range(1, 2), functions.get(name).build) for name in functions.names()},
    **dict.fromkeys(("Abs", "abs"), (range(1, 2), sympy.Abs)),
    "sign": (range(1, 2), sympy.sign),
    "relu": (range(1, 2), lambda u: Max(u, 0)),
    "clip": (range(3, 4), _clip),
    **dict.fromkeys(("Max", "max"), (range(2, MOST_ARGUMENTS + 1), Max)),
    **dict.fromkeys(("Min", "min"), (range(2, MOST_ARGUMENTS + 1), Min)),
    **{name: (range(1, 2), each) for name, each in OF_ENTRIES.items()},
}
"""Name -> how many arguments, and what builds it; Piecewise has a grammar of its own."""


CONSTANTS = {"pi": S.Pi, "E": S.Exp1}


NAMES = frozenset((*FUNCTIONS, *CONSTANTS, "Piecewise", "RootIn", "x"))
"""Names that have a meaning in a formula."""


COMPARISONS: dict[type[ast.cmpop], Callable[[Expr, Expr], Boolean]] = {
    ast.Lt: sympy.Lt,
    ast.LtE: sympy.Le,
    ast.Gt: sympy.Gt,
    ast.GtE: sympy.Ge,
    ast.Eq: sympy.Eq,
    ast.NotEq: sympy.Ne,
}


RELATIONS: dict[str, Callable[[Expr, Expr], Boolean]] = {"Eq": sympy.Eq, "Ne": sympy.Ne}
"""How SymPy prints == and !=."""
