"""Models that a step of a form gives: the form's results where that step spoils them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from sympy import Expr

from symact.formats.arrays import Mask
from symact.judge.diagnosis.defect_model import Model, deviates, matches
from symact.judge.diagnosis.execution_trace import NOTHING, Trace, TracedCase, responsible
from symact.judge.diagnosis.expression_text import text
from symact.judge.diagnosis.model_selection import SHARE
from symact.judge.simulation.stepwise import Step

SOME = 0.1


def spoiled(
    case: TracedCase,
    cause: str,
    kinds: tuple[str, ...],
    accepts: Callable[[Step], bool],
    words: Callable[[Trace, Step], tuple[str, str]],
    least: float = 20.0,
) -> Iterator[Model]:
    """Yield a model for each form and operation of some kind.

    Args:
        case: the rows.
        cause: name of the cause.
        kinds: labels of rows, as in `Trace.kind`.
        accepts: whether a step belongs to the cause.
        words: the cause in one sentence and the remedy.
        least: bits of evidence needed.
    """
    for trace in case.traces:
        if trace.form.masked:
            continue
        numbers = np.unique(trace.step[np.isin(trace.kind, kinds)])
        chosen = [int(k) for k in numbers if k != NOTHING and accepts(trace.steps[int(k)])]
        by_node: dict[Expr, list[int]] = {}
        for number in chosen:
            by_node.setdefault(trace.steps[number].node, []).append(number)
        groups = list(by_node.values())
        if len(groups) > 1:
            groups.append(chosen)
        for group in groups:
            step = trace.steps[_commonest(trace, group)]
            says, remedy = words(trace, step)
            domain = np.isin(trace.step, group) & np.isin(trace.kind, kinds)
            model = Model(cause, says, remedy, trace.bits, domain, least=least, steps=shown(step))
            model = replace(model, rewritten=trace.form.rewritten, check=_check(case, trace, group, kinds))
            yield replace(model, others=case.nearby(trace)) if _half_fits(case, model) else model


def _check(case: TracedCase, trace: Trace, group: list[int], kinds: tuple[str, ...]) -> Callable[[Mask], bool] | None:
    """Return how to see whether the steps are to blame; an overflow need not be asked."""
    if not {"sum", "log", "underflow"} & set(kinds):
        return None
    nodes = list(dict.fromkeys(trace.steps[k].node for k in group))
    return partial(responsible, case, trace, nodes)


def _half_fits(case: TracedCase, model: Model) -> bool:
    """Whether the model hits some of the severe errors that it predicts but too few."""
    predicted = deviates(case, model, severely=True)
    share = int((matches(case, model) & predicted).sum()) / max(1, int(predicted.sum()))
    return SOME < share < SHARE


def _commonest(trace: Trace, group: list[int]) -> int:
    return max(group, key=lambda number: int((trace.step == number).sum()))


def shown(step: Step) -> list[tuple[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]]:
    """Return the operands and the result of a step, to show at a sample."""
    names = ["first term", "second term"] if step.kind == "sum" else ["operand", "other operand"]
    found = [(name, values) for name, values in zip(names, step.operands, strict=False)]
    return [*found, (text(step.node), step.result)]
