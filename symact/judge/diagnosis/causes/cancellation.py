"""Cancellation: a sum whose terms were rounded before their leading bits cancel, such as 1 + erf(u)."""

from collections.abc import Iterator

from sympy import exp

from symact.definition.activation import x
from symact.judge.diagnosis import stable_forms
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import Trace, TracedCase
from symact.judge.diagnosis.step_models import spoiled
from symact.judge.expression_text import text
from symact.judge.simulation.stepwise import Step


def exponential_minus_constant(step: Step) -> bool:
    """Whether a sum is c*exp(u) - c."""
    node = step.node
    if not (node.is_Add and len(node.args) == 2):
        return False
    for term in node.args:
        scale, rest = term.as_independent(x, as_Add=False)
        if isinstance(rest, exp) and node - term == -scale:
            return True
    return False


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form where a sum of it cancels."""

    def words(trace: Trace, step: Step) -> tuple[str, stable_forms.Stable]:
        says = (
            f"{text(step.node)} cancels: its terms were rounded to {trace.work.name} before their leading bits vanish"
        )
        return says, stable_forms.of_sum(step.node)

    return spoiled(case, "cancellation", ("sum",), lambda step: not exponential_minus_constant(step), words)
