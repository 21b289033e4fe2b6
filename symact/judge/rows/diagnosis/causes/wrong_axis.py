"""The reduction goes along the batch in place of the row."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield computations along the other axis."""
    for how in free(case.fmt) if case.function.form != "logsumexp" and not case.kind else ():
        yield "it is computed along the batch instead of the row", replace(how, across=True)
