"""Sums in a narrow format: they stick where a term is less than half their last place."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms, narrow


def computations(case: Case) -> NormWays:
    """Yield norms with sums in formats of fewer bits, with steps in float32 or in the same format."""
    for total in narrow(case.fmt):
        says = f"the sums are accumulated in {total}"
        for order in ("recursive", "halves"):
            for how in (each for each in free_norms(case.fmt) if each.order == "recursive"):
                yield says, replace(how, total=total, order=order)
                yield says, replace(how, total=total, order=order, squares=total)
                yield says, replace(how, total=total, order=order, steps=total)
