"""A batch of rows with a candidate's results, and a law tried on it; NumPy alone."""

from dataclasses import dataclass

import numpy as np

from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, Floats, Mask, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import encoding_exponent
from symact.judge.rows.bounds import allowed
from symact.judge.rows.function import Function
from symact.judge.rows.plans import Plan
from symact.reference.vectors.families import Batch


@dataclass(frozen=True)
class Judged:
    """A batch of rows with the candidate's results, encodings of shape (rows, ...)."""

    batch: Batch
    got: Bits
    function: Function
    quantity: Quantity
    fmt: Format
    plan: Plan

    @property
    def x(self) -> Floats:
        """The rows as numbers, shape (rows, n)."""
        return to_float64(self.batch.bits[:, : self.batch.own], self.fmt)

    @property
    def beside(self) -> list[Floats]:
        """The vectors that all rows share, as numbers, shape (n,) each."""
        dtype = self.batch.bits.dtype
        return [to_float64(np.array(each, dtype=dtype), self.fmt) for each in self.batch.beside]

    def allowed(self, ulp: Floats, plan: Plan | None = None) -> Floats:
        """Return the greatest error that the declared plan, or another, allows each entry, in the shape of ulp."""
        vector = None if self.quantity == Quantity.VALUE else self.vector
        return allowed(self.function, self.quantity, plan or self.plan, self.fmt, self.x, vector, ulp, self.beside)

    @property
    def vector(self) -> Floats:
        """The vectors as numbers, shape (rows, n) or (rows, 1)."""
        return to_float64(self.batch.bits[:, self.batch.own :], self.fmt)

    @property
    def y(self) -> Floats:
        """The results as numbers, shape (rows, entries)."""
        return to_float64(self.got, self.fmt).reshape(len(self.got), -1)

    @property
    def half_ulp(self) -> Floats:
        """Half the spacing of numbers around each result, which a correctly rounded one is off by at most."""
        return np.asarray(np.ldexp(0.5, encoding_exponent(self.got, self.fmt).astype(np.int32))).reshape(self.y.shape)

    @property
    def ordinary(self) -> Mask:
        """Rows of which the laws speak: a finite number among them, and no NaN or +inf; for a norm all finite."""
        if self.function.norm:
            return np.asarray(np.isfinite(self.x).all(axis=1))
        up = self.x * np.sign(self.function.scale)
        return np.asarray(np.isfinite(up).any(axis=1) & ~np.isnan(up).any(axis=1) & ~np.isposinf(up).any(axis=1))


@dataclass(frozen=True)
class Broken:
    """A law tried on the rows of a batch.

    Args:
        name, says: of the law.
        tried: rows of which it speaks, shape (rows,).
        broken: rows that break it, shape (rows,).
        counts: rows whose break fails a stated bound, shape (rows,).
        witness: the first broken row in words.
    """

    name: str
    says: str
    tried: Mask
    broken: Mask
    counts: Mask
    witness: str


def first(judged: Judged, broken: Mask, text: str) -> str:
    """Return where the first broken row is, and what is wrong there; "" without one."""
    rows = np.flatnonzero(broken)
    if not len(rows):
        return ""
    row = int(rows[0])
    return f"row {row} of n = {judged.batch.own} ({judged.batch.families[row]}): {text}"
