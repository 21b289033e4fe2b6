"""A JVP or VJP of the diagonal alone: what the other entries of the row contribute is left out."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield products without the sum over the row, from exact and from rounded results."""
    if case.kind and case.function.form != "logsumexp":
        for how in free(case.fmt):
            for saved in ("", case.fmt.name):
                yield "the gradient leaves out the sum over the row", replace(how, saved=saved, inner=False)
