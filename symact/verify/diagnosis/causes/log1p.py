"""log(1 + u) where log1p(u) is due."""

from collections.abc import Iterator

from symact.verify.diagnosis import stable
from symact.verify.diagnosis.arithmetic import Step
from symact.verify.diagnosis.case import Case
from symact.verify.diagnosis.mechanism import spoiled
from symact.verify.diagnosis.model import Model
from symact.verify.diagnosis.trace import Trace
from symact.verify.diagnosis.words import text


def models(case: Case) -> Iterator[Model]:
    """Yield the results of each form where it takes the logarithm of a sum that was rounded next to 1."""

    def words(trace: Trace, step: Step) -> tuple[str, str]:
        says = f"{text(step.node)} next to 1: its argument was rounded to {trace.work.name}, which cuts off the rest"
        return says, stable.of_log(step.node)

    return spoiled(case, "log1p", ("log",), lambda step: True, words)
