"""A gradient from a result that is kept rounded: its error is in every term, and in exp(x - lse) it may be great."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield gradients in float32 from a result that is rounded to the format."""
    if case.kind:
        for how in free(case.fmt):
            says = f"the gradient is computed from the result rounded to {case.fmt.name}"
            for forward in ("", case.fmt.name):
                yield says, replace(how, forward=forward, saved=case.fmt.name)
