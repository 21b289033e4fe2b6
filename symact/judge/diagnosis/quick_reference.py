"""Correctly rounded values of smooth expressions at ordinary inputs, by Arb, quickly made ready."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from flint import fmpq
from sympy import Expr, oo

from symact.definition.activation import x
from symact.definition.derivatives import differentiate
from symact.definition.pieces import Piece
from symact.enclosure.program import Program
from symact.enclosure.ziv import evaluate
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format, get_format
from symact.judge.simulation.stepwise import constant_in

LIMIT = 1 << 10
"""Bits to which a value is computed; one that is then undecided is an error."""


class Smooth:
    """Correctly rounded values of a function inside its pieces; 0, breakpoints and infinities are left out.

    Args:
        pieces: of the function, in order, or one expression.
        order: of the derivative.
    """

    def __init__(self, pieces: Sequence[Piece] | Expr, order: int = 0) -> None:
        if isinstance(pieces, Expr):
            pieces = (Piece(-oo, oo, pieces, False, False),)
        self._programs = [Program(piece.expression, x) for piece in differentiate(pieces, x, order)]
        wide = get_format("float64")
        self.breaks = [constant_in(piece.upper, wide) for piece in pieces[:-1]]

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
            found.append(fmt.round(evaluate(self._programs[bisect_left(self.breaks, value)], point, LIMIT)))
        return np.array(found, dtype=bits_dtype(fmt))
