"""Sets of values of parameters: what is allowed, unions of neighbours, and the conditions that say them."""

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce

import sympy
from sympy import And, Eq, Expr, Interval, Ne, Or, S, Set, Symbol, Union, oo
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

BELOW, ABOVE = Interval.open(-oo, 0), Interval.open(0, oo)

MIRRORED: dict[Set, Set] = {BELOW: ABOVE, ABOVE: BELOW}
"""Half of the line -> its image under x -> -x."""

COMPARED: dict[type[Relational], Callable[[Expr], Set]] = {
    sympy.StrictLessThan: lambda number: Interval.open(-oo, number),
    sympy.StrictGreaterThan: lambda number: Interval.open(number, oo),
    sympy.LessThan: lambda number: Interval(-oo, number),
    sympy.GreaterThan: lambda number: Interval(number, oo),
    Eq: lambda number: sympy.FiniteSet(number),
    Ne: lambda number: S.Reals - sympy.FiniteSet(number),
}
"""Comparison -> the numbers that compare so with one."""


def allowed(symbol: Symbol) -> Set:
    """Return the values that a parameter's assumptions allow."""
    if symbol.is_positive:
        return Interval.open(0, oo)
    return Interval.open(-oo, 0) if symbol.is_negative else Interval(0, oo) if symbol.is_nonnegative else S.Reals


@lru_cache(maxsize=4096)
def common(first: Set, second: Set) -> Set:
    """Return an intersection; cases of parameters are few, and meet again for every property."""
    return first & second


@lru_cache(maxsize=4096)
def beyond(symbol: Symbol, part: Set) -> Set:
    """Return the allowed values of a parameter that are not in a set."""
    return allowed(symbol) - part


@lru_cache(maxsize=4096)
def union(first: Set, second: Set) -> Set:
    """Return a union."""
    return Union(first, second)


@lru_cache(maxsize=1024)
def solutions(condition: Boolean) -> Set:
    """Return the values of its one parameter for which a condition holds; raises NotImplementedError as SymPy."""
    if isinstance(condition, And | Or):
        # SymPy's own way searches each comparison for a period.
        return reduce(common if isinstance(condition, And) else union, map(solutions, condition.args))
    if isinstance(condition, Relational):
        shown = condition if condition.lhs.is_Symbol else condition.reversed
        if shown.lhs.is_Symbol and shown.rhs.is_number and type(shown) in COMPARED:
            return COMPARED[type(shown)](shown.rhs)
    return condition.as_set()


def joined(a: Mapping[Symbol, Set], b: Mapping[Symbol, Set]) -> dict[Symbol, Set] | None:
    """Return the union of two parts that differ in the set of one parameter at most; None for other parts."""
    symbols = sorted({*a, *b}, key=str)
    full = [(s, a.get(s, allowed(s)), b.get(s, allowed(s))) for s in symbols]
    different = [s for s, left, right in full if left != right]
    if len(different) > 1:
        return None
    return {s: union(left, right) if s in different else left for s, left, right in full}


def both(first: Boolean, second: Boolean) -> Boolean:
    """Return two conditions in one, without what follows from the other: a < 0, not (a < 0) & Ne(a, 0)."""
    # SymPy keeps parts in a set, whose order is another one in each process.
    for part in sorted(And.make_args(first), key=lambda each: (isinstance(each, Ne), str(each))):
        left_out = isinstance(part, Ne) and part.lhs.is_Symbol
        second = apart_from(second, part.lhs, part.rhs) if left_out else And(part, second)
    return second


def apart_from(where: Boolean, symbol: Symbol, value: Expr) -> Boolean:
    """Return a condition for all numbers but one, which opens an interval that ends there."""
    if where.subs(symbol, value) == sympy.false:
        return where
    opened = {symbol >= value: symbol > value, symbol <= value: symbol < value}
    parts = And.make_args(where)
    if any(part in opened for part in parts):
        return And(*(opened.get(part, part) for part in parts))
    return And(where, Ne(symbol, value))


def condition(sets: Mapping[Symbol, Set]) -> Boolean:
    """Return sets of parameters as a condition; what the assumptions say is left out."""
    return And(*(_relation(symbol, part) for symbol, part in sets.items() if part != allowed(symbol)))


@lru_cache(maxsize=1024)
def _relation(symbol: Symbol, part: Set) -> Boolean:
    complement = beyond(symbol, part)
    if isinstance(complement, sympy.FiniteSet):
        return And(*(sympy.Ne(symbol, value) for value in complement))
    pieces = part.args if isinstance(part, Union) else (part,)
    return Or(*(_single(symbol, each) for each in pieces))


def _single(symbol: Symbol, part: Set) -> Boolean:
    if isinstance(part, sympy.FiniteSet):
        return Or(*(Eq(symbol, value) for value in part))
    bounds = []
    if part.start is not -oo and not (symbol.is_positive and part.start == 0):
        bounds.append(symbol > part.start if part.left_open else symbol >= part.start)
    if part.end is not oo and not (symbol.is_negative and part.end == 0):
        bounds.append(symbol < part.end if part.right_open else symbol <= part.end)
    return And(*bounds)


def has_rational_ends(part: Set) -> bool:
    """Whether the ends of a set are rational, or infinite."""
    return all(end.is_Rational or end.is_infinite for end in (part.inf, part.sup))
