"""Another function at a case's inputs, asked for first where it must agree with what the candidate returned."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from flint import fmpq

from symact.activation import x
from symact.arrays import Bits, bits_dtype
from symact.calculus import differentiate
from symact.enclosure import Program
from symact.formats import Format, get_format
from symact.pieces import Piece
from symact.rounding import evaluate
from symact.verify.diagnosis.arithmetic import constant_in
from symact.verify.diagnosis.case import Case
from symact.verify.diagnosis.model import Model, matches

STAGES = ((8, 0.6), (48, 0.7), (300, 0.8))
"""So many rows are asked for; such a share of them must agree for more to be asked."""

LIMIT = 1 << 10
"""Bits to which a value is computed; one that is then undecided makes the function no model."""


class Smooth:
    """Correctly rounded values of a function inside its pieces; 0, breakpoints and infinities are left out.

    Args:
        pieces: of the function, in order.
        order: of the derivative.
    """

    def __init__(self, pieces: Sequence[Piece], order: int) -> None:
        self._programs = [Program(piece.expression, x) for piece in differentiate(pieces, x, order)]
        wide = get_format("float64")
        self._breaks = [constant_in(piece.upper, wide) for piece in pieces[:-1]]

    def bits(self, fmt: Format, points: Bits, values: npt.NDArray[np.float64]) -> Bits:
        """Return the results at finite inputs, given as encodings and as numbers.

        Raises:
            UndecidedError: a value is not decided quickly.
        """
        found = []
        for encoding, value in zip(points.tolist(), values.tolist(), strict=True):
            negative, significand, exponent = fmt.parts(encoding)
            signed = -significand if negative else significand
            point = fmpq(signed << exponent) if exponent >= 0 else fmpq(signed, 1 << -exponent)
            found.append(fmt.round(evaluate(self._programs[bisect_left(self._breaks, value)], point, LIMIT)))
        return np.array(found, dtype=bits_dtype(fmt))


def other_function(case: Case, function: Smooth) -> Bits | None:
    """Return another function's results, shape (n,), or None where it plainly is not the one.

    At inputs that are 0 or no numbers they are the correct results of the case's own function.

    Raises:
        UndecidedError: a value is not decided quickly.
    """
    usable = case.finite & (case.x != 0) & case.judged
    wrong = np.flatnonzero(usable & (case.severe if (usable & case.severe).any() else case.wrong))
    bits = case.y_bits.copy()
    for count, enough in STAGES:
        places = wrong[np.linspace(0, len(wrong) - 1, min(count, len(wrong))).astype(np.intp)] if len(wrong) else wrong
        if not len(places) or _agreeing(case, function, bits, places) < enough:
            return None
    places = np.flatnonzero(usable)
    bits[places] = function.bits(case.format, case.x_bits[places], case.x[places])
    return bits


def _agreeing(case: Case, function: Smooth, bits: Bits, places: npt.NDArray[np.intp]) -> float:
    bits[places] = function.bits(case.format, case.x_bits[places], case.x[places])
    model = Model("", "", "", bits, np.ones(len(bits), dtype=bool))
    return float(matches(case, model)[places].mean())
