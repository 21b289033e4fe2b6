"""Softmax as exp(x - lse), without a division: the rounding of lse, which grows with it, is in every result."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, in_words, narrow, plainest, some


def computations(case: Case) -> Ways:
    """Yield exp(x - lse) and exp(t - log S) in float32, with some of their steps in a narrow format."""
    if case.function.form != "softmax" or case.kind:
        return
    plain = plainest(case.fmt)
    for order in ("recursive", "halves", "numpy") if case.fmt.width == 32 else ("recursive",):
        how = replace(plain, order=order, ending="exp_minus_lse")
        yield f"softmax is computed as exp(x - lse), with lse rounded to {plain.steps}", how
    for name in narrow(case.fmt):
        for at in some(("logarithm", "lse", "exponent")):
            for more in (frozenset[str](), frozenset(("difference", "exponential", "sum"))):
                how = replace(plain, narrow=name, at=at | more)
                says = f"with {in_words(at)} rounded to {name}"
                yield f"softmax is computed as exp(x - lse), {says}", replace(how, ending="exp_minus_lse")
                if "lse" not in at:
                    says = f"as exp(t - log S) of t = x - max, {says}"
                    yield f"softmax is computed {says}", replace(how, ending="exp_minus_log")
