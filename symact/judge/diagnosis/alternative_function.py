"""Another function in place of the right one: computed correctly, or by a form whose steps spoil it as well."""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
from sympy import Expr

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.pieces import Piece, split
from symact.errors import UndecidedError
from symact.formats.arrays import Bits, Mask, same, to_float64
from symact.judge.diagnosis.defect_model import ALTERNATIVE, FITTED, Model, matches
from symact.judge.diagnosis.evidence import Case, thinned
from symact.judge.diagnosis.execution_trace import MENDED, TracedCase, rerun
from symact.judge.diagnosis.model_selection import share, weigh
from symact.judge.diagnosis.quick_reference import Smooth
from symact.judge.simulation.forms import Form

STAGES = ((8, 0.6), (48, 0.7), (300, 0.8))
"""So many rows are evaluated first; such a share of them must agree before more are."""

FEW_CHOICES = 8.0
"""Bits of evidence needed of a function that is one of a few choices, such as the definition without a clamp."""

CERTAIN = 0.0
"""The same where each result is the other function's, and far from the right one wherever they differ: of constants,
such as slopes of straight lines, a row says no more than its neighbour."""

FULLY = 0.97
"""Share of the severe errors from which on a function explains them alone."""

PLAIN = ("", "underflow")
"""Rows, as in `Trace.kind`, of which a form answers as a whole: a factor that becomes 0 is seldom what spoils them."""

SPOILED = ("sum", "log")
"""The same of rows that a step of the form spoils, short of an overflow."""

TOGETHER = ("cancellation", "expm1", "log1p", "overflow")
"""Causes that a form of the other function may have as well."""

SAME_FORM = ("constant", "parameter")
"""Causes that change numbers of the definition: its form stays."""


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
        told = case.finite & (case.x != 0)
        # Where its value is a number and the result is none, a step overflowed: that is another matter.
        told &= np.isfinite(case.got) | ~np.isfinite(to_float64(bits, case.format))
        model = Model(cause, says, remedy, bits, told, freedom=FITTED, everywhere=True, form=_form(cause))
        if not found:
            model = replace(model, freedom=ALTERNATIVE, least=FEW_CHOICES)
        if _is_it(case, smooth, bits):
            model = replace(model, least=CERTAIN)
        yield model
        severe = case.severe & told & case.judged
        hits = matches(case, model)
        # A row that stands for many others is not outvoted: where one form cancels next to 0, few rows are tried.
        shares = (share(severe & hits, severe & ~hits, weight) for weight in (None, case.weight))
        if not severe.any() or min(shares) >= FULLY:
            return
    if lax:
        bound = Bound(case.bound.activation, (), other, "another") if isinstance(other, Expr) else case.bound
        given = () if whole else (Form(tuple(other)),)
        traced = TracedCase(bound, case.comparison, case.rows, case.stand_for, given)
        yield from _with_steps(traced, smooth, cause, says, remedy)


def _with_steps(other: TracedCase, smooth: Smooth, cause: str, says: str, remedy: str) -> Iterator[Model]:
    for trace in other.traces:
        if trace.form.masked:
            continue
        model = Model(
            cause,
            says,
            remedy,
            trace.bits,
            np.zeros(len(other.x), dtype=bool),
            freedom=FITTED,
            overall=1.0,
            everywhere=True,
            form=_form(cause),
        )
        model = replace(model, rewritten=trace.form.rewritten)

        def again(whole: Case, kinds: tuple[str, ...], model: Model = model, trace=trace) -> Model:  # type: ignore[no-untyped-def]
            run = trace if whole is other else rerun(whole, trace)[0]
            return replace(model, bits=run.bits, domain=whole.finite & np.isin(run.kind, kinds))

        for kinds in (PLAIN, (*PLAIN, *SPOILED)):
            found = again(other, kinds)
            yield replace(found, again=partial(again, kinds=kinds))
            # Steps that spoil results have causes of their own, if the function shows where they do not.
            if weigh(other, found, other.wrong, np.ones(len(other.x), dtype=bool)) is not None:
                break
    for name in TOGETHER:
        module = importlib.import_module(f"symact.judge.diagnosis.causes.{name}")
        for each in module.models(other):
            yield replace(each, freedom=FITTED, check=partial(_spoils, other, smooth, each))


def _form(cause: str) -> str:
    return "" if cause in SAME_FORM else "another"


def _spoils(case: Case, smooth: Smooth, model: Model, hits: Mask) -> bool:
    """Whether what a model blames spoils results of the other function, beside what the function itself does."""
    places = np.flatnonzero(hits & case.finite & (case.x != 0))
    places = thinned(places, STAGES[1][0])
    exact = case.y_bits.copy()
    _evaluate(case, smooth, exact, places)
    spoiled = ~same(model.bits[places], exact[places], case.format)
    return bool(len(places) and spoiled.mean() >= MENDED) and (model.check is None or model.check(hits))


def other_function(case: Case, function: Smooth) -> Bits | None:
    """Return another function's results, shape (n,), or None where it plainly is not the one.

    At inputs that are 0 or no numbers they are the correct results of the case's own function, and so they are where
    a value is not decided quickly, as at a pole.
    """
    usable = case.finite & (case.x != 0) & case.judged
    # Where a step overflows no result tells which function it was.
    telling = usable & np.isfinite(case.got) if (usable & case.wrong & np.isfinite(case.got)).any() else usable
    wrong = np.flatnonzero(telling & (case.severe if (telling & case.severe).any() else case.wrong))
    bits = case.y_bits.copy()
    for count, enough in STAGES:
        places = thinned(wrong, count)
        if not len(places) or _agreeing(case, function, bits, places) < enough:
            return None
    _evaluate(case, function, bits, np.flatnonzero(usable))
    return bits


def _is_it(case: Case, function: Smooth, bits: Bits) -> bool:
    """Whether all results at numbers other than 0 are those of another function, and none of them nearly right.

    Where it switches itself its result is that of either side.
    """
    usable = case.finite & (case.x != 0) & case.judged & ~np.isin(case.x, function.breaks)
    off = usable & case.wrong
    return bool(off.any() and same(bits, case.got_bits, case.format)[usable].all() and case.far[off].all())


def _evaluate(case: Case, function: Smooth, bits: Bits, places: npt.NDArray[np.intp]) -> None:
    """Put a function's results at some places, where they are decided."""
    try:
        bits[places] = function.bits(case.format, case.x_bits[places], case.x[places])
    except UndecidedError:
        if len(places) > 1:
            for half in np.array_split(places, 2):
                _evaluate(case, function, bits, half)


def _agreeing(case: Case, function: Smooth, bits: Bits, places: npt.NDArray[np.intp]) -> float:
    _evaluate(case, function, bits, places)
    model = Model("", "", "", bits, np.ones(len(bits), dtype=bool))
    return float(matches(case, model)[places].mean())
