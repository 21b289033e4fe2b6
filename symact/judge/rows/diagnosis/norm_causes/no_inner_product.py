"""A gradient without one of its sums over the row, or with another number in its place."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms

SAID = {
    "left out": "y times the mean of y v is not subtracted",
    "added": "y times the mean of y v is added, not subtracted",
    "summed": "y times the sum of y v is subtracted, not times their mean",
    "unscaled": "the inner product lacks the squared reciprocal of the root",
}


def computations(case: Case) -> NormWays:
    """Yield products that leave out y times the mean of y v, or the mean of v, or have it where it is not due."""
    for how in free_norms(case.fmt) if case.kind else ():
        for inner, says in SAID.items():
            yield says, replace(how, inner=inner)
        if case.function.form == "layer_norm":
            yield "the mean of v is not subtracted", replace(how, less_mean=False)
            yield (
                "the vector is multiplied by the reciprocal root alone",
                replace(how, inner="left out", less_mean=False),
            )
        else:
            yield "the mean of v is subtracted, as in a layer norm", replace(how, less_mean=True)
