"""Steps rounded to a narrow format, all or some, the sum in float32: what compilers and casts make of it."""

from dataclasses import replace

from symact.judge.rows.computation import Computation
from symact.judge.rows.diagnosis.case import Case, Ways, in_words, plainest, some

FORWARD = ("input", "difference", "exponential", "term", "sum", "reciprocal", "logarithm", "lse")
"""Steps of softmax and its logarithm."""


def computations(case: Case) -> Ways:
    """Yield computations some of whose steps are rounded to a narrow format."""
    softmax = case.function.form == "softmax"
    names = [each for each in FORWARD if not softmax or each not in ("logarithm", "lse")]
    names = [each for each in names if each != "reciprocal" or softmax]
    names += ["partial sum"] if case.function.form == "quiet" else []
    names += ["numerator"] if softmax and not case.kind else []
    if case.kind and case.function.form == "logsumexp":
        names.remove("lse")
    for format_name in case.narrow:
        same = format_name == case.fmt.name
        for at in some([each for each in names if each != "input" or not same]):
            # Rounded exponentials are rounded terms; logarithms, reciprocals and inputs alone are causes of their own.
            if ("exponential" in at and at & {"term", "numerator"}) or {"term", "numerator"} <= at:
                continue
            if at <= {"logarithm", "lse", "reciprocal"} or (at == {"input"} and not case.kind and case.fmt.width >= 32):
                continue
            how = replace(plainest(case.fmt), narrow=format_name, at=at)
            says = f"rounded to {format_name} on the way: {in_words(at)}"
            for reciprocal in ("rounded",) if "reciprocal" in at else ("", "rounded"):
                yield says, replace(how, reciprocal=reciprocal)
                if case.fmt.width == 32:
                    yield says, replace(how, reciprocal=reciprocal, exponential="numpy", order="numpy")
    if case.fmt.width > 32:
        yield "every step is rounded to float32", Computation(order="numpy", exponential="numpy")
