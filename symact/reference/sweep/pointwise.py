"""Correctly rounded float64 results at any inputs: Taylor models in double words, shared by neighbouring inputs.

A binade, or an aligned part of one, has one model; near 0 a single model serves all binades. A result stands if the
proved bound around it holds no boundary between two float64 numbers; what is left goes to Ziv's loop, one by one.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import sympy
from flint import fmpq
from sympy import Expr, Rational

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.parameters import to_fraction
from symact.enclosure.program import Program
from symact.formats.arrays import Bits
from symact.reference.rows import Reference
from symact.reference.sweep.batched import PART, Behind, Served, evaluate
from symact.reference.sweep.saturation import FLOAT64, End, settled
from symact.reference.sweep.taylor_model_double_word import DEGREES, DoubleWordModel, fit, near_zero
from symact.symbolic.real_number import Number, order
from symact.system.arithmetic import default_arithmetic

PRECISION = 192
"""Working precision, bits, of the coefficients; doubled where they cancel."""

MOST_PRECISE = 1536

DEEPEST = 9
"""Halvings of a binade at most."""

FEWEST = 12
"""Inputs for which a model pays; fewer are evaluated one by one."""

FAR_OUT = 64.0
"""Inputs farther out, if they are not few, are worth a proof of what f tends to; models serve those below as well."""

MODELS = 1 << 12
"""Models that are kept for the next call."""

NEAR = 24
"""The model at 0 serves |x| < 2^-NEAR."""


class Pointwise:
    """The correctly rounded derivative of one bound activation at float64 inputs.

    Args:
        bound: the activation with its parameters.
        order: 0 for the function, 1 or 2 for its derivatives.
    """

    def __init__(self, bound: Bound, order: int) -> None:
        self.reference = Reference(bound, FLOAT64, order)
        self.order, self.pieces = order, bound.pieces
        self.programs = [Program(piece.expression, x) for piece in bound.pieces]
        self.ziv = 0
        self._breakpoints = np.array([_encoding(p.upper) for p in bound.pieces[:-1] if p.upper.is_Rational], np.uint64)
        self._depth = 0
        # Kept here and not by a cache of the class, which would keep every instance for ever.
        self._model = lru_cache(MODELS)(self._find_model)
        self._end = lru_cache(2)(self._find_end)

    @default_arithmetic()
    def bits(self, encodings: Bits) -> Bits:
        """Return the encodings of the results."""
        found, back = np.unique(encodings, return_inverse=True)
        out, left = self._decided(found, None)
        for index in np.flatnonzero(left).tolist():
            out[index] = self.reference.row(int(found[index])).y
            self.ziv += 1
        return np.asarray(out[back])

    @default_arithmetic()
    def behind(self, encodings: Bits) -> tuple[Bits, Behind]:
        """Return the encodings of the results that models decide, and what lies behind them; the others are open."""
        found, back = np.unique(encodings, return_inverse=True)
        behind = Behind.empty(len(found))
        out, left = self._decided(found, behind)
        behind.known[left] = False
        return np.asarray(out[back]), Behind(behind.known[back], behind.off[back], behind.margin[back])

    def _decided(self, found: Bits, behind: Behind | None) -> tuple[Bits, npt.NDArray[np.bool_]]:
        """Return the results for ascending encodings, and which of them are left to Ziv's loop."""
        out = np.empty(len(found), dtype=np.uint64)
        left = np.ones(len(found), dtype=bool)
        for sign in (0, 1):
            self._one_sign(found, sign, out, left, behind)
        self._constant_pieces(found, out, left)
        left |= np.isin(found, self._breakpoints)
        return out, left

    def _constant_pieces(self, found: Bits, out: Bits, left: npt.NDArray[np.bool_]) -> None:
        """Fill in the pieces on which the derivative is constant from one input each."""
        points = found.view(np.float64)
        for index, piece in enumerate(self.pieces):
            if sympy.diff(piece.expression, x, self.order).has(x) or not self.reference.is_total(index):
                continue
            # Rounding may move an end past inputs next to it; those are left to Ziv's loop.
            low, high = (
                np.nextafter(float(end), -side * np.inf) for end, side in ((piece.lower, -1), (piece.upper, 1))
            )
            inside = np.flatnonzero(left & (points > low) & (points < high) & np.isfinite(points) & (points != 0))
            if len(inside):
                out[inside] = self.reference.row(int(found[inside[0]])).y
                left[inside] = False

    def _one_sign(self, found: Bits, sign: int, out: Bits, left: npt.NDArray[np.bool_], behind: Behind | None) -> None:
        """Fill in what models decide among the inputs of one sign."""
        first, last = (np.uint64((sign << 63) | each) for each in (1, FLOAT64.max_bits))
        start, stop = int(np.searchsorted(found, first)), int(np.searchsorted(found, last, side="right"))
        near = int(np.searchsorted(found, np.uint64((sign << 63) | (1023 - NEAR) << 52)))
        if near - start >= FEWEST:
            model = self._near_zero(sign)
            if model is not None:
                evaluate([(model, start, near)], found, out, left, behind)
                start = near
        stop = self._beyond(found, sign, start, stop, out, left)
        waiting: list[Served] = []
        count = 0
        for each in self._blocks(found, sign, start, stop):
            waiting.append(each)
            count += each[2] - each[1]
            if count >= PART:
                evaluate(waiting, found, out, left, behind)
                waiting, count = [], 0
        if waiting:
            evaluate(waiting, found, out, left, behind)

    def _beyond(self, found: Bits, sign: int, start: int, stop: int, out: Bits, left: npt.NDArray[np.bool_]) -> int:
        """Fill in the results beyond the end's bound, all of them one number or the inputs; return where they begin."""
        # What f tends to is not looked for on account of a few inputs.
        far = int(np.searchsorted(found, np.float64(FAR_OUT).view(np.uint64) | np.uint64(sign << 63)))
        end = self._end(sign) if stop - far >= FEWEST else None
        if end is None:
            return stop
        bound = int(np.float64(end.bound).view(np.uint64)) | sign << 63
        first = max(start, int(np.searchsorted(found, np.uint64(bound))))
        out[first:stop] = found[first:stop] if end.result is None else end.result
        left[first:stop] = False
        return first

    def _find_end(self, sign: int) -> End | None:
        """Return from where on all results of one sign are one number, or the inputs; None where that is not known."""
        index = 0 if sign else -1
        # What f tends to says nothing where f is not defined; such ends are left to Ziv's loop.
        if not self.reference.is_total(index):
            return None
        side = -1 if sign else 1
        found = settled(sympy.diff(self.pieces[index].expression, x, self.order), side)
        # The proof is about the last expression, also where another piece still lies below its bound.
        edge = float(self.pieces[0].upper if sign else self.pieces[-1].lower) * side
        begin = edge if edge == -np.inf else float(np.nextafter(edge, np.inf))
        return found and found._replace(bound=max(found.bound, begin))

    def _blocks(self, found: Bits, sign: int, start: int, stop: int) -> Iterator[Served]:
        """Yield models with the consecutive inputs that they serve."""
        while start < stop:
            exponent = int(found[start]) >> 52 & 0x7FF
            end = int(np.searchsorted(found[:stop], np.uint64((sign << 63) | (exponent + 1) << 52)))
            if exponent:
                yield from self._binade(found, sign, exponent - 1023, 0, 0, start, end)
            start = end

    def _binade(
        self, found: Bits, sign: int, exponent: int, depth: int, place: int, start: int, stop: int
    ) -> Iterator[Served]:
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

    def serves(self, sign: int, exponent: int) -> bool:
        """Whether some model serves the beginning of a binade, so that many inputs there cost little."""
        return exponent < -NEAR or any(self._model(sign, exponent, depth, 0) for depth in range(DEEPEST + 1))

    def _find_model(self, sign: int, exponent: int, depth: int, place: int) -> DoubleWordModel | None:
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

    def _near_zero(self, sign: int) -> DoubleWordModel | None:
        edge = fmpq(1, 1 << NEAR) / 2
        index = self._piece(-edge if sign else edge, edge)
        return None if index is None else near_zero(self.programs[index], self.order, 1 - 2 * sign, -NEAR, PRECISION)


def _encoding(place: Expr) -> int:
    """Return the float64 encoding of a breakpoint, that of NaN where it is none."""
    exact = to_fraction(place)
    bits = FLOAT64.from_fraction(abs(exact))
    return FLOAT64.nan_bits if FLOAT64.to_fraction(bits) != abs(exact) else bits | (exact < 0) << 63
