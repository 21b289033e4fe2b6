"""log_softmax as the logarithm of a softmax: -infinity where that is 0, and nothing left next to 1."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield logarithms of softmax rounded to float32 and to the format itself."""
    if case.function.form != "log_softmax":
        return
    for kept in dict.fromkeys(("float32", case.fmt.name)):
        for how in (each for each in free(case.fmt) if each.steps == "float32"):
            says = f"it is the logarithm of a softmax that is rounded to {kept}"
            yield says, replace(how, kept=kept, ending="log_of_quotient")
            yield says, replace(how, steps=kept, ending="log_of_quotient")
