"""Exponentials of the numbers themselves, without the maximum subtracted: infinite beyond 88, lost below -103."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free, plainest


def computations(case: Case) -> Ways:
    """Yield unshifted computations in float32, float64 and the format itself."""
    says = "the maximum is not subtracted, and exp overflows or vanishes"
    for how in free(case.fmt):
        yield says, replace(how, shift="nothing")
    if case.fmt.width < 32:
        for total in ("float32", case.fmt.name):
            for at in (("exponential",), ("exponential", "sum"), ("exponential", "sum", "reciprocal", "logarithm")):
                how = replace(plainest(case.fmt), narrow=case.fmt.name, at=frozenset(at), shift="nothing", total=total)
                yield says, how
