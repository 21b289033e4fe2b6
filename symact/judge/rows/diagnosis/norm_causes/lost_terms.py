"""A sum of squares that leaves out numbers of the row, as by a loop that ends too early, or a mean over more."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms

MULTIPLES = (4, 8, 16, 32, 64, 128)


def computations(case: Case) -> NormWays:
    """Yield norms whose sum of squares lacks some of them, or is divided by the length of a padded row."""
    for how in free_norms(case.fmt):
        yield "the square of the last number is left out", replace(how, dropped=1)
        yield "the square of the first number is left out", replace(how, dropped=-1)
        for multiple in MULTIPLES:
            says = f"the squares behind the last full block of {multiple} are left out"
            yield says, replace(how, multiple=multiple)
            says = f"the squares are divided by the next multiple of {multiple} in place of n"
            yield says, replace(how, padded=multiple)
