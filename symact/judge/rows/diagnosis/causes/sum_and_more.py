"""A small number added to the sum, so that nothing is divided by 0: softmax shifted by its maximum has no such sum."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free

MORE = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
"""Numbers that are met with; smaller ones are lost in a sum of at least 1."""


def computations(case: Case) -> Ways:
    """Yield computations with such a number."""
    for how in free(case.fmt):
        for more in MORE:
            yield f"{more:g} is added to the sum of the shifted exponentials", replace(how, more=more)
