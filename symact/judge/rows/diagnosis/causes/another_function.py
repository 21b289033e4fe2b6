"""Another function of rows: of -x, to the base 2, or with 1 added to the sum (quiet softmax)."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free
from symact.judge.rows.function import Form


def computations(case: Case) -> Ways:
    """Yield these functions, computed without a defect."""
    for how in free(case.fmt):
        yield "it is the function of -x", replace(how, sign=-1.0)
        if how.exponential == "exp" and abs(case.function.scale) == 1:
            yield "it is the function to the base 2: exp2(x) in place of exp(x)", replace(how, exponential="base2")
            says = "1 is added to the sum of the shifted exponentials"
            yield says, replace(how, more=1.0)
        other: Form = "log_softmax" if case.function.form == "softmax" else "softmax"
        if case.function.form != "logsumexp":
            yield f"it is {other}", replace(how, form=other, ending="quotient" if other == "softmax" else "shifted_log")
