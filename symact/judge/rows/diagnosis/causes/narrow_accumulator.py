"""A sum in a narrow format: it sticks where a term is less than half its last place, in bfloat16 at 256."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, plainest

LANES, BLOCKS = (4, 8, 16, 32), (8, 16, 32, 64, 128)

ORDERS = (
    *("recursive", "halves", "folded"),
    *(f"{count} lanes{how}" for count in LANES for how in ("", " folded")),
    *(f"{kind}blocks of {count}" for kind in ("", "wide ") for count in BLOCKS),
)


def computations(case: Case) -> Ways:
    """Yield sums in formats of fewer bits, with steps in float32 or in the same format."""
    logs = [] if case.function.form == "softmax" or case.kind else [("difference", "exponential", "logarithm")]
    for total in case.summed:
        says = f"the sum of exponentials is accumulated in {total}"
        for order in ORDERS:
            for at in ((), ("term",), ("exponential",), ("difference", "exponential"), *logs):
                for reciprocal in ("", "rounded"):
                    how = replace(plainest(case.fmt), total=total, order=order, reciprocal=reciprocal)
                    yield says, replace(how, narrow=total, at=frozenset(at))
            for at in ((), ("product",)) if case.kind else ():
                how = replace(plainest(case.fmt), products=total, order=order)
                yield f"the inner product is accumulated in {total}", replace(how, narrow=total, at=frozenset(at))
