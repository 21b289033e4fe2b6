"""Results on a grid: multiples of 2^-k, of 10^-k or of 1/(2^k - 1), as fixed point and integers of a few bits have."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import ALTERNATIVE, Model
from symact.judge.diagnosis.evidence import Case

GRIDS = {
    **{f"1/{2**k}": 2.0**-k for k in range(2, 21)},
    **{f"1/{2**k - 1}": 1 / (2**k - 1) for k in range(2, 17)},
    **{f"10^-{k}": 10.0**-k for k in range(1, 7)},
}
"""Distances of the grids that are tried."""

WAYS = {"the nearest": np.rint, "the one below": np.floor, "the one toward zero": np.trunc, "the one above": np.ceil}

ENOUGH = 0.95

SEEN = 4
"""Different results that are not 0, at least."""


def models(case: Case) -> Iterator[Model]:
    """Yield the correct results rounded to multiples of a unit."""
    severe = case.severe & case.finite & np.isfinite(case.got)
    if len(np.unique(np.abs(case.got[severe & (case.got != 0)]))) < SEEN:
        return
    with np.errstate(all="ignore"):
        # What is put on a grid may be rounded to the format before, or not yet.
        values = (case.y + case.residual * case.ulp, case.y)
    finite = case.finite & np.isfinite(case.got)
    for text, unit in GRIDS.items():
        with np.errstate(all="ignore"):
            # Of a grid are all results, those too that something else explains.
            if (encode(np.rint(case.got / unit) * unit, case.format) == case.got_bits)[finite].mean() < ENOUGH:
                continue
        for value, (words, place) in product(values, WAYS.items()):
            with np.errstate(all="ignore"):
                bits = encode(place(value / unit) * unit, case.format)
            if (bits == case.got_bits)[severe].mean() >= ENOUGH:
                yield Model(
                    "quantised",
                    f"the result is a multiple of {text}, {words}",
                    "keep the bits of the format, or a finer grid where the function is small",
                    bits,
                    case.finite,
                    freedom=ALTERNATIVE,
                    everywhere=True,
                )
