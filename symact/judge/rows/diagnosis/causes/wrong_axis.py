"""The reduction, or the inner product of a JVP or VJP, goes along the batch in place of the row."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield computations along the other axis."""
    for how in free(case.fmt) if case.function.form != "logsumexp" else ():
        if case.kind:
            yield "the inner product goes along the batch", replace(how, inner_across=True)
        else:
            yield "it is computed along the batch instead of the row", replace(how, across=True)
