"""Forms run in a format, and what went wrong on the way: overflow, cancellation, a logarithm next to 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sympy import Expr

from symact import functions
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, Mask, to_float64
from symact.formats.floating import Format, get_format
from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import same
from symact.judge.diagnosis.evidence import Case, part
from symact.judge.diagnosis.quick_reference import Smooth
from symact.judge.simulation.forms import Form, forms
from symact.judge.simulation.stepwise import Step, Walk, constant_in

NOTHING = -1

STYLES = ("first", "last", "flat")

REPAIRED = 48
"""Rows at which a step is computed exactly to see whether it is to blame."""

MENDED = 0.6
"""Share of them at which the error must go, or fall to a quarter."""

MOVED = 3
"""Elementary functions of a form that are moved by a unit in the last place, at most."""

BITS_LOST = 2.0
"""A sum cancels where its result is this many bits shorter than its terms."""


@dataclass(frozen=True)
class Trace:
    """A form that was run at a case's rows.

    Args:
        form: what was run.
        work: the format of every step.
        style: where constant factors came, as in `Walk`.
        bits: the results, encodings of the case's format.
        steps: all operations in the order of evaluation.
        kind: per row "", "overflow", "invalid", "sum", "log" or "underflow": the step that spoils it most.
        step: per row the number of that step, or NOTHING.
    """

    form: Form
    work: Format
    style: str
    bits: Bits
    steps: list[Step]
    kind: npt.NDArray[np.str_]
    step: npt.NDArray[np.int64]


@dataclass(frozen=True)
class TracedCase(Case):
    """A case whose function is run step by step, once for all causes."""

    @cached_property
    def traces(self) -> list[Trace]:
        """The forms of the function, each run in every working format; equal results once."""
        found = []
        seen: set[bytes] = set()
        for work in self.work_formats:
            for form in forms(self.bound, self.order):
                for style in STYLES:
                    try:
                        each = _run(self, form, work, style)
                    except SymactError:
                        continue
                    key = each.bits.tobytes()
                    if key not in seen:
                        seen.add(key)
                        found.append(each)
        return found

    def nearby(self, trace: Trace) -> tuple[Bits, ...]:
        """Return the results of one of the traces with an elementary function off by a unit or two, or two of them."""
        # The traces live as long as the case, so each has its own identity.
        if id(trace) not in self._nearby:
            nodes = list(dict.fromkeys(s.node for s in trace.steps if functions.of(s.node.func)))
            far = (-2, -1, 1, 2) if len(nodes) == 1 else (-1, 1)
            shifts: list[dict[Expr, int]] = [{node: n} for node in nodes[:MOVED] for n in far]
            if len(nodes) == 2:
                shifts += [{nodes[0]: n, nodes[1]: -n} for n in (-1, 1)]
            walks = (Walk(self.x, trace.work, trace.style, each) for each in shifts)
            self._nearby[id(trace)] = tuple(_bits(self, trace.form, walk) for walk in walks)
        return self._nearby[id(trace)]

    @cached_property
    def _nearby(self) -> dict[int, tuple[Bits, ...]]:
        return {}


def _run(case: Case, form: Form, work: Format, style: str) -> Trace:
    walk = Walk(case.x, work, style)
    bits = _bits(case, form, walk)
    kind, step = _labels(case, walk.steps)
    return Trace(form, work, style, bits, walk.steps, kind, step)


def _bits(case: Case, form: Form, walk: Walk) -> Bits:
    return encode(_chosen(case, form, walk), case.format)


def responsible(case: Case, trace: Trace, nodes: list[Expr], hits: Mask) -> bool:
    """Whether a trace's errors at some rows go away when some of its sums or logarithms are computed exactly."""
    places = np.flatnonzero(hits & case.finite)
    places = places[np.linspace(0, len(places) - 1, min(REPAIRED, len(places))).astype(np.int64)]
    few = part(case, places)
    wide = get_format("float64")
    try:
        exact = {node: to_float64(Smooth(node).bits(wide, few.x.view(np.uint64), few.x), wide) for node in nodes}
    except SymactError:
        return False
    bits = _bits(few, trace.form, Walk(few.x, trace.work, trace.style, given=exact))
    with np.errstate(all="ignore"):
        error = np.abs((to_float64(bits, case.format) - few.y) / few.ulp - few.residual)
    # What is off by less than an ulp must become right.
    mended = np.where(few.error > 1, error <= np.maximum(1.0, few.error / 4), same(bits, few.y_bits, case.format))
    return bool(mended.mean() >= MENDED) if len(places) else False


def _chosen(case: Case, form: Form, walk: Walk) -> Floats:
    """Return the value of the piece that each input belongs to; of masked branches the sum of all, times 0 or 1."""
    values = np.zeros(len(case.x))
    for piece in form.pieces:
        low, high = (_end(end, walk.work) for end in (piece.lower, piece.upper))
        inside = (case.x > low) | (case.x == low) & piece.owns_lower
        inside &= (case.x < high) | (case.x == high) & piece.owns_upper
        # Infinite inputs and kinks belong to the outer and to the left pieces.
        inside |= (case.x == high) & (high == np.inf) | (case.x == low) & (low == -np.inf)
        with np.errstate(all="ignore"):
            branch = walk.run(piece.expression)
            values = values + branch * inside if form.masked else np.where(inside, branch, values)
    return np.where(np.isnan(case.x), np.nan, values)


def _end(end: Expr, work: Format) -> float:
    if end.is_infinite:
        return float(end)
    return constant_in(end, work)


def _labels(case: Case, steps: list[Step]) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.int64]]:
    """Return per row which step spoils it most: the first overflow, else the greatest loss of bits, else underflow."""
    count = len(case.x)
    kind = np.full(count, "", dtype="<U9")
    step = np.full(count, NOTHING)
    greatest = np.full(count, BITS_LOST)
    for number, each in enumerate(steps):
        with np.errstate(all="ignore"):
            lost = _lost(each)
            more = (lost >= greatest) & (kind != "overflow") & (kind != "invalid")
            greatest = np.where(more, lost, greatest)
            kind[more], step[more] = "log" if each.kind == "log" else "sum", number
            small = _underflows(each) & (kind == "")
            kind[small], step[small] = "underflow", number
            over = _overflows(each) & (kind != "overflow") & (kind != "invalid") & case.finite
            kind[over], step[over] = "overflow", number
            invalid = _invalid(each) & ~case.finite & (kind != "invalid")
            kind[invalid], step[invalid] = "invalid", number
    return kind, step


def _lost(step: Step) -> Floats:
    """Return how many leading bits cancel in a sum, or are missing in the argument of a logarithm next to 1."""
    if step.kind == "sum":
        one, other = step.operands
        return np.where(
            np.isfinite(step.result), np.log2(np.maximum(np.abs(one), np.abs(other)) / np.abs(step.result)), 0.0
        )
    if step.kind == "log":
        return np.asarray(-np.log2(np.abs(step.operands[0] - 1)))
    return np.zeros(len(step.result))


def _overflows(step: Step) -> Mask:
    fine = np.ones(len(step.result), dtype=bool)
    for each in step.operands:
        fine &= np.isfinite(each)
    return np.asarray(fine & ~np.isfinite(step.result))


def _underflows(step: Step) -> Mask:
    if step.kind not in ("exp", "product", "quotient", "power", "erfc"):
        return np.zeros(len(step.result), dtype=bool)
    fine = np.ones(len(step.result), dtype=bool)
    for each in step.operands:
        fine &= np.isfinite(each) & ((each != 0) | (step.kind == "exp"))
    return np.asarray(fine & (step.result == 0))


def _invalid(step: Step) -> Mask:
    fine = np.ones(len(step.result), dtype=bool)
    for each in step.operands:
        fine &= ~np.isnan(each)
    return np.asarray(fine & np.isnan(step.result))
