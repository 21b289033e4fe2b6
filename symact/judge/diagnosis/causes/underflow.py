"""Underflow of an intermediate result: a factor becomes 0 where the result is not."""

from collections.abc import Iterator

from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import Trace, TracedCase
from symact.judge.diagnosis.stable_forms import Stable
from symact.judge.diagnosis.step_models import spoiled
from symact.judge.expression_text import text
from symact.judge.simulation.stepwise import Step


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form where a step of it underflows to 0."""

    def words(trace: Trace, step: Step) -> tuple[str, Stable]:
        says = f"{text(step.node)} underflows to 0 in {trace.work.name} although the result does not"
        return says, None

    return spoiled(case, "underflow", ("underflow",), lambda step: True, words)
