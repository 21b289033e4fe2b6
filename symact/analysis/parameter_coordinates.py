"""Symbols that say where a parameter lies: a positive one runs through an interval, whose ends may be parameters."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import sympy
from sympy import Expr, Interval, Set, Symbol, oo

from symact.analysis.parameter_relation import Relation
from symact.analysis.parameter_sets import allowed
from symact.definition.activation import x
from symact.definition.simplification import SEARCHED, cancelled, fewest_operations, simplified

LONG = 2 * SEARCHED
"""Operations from which only constants are shortened."""


class Coordinate(NamedTuple):
    """A parameter in a positive symbol, and (that symbol, what it is in the parameter)."""

    inside: Expr
    outside: tuple[Symbol, Expr]


def own_symbol(parameter: Symbol) -> Symbol:
    """Return the positive symbol by which a parameter is written."""
    return Symbol(f"{parameter.name}_", positive=True)


def coordinate(parameter: Symbol, low: Expr, high: Expr) -> Coordinate:
    """Return what runs through an open interval that is not the whole line."""
    own = own_symbol(parameter)
    if high is oo:
        return Coordinate(low + own, (own, parameter - low))
    if low is -oo:
        return Coordinate(high - own, (own, high - parameter))
    return Coordinate((low + high * own) / (1 + own), (own, (parameter - low) / (high - parameter)))


def bounds(parameter: Symbol, sets: Mapping[Symbol, Set], relations: Iterable[Relation]) -> tuple[Expr, Expr] | None:
    """Return the ends of the open interval in which a parameter lies; they may depend on others.

    Args:
        parameter: the parameter.
        sets, relations: of its region; of relations of one parameter a later one says more.

    Returns:
        The ends; None where it is no open interval, or others are bounded by the parameter.
    """
    part = sets.get(parameter, allowed(parameter))
    relations = tuple(relations)
    if not isinstance(part, Interval) or any(each.root.has(parameter) for each in relations):
        return None
    low, high = part.start, part.end
    if (low is not -oo and not part.left_open) or (high is not oo and not part.right_open):
        return None
    for each in relations:
        if each.symbol == parameter:
            low, high = (each.root if each.signs == {side} else end for side, end in ((1, low), (-1, high)))
    return low, high


@lru_cache(maxsize=4096)
def written(expression: Expr, by: tuple[tuple[Symbol, Expr], ...]) -> Expr:
    """Return an expression with symbols written by others, all at once."""
    return expression.xreplace(dict(by)) if by else expression


@lru_cache(maxsize=4096)
def shortened(found: Expr, shown: tuple[Expr, ...]) -> Expr:
    """Return a shorter form of an expression in the parameters, if any is found.

    Args:
        found: the expression.
        shown: what its symbols were before.
    """
    if all(each.is_Symbol or (-each).is_Symbol for each in shown) and not _is_searched(found):
        # Another name or sign of a parameter leaves nothing to find but terms that cancel.
        return fewest_operations((found, sympy.expand(found)))
    if found.count_ops() >= LONG:
        # SymPy's search takes seconds and finds little but what each constant is.
        return fewest_operations((plain(found), sympy.expand(found)))
    return fewest_operations((found, simplified(found)))


def _is_searched(found: Expr) -> bool:
    """Whether a form is short, and no constant with functions, which is a short form already."""
    return found.count_ops() < SEARCHED and (found.has(x) or not found.has(sympy.Function))


@lru_cache(maxsize=4096)
def plain(expression: Expr) -> Expr:
    """Return an expression in which every part that is a quotient of polynomials is the shortest one."""
    if not expression.args or not expression.free_symbols:
        return expression
    if expression.is_rational_function():
        short = cancelled(expression)
        return fewest_operations((expression, short, sympy.expand(short), sympy.factor(short)))
    if not (expression.is_Add or expression.is_Mul):
        return expression.func(*map(plain, expression.args))
    parted = sympy.sift(expression.args, lambda each: bool(each.is_rational_function()))
    return expression.func(plain(expression.func(*parted[True])), *map(plain, parted[False]))
