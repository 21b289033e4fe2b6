"""Attacks on moments at a standard normal input, by quadrature in machine numbers."""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import mpmath

from symact.checking.second_opinion.arithmetic import Floats, OpenError, UndefinedError
from symact.checking.second_opinion.expression import evaluate
from symact.checking.second_opinion.points import CONTEXT, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.view import View

FLOATS = Floats()
REACH = 12.0
"""Beyond it the density is below 1e-31."""

LARGEST = 1e9
"""Values at the ends of the reach beyond which the tails are not negligible for certain."""

STEP = 1e-5
"""For slopes by central differences: their error is about 1e-10."""

NARROWEST = 1e-9
"""Half the width of a box that is left out."""

PARTS = 24
TOLERANCE = 1e-5
NODES = [(float(x), float(w)) for x, w in mpmath.calculus.quadrature.GaussLegendre(mpmath.mp).calc_nodes(3, 53)]


def _moments(view: View) -> tuple[float, float, float] | None:
    """Return E f(Z), E f(Z)^2 and E f'(Z)^2; None where two partitions disagree or f has no value."""
    marks = [float(mark.x) for mark in view.marks if abs(mark.x) < REACH]
    try:
        if max(abs(_value(view, end)) for end in (-REACH, REACH)) > LARGEST:
            return None
        coarse, fine = (_sums(view, marks, halvings) for halvings in (0, 1))
    except (OpenError, UndefinedError, OverflowError, ZeroDivisionError):
        return None
    agree = all(abs(a - b) < TOLERANCE / 10 * max(1.0, abs(b)) for a, b in zip(coarse, fine, strict=True))
    return fine if agree else None


def _value(view: View, x: float) -> float:
    return float(evaluate(view.text, {**view.parameters, "x": x}, FLOATS))


def _sums(view: View, marks: list[float], halvings: int) -> tuple[float, float, float]:
    ends = sorted({-REACH, *marks, *(REACH * (2 * k / PARTS - 1) for k in range(1, PARTS + 1))})
    for _ in range(halvings):
        # Every box: next to a pole, a partition that keeps the last one agrees with another that does, and is wrong.
        ends = sorted({*ends, *((low + high) / 2 for low, high in pairwise(ends))})
    first = second = slopes = 0.0
    for low, high in pairwise(ends):
        middle, half = (low + high) / 2, (high - low) / 2
        if half < NARROWEST:
            continue
        for node, weight in NODES:
            x = middle + half * node
            share = weight * half * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
            y, h = _value(view, x), min(STEP, (half - abs(half * node)) / 2)
            slope = (_value(view, x + h) - _value(view, x - h)) / (2 * h)
            first, second, slopes = first + share * y, second + share * y * y, slopes + share * slope * slope
    return first, second, slopes


def _differs(view: View, index: int, said: Any) -> Objections:
    moments = view.once("moments", lambda: _moments(view))
    if moments is None or not CONTEXT.isfinite(said):
        return
    found = (*moments, moments[1] ** -0.5 if moments[1] else math.inf, moments[1] - moments[0] ** 2)[index]
    if abs(found - said) > TOLERANCE * max(1, abs(found)):
        yield f"quadrature gives {found:.7g}, not {shown(said)}"


def _defined(view: View) -> Objections:
    """Object that f has a value at every input but single points."""
    if all(view.plain(p.x) is not None for p in view.grid):
        yield "f has a value at all inputs"


MOMENTS = ("gaussian_mean", "gaussian_second_moment", "gaussian_slope_second_moment", "gain")
"""Properties that are one number, in the order of what `_differs` compares."""


@against(*MOMENTS)
def _moment(view: View, claim: str) -> Objections:
    if claim == "undefined":
        moments = view.once("moments", lambda: _moments(view))
        # Of what is 0 almost everywhere the gain alone has no value.
        if view.property != "gain" or (moments is not None and moments[1] > 0):
            yield from _defined(view)
        return
    yield from _differs(view, MOMENTS.index(view.property), view.number(claim))


@against("variance_map")
def _variance_map(view: View, claim: Mapping[str, str] | str) -> Objections:
    if isinstance(claim, str):
        yield from _defined(view)
        return
    standard = {"m": CONTEXT.mpf(0), "v": CONTEXT.mpf(1)}
    for index, name in ((0, "mean"), (4, "variance")):
        said = view.at(claim[name], **standard)
        if said is not None:
            yield from _differs(view, index, said)
