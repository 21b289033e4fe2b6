"""log(1 + u) where log1p(u) is due."""

from collections.abc import Iterator

from symact.judge.diagnosis import stable_forms
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import Trace, TracedCase
from symact.judge.diagnosis.step_models import spoiled
from symact.judge.expression_text import text
from symact.judge.simulation.stepwise import Step


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form where it takes the logarithm of a sum that was rounded next to 1."""

    def words(trace: Trace, step: Step) -> tuple[str, stable_forms.Stable]:
        says = f"{text(step.node)} next to 1: its argument was rounded to {trace.work.name}, which cuts off the rest"
        return says, stable_forms.of_log(step.node)

    return spoiled(case, "log1p", ("log",), lambda step: True, words)
