"""0*inf in the gradient of a branch that is not taken: where(c, a, b) differentiated as c*a' + (1 - c)*b'."""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import is_nan
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.expression_text import text

INFINITE = 5.0
"""Bits of evidence that are needed at infinite inputs: there are two of them."""


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form with masked branches where a branch that is not taken makes them NaN."""
    elsewhere = np.zeros(len(case.x), dtype=bool)
    for trace in case.traces:
        elsewhere |= is_nan(trace.bits, case.format) & (not trace.form.masked)
    for trace in case.traces:
        if not trace.form.masked:
            continue
        nan = is_nan(trace.bits, case.format)
        # Branches that a rewriting alone has are not believed in where a form without any has no value either.
        domain = nan & case.finite & ~(elsewhere & trace.form.rewritten)
        overflowing = [s for s in trace.steps if (~np.isfinite(s.result) & domain).any()]
        if overflowing:
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
        # One or two rows show little: only the definition's own form is believed, and only if no other form without
        # masks, which gives some of the other results, has no value there either.
        infinite = nan & np.isinf(case.x)
        if not trace.form.rewritten and infinite.any() and not (infinite & elsewhere).any():
            yield Model(
                "untaken_branch",
                "0*inf at an infinite input: the branch that is not taken is multiplied by 0, as in x*(x > 0)",
                "choose a branch instead of multiplying by 0 and 1",
                trace.bits,
                infinite,
                least=INFINITE,
                form="own",
            )
