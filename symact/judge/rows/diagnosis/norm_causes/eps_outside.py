"""Eps added to the root in place of the mean square under it."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield norms with eps beside the root."""
    for how in free_norms(case.fmt):
        yield "eps is added to the root, not under it", replace(how, outside=True)
