"""Many questions, answered one after the other: the one loop that skips what is not there and reports what fails."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symact import catalogue
from symact.candidates import Order, UnsupportedError, check_device, plan
from symact.definition.activation import Activation
from symact.definition.bound import check_quantity
from symact.definition.domain import Vector
from symact.errors import CandidateError, SymactError
from symact.formats.floating import get_format
from symact.judge.exhaustive.rows_of_two import takes
from symact.judge.figures.verdict import Verdict
from symact.judge.question import Question
from symact.reference.vectors.families import LONG


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A question without a verdict: skipped because the target does not have it, or failed in the attempt."""

    question: Question
    reason: str
    failed: bool

    @property
    def task(self) -> str:
        """What was to be judged, for a reader."""
        return str(self.question)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        asked = self.question
        about = {"activation": asked.name, "dtype": asked.dtype, "order": asked.order}
        return {**about, "reason": self.reason, "failed": self.failed}


def questions(
    target: str,
    names: Sequence[str | Activation] = (),
    dtypes: Sequence[str] = (),
    orders: Sequence[Order] = (0,),
    params: Mapping[str, str] | None = None,
    **terms: Any,
) -> list[Question]:
    """Return the questions about a target, in the order in which they are judged, before any work is done.

    Args:
        target: a library's name or a target of one's own; it must be installed.
        names: activations, also definitions of one's own; all that the target has and that take the parameters if
            empty.
        dtypes: formats; the target's own choice if empty.
        orders: of derivatives, or the words jvp and vjp.
        params: exact parameter values as text, for every activation.
        terms: further fields of `Question`.

    Raises:
        SymactError: something that does not exist, or that the target does not take.
    """
    params = params or {}
    plan.ready(target)
    check_device(target, terms.get("device", "cpu"))
    for name in names:
        plan.check_params(catalogue.definition(name), params)
    kinds = [check_quantity(order).to_json() for order in orders]
    rows = terms.get("max_bound") is not None or bool(terms.get("plan") or terms.get("widths"))
    chosen = names or [
        name
        for name in plan.names(target)
        if plan.takes(catalogue.get(name), params) and _fits(catalogue.get(name), kinds, rows)
    ]
    if not chosen and (rows or any(isinstance(kind, str) for kind in kinds)):
        raise SymactError(f"{target} has no function of rows with these parameters; symact list shows what there is")
    if not chosen:
        lacks = f"takes all of {', '.join(params)}" if params else "is in the catalogue"
        raise SymactError(f"no activation of {target} {lacks}; symact list shows what there is")
    plan.check_gradient(target, terms.get("gradient"))
    formats = [get_format(name).name for name in dtypes or plan.default_formats(target)]
    fixed = tuple(params.items())
    return [
        Question(target, name, dtype, order, fixed, **terms) for name in chosen for dtype in formats for order in kinds
    ]


def _fits(activation: Activation, kinds: Sequence[Order], rows: bool) -> bool:
    """Whether all of these orders are quantities of a function, and terms of functions of rows belong to it."""
    if activation.space().on_line:
        return not rows and all(isinstance(kind, int) for kind in kinds)
    return all(kind == 0 or isinstance(kind, str) for kind in kinds)


def for_all_inputs(asked: Sequence[Question], chosen: bool = True) -> tuple[list[Question], list[Question]]:
    """Return the questions whose inputs are all tried, and the others: those about rows, then tried at long ones too.

    Args:
        asked: the questions.
        chosen: whether somebody chose them one by one, or their inputs; otherwise waves in wide formats are tried at
            points, since far out every input takes Ziv's loop, for hours.
    """
    waves = [each for each in asked if not chosen and each.format.width > 16 and _is_wave(each)]
    asked = [each for each in asked if each not in waves]
    rows = [each for each in asked if isinstance(each.domain, Vector) and not takes(each)]
    long = [replace(each, widths=each.widths or (*each.row_widths, *LONG)) for each in rows]
    return [each for each in asked if each not in rows], [*waves, *long]


def _is_wave(question: Question) -> bool:
    return catalogue.definition(question.activation).family == "periodic"


def answers(
    asked: Iterable[Question],
    answer: Callable[[Question], Verdict],
    begin: Callable[[Question], None] = lambda question: None,
) -> Iterator[Verdict | Unjudged]:
    """Answer questions one after the other."""
    for question in asked:
        begin(question)
        try:
            yield answer(question)
        except UnsupportedError as error:
            yield Unjudged(question, str(error), failed=False)
        except CandidateError as error:
            yield Unjudged(question, str(error), failed=True)
