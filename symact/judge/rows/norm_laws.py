"""Laws of norms that need no reference: nothing beyond the root of n, a mean square of 1 at most, 0 for equal inputs.

A right implementation may break each of them by its rounding; whether that counts against a stated bound is decided by
the bound, as for the sum of a softmax.
"""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import Floats, Mask
from symact.judge.rows.judged import Broken, Judged, first

FLOAT64 = 2.0**-50
"""Relative error of what is computed here in float64, per term."""


def of_norms(judged: Judged, max_ulp: float | None, max_bound: float | None) -> Iterator[Broken]:
    """Yield the laws of a norm's values on a batch.

    Args:
        judged: the batch with its results.
        max_ulp: the stated bound in ulp, or None.
        max_bound: that in multiples of the declared plan's bound, or None.
    """
    layer, n = judged.function.form == "layer_norm", judged.batch.own
    y, half = judged.y, judged.half_ulp
    tried = judged.ordinary
    with np.errstate(all="ignore"):
        size = np.abs(y)
        # Next to a power of two the spacing around the exact value may be twice that around the result.
        stated = half if max_ulp is None else np.maximum(half, 4 * max_ulp * half)
        if max_bound is not None:
            stated = np.maximum(stated, max(1.0, max_bound) * judged.allowed(2 * half) + half)
        limit = np.sqrt(n - 1.0 if layer else float(n))
        furthest = size.max(axis=1)
        at = np.argmax(np.where(np.isnan(size), np.inf, size), axis=1)[:, None]

        def beyond_root(slack: Floats) -> Mask:
            return np.asarray(~(furthest <= limit * (1 + FLOAT64) + np.take_along_axis(slack, at, axis=1)[:, 0]))

        root = "sqrt(n - 1)" if layer else "sqrt(n)"
        found = [beyond_root(half), beyond_root(stated)]
        yield _law(judged, "range", f"-{root} <= y <= {root}", tried, found, furthest, "a result of size {}")

        squares = (y * y).sum(axis=1)

        def beyond_squares(slack: Floats) -> Mask:
            room = (slack * (2 * size + slack)).sum(axis=1)
            return np.asarray(~(squares <= n * (1 + n * FLOAT64) + room))

        found = [beyond_squares(half), beyond_squares(stated)]
        yield _law(judged, "squares", "the mean of y^2 is no more than 1", tried, found, squares / n, "the mean is {}")
        if not layer:
            return
        total = np.abs(y.sum(axis=1))

        def off_zero(slack: Floats) -> Mask:
            return np.asarray(~(total <= slack.sum(axis=1) + n * FLOAT64 * size.sum(axis=1)))

        found = [off_zero(half), off_zero(stated)]
        says = "the results sum to 0, within what correct rounding allows"
        yield _law(judged, "sum", says, tried, found, total, "the sum is {} away from 0")
        equal = tried & (judged.x == judged.x[:, :1]).all(axis=1)
        found = [~(furthest == 0), ~(furthest <= np.take_along_axis(stated, at, axis=1)[:, 0])]
        yield _law(judged, "zero", "equal inputs give 0", equal, found, furthest, "a result of size {}")


def _law(judged: Judged, name: str, says: str, tried: Mask, found: list[Mask], size: Floats, what: str) -> Broken:
    """Return a law with its worst row as the witness."""
    broken, counts = (np.asarray(tried & each) for each in found)
    row = int(np.argmax(np.where(broken, np.nan_to_num(size, nan=np.inf), -1.0)))
    only = np.zeros(len(broken), dtype=bool)
    only[row] = broken[row]
    return Broken(name, says, tried, broken, counts, first(judged, only, what.format(f"{size[row]:.6g}")))
