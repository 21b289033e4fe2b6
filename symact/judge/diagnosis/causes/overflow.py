"""Overflow of an intermediate result where the final one is a number: exp(u), x*x, x^3; perhaps up to a switch."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from symact.formats.decimals import decimal
from symact.judge.diagnosis.defect_model import FITTED, Model, deviates, matches
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.execution_trace import Trace, TracedCase
from symact.judge.diagnosis.stable_forms import Stable
from symact.judge.diagnosis.step_models import spoiled
from symact.judge.expression_text import text
from symact.judge.simulation.stepwise import Step

REWRITTEN = 4
"""Rows that a form other than the definition's own must reproduce."""


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form where a step of it overflows at a finite input."""

    def words(trace: Trace, step: Step) -> tuple[str, Stable]:
        says = f"{text(step.node)} overflows in {trace.work.name} although the result does not"
        return says, None

    for model in spoiled(case, "overflow", ("overflow",), lambda step: True, words, least=8.0):
        model = replace(model, fewest=REWRITTEN) if model.rewritten else model
        yield model
        yield from _windows(case, model)


def _windows(case: Case, model: Model) -> Iterator[Model]:
    """Yield the model up to the input from which on results are right again: another branch is taken there."""
    wrong = model.domain & case.off & case.judged & matches(case, model)
    for side in (case.x > 0, case.x < 0):
        if not (wrong & side).any():
            continue
        end = float(np.abs(case.x[wrong & side]).max())
        beyond = side & (np.abs(case.x) > end) & case.finite & case.judged
        # Where the form itself is right again, because the result overflows too, there is no switch to see.
        if not (beyond & deviates(case, model, 1.0)).any() or case.severe[beyond].any():
            continue
        place = int(np.flatnonzero(wrong & side)[-1 if case.x[np.flatnonzero(side)[0]] > 0 else 0])
        says = f"{model.says}, up to x = {decimal(int(case.x_bits[place]), case.format)}, where a switch comes too late"
        yield _until(replace(model, says=says, freedom=FITTED, fitted=1), case, end)


def _until(model: Model, case: Case, end: float) -> Model:
    inside = np.abs(case.x) <= end
    again = model.again
    bits = np.where(inside, model.bits, case.y_bits)
    found = replace(model, bits=bits, domain=model.domain & inside, overall=None, others=())
    return (
        found
        if again is None
        else replace(found, again=lambda whole: _until(replace(again(whole), again=None), whole, end))
    )
