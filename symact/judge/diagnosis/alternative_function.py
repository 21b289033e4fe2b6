"""Another function in place of the right one: computed correctly, or by a form whose steps spoil it as well."""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from sympy import Expr

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.pieces import Piece, split
from symact.formats.arrays import Bits
from symact.judge.diagnosis.defect_model import ALTERNATIVE, FITTED, Model, matches
from symact.judge.diagnosis.evidence import Case, thinned
from symact.judge.diagnosis.execution_trace import TracedCase, rerun
from symact.judge.diagnosis.quick_reference import Smooth
from symact.judge.simulation.forms import Form

STAGES = ((8, 0.6), (48, 0.7), (300, 0.8))
"""So many rows are evaluated first; such a share of them must agree before more are."""

FEW_CHOICES = 8.0
"""Bits of evidence needed of a function that is one of a few choices, such as the definition without a clamp."""

FULLY = 0.97
"""Share of the severe errors from which on a function explains them alone."""

TOGETHER = ("cancellation", "expm1", "log1p", "overflow")
"""Causes that a form of the other function may have as well."""


def another(
    case: TracedCase,
    cause: str,
    says: str,
    remedy: str,
    other: Expr | Sequence[Piece],
    *,
    lax: bool = True,
    found: bool = True,
) -> Iterator[Model]:
    """Yield the other function's results, and where they do not fit alone, those of its forms with what spoils them.

    Args:
        case: the rows.
        cause, says, remedy: of the model.
        other: the definition of the other function, or the pieces of its derivative.
        lax: whether its forms are tried where the function alone does not fit.
        found: whether it was looked for in the results; else it is one of a few choices, and takes less evidence.

    Raises:
        SymactError: the other function cannot be cut into pieces, or a value is not decided quickly.
    """
    whole = isinstance(other, Expr)
    smooth = Smooth(split(other, x), case.order) if isinstance(other, Expr) else Smooth(other)
    bits = other_function(case, smooth)
    if bits is not None:
        model = Model(cause, says, remedy, bits, case.finite, freedom=FITTED, everywhere=True)
        if not found:
            model = replace(model, freedom=ALTERNATIVE, least=FEW_CHOICES)
        yield model
        severe = case.severe & case.finite & case.judged
        if not severe.any() or matches(case, model)[severe].mean() >= FULLY:
            return
    if lax:
        bound = Bound(case.bound.activation, (), other, "another") if isinstance(other, Expr) else case.bound
        given = () if whole else (Form(tuple(other)),)
        yield from _with_steps(
            TracedCase(bound, case.comparison, case.rows, case.stand_for, given), cause, says, remedy
        )


def _with_steps(other: TracedCase, cause: str, says: str, remedy: str) -> Iterator[Model]:
    for trace in other.traces:
        if trace.form.masked:
            continue
        model = Model(
            cause,
            says,
            remedy,
            trace.bits,
            other.finite & (trace.kind == ""),
            freedom=FITTED,
            rewritten=trace.form.rewritten,
            overall=1.0,
        )

        def again(whole: Case, model: Model = model, trace=trace) -> Model:  # type: ignore[no-untyped-def]
            run, _ = rerun(whole, trace)
            return replace(model, bits=run.bits, domain=whole.finite & (run.kind == ""))

        yield replace(model, again=again)
    for name in TOGETHER:
        module = importlib.import_module(f"symact.judge.diagnosis.causes.{name}")
        for each in module.models(other):
            yield replace(each, freedom=FITTED)


def other_function(case: Case, function: Smooth) -> Bits | None:
    """Return another function's results, shape (n,), or None where it plainly is not the one.

    At inputs that are 0 or no numbers they are the correct results of the case's own function.

    Raises:
        UndecidedError: a value is not decided quickly.
    """
    usable = case.finite & (case.x != 0) & case.judged
    wrong = np.flatnonzero(usable & (case.severe if (usable & case.severe).any() else case.wrong))
    bits = case.y_bits.copy()
    for count, enough in STAGES:
        places = thinned(wrong, count)
        if not len(places) or _agreeing(case, function, bits, places) < enough:
            return None
    places = np.flatnonzero(usable)
    bits[places] = function.bits(case.format, case.x_bits[places], case.x[places])
    return bits


def _agreeing(case: Case, function: Smooth, bits: Bits, places: npt.NDArray[np.intp]) -> float:
    bits[places] = function.bits(case.format, case.x_bits[places], case.x[places])
    model = Model("", "", "", bits, np.ones(len(bits), dtype=bool))
    return float(matches(case, model)[places].mean())
