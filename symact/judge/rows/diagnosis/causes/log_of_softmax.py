"""log_softmax as the logarithm of a softmax: -infinity where that is 0, and nothing left next to 1."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free, narrow, plainest

INSIDE = (1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-20)
"""Numbers that are added to a softmax so that its logarithm is finite."""


def computations(case: Case) -> Ways:
    """Yield logarithms of softmax rounded to float32 and to the format itself."""
    if case.function.form != "log_softmax" or case.kind:
        return
    says = "it is the logarithm of a softmax that is rounded to"
    for how in free(case.fmt):
        if how.steps == "float32":
            yield f"{says} float32", replace(how, ending="log_of_quotient")
            for inside in INSIDE:
                found = replace(how, ending="log_of_quotient", inside=inside)
                yield f"it is the logarithm of a softmax to which {inside:g} is added", found
    for name in narrow(case.fmt):
        how = replace(plainest(case.fmt), ending="log_of_quotient", narrow=name)
        yield f"{says} {name}", replace(how, at=frozenset(("result",)))
        for more in (("exponential",), ("difference", "exponential", "sum")):
            yield f"{says} {name}", replace(how, at=frozenset(("result", *more)))
