"""A sum in place of a mean, or a mean over n - 1."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield norms whose squares are divided by another number."""
    for how in free_norms(case.fmt):
        yield "the squares are added, and not divided by n", replace(how, whole=True)
        yield "the mean of the squares is taken over n - 1", replace(how, less=1)
