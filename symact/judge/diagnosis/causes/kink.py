"""Another derivative at a kink than the policy asks for: the mean of both sides, their sum, neither, or the far one."""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import is_nan, to_float64
from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import ALTERNATIVE, Model
from symact.judge.diagnosis.evidence import Case
from symact.reference.table import Flag

WAYS = {
    "the mean of both sides, as where the gradient of max and min is split between equal arguments": (0.5, 0.5),
    "the sum of both sides, as where the cases on both sides hold": (1.0, 1.0),
    "0, as where neither case holds": (0.0, 0.0),
    "the lesser of both sides": (1.0, 0.0),
    "the greater of both sides": (0.0, 1.0),
}


def models(case: Case) -> Iterator[Model]:
    """Yield the correct results with other derivatives at kinks."""
    table = case.comparison.table
    kinks = table.has(Flag.KINK)[case.rows]
    if not case.order or not kinks.any():
        return
    sides = [bits[case.rows] for bits in (table.y_lo_bits, table.y_hi_bits)]
    low, high = (to_float64(each, case.format) for each in sides)
    for words, (one, other) in WAYS.items():
        bits = np.where(kinks, encode(one * low + other * high, case.format), case.y_bits)
        yield Model(
            "kink",
            f"at a kink the derivative is {words}",
            "choose one of the one-sided derivatives, or state the policy kinks=clarke",
            bits,
            kinks & ~is_nan(bits, case.format),
            freedom=ALTERNATIVE,
            exact=True,
            least=0.0,
        )
