"""A sum that leaves out numbers of the row, or has zeros of a padded row among them."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, Ways, free

MULTIPLES = (4, 8, 16, 32, 64, 128)


def computations(case: Case) -> Ways:
    """Yield sums without the last or the first term, and of rows that are filled up with zeros."""
    for how in free(case.fmt):
        yield "the last exponential is left out of the sum", replace(how, dropped=1)
        yield "the first exponential is left out of the sum", replace(how, dropped=-1)
        for multiple in MULTIPLES if not case.kind else ():
            says = f"rows are filled up with zeros to a multiple of {multiple}, and exp(0) is added with the rest"
            yield says, replace(how, padded=multiple)
