"""The maximum sought from 0 on: rows of numbers far below 0 are shifted by 0, and their exponentials vanish."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free


def computations(case: Case) -> Ways:
    """Yield computations that are right where a row has a number above 0."""
    for how in free(case.fmt):
        says = "the maximum is sought from 0 on, so that rows below 0 are not shifted"
        yield says, replace(how, shift="maximum from 0 on")
