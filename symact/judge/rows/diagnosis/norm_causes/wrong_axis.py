"""The norm taken along the batch in place of the row."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield norms along the other axis."""
    for how in free_norms(case.fmt):
        if case.kind is None:
            yield "it goes along the batch, not along the row", replace(how, across=True)
