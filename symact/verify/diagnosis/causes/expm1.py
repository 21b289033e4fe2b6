"""exp(u) - 1 where expm1(u) is due."""

from collections.abc import Iterator

from symact.verify.diagnosis import stable
from symact.verify.diagnosis.arithmetic import Step
from symact.verify.diagnosis.case import Case
from symact.verify.diagnosis.causes.cancellation import exponential_minus_constant
from symact.verify.diagnosis.mechanism import spoiled
from symact.verify.diagnosis.model import Model
from symact.verify.diagnosis.trace import Trace
from symact.verify.diagnosis.words import text


def models(case: Case) -> Iterator[Model]:
    """Yield the results of each form where exp(u) - 1 of it cancels."""

    def words(trace: Trace, step: Step) -> tuple[str, str]:
        says = f"{text(step.node)} cancels next to 0: exp was rounded to {trace.work.name} before 1 was taken away"
        return says, stable.of_sum(step.node)

    return spoiled(case, "expm1", ("sum",), exponential_minus_constant, words)
