"""Overflow of an intermediate result where the final one is a number: exp(u), x*x, x^3."""

from collections.abc import Iterator

from symact.judge.diagnosis import stable_forms
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import Trace, TracedCase
from symact.judge.diagnosis.expression_text import text
from symact.judge.diagnosis.step_models import spoiled
from symact.judge.simulation.stepwise import Step


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form where a step of it overflows at a finite input."""

    def words(trace: Trace, step: Step) -> tuple[str, str]:
        says = f"{text(step.node)} overflows in {trace.work.name} although the result does not"
        return says, stable_forms.of_overflow(step.node, case.bound.expression)

    return spoiled(case, "overflow", ("overflow",), lambda step: True, words, least=8.0)
