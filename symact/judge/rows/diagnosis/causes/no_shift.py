"""Exponentials of the numbers themselves, without the maximum subtracted: infinite beyond 88, lost below -103."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free
from symact.judge.rows.simulation import Computation


def computations(case: Case) -> Ways:
    """Yield unshifted computations in float32, float64 and the format itself."""
    for how in free(case.fmt):
        yield "the maximum is not subtracted, and exp overflows or vanishes", replace(how, shift=False)
    if case.fmt.width < 32:
        for total in ("float32", case.fmt.name):
            how = Computation(steps=case.fmt.name, total=total, shift=False)
            yield "the maximum is not subtracted, and exp overflows or vanishes", how
