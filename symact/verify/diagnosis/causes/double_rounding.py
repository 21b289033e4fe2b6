"""Double rounding: to a wider format first and from there to the result's, so that ties appear that are none."""

from collections.abc import Iterator

import numpy as np

from symact.arrays import bits_dtype, to_float64
from symact.errors import SymactError
from symact.verify.diagnosis.case import Case
from symact.verify.diagnosis.model import Model, rounded_bits


def models(case: Case) -> Iterator[Model]:
    """Yield the exact values rounded twice, where wrong results lie next to halfway points."""
    fmt = case.format
    wide = case.comparison.table.wide
    near = np.flatnonzero(case.wrong | (np.abs(np.abs(case.residual) - 0.5) < 2.0**-6))
    if not case.wrong.any() or float(case.error[case.wrong].max()) > 1:
        return
    for work in case.work_formats:
        if work.precision <= fmt.precision or work.name == "float64":
            continue
        bits = case.y_bits.copy()
        try:
            found = [(int(k), wide[int(case.rows[k])]) for k in near]
        except SymactError:
            return
        for place, value in found:
            if value is not None and value.significand:
                encoding = np.array([work.round(value)], dtype=bits_dtype(work))
                bits[place] = rounded_bits(to_float64(encoding, work), fmt)[0]
        yield Model(
            "double_rounding",
            f"the result is rounded twice, to {work.name} and then to {fmt.name}",
            f"round once, or round to odd in {work.name} first",
            bits,
            np.ones(len(case.x), dtype=bool),
            exact=True,
        )
