"""A sum in a narrow format: it sticks where a term is less than half its last place, in bfloat16 at 256."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, narrow, plainest

ORDERS = ("recursive", "halves", "folded", "4 lanes", "8 lanes", "16 lanes", "32 lanes")


def computations(case: Case) -> Ways:
    """Yield sums in formats of fewer bits, with steps in float32 or in the same format."""
    for total in narrow(case.fmt):
        says = f"the sum of exponentials is accumulated in {total}"
        for order in ORDERS:
            for at in ((), ("term",), ("exponential",), ("difference", "exponential")):
                for reciprocal in ("", "rounded"):
                    how = replace(plainest(case.fmt), total=total, order=order, reciprocal=reciprocal)
                    yield says, replace(how, narrow=total, at=frozenset(at))
