"""Underflow of an intermediate result: a factor becomes 0 where the result is not."""

from collections.abc import Iterator

from symact.verify.diagnosis.arithmetic import Step
from symact.verify.diagnosis.case import Case
from symact.verify.diagnosis.mechanism import spoiled
from symact.verify.diagnosis.model import Model
from symact.verify.diagnosis.trace import Trace
from symact.verify.diagnosis.words import text


def models(case: Case) -> Iterator[Model]:
    """Yield the results of each form where a step of it underflows to 0."""

    def words(trace: Trace, step: Step) -> tuple[str, str]:
        says = f"{text(step.node)} underflows to 0 in {trace.work.name} although the result does not"
        return says, "take the factors together in one exponential, or compute in a format with a wider range"

    return spoiled(case, "underflow", ("underflow",), lambda step: True, words)
