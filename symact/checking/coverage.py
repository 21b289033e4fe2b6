"""Do the scopes of one property's facts exclude each other and together cover what a formula is defined for?

Decided exactly at one point of every cell into which the relations of the scopes cut the parameters' space.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import sympy
from sympy import Eq, Expr, Rational, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symact.analysis.definition_cases import definition_cases, is_defined
from symact.analysis.parameter_cases import merge
from symact.analysis.parameter_sets import allowed
from symact.analysis.sign_chart import numeric_chart
from symact.definition.activation import x
from symact.definition.simplification import simplified
from symact.errors import SymactError
from symact.formula.parser import parse_condition
from symact.formula.syntax import RECORDED

MOST_POINTS = 4000
"""Cells beyond which a partition is not checked further."""

BITS = 64
"""Bits of the numbers beside a zero without closed form."""

Point = dict[Symbol, Expr]


def fault_of_scopes(
    scopes: Sequence[str], symbols: Mapping[str, Symbol], defaults: Mapping[Symbol, Expr], expression: Expr | None
) -> str:
    """Return where scopes overlap or leave a gap, in words; empty where they are a partition.

    Args:
        scopes: of the facts of one property.
        symbols: the parameters.
        defaults: parameter -> default, where it is known: one fact may be about all defaults alone.
        expression: f, a function of one number; no fact is about parameters for which a part of it has no value, or
            which make it another one. None: a fact is due for all parameters.

    Raises:
        SymactError: a scope is no condition on the parameters.
    """
    cases = () if expression is None else definition_cases(expression)
    regions = [condition for condition, _ in merge(((each, True) for each in cases), bool.__eq__)] or [sympy.true]
    if list(scopes) == ["True"] and regions == [sympy.true]:
        return ""
    conditions = [parse_condition(scope, symbols, RECORDED) for scope in scopes]
    if any(condition.free_symbols - set(symbols.values()) for condition in conditions):
        raise SymactError("a scope is a condition on the parameters alone")
    if len(conditions) == 1 and _is_default(conditions[0], defaults):
        return ""
    for point in _points([*conditions, *regions], sorted(symbols.values(), key=str)):
        count = sum(_holds(condition, point) for condition in conditions)
        due = int(expression is None or is_defined(expression, point))
        if count == due:
            continue
        where = " and ".join(f"{symbol} = {value}" for symbol, value in point.items())
        if not due:
            return f"a fact holds where {where}, for which the formula is not defined or is another one"
        return f"{count} facts hold where {where}" if count else f"no fact holds where {where}"
    return ""


def _is_default(condition: Boolean, defaults: Mapping[Symbol, Expr]) -> bool:
    """Whether a condition gives every parameter its default."""
    said: dict[Expr, Expr] = {}
    for each in sympy.And.make_args(condition):
        if not isinstance(each, Eq):
            return False
        said[each.lhs] = each.rhs
    return said.keys() == defaults.keys() and all(simplified(said[s] - defaults[s]) == 0 for s in said)


def _holds(condition: Boolean, point: Point) -> bool:
    try:
        # xreplace builds the condition anew, which decides it, and is far quicker than subs.
        found = condition.xreplace(point)
    except TypeError:
        # SymPy compares no numbers that are not real, such as b/c at c = 0, also where the condition says c < 0.
        found = condition.replace(lambda each: isinstance(each, Relational), lambda each: _compared(each, point))
    if found not in (sympy.true, sympy.false):
        raise SymactError(f"whether {condition} holds at {point} is open")
    return bool(found)


def _compared(relation: Relational, point: Point) -> Boolean:
    """Return what a relation is at a point; nothing lies on either side of what is not real."""
    sides = [side.xreplace(point) for side in relation.args]
    is_real = not any(side.has(sympy.zoo, sympy.nan) for side in sides)
    return relation.func(*sides) if is_real or isinstance(relation, (Eq, sympy.Ne)) else sympy.false


def _points(conditions: Iterable[Boolean], symbols: Sequence[Symbol]) -> Iterator[Point]:
    """Yield a point of every cell of the parameters' space."""
    relations = {atom for condition in conditions for atom in condition.atoms(Relational)}
    # What a relation divides by is a curve too: nothing is less than 1/b at b = 0.
    parts = [part for each in relations for part in sympy.fraction(sympy.together(each.lhs - each.rhs))]
    curves = [part for part in dict.fromkeys(parts) if part.free_symbols]
    used = [symbol for symbol in symbols if any(curve.has(symbol) for curve in curves)]
    for count, point in enumerate(_cells(curves, used)):
        if count >= MOST_POINTS:
            raise SymactError("the scopes cut the parameters' space into too many parts")
        yield {**{symbol: Rational(7, 5) for symbol in symbols}, **point}


def _cells(curves: Sequence[Expr], symbols: Sequence[Symbol]) -> Iterator[Point]:
    """Yield points by projection: the first parameter is cut where curves in the others meet or begin.

    Of curves that are no polynomials, b = -c*erf(s), only what is left in one parameter is met; others are not.
    """
    if not symbols:
        yield {}
        return
    first, rest = symbols[0], symbols[1:]
    projected = [curve for curve in curves if curve.is_polynomial(*symbols)]
    for other in rest:
        several = [curve for curve in projected if curve.has(other)]
        projected = [curve for curve in projected if not curve.has(other)]
        projected += [sympy.LC(curve, other) for curve in several]
        projected += [sympy.resultant(a, b, other) for a, b in combinations(several, 2)]
    projected += [curve for curve in curves if curve.free_symbols == {first} and not curve.is_polynomial(first)]
    for value in _values(projected, first):
        inside = [curve.subs(first, value) for curve in curves]
        for others in _cells(inside, rest):
            yield {first: value, **others}


def _values(curves: Iterable[Expr], symbol: Symbol) -> list[Expr]:
    """Return the zeros of polynomials in one parameter, and a number between each two, below and above."""
    free = Symbol("t", real=True)
    zeros: set[Expr] = set()
    for curve in curves:
        if curve.has(symbol):
            own = curve.subs(symbol, free)
            try:
                zeros |= {each for each in sympy.real_roots(own, free) if each in allowed(symbol)}
            except (sympy.PolynomialError, NotImplementedError, ValueError):
                zeros |= {each for each in _zeros(own, free, symbol) if each in allowed(symbol)}
    ordered = sorted(zeros)
    if not ordered:
        return [Rational(-7 if symbol.is_negative else 7, 5)]
    below = ordered[0] / 2 if symbol.is_positive else sympy.floor(ordered[0]) - Rational(3, 5)
    above = ordered[-1] / 2 if symbol.is_negative else sympy.ceiling(ordered[-1]) + Rational(3, 5)
    between = [_between(a, b) for a, b in pairwise(ordered)]
    found = [below, *ordered, *between, above]
    return [each for each in found if each >= 0] if symbol.is_nonnegative else found


def _zeros(curve: Expr, free: Symbol, symbol: Symbol) -> set[Expr]:
    """Return the zeros of what is no polynomial with rational coefficients in a parameter.

    In place of one without closed form stand rational numbers on both sides of it; none where they are not found.
    """
    slope = sympy.diff(curve, free)
    if not slope.has(free):
        return set() if slope == 0 else {-curve.subs(free, 0) / slope}
    part = allowed(symbol)
    found = numeric_chart(curve.subs(free, x), 0, part.start, part.end)
    if isinstance(found, str):
        return set()
    exact = {zero.exact for zero in found.zeros if zero.exact is not None}
    beside = [end for zero in found.zeros if zero.exact is None for end in zero.bounds(BITS)]
    return exact | {Rational(end.numerator, end.denominator) for end in beside}


def _between(a: Expr, b: Expr) -> Expr:
    """Return a rational number between two numbers."""
    low, high = (Rational(str(sympy.N(each, 30))) for each in (a, b))
    return (low + high) / 2
