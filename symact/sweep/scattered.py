"""Correctly rounded float64 results at any inputs: Taylor models in double words, shared by neighbouring inputs.

A binade, or an aligned part of one, has one model; near 0 a single model serves all binades. A result stands if the
proved bound around it holds no boundary between two float64 numbers; what is left goes to Ziv's loop, one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import sympy
from flint import arb, fmpq
from sympy import Expr, Rational

from symact.activation import x
from symact.arrays import Bits
from symact.binding import Bound
from symact.enclosure import Program
from symact.formats import get_format
from symact.number import Number, order
from symact.reference import Reference
from symact.sweep.double_word import UNIT, Floats, Words, plus, split, times
from symact.sweep.edges import STARTS, beyond, line_at, rests
from symact.sweep.rounding import require_sound_arithmetic
from symact.sweep.wide_model import DEGREES, WideModel, fit, near_zero
from symact.tail import ball

FLOAT64 = get_format("float64")

PRECISION = 192
"""Working precision, bits, of the coefficients; doubled where they cancel."""

MOST_PRECISE = 1536

DEEPEST = 9
"""Halvings of a binade at most."""

FEWEST = 12
"""Inputs for which a model pays; fewer are evaluated one by one."""

NEAR = 24
"""The model at 0 serves |x| < 2^-NEAR."""

PART = 1 << 13
"""Inputs evaluated together, so that they stay in the cache."""

FAR = (*STARTS, 1 << 40, 1 << 60, 1 << 120)
"""Beyond |x| >= T: values of T, tried one after the other."""

LEAST_EXPONENT, MOST_EXPONENT = -1021, 1024
"""Exponents, as frexp gives them, between which a float64 is normal."""

Stretch = tuple[WideModel, int, int]


class End(NamedTuple):
    """What all inputs beyond a bound are rounded to: one encoding, or None for the input itself."""

    bound: float
    result: int | None


def settled(derivative: Expr, side: int) -> End | None:
    """Return from where on a function is so near to its limit, or to x, that the result is that; None if it never is.

    Args:
        derivative: smooth on the last piece of that side.
        side: 1 for oo, -1 for -oo.
    """
    vanishing = beyond(derivative, side, FLOAT64.quantum)
    if vanishing is not None and vanishing.sign:
        return End(vanishing.bound, FLOAT64.sign_bit if vanishing.sign < 0 else 0)
    line = line_at(derivative, side)
    if line is None or line == (0, 0) or line[0] not in (0, 1):
        return None
    for start, rest in rests(derivative, side, line, FAR):
        distance = rest + abs(ball(line[1]))
        # Less than half the gap to either neighbour of x, which is at least 2^-54 of it.
        if line[0] == 1 and distance < arb(start) * arb(fmpq(1, 1 << 56)):
            return End(start, None)
        if line[0] == 0:
            low, high = (_nearest(ball(line[1]) + each * rest) for each in (-1, 1))
            if low is not None and low == high:
                return End(start, low)
    return None


def _nearest(value: arb) -> int | None:
    """Return the encoding that all numbers of a ball are rounded to, None where they differ or one is 0."""
    ends = [FLOAT64.from_fraction(Fraction(int(e.p), int(e.q))) for e in (value.lower().fmpq(), value.upper().fmpq())]
    return ends[0] if ends[0] == ends[1] and (value > 0 or value < 0) else None


class Scattered:
    """The correctly rounded derivative of one bound activation at float64 inputs.

    Args:
        bound: the activation with its parameters.
        order: 0 for the function, 1 or 2 for its derivatives.
    """

    def __init__(self, bound: Bound, order: int) -> None:
        require_sound_arithmetic()
        self.reference = Reference(bound, FLOAT64, order)
        self.order, self.pieces = order, bound.pieces
        self.programs = [Program(piece.expression, x) for piece in bound.pieces]
        self.ziv = 0
        ends = zip((1, -1), (bound.pieces[-1], bound.pieces[0]), strict=True)
        self._ends = [settled(sympy.diff(p.expression, x, order), side) for side, p in ends]
        self._breakpoints = np.array([_encoding(p.upper) for p in bound.pieces[:-1] if p.upper.is_Rational], np.uint64)
        self._depth = 0

    def bits(self, encodings: Bits) -> Bits:
        """Return the encodings of the results.

        Args:
            encodings: of the inputs, uint64, one dimension, in any order.
        """
        found, back = np.unique(encodings, return_inverse=True)
        out = np.empty(len(found), dtype=np.uint64)
        left = np.ones(len(found), dtype=bool)
        for sign in (0, 1):
            self._one_sign(found, sign, out, left)
        self._constant_pieces(found, out, left)
        left |= np.isin(found, self._breakpoints)
        for index in np.flatnonzero(left).tolist():
            out[index] = self.reference.row(int(found[index])).y
            self.ziv += 1
        return np.asarray(out[back])

    def _constant_pieces(self, found: Bits, out: Bits, left: npt.NDArray[np.bool_]) -> None:
        """Fill in the pieces on which the derivative is constant from one input each."""
        points = found.view(np.float64)
        for piece in self.pieces:
            if sympy.diff(piece.expression, x, self.order).has(x):
                continue
            # Rounding may move an end past inputs next to it; those are left to Ziv's loop.
            low, high = (
                np.nextafter(float(end), -side * np.inf) for end, side in ((piece.lower, -1), (piece.upper, 1))
            )
            inside = np.flatnonzero(left & (points > low) & (points < high) & np.isfinite(points) & (points != 0))
            if len(inside):
                out[inside] = self.reference.row(int(found[inside[0]])).y
                left[inside] = False

    def _one_sign(self, found: Bits, sign: int, out: Bits, left: npt.NDArray[np.bool_]) -> None:
        """Fill in what models decide among the inputs of one sign."""
        first, last = (np.uint64((sign << 63) | each) for each in (1, FLOAT64.max_bits))
        start, stop = int(np.searchsorted(found, first)), int(np.searchsorted(found, last, side="right"))
        near = int(np.searchsorted(found, np.uint64((sign << 63) | (1023 - NEAR) << 52)))
        if near - start >= FEWEST:
            model = self._near_zero(sign)
            if model is not None:
                evaluate([(model, start, near)], found, out, left)
                start = near
        stop = self._beyond(found, sign, start, stop, out, left)
        waiting: list[Stretch] = []
        count = 0
        for each in self._blocks(found, sign, start, stop):
            waiting.append(each)
            count += each[2] - each[1]
            if count >= PART:
                evaluate(waiting, found, out, left)
                waiting, count = [], 0
        if waiting:
            evaluate(waiting, found, out, left)

    def _beyond(self, found: Bits, sign: int, start: int, stop: int, out: Bits, left: npt.NDArray[np.bool_]) -> int:
        """Fill in the results beyond the end's bound, all of them one number or the inputs; return where they begin."""
        end = self._ends[sign]
        if end is None:
            return stop
        bound = int(np.float64(end.bound).view(np.uint64)) | sign << 63
        first = max(start, int(np.searchsorted(found, np.uint64(bound))))
        out[first:stop] = found[first:stop] if end.result is None else end.result
        left[first:stop] = False
        return first

    def _blocks(self, found: Bits, sign: int, start: int, stop: int) -> Iterator[Stretch]:
        """Yield models with the stretches of inputs that they serve."""
        while start < stop:
            exponent = int(found[start]) >> 52 & 0x7FF
            end = int(np.searchsorted(found[:stop], np.uint64((sign << 63) | (exponent + 1) << 52)))
            if exponent:
                yield from self._binade(found, sign, exponent - 1023, 0, 0, start, end)
            start = end

    def _binade(
        self, found: Bits, sign: int, exponent: int, depth: int, place: int, start: int, stop: int
    ) -> Iterator[Stretch]:
        """Yield models of a part of a binade: the place-th of 2^depth."""
        if stop - start < FEWEST:
            return
        model = self._model(sign, exponent, depth, place) if depth >= self._depth - 1 else None
        if model is not None:
            self._depth = depth
            yield model, start, stop
            return
        if depth == DEEPEST:
            return
        half = (sign << 63) | (exponent + 1023) << 52 | (2 * place + 1) << (51 - depth)
        middle = start + int(np.searchsorted(found[start:stop], np.uint64(half)))
        yield from self._binade(found, sign, exponent, depth + 1, 2 * place, start, middle)
        yield from self._binade(found, sign, exponent, depth + 1, 2 * place + 1, middle, stop)

    def _model(self, sign: int, exponent: int, depth: int, place: int) -> WideModel | None:
        """Return the model of a part of a binade, None where its bound is too weak or a breakpoint lies inside."""
        width = exponent - depth
        middle = fmpq(2) ** width * (2 * ((1 << depth) + place) + 1) / 2
        index = self._piece(-middle if sign else middle, fmpq(2) ** (width - 1))
        if index is None:
            return None
        precision, degree = PRECISION, 0
        while precision <= MOST_PRECISE and degree < len(DEGREES):
            centre = -middle if sign else middle
            found = fit(self.programs[index], self.order, centre, width - 1, DEGREES[degree], precision)
            if found is None or found.model is not None:
                return found.model if found else None
            if found.lost > found.rest:
                precision *= 2
            else:
                degree += 1
        return None

    def _piece(self, middle: fmpq, radius: fmpq) -> int | None:
        """Return the piece that holds a closed block; inputs at breakpoints are not its business."""
        low, high = (Number(Rational(int(each.p), int(each.q))) for each in (middle - radius, middle + radius))
        for index, piece in enumerate(self.pieces):
            if order(Number(piece.lower), low) in (-1, 0) and order(high, Number(piece.upper)) in (-1, 0):
                return index
        return None

    def _near_zero(self, sign: int) -> WideModel | None:
        edge = fmpq(1, 1 << NEAR) / 2
        index = self._piece(-edge if sign else edge, edge)
        return None if index is None else near_zero(self.programs[index], self.order, 1 - 2 * sign, -NEAR, PRECISION)


def evaluate(group: Sequence[Stretch], found: Bits, out: Bits, left: npt.NDArray[np.bool_]) -> None:
    """Round what models decide.

    Args:
        group: models, each with the stretch of inputs that it serves.
        found: encodings of the inputs.
        out: takes the encodings of the results.
        left: set to False for every input that is decided.
    """
    where = np.concatenate([np.arange(start, stop) for _, start, stop in group])
    which = np.repeat(np.arange(len(group)), [stop - start for _, start, stop in group])
    models = [model for model, _, _ in group]
    table = _Coefficients(models)
    for first in range(0, len(where), PART):
        chosen, own = where[first : first + PART], which[first : first + PART]
        values = found[chosen].view(np.float64)
        rounded, decided = _rounded(table, own, values)
        out[chosen[decided]] = rounded[decided].view(np.uint64)
        left[chosen[decided]] = False


class _Coefficients:
    """The models of a group as arrays, a row each."""

    def __init__(self, models: Sequence[WideModel]) -> None:
        length = max(len(m.high) for m in models)
        self.high, self.low = (np.zeros((len(models), length)) for _ in range(2))
        for row, model in enumerate(models):
            self.high[row, : len(model.high)] = model.high
            self.low[row, : len(model.low)] = model.low
        self.words = max(m.words for m in models)
        self.middle = np.array([m.middle for m in models])
        self.radius = np.array([m.radius for m in models], dtype=np.int64)
        self.scale = np.array([m.scale for m in models], dtype=np.int64)
        self.error = np.array([m.error for m in models])
        self.power = models[0].power


def _rounded(table: _Coefficients, own: npt.NDArray[np.intp], points: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the float64 numbers next to a group's values, and which of them are proved to be the nearest."""
    with np.errstate(all="ignore"):
        # Both the difference, inside a binade, and the scaling are exact.
        t = np.ldexp(points - table.middle[own], -table.radius[own])
        value = _horner(table, own, t)
        scale = table.scale[own]
        error = table.error[own]
        if table.power:
            mantissa, exponent = np.frexp(points)
            halves = split(mantissa)
            for _ in range(table.power):
                value = times(value, mantissa, halves)
            scale = scale + table.power * exponent.astype(np.int64)
        if table.middle[0] == 0:
            error = error * np.abs(value.high)
        # The margin also covers the rounding of the two sums below.
        margin = error * (1 + 2.0**-20) + np.abs(value.low) * (2 * UNIT)
        nearest = value.high + (value.low - margin)
        agree = nearest == value.high + (value.low + margin)
        result = np.ldexp(nearest, scale)
        size = np.frexp(nearest)[1] + scale
        # A result far below half the smallest number is a zero with its sign.
        usual = (size > LEAST_EXPONENT) & (size < MOST_EXPONENT) | (size < FLOAT64.quantum - 6)
        decided = agree & (nearest != 0) & usual
    return result, decided


def _horner(table: _Coefficients, own: npt.NDArray[np.intp], t: Floats) -> Words:
    length = table.high.shape[1]
    single = table.high[own, length - 1]
    for k in range(length - 2, table.words - 1, -1):
        single = single * t + table.high[own, k]
    if table.words == length:
        value, start = Words(single, table.low[own, length - 1]), length - 2
    else:
        value, start = Words(single, np.zeros_like(single)), table.words - 1
    halves = split(t)
    for k in range(start, -1, -1):
        value = plus(times(value, t, halves), Words(table.high[own, k], table.low[own, k]))
    return value


def _encoding(place: Expr) -> int:
    """Return the float64 encoding of a breakpoint, that of NaN where it is none."""
    exact = Fraction(int(place.p), int(place.q))
    bits = FLOAT64.from_fraction(abs(exact))
    return FLOAT64.nan_bits if FLOAT64.to_fraction(bits) != abs(exact) else bits | (exact < 0) << 63
