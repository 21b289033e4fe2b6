"""Weights taken as they are where 1 is to be added, or the other way round; exchanged with biases; in another place."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield norms with the other kind of weights."""
    for how in free_norms(case.fmt):
        if case.function.weighted:
            says = "1 is not added to the weights" if case.function.offset else "1 is added to the weights"
            yield says, replace(how, plain=True)
            if case.function.biased:
                yield "weights and biases change places", replace(how, swapped=True)
            if case.kind is not None:
                says = (
                    "the result is multiplied by the weights" if case.vjp else "the vector is multiplied by the weights"
                )
                yield f"{says}, as in the transposed product", replace(how, transposed=True)
