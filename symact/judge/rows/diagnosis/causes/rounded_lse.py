"""log_softmax as x - lse with lse rounded to the format of the results: two roundings, and cancellation."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield x - lse and t - log S, with the logarithm kept in float32 or in the format."""
    if case.function.form != "log_softmax" or case.kind:
        return
    for kept in dict.fromkeys(("", case.fmt.name)):
        for how in (each for each in free(case.fmt) if each.quotient == "divide" and each.steps == "float32"):
            says = f"the logarithm of the sum is rounded to {kept or how.steps} before it is subtracted"
            yield says, replace(how, kept=kept, ending="log")
            if kept:
                yield says, replace(how, kept=kept, ending="shifted_log")
