"""Results rounded toward zero, as where the lower half of a float32 word is cut off to make bfloat16 of it."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield norms without a defect but for the last rounding."""
    for how in free_norms(case.fmt):
        yield "results are rounded toward zero", replace(how, cut=True)
