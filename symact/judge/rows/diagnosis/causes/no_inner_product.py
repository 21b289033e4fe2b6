"""A JVP or VJP of the diagonal alone: what the other entries of the row contribute is left out."""

from collections.abc import Iterator
from dataclasses import replace

from symact.judge.rows.diagnosis.case import Case, free
from symact.judge.rows.simulation import Computation


def computations(case: Case) -> Iterator[tuple[str, Computation]]:
    """Yield products without the sum over the row, from exact and from rounded results."""
    if case.kind and case.function.form != "logsumexp":
        for how in free(case.fmt):
            for saved in ("", case.fmt.name):
                yield "the gradient leaves out the sum over the row", replace(how, saved=saved, inner=False)
