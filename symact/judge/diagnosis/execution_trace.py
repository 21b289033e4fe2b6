"""Forms run in a format, and what went wrong on the way: overflow, cancellation, a logarithm next to 1."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import sympy
from sympy import Expr

from symact import functions
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, Mask, same, to_float64
from symact.formats.floating import Format, get_format
from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import Model, matches
from symact.judge.diagnosis.evidence import Case, part, thinned
from symact.judge.diagnosis.quick_reference import Smooth
from symact.judge.simulation.forms import Form, forms
from symact.judge.simulation.primitives import spelled
from symact.judge.simulation.stepwise import Step, Walk, constant_in

NOTHING = -1

WIDE = get_format("float64")

SCREENED = 80
"""Rows of each size of error at which forms are tried first."""

PROMISING = 0.06
"""Share of them that a form must reproduce."""

SMALLEST = 2.0**-300

ABOUT = 0.5
"""Or so many of its results must be off by less than this share of the candidate's error."""

REPAIRED = 48
"""Rows at which a step is computed exactly to see whether it is to blame."""

MENDED = 0.6
"""Share of them at which the error must go, or fall to a quarter."""

TOGETHER = 2
"""Elementary functions of a form that are moved by more than a unit, and both at once, at most."""

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
    """A case whose function is run step by step, once for all causes.

    Args:
        given: the forms that are run; those of the function if there are none.
    """

    given: tuple[Form, ...] = ()

    @cached_property
    def traces(self) -> list[Trace]:
        """The forms of the function, each run in every working format; equal results once."""
        found = []
        seen: set[bytes] = set()
        few = self._few
        for work in self.work_formats:
            for form in self.given or forms(self.bound, self.order):
                for style in form.styles:
                    try:
                        if not _promising(few, _bits(few, form, Walk(few.x, work, style))):
                            continue
                        each = _run(self, form, work, style)
                    except SymactError:
                        continue
                    key = each.bits.tobytes()
                    if key not in seen:
                        seen.add(key)
                        found.append(each)
        return found

    @cached_property
    def _few(self) -> Case:
        """Some wrong rows of all sizes of error, at which a form must give some results to be run at the others."""
        groups = (self.far, self.severe & ~self.far, self.wrong & ~self.severe)
        chosen = [np.flatnonzero(group & self.judged) for group in groups]
        spread = [thinned(rows, SCREENED) for rows in chosen]
        return part(self, np.unique(np.concatenate(spread)))

    def nearby(self, trace: Trace, units: int) -> tuple[Bits, ...]:
        """Return the results of one of the traces with an elementary function off by units in the last place."""
        # The traces live as long as the case, so each has its own identity.
        key = id(trace), units
        if key not in self._nearby:
            self._nearby[key] = _nearby(self, trace, units)
        return self._nearby[key]

    @cached_property
    def _nearby(self) -> dict[tuple[int, int], tuple[Bits, ...]]:
        return {}


def _run(case: Case, form: Form, work: Format, style: str) -> Trace:
    walk = Walk(case.x, work, style)
    values, taken = _chosen(case, form, walk)
    kind, step = _labels(case, walk.steps, taken)
    return Trace(form, work, style, encode(values, case.format), walk.steps, kind, step)


def _promising(few: Case, bits: Bits) -> bool:
    """Whether results reproduce some of the wrong ones."""
    model = Model("", "", "", bits, np.ones(len(bits), dtype=bool))
    hits = matches(few, model) & ~same(bits, few.y_bits, few.format)
    groups = [group for group in (few.far, few.severe, few.wrong) if group.any()]
    if any((hits & group).sum() >= max(1.0, PROMISING * group.sum()) for group in groups):
        return True
    with np.errstate(all="ignore"):
        # Other elementary functions give other last bits, and errors of about the same size.
        about = np.abs(to_float64(bits, few.format) - few.got) <= ABOUT * np.abs(few.got - few.y)
    return any((about & group).mean() >= ABOUT * group.mean() for group in groups)


def rerun(case: Case, trace: Trace, units: int = 0) -> tuple[Trace, tuple[Bits, ...]]:
    """Return the same form, run at another case's rows, and its results nearby if units are given."""
    again = _run(case, trace.form, trace.work, trace.style)
    return again, _nearby(case, again, units) if units else ()


def _nearby(case: Case, trace: Trace, units: int) -> tuple[Bits, ...]:
    """Return a trace's results with an elementary function off by up to so many units, or two of them by one."""
    nodes = list(dict.fromkeys(s.node for s in trace.steps if functions.of(s.node.func)))
    far = [n for n in range(-units, units + 1) if n] if len(nodes) <= TOGETHER else [-1, 1]
    shifts: list[dict[Expr, int]] = [{node: n} for node in nodes[:MOVED] for n in far]
    if len(nodes) == TOGETHER:
        shifts += [{nodes[0]: n, nodes[1]: -n} for n in (-1, 1)]
    walks = (Walk(case.x, trace.work, trace.style, each) for each in shifts)
    return tuple(_bits(case, trace.form, walk) for walk in walks)


def values_of(case: Case, form: Form, work: Format, style: str) -> Floats:
    """Return a form's values at a case's rows, every step rounded to a format."""
    return _chosen(case, form, Walk(case.x, work, style))[0]


def _bits(case: Case, form: Form, walk: Walk) -> Bits:
    return encode(_chosen(case, form, walk)[0], case.format)


def responsible(case: Case, trace: Trace, nodes: list[Expr], hits: Mask) -> bool:
    """Whether a trace's errors at some rows go away when some of its sums or logarithms are computed exactly."""
    # Next to 0 exact values may take thousands of bits, and the other rows show as much.
    ordinary = np.abs(case.x) > SMALLEST
    places = np.flatnonzero(hits & case.finite & (ordinary if (hits & ordinary).any() else True))
    places = thinned(places, REPAIRED)
    few = part(case, places)
    try:
        exact = {node: _exactly(node, few.x, trace.work) for node in nodes}
    except SymactError:
        return False
    bits = _bits(few, trace.form, Walk(few.x, trace.work, trace.style, given=exact))
    with np.errstate(all="ignore"):
        error = np.abs((to_float64(bits, case.format) - few.y) / few.ulp - few.residual)
    # What is off by less than an ulp must become right.
    mended = np.where(few.error > 1, error <= np.maximum(1.0, few.error / 4), same(bits, few.y_bits, case.format))
    return bool(mended.mean() >= MENDED) if len(places) else False


def taken(case: Case, trace: Trace, nodes: list[Expr], hits: Mask) -> bool:
    """Whether a trace's results at some rows depend on some of its steps: those of a branch not taken spoil nothing."""
    few = part(case, thinned(np.flatnonzero(hits), REPAIRED))
    other = Walk(few.x, trace.work, trace.style, given={node: np.ones(len(few.x)) for node in nodes})
    changed = ~same(
        _bits(few, trace.form, other), _bits(few, trace.form, Walk(few.x, trace.work, trace.style)), case.format
    )
    return bool(changed.mean() >= MENDED)


def _exactly(node: Expr, points: Floats, work: Format) -> Floats:
    """Return values of an expression; of one that is not smooth by float64: enough for narrower formats."""
    if node.has(sympy.Max, sympy.Min, sympy.Abs, sympy.sign) and work.precision < WIDE.precision:
        return Walk(points, WIDE).run(node)
    return to_float64(Smooth(spelled(node)).bits(WIDE, np.ascontiguousarray(points).view(np.uint64), points), WIDE)


def _chosen(case: Case, form: Form, walk: Walk) -> tuple[Floats, list[Mask]]:
    """Return the value of the piece that each input belongs to, and for each step the rows at which it is taken.

    Of masked branches the value is the sum of all, times 0 or 1.
    """
    values = np.zeros(len(case.x))
    taken: list[Mask] = []
    for piece in form.pieces:
        low, high = (constant_in(end, walk.work) for end in (piece.lower, piece.upper))
        inside = (case.x > low) | (case.x == low) & piece.owns_lower
        inside &= (case.x < high) | (case.x == high) & piece.owns_upper
        # Infinite inputs and kinks belong to the outer and to the left pieces.
        inside |= (case.x == high) & (high == np.inf) | (case.x == low) & (low == -np.inf)
        with np.errstate(all="ignore"):
            branch = walk.run(piece.expression)
            values = values + branch * inside if form.masked else np.where(inside, branch, values)
        if len(form.pieces) > 1 and taken:
            parts = set(sympy.preorder_traversal(piece.expression))
            taken = [m | inside if s.node in parts else m for m, s in zip(taken, walk.steps, strict=False)]
        taken += [np.ones_like(inside) if form.masked else inside] * (len(walk.steps) - len(taken))
    return np.where(np.isnan(case.x), np.nan, values), taken


def _labels(case: Case, steps: list[Step], taken: list[Mask]) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.int64]]:
    """Return per row which step spoils it most: the first overflow, else the greatest loss of bits, else underflow."""
    count = len(case.x)
    kind = np.full(count, "", dtype="<U9")
    step = np.full(count, NOTHING)
    greatest = np.full(count, BITS_LOST)
    for number, (each, here) in enumerate(zip(steps, taken, strict=True)):
        with np.errstate(all="ignore"):
            lost = np.where(here, _lost(each), 0.0)
            more = (lost >= greatest) & (kind != "overflow") & (kind != "invalid")
            greatest = np.where(more, lost, greatest)
            kind[more], step[more] = "log" if each.kind == "log" else "sum", number
            small = _underflows(each) & (kind == "") & here
            kind[small], step[small] = "underflow", number
            over = _overflows(each) & (kind != "overflow") & (kind != "invalid") & case.finite & here
            kind[over], step[over] = "overflow", number
            invalid = _invalid(each) & ~case.finite & (kind != "invalid") & here
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
    # log(0) and 1/0 are no overflow: what made the 0 is to blame.
    if step.kind in ("log", "quotient"):
        fine &= step.operands[-1] != 0
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
