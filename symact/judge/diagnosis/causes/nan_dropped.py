"""NaN does not come through: a comparison with NaN is false, and max or min of C take the other argument."""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import is_nan
from symact.judge.diagnosis.defect_model import FITTED, Model
from symact.judge.diagnosis.evidence import Case


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
    yield Model(
        "nan_dropped",
        "NaN inputs give a number, the same for all, as where a comparison with NaN is false or max and min drop it",
        "return x + x for NaN, or use maximum and minimum that propagate NaN",
        bits,
        nan,
        freedom=FITTED,
        exact=True,
        least=2.0,
    )
