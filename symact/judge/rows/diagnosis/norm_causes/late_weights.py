"""The norm, its product with the weights or 1 + weights rounded to a narrow format on the way."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms, some

SAID = {
    "normed": "the norm before it is multiplied by the weights",
    "weight": "1 + weights before the product",
    "weighted": "the product with the weights before the bias is added",
    "vector": "the vector times the weights",
}


def computations(case: Case) -> NormWays:
    """Yield norms that are cast before the product, or multiplied in the format itself."""
    name, function = case.fmt.name, case.function
    names = ["vector"] if case.kind else ["normed"]
    names += ["weight"] if function.offset else []
    names += ["weighted"] if function.biased and not case.kind else []
    for how in free_norms(case.fmt) if function.weighted else ():
        for at in some(names) if how.steps != name else ():
            said = ", and ".join(words for each, words in SAID.items() if each in at)
            yield f"rounded to {name} on the way: {said}", replace(how, narrow=name, at=at)
