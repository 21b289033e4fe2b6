"""exp(u) - 1 where expm1(u) is due."""

from collections.abc import Iterator

from symact.judge.diagnosis import stable_forms
from symact.judge.diagnosis.causes.cancellation import exponential_minus_constant
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import Trace, TracedCase
from symact.judge.diagnosis.step_models import spoiled
from symact.judge.expression_text import text
from symact.judge.simulation.stepwise import Step


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form where exp(u) - 1 of it cancels."""

    def words(trace: Trace, step: Step) -> tuple[str, stable_forms.Stable]:
        says = f"{text(step.node)} cancels next to 0: exp was rounded to {trace.work.name} before 1 was taken away"
        return says, stable_forms.of_sum(step.node)

    return spoiled(case, "expm1", ("sum",), exponential_minus_constant, words)
