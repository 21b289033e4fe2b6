"""A JVP or VJP of the diagonal alone, or with another number in place of its sum over the row."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free, narrow

SAID = {
    "none": "the gradient leaves out the sum over the row",
    "own": "each entry has its own product p v in place of their sum: p (1 - p) v, the slope of a sigmoid",
    "sum of v": "the vector's sum takes the place of the inner product",
    "mean": "the mean of the products takes the place of their sum",
    "along the batch": "the inner product goes along the batch",
    "one": "the vector's sum is taken for 1",
}


def computations(case: Case) -> Ways:
    """Yield products without the sum over the row, or with another number, from exact and from rounded results."""
    for how in free(case.fmt) if case.kind and case.function.form == "softmax" else ():
        says = "the result lacks the factor p: it is v less the inner product"
        yield says, replace(how, form="log_softmax", ending="shifted_log", transposed=case.vjp)
    for inner, says in SAID.items() if case.kind else ():
        for how in free(case.fmt):
            if case.function.form != "logsumexp" or inner == "one":
                yield says, replace(how, inner=inner)
                for name in narrow(case.fmt)[:1]:
                    yield says, replace(how, inner=inner, narrow=name, at=frozenset(("result",)))
