"""Eps added to the root in place of the mean square."""

from collections.abc import Iterator
from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, free_norms
from symact.judge.rows.norm_simulation import NormComputation


def computations(case: Case) -> Iterator[tuple[str, NormComputation]]:
    """Yield norms with eps beside the root."""
    for how in free_norms(case.fmt):
        yield "eps is added to the root, not under it", replace(how, outside=True)
