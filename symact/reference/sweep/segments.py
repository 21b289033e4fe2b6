"""The inputs of one sign in the order of their encodings, cut where another way of evaluation begins."""

import math
from dataclasses import dataclass
from fractions import Fraction

import sympy
from sympy import Expr, Rational, oo

from symact.definition.activation import x
from symact.definition.parameters import to_fraction, to_rational
from symact.definition.pieces import Piece
from symact.enclosure.program import Program
from symact.formats.floating import Format
from symact.reference.breaks import guard
from symact.reference.sweep.edge import Edge
from symact.reference.sweep.exact_lines import Line, line_of
from symact.reference.sweep.gaps import gaps, has_values
from symact.reference.sweep.regimes import beyond, next_to_zero, overflowing
from symact.reference.sweep.taylor_model import UNIT
from symact.symbolic.half_line import ball
from symact.symbolic.real_number import ZERO, Number, order


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring magnitudes of one sign that are evaluated in one way.

    Args:
        first, last: encodings without the sign bit, both included.
        piece: index of the piece, None for a single breakpoint.
        edge: the formula, None for Taylor models.
        constant: whether the derivative is constant there, or f has no value at any of them.
        line: the derivative, where it is a line with rational coefficients.
    """

    first: int
    last: int
    piece: int | None
    edge: Edge | None = None
    constant: bool = False
    line: Line | None = None

    @property
    def blocks(self) -> bool:
        """Whether its values come from the models of blocks."""
        return self.piece is not None and self.edge is None and not self.constant


def segments(pieces: tuple[Piece, ...], order_: int, fmt: Format, negative: bool) -> list[Segment]:
    """Return the segments of one sign, from the smallest magnitude to the largest finite one."""
    found: list[Segment] = []
    for first, last, index in _stretches(pieces, fmt, negative):
        if index is None:
            found.append(Segment(first, last, None))
        else:
            found += _ways(pieces[index], index, order_, fmt, negative, first, last)
    return found


def _stretches(pieces: tuple[Piece, ...], fmt: Format, negative: bool) -> list[tuple[int, int, int | None]]:
    """Return (first, last, piece) in order of magnitude; a breakpoint that is an input stands alone."""
    side = -1 if negative else 1
    ordered = list(enumerate(pieces))[::side]
    found: list[tuple[int, int, int | None]] = []
    start = 1
    for index, piece in ordered:
        if piece.is_point:
            continue
        outer = piece.lower if negative else piece.upper
        if outer in (oo, -oo):
            found.append((start, fmt.max_bits, index))
            break
        distance = side * outer
        if order(Number(distance), ZERO) in (-1, 0):
            continue
        last, is_input = _last_below(distance, fmt)
        last = min(last, fmt.max_bits)
        if last >= start:
            found.append((start, last, index))
        start = last + 1
        if is_input and start <= fmt.max_bits:
            found.append((start, start, None))
            start += 1
        if start > fmt.max_bits:
            break
    return found


def _last_below(distance: Expr, fmt: Format) -> tuple[int, bool]:
    """Return the largest magnitude strictly below a positive number, and whether the next one equals it."""
    if distance.is_Rational:
        value = to_fraction(distance)
    else:
        inner = ball(distance).mid().fmpq()
        value = to_fraction(inner)
    bits = min(fmt.from_fraction(value), fmt.max_bits)
    while bits and order(_number(fmt, bits), Number(distance)) != -1:
        bits -= 1
    while bits < fmt.max_bits and order(_number(fmt, bits + 1), Number(distance)) == -1:
        bits += 1
    is_input = bits < fmt.max_bits and order(_number(fmt, bits + 1), Number(distance)) == 0
    return bits, is_input


def _number(fmt: Format, bits: int) -> Number:
    value = fmt.to_fraction(bits)
    return Number(to_rational(value))


def _ways(piece: Piece, index: int, order_: int, fmt: Format, negative: bool, first: int, last: int) -> list[Segment]:
    if guard(piece) is None:
        return _total_ways(piece, index, order_, fmt, negative, first, last)
    found: list[Segment] = []
    for start, stop in gaps(piece.expression, fmt, negative, first, last):
        found += _partial_ways(piece, index, order_, fmt, negative, first, start - 1)
        found.append(Segment(start, stop, index, None, True))
        first = stop + 1
    return found + _partial_ways(piece, index, order_, fmt, negative, first, last)


def _partial_ways(
    piece: Piece, index: int, order_: int, fmt: Format, negative: bool, first: int, last: int
) -> list[Segment]:
    if first > last:
        return []
    if order_ and not has_values(piece.expression, fmt, negative, first, last):
        # Only models of f itself notice where f is not defined; what its derivative tends to does not.
        return [Segment(first, last, index)]
    return _total_ways(piece, index, order_, fmt, negative, first, last)


def _total_ways(
    piece: Piece, index: int, order_: int, fmt: Format, negative: bool, first: int, last: int
) -> list[Segment]:
    derivative = sympy.diff(piece.expression, x, order_)
    side, line = -1 if negative else 1, line_of(derivative)
    if not derivative.has(x):
        return [Segment(first, last, index, None, True)]
    if derivative.is_polynomial(x) and sympy.degree(derivative, x) == 1 and derivative.subs(x, 0) == 0:
        exact = sympy.diff(derivative, x)
        slope = float(ball(exact).mid())
        # The product of a short exact slope with an input is exact.
        short = exact.is_Rational and Rational(slope) == exact and not math.frexp(slope)[0] * 2.0**28 % 1
        return [Segment(first, last, index, Edge(1, (slope,), 0.0 if short else 4 * UNIT, 0.0), line=line)]
    found: list[Segment] = []
    if first == 1:
        for edge in next_to_zero(Program(piece.expression, x), order_, side):
            end = min(last, _magnitude_at_most(edge.bound, fmt))
            if end >= first:
                found.append(Segment(first, end, index, edge, line=line))
                first = end + 1
    outer = None
    if last == fmt.max_bits and (piece.lower if negative else piece.upper) in (oo, -oo):
        outer = beyond(derivative, side, fmt.quantum) or overflowing(derivative, side, fmt.emax)
        if outer is not None:
            start = max(first, _magnitude_at_most(outer.bound, fmt) + 1)
            if start <= last:
                last, beyond_segment = start - 1, Segment(start, last, index, outer, line=line)
            else:
                outer = None
    if first <= last:
        found.append(Segment(first, last, index, line=line))
    return [*found, beyond_segment] if outer is not None else found


def _magnitude_at_most(bound: float, fmt: Format) -> int:
    """Return the largest magnitude that is at most a bound."""
    exact = Fraction(bound)
    if exact >= fmt.to_fraction(fmt.max_bits):
        return fmt.max_bits
    bits = fmt.from_fraction(exact)
    return bits if fmt.to_fraction(bits) <= exact else bits - 1
