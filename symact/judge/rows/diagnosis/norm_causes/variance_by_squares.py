"""The variance as mean square less squared mean, which cancels where the mean is great."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield layer norms in float32 with such a variance."""
    for how in free_norms(case.fmt):
        if case.function.form == "layer_norm" and (how.steps == "float32" or case.fmt.width > 32):
            says = "the variance is computed as the mean square less the squared mean"
            yield says, replace(how, by_squares=True)
