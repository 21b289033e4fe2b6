"""0*inf, inf - inf or inf/inf at an infinite input: the formula as written has no value there, its limit has."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from symact.formats.arrays import is_nan
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import NOTHING, Trace, TracedCase
from symact.judge.diagnosis.stable_forms import Stable
from symact.judge.diagnosis.step_models import spoiled
from symact.judge.expression_text import text
from symact.judge.simulation.stepwise import Step

OPERATIONS = {"product": "0*inf", "sum": "inf - inf", "quotient": "inf/inf"}
"""Kind of a step -> what it is where it has no value at an infinite input."""


def _operations(trace: Trace, case: TracedCase) -> set[str]:
    """Return the operations by which a form has no value at an infinite input at which the candidate has none."""
    rows = np.isinf(case.x) & (trace.kind == "invalid") & is_nan(case.got_bits, case.format)
    kinds = {trace.steps[int(number)].kind for number in np.unique(trace.step[rows]) if number != NOTHING}
    return {OPERATIONS.get(kind, kind) for kind in kinds}


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of the definition's form at infinite inputs where a step of it is invalid."""

    def words(trace: Trace, step: Step) -> tuple[str, Stable]:
        # Other ways to write the formula may meet it as well: which one the candidate chose the results do not say.
        own = OPERATIONS.get(step.kind, step.kind)
        others = {name for each in case.traces for name in _operations(each, case) if not each.form.masked} - {own}
        names = " or ".join((own, *sorted(others)))
        where = f"{'as ' * bool(others)}in {text(step.node)}{',' * (not others)} evaluated as written"
        return f"{names} at an infinite input{',' * bool(others)} {where}", None

    found = spoiled(case, "infinite_input", ("invalid",), lambda step: True, words, least=5.0)
    # One or two rows show little: only the definition's own form is believed.
    remedy = "return the limit at infinite inputs, as by a comparison with a threshold"
    return (replace(model, remedy=remedy, remedies=None, form="own") for model in found if not model.rewritten)
