"""Differences, exponentials and quotients in a narrow format, the sum in float32: what compilers make of it."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free, narrow
from symact.judge.rows.simulation import Computation


def computations(case: Case) -> Ways:
    """Yield computations whose steps are rounded to a narrow format and whose sum is not, or only at its end."""
    for steps in narrow(case.fmt):
        says = f"every step is rounded to {steps}: differences, exponentials and quotients"
        for how in free(case.fmt):
            if how.exponential == "exp" and (how.steps == "float32" or case.fmt.width > 32):
                for whole in (False, True):
                    yield says, replace(how, steps=steps, whole=whole)
        if steps == "float32":
            yield says, Computation(order="numpy", exponential="numpy")
