"""A sum in a narrow format: it sticks where a term is less than half its last place, in bfloat16 at 256."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free, narrow


def computations(case: Case) -> Ways:
    """Yield sums in formats of fewer bits, with steps in float32 or in the same format."""
    names = narrow(case.fmt)
    for total in names:
        says = f"the sum of exponentials is accumulated in {total}"
        for order in ("recursive", "halves"):
            for how in (each for each in free(case.fmt) if each.order == "recursive" and each.quotient == "divide"):
                for terms in ("", total):
                    yield says, replace(how, total=total, order=order, terms=terms)
                yield says, replace(how, total=total, order=order, steps=total)
