"""Along the batch in place of the row."""

from collections.abc import Iterator
from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, free_norms
from symact.judge.rows.norm_simulation import NormComputation


def computations(case: Case) -> Iterator[tuple[str, NormComputation]]:
    """Yield norms along the other axis."""
    for how in free_norms(case.fmt):
        if case.kind is None:
            yield "it goes along the batch, not along the row", replace(how, across=True)
