"""The last square of a row left out, as by a loop that ends too early."""

from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, NormWays, free_norms


def computations(case: Case) -> NormWays:
    """Yield norms whose sum of squares lacks the last of them."""
    for how in free_norms(case.fmt):
        yield "the square of the last number is left out", replace(how, dropped=1)
