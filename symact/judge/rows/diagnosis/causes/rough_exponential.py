"""The exponential estimated: by its encoding alone, by a power of 1 + t/2^k, or by a short series."""

from dataclasses import replace
from itertools import product

from symact.judge.rows.diagnosis.case import Case, Ways, free

LEAST = (None, -80.0, -87.0, -88.0)
"""Where such estimates end, and t is cut off."""


def computations(case: Case) -> Ways:
    """Yield computations with estimates of the exponential in float32."""
    bases = [
        how for how in free(case.fmt) if how.steps == "float32" and how.exponential == "exp" and not how.reciprocal
    ]
    for how, least in product(bases, LEAST):
        cut = replace(how, least=None if least is None else ("t", least))
        for constant in (1064866805, 1065353216, 1064986823):
            says = "exp(t) is estimated by its encoding: a multiple of t plus a constant, taken for a float32 number"
            yield says, replace(cut, exponential=f"encoding {constant}")
        for k in range(3, 13):
            yield f"exp(t) is estimated as (1 + t/{1 << k})^{1 << k}", replace(cut, exponential=f"power {k}")
        for degree in range(1, 7):
            says = f"exp(t) is estimated by a series of degree {degree} for what is left of t by a multiple of log 2"
            yield says, replace(cut, exponential=f"series {degree}")
