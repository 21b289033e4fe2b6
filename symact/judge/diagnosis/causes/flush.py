"""Flush to zero: subnormal results, or subnormal inputs, are taken for 0."""

from collections.abc import Iterator

import numpy as np

from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.evidence import Case
from symact.reference.table import Flag


def models(case: Case) -> Iterator[Model]:
    """Yield the correct results with subnormal ones, and those of subnormal inputs, flushed; zeros with and without
    their sign.
    """
    fmt = case.format
    sign = case.y_bits.dtype.type(fmt.sign_bit)
    everywhere = np.ones(len(case.x), dtype=bool)
    small = (case.comparison.table.flags[case.rows] & np.uint16(Flag.SUBNORMAL)) != 0
    for zero in (case.y_bits & sign, np.zeros_like(case.y_bits)):
        yield Model(
            "flush",
            f"subnormal results are flushed to zero in {fmt.name}",
            "keep subnormal numbers (no FTZ), or state the policy subnormals=flush",
            np.where(small, zero, case.y_bits),
            everywhere,
            exact=True,
            least=12.0,
        )
    tiny = (case.x_bits & ~sign) < fmt.min_normal_bits
    for point in (case.x_bits & sign, np.zeros_like(case.x_bits)):
        at_zero = case.correct_at(np.where(tiny, point, case.x_bits))
        yield Model(
            "flush",
            f"subnormal inputs are taken for zero in {fmt.name}",
            "keep subnormal numbers (no DAZ), or state the policy subnormals=flush_inputs",
            at_zero,
            everywhere,
            exact=True,
            least=12.0,
        )
