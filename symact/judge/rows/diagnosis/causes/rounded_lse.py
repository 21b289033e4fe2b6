"""log_softmax as x - lse with lse rounded to the format of the results: two roundings, and cancellation."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, in_words, narrow, plainest, some


def computations(case: Case) -> Ways:
    """Yield x - lse and t - log S, with some logarithm rounded to a narrow format; logsumexp with a rounded log S."""
    if case.function.form == "softmax" or case.kind:
        return
    plain = plainest(case.fmt)
    for order in ("recursive", "halves", "numpy") if case.fmt.width == 32 else ("recursive",):
        if case.function.form == "log_softmax":
            says = f"lse is rounded to {plain.steps} before it is subtracted"
            yield says, replace(plain, ending="log", order=order)
    for name in narrow(case.fmt):
        for at in some(("logarithm", "lse")):
            for more in (frozenset[str](), frozenset(("difference", "exponential", "sum"))):
                how = replace(plain, narrow=name, at=at | more)
                if case.function.form == "log_softmax":
                    says = f"before it is subtracted, {in_words(at)} is rounded to {name}"
                    yield says, replace(how, ending="log" if "lse" in at else "shifted_log")
                elif "logarithm" in at and not more:
                    yield f"the logarithm of the sum is rounded to {name} before the maximum is added", how
