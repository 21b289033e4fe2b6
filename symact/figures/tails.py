"""How fast a function approaches its asymptotes: the distance on a logarithmic scale, over the distance from 0."""

import math
from collections.abc import Sequence
from dataclasses import replace

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
    strokes = [_stroke(side, difference, inputs) for side, difference, _ in found]
    seen = [distance for stroke in strokes for _, distance in stroke]
    if not seen:
        return None
    x = Axis(0.0, reach, "|x|")
    y = Axis(10.0 ** math.floor(math.log10(min(seen)) - 0.1), 10.0 ** (math.log10(max(seen)) + 0.3), is_log=True)
    curves = [
        Curve(_name(bound, side, line), (thinned(stroke, x, y),), rank=0 if side == "-oo" else 1)
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


def _stroke(side: str, difference: Bound, inputs: Sequence[float]) -> Stroke:
    sign = -1.0 if side == "-oo" else 1.0
    distances = map(abs, values(difference, 0, [sign * each for each in inputs]))
    return tuple((a, d) for a, d in zip(inputs, distances, strict=True) if LEAST <= d < math.inf)


def _name(bound: Bound, side: str, line: Expr) -> str:
    end = "\N{MINUS SIGN}\N{INFINITY}" if side == "-oo" else "\N{INFINITY}"
    shown = str(Symbol("f") - line).replace("*", "\N{DOT OPERATOR}").replace("-", "\N{MINUS SIGN}")
    distance = shown if len(shown) < SHORT else "f \N{MINUS SIGN} asymptote"
    return f"|{distance}|, x \N{RIGHTWARDS ARROW} {end}"
