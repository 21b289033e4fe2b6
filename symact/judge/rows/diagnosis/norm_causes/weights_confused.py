"""Weights or biases left out, exchanged, in another place, or without the 1 that is to be added."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms

LEFT = {
    "weight": "the weights are left out",
    "bias": "the bias is left out",
    "order": "the bias is added before the product with the weights",
    "first": "the numbers are multiplied by the weights before they are normed",
    "one place": "in the inner product the vector is not multiplied by the weights",
}


def computations(case: Case) -> NormWays:
    """Yield norms with the other kind of weights."""
    for how in free_norms(case.fmt) if case.function.weighted else ():
        says = "1 is not added to the weights" if case.function.offset else "1 is added to the weights"
        yield says, replace(how, plain=True)
        for without, says in LEFT.items():
            due = case.function.biased or without not in ("bias", "order")
            if without == "weight" or (due and (without == "one place") == bool(case.kind)):
                yield says, replace(how, without=without)
        if case.function.biased:
            yield "weights and biases change places", replace(how, swapped=True)
        if case.kind is not None:
            says = "the result is multiplied by the weights" if case.vjp else "the vector is multiplied by the weights"
            yield f"{says}, as in the transposed product", replace(how, transposed=True)
