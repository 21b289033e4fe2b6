"""0*inf in the gradient of a branch that is not taken: where(c, a, b) differentiated as c*a' + (1 - c)*b'."""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import is_nan
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.expression_text import text


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form with masked branches where a branch that is not taken makes them NaN."""
    found = case.traces
    for trace in found:
        if not trace.form.masked:
            continue
        domain = is_nan(trace.bits, case.format) & case.finite
        if not domain.any():
            continue
        overflowing = [s for s in trace.steps if (~np.isfinite(s.result) & domain).any()]
        if not overflowing:
            continue
        step = overflowing[0]
        yield Model(
            "untaken_branch",
            f"0*inf: the branch that is not taken is multiplied by 0, and {text(step.node)} overflows there",
            "guard the argument inside the branch as well: exp(min(x, 0)) instead of exp(x)",
            trace.bits,
            domain,
            least=8.0,
            steps=[(text(step.node), step.result)],
        )
