"""Attacks on expansions at 0 and at the infinities."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from symact.checking.second_opinion.cancellation import difference, precise
from symact.checking.second_opinion.points import CONTEXT, same, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.view import View

FAR = tuple(map(Fraction, (500, 1000, 2000, 20_000)))
"""Inputs beside which parameters such as 1/100 are no small numbers."""

CLOSE = tuple(Fraction(1, 10**k) for k in (30, 60))
"""Inputs beside which parameters such as 10^-9 are no small numbers."""


@against("taylor")
def _taylor(view: View, claim: Any) -> Objections:
    if claim == "undefined":
        if all(view.plain(side * CONTEXT.mpf(10) ** -k) is not None for side in (-1, 1) for k in (4, 8)):
            yield "f has values on both sides of 0"
        return
    rows = [{"side": side, "series": claim} for side in ("left", "right")] if isinstance(claim, str) else claim
    for row in rows:
        sign = -1 if row["side"] == "left" else 1
        head, rest = _head_and_rest(row["series"])
        rates = []
        for k in (4, 8):
            distance = CONTEXT.mpf(10) ** -k
            x = view.beside(0, sign, distance)
            value, said = view.at(view.text, x=x), view.at(head, x=x)
            size = None if rest is None else view.at(rest, x=x)
            if value is None or said is None:
                continue
            if rest is None and not same(value, said, CONTEXT.mpf(10) ** -50):
                yield f"f - series is {shown(value - said)} at {shown(x)}, not 0"
            rates += [abs((value - said) / size)] if size and abs(x) == distance else []
        if len(rates) == 2 and _grows(rates) and _grows(_ratios(view, head, rest, sign, CLOSE)):
            yield f"(f - series)/rest grows to {shown(rates[1])} at 0"


@against("asymptotic_series")
def _asymptotic_series(view: View, claim: Any) -> Objections:
    for entry in claim:
        if not isinstance(entry, Mapping):
            return
        side = -1 if entry["side"] == "-oo" else 1
        if entry["series"] == "undefined":
            yield from (f"f({shown(x)}) = {shown(v)}" for x, v in view.far(side)[-1:])
            continue
        head, rest = _head_and_rest(entry["series"])
        ratios = []
        for k in (15, 60, 240):
            x = Fraction(side * k)
            gap = difference(view, view.text, head, x)
            size = None if rest is None else precise(view, rest, x)
            if gap is None:
                continue
            if rest is None and gap != 0 and view.is_past_marks(x):
                yield f"f - series is {shown(gap)} at {x}, not 0"
            if size:
                ratios.append(abs(gap / size))
        if len(ratios) == 3 and _grows(ratios) and _grows(_ratios(view, head, rest, side, FAR)):
            yield f"(f - series)/rest grows to {shown(ratios[2])}"


def _grows(ratios: Sequence[Any]) -> bool:
    """Whether the last of some ratios is large, and much larger than the first; true where nothing is known."""
    return len(ratios) < 2 or (ratios[-1] > 10 * ratios[0] and ratios[-1] > 100)


def _ratios(view: View, head: str, rest: str | None, side: int, sizes: Sequence[Fraction]) -> list[Any]:
    """Return abs((f - series)/rest) at inputs of some sizes on one side of 0, where digits show it."""
    found = []
    for x in (side * size for size in sizes):
        gap = difference(view, view.text, head, x)
        size = None if rest is None or gap is None else precise(view, rest, x)
        found += [abs(gap / size)] if size else []
    return found


def _head_and_rest(series: str) -> tuple[str, str | None]:
    """Return the terms of a series, and what its O holds."""
    start = series.find("O(")
    if start < 0:
        return series, None
    return series[:start].rstrip().rstrip("+").rstrip() or "0", series[start + 2 : -1]
