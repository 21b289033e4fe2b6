"""A gradient without one of its sums over the row."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield products that leave out y times the mean of y v, or the mean of v."""
    for how in free_norms(case.fmt):
        if case.kind is not None:
            yield "y times the mean of y v is not subtracted", replace(how, inner=False)
            if case.function.form == "layer_norm":
                yield "the mean of v is not subtracted", replace(how, less_mean=False)
