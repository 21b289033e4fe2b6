"""How fast a function approaches its asymptotes: the distance on a logarithmic scale, over the distance from 0."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sympy import Expr, Symbol

from symact import properties
from symact.definition.bound import Bound
from symact.evidence import Status
from symact.figures.course import labelled
from symact.figures.curves import values
from symact.figures.figure import Axis, Curve, Figure, Panel, Stroke, thinned

LEAST = 1e-16
"""Distance at which the axis ends: there f and its asymptote are one number of float64."""

REACHES = (6.0, 9.0, 12.0, 20.0, 40.0)
"""Ends of the axis; the first at which all distances have become that small, else the last."""

POINTS = 160

HALVINGS = 12
"""Points beside a change of sign, each at half the distance of the one before."""

SHORT = 16
"""Characters of a distance that a legend writes out."""


def tails(bound: Bound) -> Figure | None:
    """Return the figure of both tails; None where f has no asymptote, or reaches all of them.

    Raises:
        SymactError: a value is open.
    """
    facts = properties.derive(bound, "asymptotes")
    lines = [each for fact in facts if fact.status > Status.UNKNOWN for each in fact.value]
    lines = [each for each in lines if each["line"] is not None and each["rate"] != 0]
    found = [(each["side"], _difference(bound, each["line"]), each["line"]) for each in lines]
    if not found:
        return None
    reach = next((r for r in REACHES if all(_distance(b, s, r) < LEAST for s, b, _ in found)), REACHES[-1])
    inputs = [reach * (k + 1) / POINTS for k in range(POINTS)]
    signed = [_signed(side, difference, inputs) for side, difference, _ in found]
    seen = [abs(d) for each in signed for _, d in each if LEAST <= abs(d) < math.inf]
    if not seen:
        return None
    x = Axis(0.0, reach, "|x|")
    y = Axis(10.0 ** math.floor(math.log10(min(seen)) - 0.1), 10.0 ** (math.log10(max(seen)) + 0.3), is_log=True)
    strokes = [
        _stroke(_with_crossings(side, difference, each), y.low)
        for (side, difference, _), each in zip(found, signed, strict=True)
    ]
    curves = [
        Curve(_name(side, line), (thinned(stroke, x, y),), rank=0 if side == "-oo" else 1)
        for (side, _, line), stroke in zip(found, strokes, strict=True)
        if len(stroke) > 1
    ]
    said = f"The distance between f and its asymptotes for |x| up to {reach:g}, on a logarithmic scale."
    return Figure(f"Tails of {labelled(bound)}", said, (Panel(x, y, tuple(curves)),))


def _difference(bound: Bound, line: Expr) -> Bound:
    """Return f minus a line as a function of its own, whose values are correctly rounded as those of f are."""
    return replace(bound, expression=bound.expression - line)


def _distance(difference: Bound, side: str, reach: float) -> float:
    return abs(values(difference, 0, [-reach if side == "-oo" else reach])[0])


def _signed(side: str, difference: Bound, inputs: Sequence[float]) -> Stroke:
    """Return the difference over the distance from 0, with its sign."""
    sign = -1.0 if side == "-oo" else 1.0
    return tuple(zip(inputs, values(difference, 0, [sign * each for each in inputs]), strict=True))


def _with_crossings(side: str, difference: Bound, points: Stroke) -> Stroke:
    """Return points of a difference and more of them beside its changes of sign, where its logarithm falls steeply."""
    found, ends = list(points), [(a, b) for a, b in pairwise(points) if a[1] * b[1] < 0]
    for _ in range(HALVINGS if ends else 0):
        middles = _signed(side, difference, [(a + b) / 2 for (a, _), (b, _) in ends])
        found += middles
        ends = [(m, b) if a[1] * m[1] > 0 else (a, m) for (a, b), m in zip(ends, middles, strict=True)]
    return tuple(sorted(found))


def _stroke(points: Stroke, floor: float) -> Stroke:
    """Return the distances as far as float64 tells them from 0, no lower than the axis where they are 0 on the way."""
    last = max((x for x, d in points if abs(d) >= LEAST), default=0.0)
    return tuple((x, max(abs(d), floor)) for x, d in points if x <= last and abs(d) < math.inf)


def _name(side: str, line: Expr) -> str:
    end = "\N{MINUS SIGN}\N{INFINITY}" if side == "-oo" else "\N{INFINITY}"
    shown = str(Symbol("f") - line).replace("*", "\N{DOT OPERATOR}").replace("-", "\N{MINUS SIGN}")
    distance = shown if len(shown) < SHORT else "f \N{MINUS SIGN} asymptote"
    return f"|{distance}|, x \N{RIGHTWARDS ARROW} {end}"
