"""A law of candidates that have a JVP and a VJP: <J v, w> = <v, J^T w>, for which no reference is needed."""

import numpy as np

from symact.formats.arrays import Floats
from symact.judge.rows.judged import Broken, Judged, first

FLOAT64 = 2.0**-50
"""Relative error of what is summed here in float64, per term."""


def adjoint(one: Judged, other: Judged, max_bound: float | None) -> Broken:
    """Return the law on a batch, within what the declared plan allows both products.

    Args:
        one: JVPs or VJPs of some rows with their vectors.
        other: the transposed products of the same rows, with vectors of their own.
        max_bound: the stated bound in multiples of the declared plan's, or None.
    """
    with np.errstate(all="ignore"):
        terms = one.y * other.vector, other.y * one.vector
        apart = np.abs(terms[0].sum(axis=1) - terms[1].sum(axis=1))
        bound = _share(one, other.vector, max_bound) + _share(other, one.vector, max_bound)
        count = one.y.shape[1] + other.y.shape[1]
        bound = bound + count * FLOAT64 * sum(np.abs(each).sum(axis=1) for each in terms)
        ratio = apart / bound
    numbers = (one.y, other.y, one.vector, other.vector)
    tried = one.ordinary & np.isfinite(bound) & np.logical_and.reduce([np.isfinite(n).all(axis=1) for n in numbers])
    broken = np.asarray(tried & ~(apart <= bound))
    row = int(np.argmax(np.where(broken, ratio, -1.0)))
    only = np.zeros(len(broken), dtype=bool)
    only[row] = broken[row]
    text = f"the products are {apart[row]:.4g} apart, where rounding allows {bound[row]:.4g}"
    says = "<J v, w> is <v, J^T w>, within what rounding allows"
    return Broken("adjoint", says, tried, broken, broken, first(one, only, text))


def _share(judged: Judged, weights: Floats, max_bound: float | None) -> Floats:
    """Return what the errors of some products may add up to, times the other vector."""
    ulp = 2 * judged.half_ulp
    total = ((max(1.0, max_bound or 1.0) * judged.allowed(ulp) + ulp / 2) * np.abs(weights)).sum(axis=1)
    return np.asarray(total, dtype=np.float64)
