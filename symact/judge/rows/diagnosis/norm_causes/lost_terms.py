"""A sum of squares that leaves out numbers of the row, as by a loop that ends too early, or a mean over more."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms
from symact.judge.rows.diagnosis.causes.lost_terms import MULTIPLES
from symact.judge.rows.rounded_steps import LOST


def computations(case: Case) -> NormWays:
    """Yield norms whose sum of squares lacks some of them, or is divided by the length of a padded row."""
    for how in free_norms(case.fmt):
        for lost in LOST:
            yield f"of the squares the sum lacks {lost}", replace(how, dropped=lost)
            says = f"of the squares the mean lacks {lost}, and is that of the others"
            yield says, replace(how, dropped=lost, fewer=True)
        for multiple in MULTIPLES:
            says = f"the squares are divided by the next multiple of {multiple} in place of n"
            yield says, replace(how, padded=multiple)
