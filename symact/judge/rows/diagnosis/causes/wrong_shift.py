"""Exponentials of the numbers less another one than the maximum: infinite beyond 88, lost below -103."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free, narrow, plainest
from symact.judge.rows.simulation import SHIFTS


def computations(case: Case) -> Ways:
    """Yield computations shifted by another number of the row, in the usual formats."""
    for shift in (each for each in SHIFTS if each not in ("maximum", "nothing", "maximum from 0 on")):
        if shift == "maximum before the scale" and case.function.scale == 1:
            continue
        says = f"what is subtracted is not the maximum: {shift.replace('maximum', 'the maximum')}"
        for how in free(case.fmt):
            yield says, replace(how, shift=shift)
        for name in narrow(case.fmt)[:1] if case.fmt.width < 32 else ():
            at = frozenset(("difference", "exponential", "sum"))
            yield says, replace(plainest(case.fmt), narrow=name, at=at, shift=shift)
