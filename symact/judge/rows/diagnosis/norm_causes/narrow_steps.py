"""Every step in a narrow format, the sums in float32: what compilers make of it."""

from collections.abc import Iterator
from dataclasses import replace

from symact.formats.floating import get_format
from symact.judge.rows.diagnosis.case import Case, free_norms
from symact.judge.rows.norm_simulation import NormComputation


def computations(case: Case) -> Iterator[tuple[str, NormComputation]]:
    """Yield norms whose steps are rounded to a narrow format and whose sums are only at their end."""
    for steps in (name for name in ("bfloat16", "float16") if get_format(name).precision <= case.fmt.precision):
        for how in free_norms(case.fmt):
            if how.steps == "float32":
                yield f"every step is rounded to {steps}, the sums are not", replace(how, steps=steps)
