"""Overflow of an intermediate result where the final one is a number: exp(u), x*x, x^3."""

from collections.abc import Iterator

from symact.verify.diagnosis import stable
from symact.verify.diagnosis.arithmetic import Step
from symact.verify.diagnosis.case import Case
from symact.verify.diagnosis.mechanism import spoiled
from symact.verify.diagnosis.model import Model
from symact.verify.diagnosis.trace import Trace
from symact.verify.diagnosis.words import text


def models(case: Case) -> Iterator[Model]:
    """Yield the results of each form where a step of it overflows at a finite input."""

    def words(trace: Trace, step: Step) -> tuple[str, str]:
        says = f"{text(step.node)} overflows in {trace.work.name} although the result does not"
        return says, stable.of_overflow(step.node, case.bound.expression)

    return spoiled(case, "overflow", ("overflow",), lambda step: True, words, least=8.0)
