"""A sum that leaves out numbers of the row, or has zeros of a padded row among them."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free
from symact.judge.rows.rounded_steps import LOST

MULTIPLES = (4, 8, 16, 32, 64, 128)


def computations(case: Case) -> Ways:
    """Yield sums without some of their terms, and of rows that are filled up with zeros."""
    for how in free(case.fmt):
        for lost in LOST:
            yield f"of the exponentials the sum lacks {lost}", replace(how, dropped=lost)
        for multiple in MULTIPLES if not case.kind else ():
            says = f"rows are filled up with zeros to a multiple of {multiple}, and exp(0) is added with the rest"
            yield says, replace(how, padded=multiple)
