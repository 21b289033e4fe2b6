"""1, or a number added so that nothing is divided by 0, in the sum: softmax shifted by its maximum needs none."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free, plainest

MORE = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
"""Numbers that are met with; smaller ones are lost in a sum of at least 1."""


def computations(case: Case) -> Ways:
    """Yield computations with such a number, in the sum or added to each quotient."""
    for how in free(case.fmt):
        for more in (1.0, *MORE):
            yield f"{more:g} is added to the sum of the shifted exponentials", replace(how, more=more)
    for more in MORE if case.function.form == "softmax" and not case.kind else ():
        for how in (plainest(case.fmt), replace(plainest(case.fmt), order="numpy")):
            yield f"{more:g} is added to each quotient", replace(how, inside=more)
            says = f"{more:g} is added to each quotient, and these are divided by their sum"
            yield says, replace(how, inside=more, ending="renormalised")
