"""Results that a cause of wrong rows has to explain, and when two of them are the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, Mask, bits_dtype, is_nan, to_float64
from symact.formats.floating import Format, get_format
from symact.judge.rows.bounds import absolute_terms
from symact.judge.rows.diagnosis.case import FAR, FEWEST, Case
from symact.judge.rows.judged import Judged
from symact.judge.rows.multiples import Measured

LEFT = 2.0**-21
"""Of the sum of the absolute terms of a product, what may be left by another order of its sums in float32."""


@dataclass(frozen=True)
class Batch:
    """Rows with results that are to be explained, encodings and masks of shape (rows, entries).

    Args:
        judged: what was judged, all rows of the batch.
        x, vector: the rows and their vectors as numbers, or those that were chosen of them.
        got, due: the candidate's results, and the correct ones.
        tell: what is to be explained.
        counted: what is compared.
        bound: how far a computation may be from a result, None for not at all.
        slack: what the order of a sum in float32 may leave of a product that cancels.
    """

    judged: Judged
    x: Floats
    vector: Floats
    got: Bits
    due: Bits
    tell: Mask
    counted: Mask
    bound: Floats | None = None
    slack: Floats | None = None

    @classmethod
    def of(cls, part: Measured, tell: Mask, bound: Floats | None = None, slack: Floats | None = None) -> "Batch":
        """Return a batch of which some results are to be explained."""
        judged, shape = part.judged, part.wrong.shape
        got, due = (each.reshape(shape) for each in (judged.got, part.table.y_bits))
        return cls(judged, judged.x, judged.vector, got, due, tell, part.counted, bound, slack)

    def some(self, rows: npt.NDArray[np.intp]) -> "Batch":
        """Return some of the rows."""
        names = ("x", "vector", "got", "due", "tell", "counted", "bound", "slack")
        parts: dict[str, Any] = {name: None if (each := getattr(self, name)) is None else each[rows] for name in names}
        return replace(self, **parts)

    def same(self, one: Bits, other: Bits) -> Mask:
        """Return which encodings are equal, or near enough."""
        fmt = self.judged.fmt
        equal = _same(one, other, fmt)
        if self.bound is None and self.slack is None:
            return equal
        a, b = (to_float64(each, fmt) for each in (one, other))
        with np.errstate(all="ignore"):
            near = np.abs(a - b) <= (self.slack if self.bound is None else self._allowed(self.bound, a, b))
        return np.asarray(equal | near)

    def _allowed(self, bound: Floats, a: Floats, b: Floats) -> Floats:
        """Return how far two results may be from one another: one that is greater than due carries greater errors."""
        fmt = self.judged.fmt
        due = np.abs(to_float64(self.due, fmt))
        size = np.maximum(np.abs(a), np.abs(b))
        normal = due >= np.ldexp(1.0, fmt.emin)
        # Where nothing but an underflow is due, a result is as exact as others of its row.
        share = np.where(normal & np.isfinite(due), bound / due, 0.0).max(axis=1, keepdims=True, initial=0.0)
        grown = np.where(normal, np.maximum(size / due, 1.0) * bound, np.maximum(share * size, bound))
        return np.asarray(np.where(np.isfinite(grown), grown, bound))


def plain(found: Sequence[Measured]) -> tuple[Measured, ...]:
    """Return what is required of rows without NaN and +inf, and of norms without overflow, if enough of it is wrong.

    What becomes of such a row depends on how an implementation meets it, not on the defect that its other results show.
    """
    plain = []
    for part in found:
        rows = part.judged.ordinary[:, None]
        if part.judged.function.norm:
            with np.errstate(all="ignore"):
                squares = (part.judged.x**2).sum(axis=1, keepdims=True)
            rows = rows & (squares < _largest(part.judged.fmt))
        plain.append(replace(part, wrong=part.wrong & rows, counted=part.counted & rows))
    return tuple(plain if sum(int(part.wrong.sum()) for part in plain) >= FEWEST else found)


def slack(part: Measured, case: Case) -> Floats | None:
    """Return what is left of a product that cancels, by the order of a sum in float32."""
    judged = part.judged
    if case.kind is None or case.fmt.width >= 32:
        return None
    with np.errstate(all="ignore"):
        terms = absolute_terms(judged.function, judged.quantity, judged.x, judged.vector, judged.beside)
    return np.nan_to_num(np.broadcast_to(terms, judged.y.shape) * LEFT, nan=0.0, posinf=0.0)


def nearby(part: Measured) -> Batch:
    """Return the results that are so far off that what comes within the bound of them is another computation."""
    ulp = np.ldexp(1.0, part.table.ulp_exponent.astype(np.int32)).reshape(part.judged.y.shape)
    bound = np.nan_to_num(part.judged.allowed(ulp), nan=0.0, posinf=0.0)
    far = (part.of_declared > FAR) | ~np.isfinite(part.error)
    return Batch.of(part, np.asarray(part.wrong & far), bound)


def _largest(fmt: Format) -> float:
    """Return the greatest number of the format that norms are computed in."""
    fmt = fmt if fmt.width > 32 else get_format("float32")
    return float(to_float64(np.array([fmt.max_bits], dtype=bits_dtype(fmt)), fmt)[0])


def beyond(part: Measured) -> Mask:
    """Return which results are further off than the declared plan allows."""
    return np.asarray((part.of_declared > 1) | ~np.isfinite(part.error))


def _same(one: Bits, other: Bits, fmt: Format) -> Mask:
    """Return which encodings are equal; NaN is NaN, and zeros are equal."""
    magnitude = one.dtype.type(fmt.sign_bit - 1)
    zeros = ((one | other) & magnitude) == 0
    return np.asarray((one == other) | zeros | (is_nan(one, fmt) & is_nan(other, fmt)))
