"""NaN does not come through: a comparison with NaN is false, and max or min of C take the other argument."""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import is_nan, to_float64
from symact.judge.diagnosis.defect_model import FITTED, Model
from symact.judge.diagnosis.evidence import Case

NUMBER = (
    "NaN inputs give a number, the same for all, as where a comparison with NaN is false or max and min drop it",
    "return x + x for NaN, or use maximum and minimum that propagate NaN",
)

INFINITY = (
    "NaN inputs give an infinity, as where only the upper bits of NaN are kept or its bits are rounded as a number's",
    "convert NaN apart from numbers, with a bit of its fraction set",
)
"""What is said, and what to do."""


def models(case: Case) -> Iterator[Model]:
    """Yield the correct results with one number for every NaN input: the one that the candidate returns for all."""
    nan = np.isnan(case.x)
    numbers = nan & ~is_nan(case.got_bits, case.format)
    values = np.unique(case.got_bits[numbers])
    if not len(values) or len(values) > 2:
        return
    sign = int(case.format.sign_bit)
    bits = case.y_bits.copy()
    for negative in (False, True):
        rows = nan & (((case.x_bits & case.x_bits.dtype.type(sign)) != 0) == negative)
        seen = np.unique(case.got_bits[rows])
        if len(seen) == 1:
            bits[rows] = seen[0]
    says, remedy = NUMBER if np.isfinite(to_float64(values, case.format)).all() else INFINITY
    yield Model("nan_dropped", says, remedy, bits, nan, freedom=FITTED, exact=True, least=2.0)
