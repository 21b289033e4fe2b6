"""Where one formula serves for a hundred binades: next to 0, and beyond the point where f is a straight line."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import sympy
from flint import arb, fmpq
from sympy import Expr, S, Symbol, oo

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.errors import SymactError
from symact.evidence import Gap
from symact.reference.sweep.edge import Edge
from symact.reference.sweep.taylor_model import LARGEST, PRECISION, UNIT, factor, gamma, upward
from symact.symbolic.expansion import Expansion
from symact.symbolic.half_line import BoundedArithmetic, ball, tail_sign
from symact.symbolic.limits import limit

GOOD = 2.0**-48
"""Relative error with which an edge is worth having."""

REACHES = (4, 6, 8, 10, 12, 16, 20, 24)
"""Next to 0: |x| <= 2^-e is tried for these e, one after the other."""

TERMS = 9
"""Coefficients next to 0."""

NEAR = (18, 24)
"""The same with few coefficients, nearer to 0."""

FEW_TERMS = 3

LEADS = (27, 36, 60)
"""For |x| <= 2^-e, one of these e, the first coefficient may decide alone."""

HIGHEST_POWER = 4
"""Order of a zero at 0 that is factored out, at most."""

SIMPLE = 1 << 10
"""Greatest denominator of a rational number that is looked for."""

LARGEST_INTEGER = 1 << 28
"""Products of smaller integers with numbers of 24 bits are exact."""

STARTS = (8, 16, 32, 64, 128, 512, 4096, 1 << 16, 1 << 24)
"""Beyond |x| >= T: values of T, tried one after the other."""


def next_to_zero(program: Program, order: int, side: int) -> list[Edge]:
    """Return the edges at 0 of a derivative of a function that is analytic there, the nearest to 0 first.

    Args:
        program: f on a neighbourhood of 0 on that side.
        order: of the derivative.
        side: 1 for x > 0, -1 for x < 0.
    """
    with working_precision(PRECISION):
        found = [next((e for reach in LEADS if (e := _lead(program, order, side, reach))), None)]
        for reaches, terms in ((NEAR, FEW_TERMS), (REACHES, TERMS)):
            tried = (_at_reach(program, order, side, reach, terms) for reach in reaches)
            found.append(next((each for each in tried if each is not None and each.relative < GOOD), None))
        return [each for each in found if each is not None]


def _lead(program: Program, order: int, side: int, lead: int) -> Edge | None:
    """Return the edge at which f is one exact product, or lies just beside it: ties are then decided by that side.

    A product with 3/5 is rounded, but the side of f is that of the exact one too.
    """
    at = program.series(arb(0), order + HIGHEST_POWER + 8, PRECISION)[order:]
    if not all(each.is_finite() for each in at):
        return None
    terms = [factor(order, k) * each for k, each in enumerate(at)]
    power = order_of_zero(program, order, terms)
    if power is None or power > 1:
        return None
    value = None
    if not terms[power].is_exact():
        # Such as 3/6 and tanh(log(2)), of which balls know digits alone.
        value = _rational(sympy.diff(program.expression, x, order + power).subs(x, 0), terms[power])
        if value is None:
            return None
        terms[power] = arb(fmpq(int(value.p), int(value.q)))
    first, slope = float(terms[power].mid()), None
    # The product with an input of 24 bits is exact.
    if arb(first) != terms[power] or abs(math.frexp(first)[0] * 2.0**28) % 1:
        if value is None or power == 0:
            return None
        slope = int(value.p), int(value.q)
    following = next((k for k in range(power + 1, len(terms)) if terms[k] > 0 or terms[k] < 0), None)
    if following is None or not _zeros_between(program, order, power, following):
        return None
    size = sum((abs(each) * arb(fmpq(1, 1 << lead)) ** k for k, each in enumerate(terms[following:])), arb(0))
    rest = program.series(arb(0).union(arb(side) * arb(fmpq(1, 1 << lead))), len(terms) + order + 1, PRECISION)
    tail = abs(factor(order, len(terms)) * rest[-1]) * arb(fmpq(1, 1 << lead)) ** (len(terms) - following)
    others = size - abs(terms[following]) + tail
    reach = arb(fmpq(1, 1 << lead)) ** (following - power)
    if not (others < abs(terms[following]) and (abs(terms[following]) + others) * reach < abs(terms[power]) * UNIT / 4):
        return None
    sign = 1 if bool(terms[following] > 0) else -1
    beside = sign * (side if following % 2 else 1)
    if slope:
        return Edge(power, (first,), 3 * UNIT, 2.0**-lead, side=beside, slope=slope)
    return Edge(power, (first,), 0.0, 2.0**-lead, beside=beside, side=beside)


def _rational(value: Expr, digits: arb) -> sympy.Rational | None:
    """Return a number of simple numerator and denominator that a constant is proved to be."""
    if not isinstance(value, sympy.Rational):
        nearest = Fraction(float(digits.mid())).limit_denominator(SIMPLE)
        guess = sympy.Rational(nearest.numerator, nearest.denominator)
        value = guess if constant_sign(value - guess) == 0 else None
    return value if value is not None and max(abs(value.p), value.q) < LARGEST_INTEGER else None


def _zeros_between(program: Program, order: int, power: int, following: int) -> bool:
    """Whether the coefficients strictly between two are proved to be 0."""
    for k in range(power + 1, following):
        value = sympy.diff(program.expression, x, order + k).subs(x, 0)
        if not (value.is_zero or constant_sign(value) == 0):
            return False
    return True


def _at_reach(program: Program, order: int, side: int, reach: int, count: int) -> Edge | None:
    found = at_zero(program, order, arb(side) * arb(fmpq(1, 1 << reach)), HIGHEST_POWER + count + 2, PRECISION)
    if found is None:
        return None
    power, terms, whole = found
    last = power + count
    radius = 2.0**-reach
    exact = terms[power:last]
    rounded = tuple(float(each.mid()) for each in exact)
    lost = sum(
        (arb((b - arb(c)).abs_upper()) * arb(radius) ** k for k, (b, c) in enumerate(zip(exact, rounded, strict=True))),
        arb(0),
    )
    rest = arb(whole[last].abs_upper()) * arb(radius) ** count
    sizes = [abs(c) * radius**k for k, c in enumerate(rounded)]
    horner = math.fsum(s * gamma(2 * k + 1 + power) for k, s in enumerate(sizes))
    error = (upward(lost + rest) + horner) * (1 + 16 * UNIT)
    least = sizes[0] - math.fsum(sizes[1:]) - error
    if not least > 0 or max(abs(c) for c in rounded) > LARGEST:
        return None
    return Edge(power, rounded, error / least * (1 + 16 * UNIT), radius)


def at_zero(
    program: Program, order: int, reach: arb, count: int, precision: int
) -> tuple[int, list[arb], list[arb]] | None:
    """Return the Taylor coefficients of a derivative at 0, from which the first that is not 0 is known.

    Returns:
        The index of the first coefficient that is not 0, the coefficients, and those at all points from 0 to reach;
        None where one is not finite, or none is proved not to be 0.
    """
    ends = (arb(0), arb(0).union(reach))
    found = [program.series(end, order + count, precision)[order:] for end in ends]
    if not all(each.is_finite() for row in found for each in row):
        return None
    terms, whole = ([factor(order, k) * each for k, each in enumerate(row)] for row in found)
    power = order_of_zero(program, order, terms)
    return None if power is None else (power, terms, whole)


def order_of_zero(program: Program, order: int, terms: list[arb]) -> int | None:
    """Return the index of the first Taylor coefficient at 0 that is not 0, None where that is not proved."""
    derivative = sympy.diff(program.expression, x, order)
    for power in range(HIGHEST_POWER + 1):
        if terms[power] > 0 or terms[power] < 0:
            return power
        value = derivative.subs(x, 0)
        if not (value.is_zero or constant_sign(value) == 0):
            return None
        derivative = sympy.diff(derivative, x)
    return None


def beyond(derivative: Expr, side: int, quantum: int) -> Edge | None:
    """Return the edge at an infinity: a straight line, or nothing but a sign where f vanishes quickly.

    Args:
        derivative: the function itself, smooth.
        side: 1 for oo, -1 for -oo.
        quantum: 2^quantum is the format's smallest positive number.
    """
    line = line_at(derivative, side)
    if line is None:
        return None
    slope, offset = line
    for start, rest in rests(derivative, side, line):
        found = _edge(derivative, side, slope, offset, start, rest, quantum)
        if found is not None:
            return found
    return None


def overflowing(derivative: Expr, side: int, emax: int) -> Edge | None:
    """Return the edge at an infinity from which on a function is beyond all numbers: 1/f vanishes quickly.

    Args:
        derivative: the function itself, smooth.
        side: 1 for oo, -1 for -oo.
        emax: exponent of the format's largest number.
    """
    inverse = beyond(1 / derivative, side, -emax)
    return Edge(0, (), 0.0, inverse.bound, overflows=True) if inverse is not None and inverse.sign else None


def rests(
    derivative: Expr, side: int, line: tuple[Expr, Expr], starts: Sequence[int] = STARTS
) -> Iterator[tuple[int, arb]]:
    """Yield (T, bound of |f - line| for all |x| >= T) for larger and larger T."""
    t = Symbol("t", positive=True)
    rest = sympy.expand(derivative - line[0] * x - line[1]).subs(x, side * t)
    for start in starts:
        try:
            do = BoundedArithmetic(6, start)
            yield start, do.size(Expansion(t, do).series(rest))
        except SymactError:
            continue


def _edge(derivative: Expr, side: int, slope: Expr, offset: Expr, start: int, rest: arb, quantum: int) -> Edge | None:
    if slope == 0 and offset == 0:
        if not (rest > 0 and rest < arb(fmpq(1, 1 << (2 - quantum)))):
            return None
        tail = tail_sign(derivative, x, side, (start,))
        if isinstance(tail, str) or tail.sign == 0:
            return None
        return Edge(0, (), 0.0, start, tail.sign, size=upward(rest))
    size = upward(rest)
    a, b = float(ball(slope).mid()), float(ball(offset).mid())
    lost = 2 * UNIT * (abs(a) * start + abs(b))
    least = abs(abs(a) * start - abs(b)) if slope != 0 else abs(b)
    # Rounding of a, of b, of the product and of the sum, each relative to a term that is at most twice the result.
    relative = (size + 4 * lost) / (least - size - 4 * lost) * (1 + 16 * UNIT) if least > 2 * size + 8 * lost else 1.0
    if relative > GOOD or (slope != 0 and abs(a) * start < 4 * abs(b)):
        return None
    beside = above = 0
    exact = arb(b) == ball(offset) and ball(offset).is_exact()
    if exact and (slope == 0 or (slope == 1 and offset == 0)):
        tail = tail_sign(derivative - slope * x - offset, x, side, (start,))
        above = 0 if isinstance(tail, str) else tail.sign
        # The limit may be halfway between two numbers of the format: then the side decides, near enough to it.
        if slope == 0:
            if not (above and rest < abs(ball(offset)) * UNIT / 4):
                return None
            beside = above
    return Edge(0, (b, a) if slope != 0 else (b,), relative, start, beside=beside, size=size, side=above)


def line_at(derivative: Expr, side: int) -> tuple[Expr, Expr] | None:
    """Return (slope, offset) of the line that a function comes near to at an infinity, None where there is none."""
    value = _limit(derivative, side)
    if value is None or value not in (oo, -oo):
        return None if value is None else (S.Zero, value)
    slope = _limit(sympy.expand(derivative / x), side)
    if slope is None or slope in (oo, -oo) or slope == 0:
        return None
    offset = _limit(sympy.expand(derivative - slope * x), side)
    return None if offset is None or offset in (oo, -oo) else (slope, offset)


def _limit(expression: Expr, side: int) -> Expr | None:
    found = limit(expression, x, side)
    return None if isinstance(found.evidence, Gap) else found.value
