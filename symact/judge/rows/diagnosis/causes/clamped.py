"""A bound of the inputs, of their distance from the maximum, or of the results: masks then keep some weight."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free

LEAST = (
    -1e9,
    -65504.0,
    -1e4,
    -1000.0,
    -100.0,
    -88.0,
    -87.0,
    -80.0,
    -64.0,
    -50.0,
    -40.0,
    -32.0,
    -30.0,
    -20.0,
    -16.0,
    -10.0,
)
"""Bounds that are met with: what stands for -infinity, and where exp was thought to end."""


def computations(case: Case) -> Ways:
    """Yield computations with such a bound, and one with the least of the candidate's results as their bound."""
    bases = [each for each in free(case.fmt) if not each.reciprocal and each.order != "halves"]
    for how in bases:
        for least in LEAST:
            yield f"inputs below {least:g} are taken for it", replace(how, least=("x", least))
            yield f"differences from the maximum below {least:g} are taken for it", replace(how, least=("t", least))
        for most in (-least for least in LEAST):
            yield f"inputs above {most:g} are taken for it", replace(how, most=most)
            both = f"inputs below {-most:g} and above {most:g} are taken for these"
            yield both, replace(how, least=("x", -most), most=most)
        floor = case.least_result
        if floor is not None:
            yield f"results below {floor:g} are raised to it", replace(how, floor=floor)
