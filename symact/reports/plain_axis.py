"""Got and correct on a plain axis, where results are wrong: the exact curve, and the wrong results of a verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from symact.errors import SymactError

if TYPE_CHECKING:
    from symact.figures.figure import Curve
    from symact.judge.figures.result import Sample
    from symact.judge.figures.verdict import Verdict

FARTHEST = 1e4
"""Inputs beyond which a plain axis shows nothing of f."""


def plain_axis(verdict: Verdict) -> list[str]:
    """Return the figure for the samples of a verdict on a function of the catalogue; nothing where there is none."""
    samples = {each.x.bits: each for each in _samples(verdict)}.values()
    points = _seen((float(each.x.value), float(each.got.value)) for each in samples)
    missing = _seen(
        (float(e.x.value), float(e.correct.value)) for e in samples if not math.isfinite(float(e.got.value))
    )
    if not (points or missing) or verdict.order not in (0, 1, 2):
        return []
    try:
        drawn = _drawn(verdict, points, missing)
    except SymactError:
        # One's own definition has no name here, or a value is open: the table has the numbers.
        return []
    caption = "The exact curve, and wrong results as they came, on a plain axis."
    caption += " An open dot: the result there is NaN or infinite." if missing else ""
    return ["<figure>", drawn, f"<figcaption>{escape(caption)}</figcaption>", "</figure>"]


def _seen(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points that an axis can show, in ascending order."""
    return sorted(each for each in points if math.isfinite(each[0] + each[1]) and abs(each[0]) < FARTHEST)


def _samples(verdict: Verdict) -> Iterator[Sample]:
    for segment in verdict.result.segments:
        if segment.worst is not None and segment.mismatched:
            yield segment.worst
    for each in verdict.result.classes:
        yield each.sample


@lru_cache(maxsize=256)
def _exact(name: str, params: tuple[tuple[str, str], ...], order: int, low: float, high: float) -> Curve:
    """Return the exact curve; a report that is written again while a run goes on does not compute it again."""
    from symact import catalogue
    from symact.definition.bound import bind
    from symact.figures.course import PRIMES
    from symact.figures.curves import curve

    return curve(bind(catalogue.get(name), dict(params)), order, low, high, f"{PRIMES[order]}, exact")


def _drawn(verdict: Verdict, points: list[tuple[float, float]], missing: list[tuple[float, float]]) -> str:
    from symact import catalogue
    from symact.figures.course import panel
    from symact.figures.figure import Curve, Figure
    from symact.figures.formats import svg
    from symact.judge.text import subject

    activation = catalogue.get(verdict.activation)
    if activation.definition_hash != verdict.definition_hash or not activation.space().on_line:
        raise SymactError("the verdict is on another definition")
    order = verdict.order
    assert isinstance(order, int)
    places = [x for x, _ in (*points, *missing)]
    span = max(places) - min(places)
    low, high = min(places) - 0.15 * span - 0.5, max(places) + 0.15 * span + 0.5
    exact = _exact(verdict.activation, tuple(verdict.params.items()), order, low, high)
    got = Curve(f"results of {verdict.target.function}", (), closed=tuple(points), open=tuple(missing), rank=5)
    drawn = panel([exact, got], low, high, 0.36)
    return svg.drawing(
        Figure(f"Got and correct: {subject(verdict)}", "The exact curve, and dots for wrong results", (drawn,))
    )
