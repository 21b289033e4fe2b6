"""Intermediate results in the narrow format: every step of the formula rounded, so that errors add up."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from symact.formats.arrays import Mask
from symact.judge.diagnosis.defect_model import ALTERNATIVE, Model, Remedy
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.execution_trace import Trace, TracedCase, rerun
from symact.judge.diagnosis.remedies import in_wider, of_function, wide_enough
from symact.judge.expression_text import text
from symact.judge.simulation.primitives import Primitive
from symact.reference.table import Flag


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the results of each form in formats no more precise than that of the results."""
    for trace in case.traces:
        # One step has no errors that add up: what it is off by is a library's own function.
        if trace.work.precision > case.format.precision or trace.form.masked or len(trace.steps) < 2:
            continue
        # Which steps there are is said where a function is one of them.
        whole = trace.form.pieces[0].expression
        formula = text(whole) if whole.has(Primitive) else "the formula"
        model = Model(
            "precision",
            f"every step of {formula} is rounded to {trace.work.name}, and the errors add up",
            "",
            trace.bits,
            _spoiled_by_all(trace, case),
            freedom=ALTERNATIVE,
            rewritten=trace.form.rewritten,
        )
        yield replace(model, again=partial(_again, model, trace), remedies=partial(_remedies, case, trace))


def _again(model: Model, trace: Trace, case: Case) -> Model:
    again, _ = rerun(case, trace)
    return replace(model, bits=again.bits, domain=_spoiled_by_all(again, case))


def _spoiled_by_all(trace: Trace, case: Case) -> Mask:
    """Return where no one step is the cause, nor the side that the form takes at a kink."""
    return np.asarray((trace.kind == "") & ~case.comparison.table.has(Flag.KINK)[case.rows])


def _remedies(case: Case, trace: Trace) -> Iterator[Remedy]:
    yield from in_wider(trace.form, trace.style, trace.work)
    yield from of_function(case, wide_enough(case.format))
