"""0*inf, inf - inf or inf/inf at an infinite input: the formula as written has no value there, its limit has."""

from collections.abc import Iterator
from dataclasses import replace

from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import Trace, TracedCase
from symact.judge.diagnosis.expression_text import text
from symact.judge.diagnosis.stable_forms import Stable
from symact.judge.diagnosis.step_models import spoiled
from symact.judge.simulation.stepwise import Step


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of the definition's form at infinite inputs where a step of it is invalid."""

    def words(trace: Trace, step: Step) -> tuple[str, Stable]:
        operation = {"product": "0*inf", "sum": "inf - inf", "quotient": "inf/inf"}.get(step.kind, step.kind)
        says = f"{operation} at an infinite input in {text(step.node)}, evaluated as written"
        return says, None

    found = spoiled(case, "infinite_input", ("invalid",), lambda step: True, words, least=5.0)
    # One or two rows show little: only the definition's own form is believed.
    remedy = "return the limit at infinite inputs, as by a comparison with a threshold"
    return (replace(model, remedy=remedy, remedies=None, form="own") for model in found if not model.rewritten)
