"""The last square of a row left out, as by a loop that ends too early."""

from collections.abc import Iterator
from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, free_norms
from symact.judge.rows.norm_simulation import NormComputation


def computations(case: Case) -> Iterator[tuple[str, NormComputation]]:
    """Yield norms whose sum of squares lacks the last of them."""
    for how in free_norms(case.fmt):
        yield "the square of the last number is left out", replace(how, dropped=1)
