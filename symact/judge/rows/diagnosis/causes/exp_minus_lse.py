"""Softmax as exp(x - lse), without a division: the rounding of lse, which grows with it, is in every result."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield exp(x - lse) in float32 and in the format itself, with lse kept in either."""
    if case.function.form != "softmax" or case.kind:
        return
    for steps, kept in dict.fromkeys((("float32", ""), ("float32", case.fmt.name), (case.fmt.name, ""))):
        for how in (each for each in free(case.fmt) if each.quotient == "divide" and each.steps == "float32"):
            says = f"softmax is computed as exp(x - lse), with lse rounded to {kept or steps}"
            yield says, replace(how, steps=steps, kept=kept, ending="exp_minus_lse")
