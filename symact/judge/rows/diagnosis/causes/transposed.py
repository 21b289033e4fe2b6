"""A JVP in place of the VJP, or the other way round: the Jacobian of log_softmax is not symmetric."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield products with the transposed Jacobian."""
    if case.kind and case.function.form == "log_softmax":
        for how in free(case.fmt):
            yield "it is the product with the transposed Jacobian", replace(how, transposed=True)
