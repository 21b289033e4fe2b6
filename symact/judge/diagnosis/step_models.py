"""Models that a step of a form gives: the form's results where that step spoils them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from sympy import Expr

from symact.formats.arrays import Mask
from symact.judge.diagnosis.defect_model import Model, Remedy, deviates, matches
from symact.judge.diagnosis.evidence import FAR_OFF, Case
from symact.judge.diagnosis.execution_trace import NOTHING, Trace, TracedCase, rerun, responsible, taken
from symact.judge.diagnosis.model_selection import SHARE, share
from symact.judge.diagnosis.remedies import in_place, in_wider, of_function, wide_enough
from symact.judge.diagnosis.stable_forms import Stable
from symact.judge.expression_text import text
from symact.judge.simulation.stepwise import Step

SOME = 0.1

UNITS = (1, 2, 4)
"""Units in the last place by which elementary functions may be off: the usual ones, and approximations of their own."""

LOOSE = 24
"""Bits of a format from which on libraries' elementary functions differ by a unit in the last place."""


def spoiled(
    case: TracedCase,
    cause: str,
    kinds: tuple[str, ...],
    accepts: Callable[[Step], bool],
    words: Callable[[Trace, Step], tuple[str, Stable]],
    least: float = 20.0,
) -> Iterator[Model]:
    """Yield a model for each form and operation of some kind.

    Args:
        case: the rows.
        cause: name of the cause.
        kinds: labels of rows, as in `Trace.kind`.
        accepts: whether a step belongs to the cause.
        words: the cause in one sentence, and the stable form of the step if there is one.
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
            says, stable = words(trace, step)
            model = Model(cause, says, "", trace.bits, _domain(trace, group, kinds), least=least, steps=shown(step))
            model = replace(
                model, rewritten=trace.form.rewritten, check=_check(case, trace, group, kinds), overall=_overall(kinds)
            )
            model = replace(model, remedies=partial(_remedies, case, trace, step, stable))
            again = partial(_again, model, trace, group, kinds)
            yield replace(model, again=again)
            # In a narrow format functions are computed in a wider one and rounded: there they do not differ.
            for units in _units(case, trace):
                if not _half_fits(case, model):
                    break
                model = replace(model, others=case.nearby(trace, units), again=partial(again, units=units))
                yield model


def _overall(kinds: tuple[str, ...]) -> float | None:
    """Return from how many ulp on a form's errors must come wherever they arise.

    Where one overflows, the little errors of its other steps depend on how their functions are computed.
    """
    if "invalid" in kinds:
        return None
    return FAR_OFF if "overflow" in kinds else 1.0


def _units(case: TracedCase, trace: Trace) -> tuple[int, ...]:
    if trace.work.precision >= LOOSE:
        return UNITS
    return (1,) if trace.work == case.format else ()


def _remedies(case: TracedCase, trace: Trace, step: Step, stable: Stable) -> Iterator[Remedy]:
    form, style = trace.form, trace.style
    work = trace.work if trace.work.precision > case.format.precision else wide_enough(case.format)
    yield from in_place(form, style, trace.work, step.node, stable)
    yield from in_place(form, style, work, step.node, stable)
    yield from of_function(case, work)
    yield from in_wider(form, style, trace.work)


def _domain(trace: Trace, group: list[int], kinds: tuple[str, ...]) -> Mask:
    return np.isin(trace.step, group) & np.isin(trace.kind, kinds)


def _again(model: Model, trace: Trace, group: list[int], kinds: tuple[str, ...], case: Case, units: int = 0) -> Model:
    """Return a model at other rows."""
    again, others = rerun(case, trace, units)
    return replace(model, bits=again.bits, domain=_domain(again, group, kinds), others=others)


def _check(case: TracedCase, trace: Trace, group: list[int], kinds: tuple[str, ...]) -> Callable[[Mask], bool]:
    """Return how to see whether the steps are to blame."""
    nodes = list(dict.fromkeys(trace.steps[k].node for k in group))
    exact = {"sum", "log", "underflow"} & set(kinds)
    return partial(responsible if exact else taken, case, trace, nodes)


def _half_fits(case: TracedCase, model: Model) -> bool:
    """Whether the model hits some of the severe errors that it predicts but too few."""
    predicted = deviates(case, model, 1.0) & model.domain
    matched = matches(case, model)
    alone, standing = (share(predicted & matched, predicted & ~matched, each) for each in (None, case.weight))
    return alone > SOME and min(alone, standing) < SHARE


def _commonest(trace: Trace, group: list[int]) -> int:
    return max(group, key=lambda number: int((trace.step == number).sum()))


def shown(step: Step) -> list[tuple[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]]:
    """Return the operands and the result of a step, to show at a sample."""
    names = ["first term", "second term"] if step.kind == "sum" else ["operand", "other operand"]
    found = [(name, values) for name, values in zip(names, step.operands, strict=False)]
    return [*found, (text(step.node), step.result)]
