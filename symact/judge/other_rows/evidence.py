"""What a candidate made of rows, and how far a formula explains it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sympy import Symbol

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.definition.several import VECTOR
from symact.errors import SymactError
from symact.formats.arrays import Floats, Mask
from symact.judge.other_rows.row_values import Formula
from symact.judge.rows.multiples import Measured

WIDEST, FEW = 300, 12
"""Numbers of a row at most, and rows of each width at which formulas are screened."""

FEWEST = 8
"""Results that are to be explained, without which nothing is named."""


UNIT = 2.0**-24
"""Relative error of a step of a computation without a defect, in float32."""


@dataclass(frozen=True)
class Seen:
    """Rows of one width with a candidate's results; masks and numbers of shape (rows, entries).

    Args:
        given: the inputs by their symbols, shape (rows, n) or (rows, 1).
        got: the results.
        half: half the distance of numbers of the format around each.
        tell: which are to be explained.
        counted: which are compared.
        largest: the greatest number of the format.
    """

    given: Mapping[Symbol, Floats]
    got: Floats
    half: Floats
    tell: Mask
    counted: Mask
    largest: float

    def some(self, rows: npt.NDArray[np.intp]) -> "Seen":
        """Return some of the rows."""
        given = {symbol: values[rows] for symbol, values in self.given.items()}
        return Seen(given, self.got[rows], self.half[rows], self.tell[rows], self.counted[rows], self.largest)

    def values(self, formula: Formula) -> tuple[Floats, Floats]:
        """Return what a formula gives, and how far from it a result may be, half a place of the format included.

        Raises:
            SymactError: it has no values in NumPy, or more than there are results.
        """
        values, off = formula.moved(self.given, UNIT)
        if values.shape[1] > self.got.shape[1]:
            raise SymactError("it gives a number for each entry where one is due")
        return np.broadcast_to(values, self.got.shape), off + self.half

    def near(self, values: Floats, off: Floats) -> Mask:
        """Return which results are what some values may be rounded to; what overflows is infinite."""
        with np.errstate(all="ignore"):
            close = np.abs(values - self.got) <= off
            great = np.isinf(self.got) & (values * np.sign(self.got) >= self.largest)
        return np.asarray(close | great | (np.isnan(values) & np.isnan(self.got)) | (values == self.got))


def seen(bound: Bound, quantity: Quantity, parts: Sequence[Measured], due: Formula) -> list[Seen]:
    """Return what is to be explained: wrong results of rows of finite numbers that the due formula does not give."""
    return [_seen(bound, quantity, part, due) for part in parts if part.judged.batch.own <= WIDEST]


def _seen(bound: Bound, quantity: Quantity, part: Measured, due: Formula) -> Seen:
    judged = part.judged
    columns = [judged.x, *(np.broadcast_to(each, judged.x.shape) for each in judged.beside)]
    names, finite = bound.activation.inputs, np.asarray(np.isfinite(judged.x).all(axis=1))
    if quantity.vector:
        columns, names = [*columns, judged.vector], (*names, VECTOR)
        finite &= np.isfinite(judged.vector).all(axis=1)
    counted = part.counted & finite[:, None]
    half = judged.half_ulp * (1 + 2.0**-20)
    largest, given = float(judged.fmt.to_fraction(judged.fmt.max_bits)), dict(zip(names, columns, strict=True))
    whole = Seen(given, judged.y, half, part.wrong & counted, counted, largest)
    return replace(whole, tell=whole.tell & ~whole.near(*whole.values(due))).some(np.flatnonzero(finite))


def few_of(batches: Sequence[Seen]) -> list[Seen]:
    """Return some rows of each batch with something to explain."""
    random = np.random.Generator(np.random.PCG64(0))
    found = []
    for each in batches:
        rows = np.flatnonzero(each.tell.any(axis=1))
        if len(rows) and each.got.size:
            found.append(each.some(random.permutation(rows)[:FEW]))
    return found
