"""Every step in a narrow format, the sums in float32: what compilers make of it."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms, narrow
from symact.judge.rows.norm_simulation import NormComputation


def computations(case: Case) -> NormWays:
    """Yield norms whose steps are rounded to a narrow format and whose sums are only at their end."""
    for steps in narrow(case.fmt):
        for how in free_norms(case.fmt):
            if how.steps == "float32" or case.fmt.width > 32:
                yield f"every step is rounded to {steps}, the sums are not", replace(how, steps=steps)
        if steps == "float32":
            for reciprocal in (True, False):
                yield f"every step is rounded to {steps}", NormComputation(order="numpy", reciprocal=reciprocal)
