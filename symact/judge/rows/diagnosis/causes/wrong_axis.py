"""The reduction goes along the batch in place of the row."""

from collections.abc import Iterator
from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, free
from symact.judge.rows.simulation import Computation


def computations(case: Case) -> Iterator[tuple[str, Computation]]:
    """Yield computations along the other axis."""
    for how in free(case.fmt) if case.function.form != "logsumexp" and not case.kind else ():
        yield "it is computed along the batch instead of the row", replace(how, across=True)
