"""Results rounded toward zero, as where the lower half of a float32 word is cut off to make bfloat16 of it."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import AnyWays, Case, innocent


def computations(case: Case) -> AnyWays:
    """Yield computations without a defect but for the last rounding."""
    for how in innocent(case):
        yield "results are rounded toward zero", replace(how, cut=True)
