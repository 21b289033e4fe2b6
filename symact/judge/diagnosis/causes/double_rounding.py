"""Double rounding: to a wider format first and from there to the result's, so that ties appear that are none."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from symact.formats.arrays import Mask, bits_dtype, to_float64
from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.evidence import Case

TIES = 2
"""Results of normal size that are rounded twice, at least."""


def models(case: Case) -> Iterator[Model]:
    """Yield the exact values rounded twice, through each wider format that could explain the wrong results."""
    fmt = case.format
    for work in case.work_formats:
        if work.precision <= fmt.precision:
            continue
        near = np.abs(np.abs(case.residual) - 0.5) <= 2.0 ** (fmt.precision - work.precision)
        near |= np.abs(case.y) < float(work.to_fraction(work.min_normal_bits))
        if not case.wrong.any() or near[case.wrong].mean() < 0.5:
            continue
        bits = case.y_bits.copy()
        for place in np.flatnonzero(near & case.finite):
            value = case.comparison.table.wide[int(case.rows[place])]
            if value is not None and value.significand:
                encoding = np.array([work.round(value)], dtype=bits_dtype(work))
                bits[place] = encode(to_float64(encoding, work), fmt)[0]
        yield Model(
            "double_rounding",
            f"the result is rounded twice, first to {work.name} or fewer bits and then to {fmt.name}",
            "round once, or round to odd before the last rounding",
            bits,
            np.ones(len(case.x), dtype=bool),
            exact=True,
            check=partial(_at_ties, np.abs(case.y) >= float(work.to_fraction(work.min_normal_bits))),
        )


def _at_ties(normal: Mask, hits: Mask) -> bool:
    """Whether some results go wrong where the wider format has all its bits; the rest may be lost otherwise."""
    return int((hits & normal).sum()) >= TIES
