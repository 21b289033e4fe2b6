"""Attacks on derivatives, bounds on slopes, antiderivatives, expansions and integrals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from symact.checking.second_opinion.expression import OpenError
from symact.checking.second_opinion.registry import Objections, against, listed
from symact.checking.second_opinion.shape import LOOSE, _jumps, own_values
from symact.checking.second_opinion.view import CONTEXT, FINE, Point, View, same, shown

MODERATE = 100
"""Inputs up to which slopes are looked at."""


def _inside(view: View, where: str, x: Any) -> bool:
    try:
        return view.holds(where, x=x)
    except OpenError:
        return False


def _on_pieces(view: View, claim: Any, derivative: Callable[[Any], Any], what: str) -> Iterator[str]:
    """Attack expressions, each on its piece, that are said to be a derivative."""
    for x in view.smooth_points:
        if abs(x) > MODERATE:
            continue
        for piece in claim:
            if not _inside(view, piece["where"], x):
                continue
            found = derivative(x)
            said = None if found is None else view.at(piece["expression"], x=x, f=view.plain(x))
            if said is not None and not same(found, said, LOOSE):
                yield f"{what}({shown(x)}) = {shown(found)}, not {shown(said)}"


@against("derivative_1", "derivative_identity")
def _first_derivative(view: View, claim: Any) -> Objections:
    yield from _on_pieces(view, claim, lambda x: view.slope(x), "f'")


@against("derivative_2")
def _second_derivative(view: View, claim: Any) -> Objections:
    yield from _on_pieces(view, claim, lambda x: view.slope(x, 2), "f''")


@against("parameter_derivatives")
def _parameter_derivatives(view: View, claim: Any) -> Objections:
    for entry in claim:
        name = entry["parameter"]
        value = FINE.of(view.parameters[name])

        def derivative(x: Any, name: str = name, value: Any = value) -> Any:
            # Two steps: beside a pole both must be small against its distance, or nothing is said.
            found = [_difference(view, x, name, value, max(1, abs(value)) * CONTEXT.mpf(10) ** -k) for k in (30, 45)]
            agree = None not in found and same(found[0], found[1], CONTEXT.mpf(10) ** -12)
            return found[1] if agree else None

        yield from _on_pieces(view, entry["pieces"], derivative, f"df/d{name}")


def _difference(view: View, x: Any, name: str, value: Any, h: Any) -> Any:
    """Return the central difference in a parameter, None where f has no value."""
    low, high = (view.at(view.text, x=x, **{name: value + s * h}) for s in (-1, 1))
    return None if low is None or high is None else (high - low) / (2 * h)


def _slopes(view: View, order: int) -> list[tuple[Any, Any]]:
    inputs = [x for x in view.smooth_points if abs(x) <= MODERATE]
    found = [(x, abs(s)) for x in inputs if (s := view.slope(x, order)) is not None]
    for mark in view.marks:
        sides = [view.one_sided(mark.x, side, order) for side in (-1, 1)]
        found += [(mark.x, abs(s)) for s in sides if s is not None and abs(s) < CONTEXT.mpf(10) ** 9]
        middle = view.slope(mark.x, order)
        found += [] if middle is None else [(mark.x, abs(middle))]
    return found


def _supremum(view: View, top: Any, order: int, what: str) -> Objections:
    found = _slopes(view, order)
    if not found:
        return
    x, best = max(found, key=lambda pair: pair[1])
    if best > top + CONTEXT.mpf(10) ** -6 * max(1, abs(top)):
        yield f"|{what}({shown(x)})| = {shown(best)}"
    if CONTEXT.isfinite(top) and best < CONTEXT.mpf("0.8") * top - LOOSE and not _jumps_at_all(view, order):
        yield f"no |{what}| beyond {shown(best)} was found"
    if not CONTEXT.isfinite(top) and best < 10 and not _jumps_at_all(view, order) and _settles(view, order):
        yield f"no |{what}| beyond {shown(best)} was found"


def _jumps_at_all(view: View, order: int) -> bool:
    """Whether f jumps or leaves its limit at a point, or a slope is unbounded beside a mark or was not found there."""
    if next(_jumps(view), None) is not None or next(own_values(view), None) is not None:
        return True
    for mark in view.marks:
        for side in (-1, 1):
            slope = view.one_sided(mark.x, side, order)
            if slope is None or abs(slope) >= CONTEXT.mpf(10) ** 9:
                return True
    return False


def _settles(view: View, order: int) -> bool:
    """Whether slopes far away do not grow."""
    for side in (-1, 1):
        row = [s for k in (3, 10, 30, 90) if (s := view.slope(side * CONTEXT.mpf(k), order)) is not None]
        if len(row) == 4 and abs(row[3]) > abs(row[2]) + CONTEXT.mpf("0.01"):
            return False
    return True


@against("lipschitz")
def _lipschitz(view: View, claim: str) -> Objections:
    yield from _supremum(view, view.number(claim), 1, "f'")


@against("curvature_bound")
def _curvature_bound(view: View, claim: str) -> Objections:
    yield from _supremum(view, view.number(claim), 2, "f''")


@against("vanishing_gradient_bound")
def _vanishing_gradient_bound(view: View, claim: str) -> Objections:
    if claim == "oo":
        yield from _supremum(view, CONTEXT.inf, 1, "f'")
        return
    found, said = _slopes(view, 1), view.at(claim, n=FINE.context.mpf(1))
    if said is not None and found and max(s for _, s in found) > said + CONTEXT.mpf(10) ** -6 * max(1, said):
        yield f"|f'| takes the value {shown(max(s for _, s in found))}"


@against("lipschitz_at")
def _lipschitz_at(view: View, claim: Any) -> Objections:
    slopes = [s for _, s in _slopes(view, 1)]
    best = max(slopes, default=CONTEXT.mpf(0))
    yield from _ends_left_out(view, claim, lambda slope: slope > best - CONTEXT.mpf(10) ** -12 * max(1, best))
    for entry in claim:
        if "at" not in entry or entry.get("kind") in ("limit", "jump") or entry["at"] in ("oo", "-oo"):
            continue
        at = view.number(entry["at"])
        levels, sides = ([view.one_sided(at, side, order) for side in (-1, 1)] for order in (0, 1))
        if None not in levels and not same(levels[0], levels[1], CONTEXT.mpf(10) ** -9):
            yield f"f jumps at {entry['at']}, where it has no slope"
        elif None not in sides and max(map(abs, sides)) < best - CONTEXT.mpf(10) ** -6 * max(1, best):
            yield f"|f'| is {shown(max(map(abs, sides)))} at {entry['at']}, and {shown(best)} elsewhere"
        elif None not in sides and not same(sides[0], sides[1], CONTEXT.mpf(10) ** -6):
            yield f"f has no slope at {entry['at']}: {shown(sides[0])} on the left, {shown(sides[1])} on the right"


def _ends_left_out(view: View, claim: Any, wanted: Callable[[Any], bool]) -> Objections:
    """Yield ends of intervals that are left out although the slope there is of the kind that the intervals show."""
    for entry in claim:
        for key in ("from", "to"):
            if key not in entry or entry[key] in ("oo", "-oo") or entry.get(f"has_{key}"):
                continue
            at = view.number(entry[key])
            levels, sides = ([view.one_sided(at, side, order) for side in (-1, 1)] for order in (0, 1))
            value = view.plain(at)
            if None in levels or None in sides or value is None or not same(levels[0], levels[1], LOOSE):
                continue
            smooth = same(value, levels[0], LOOSE) and same(sides[0], sides[1], CONTEXT.mpf(10) ** -15)
            left_out = "period" in entry or listed(view, claim, Point(at, None)) is False
            if smooth and left_out and all(wanted(abs(side)) for side in sides):
                yield f"f'({entry[key]}) = {shown(sides[0])}, and {entry[key]} is left out"


@against("dead_region")
def _dead_region(view: View, claim: Any) -> Objections:
    for x in view.smooth_points:
        if abs(x) > 1000:
            continue
        slope = view.slope(x)
        said = listed(view, claim, Point(x, None))
        if said and slope is not None and abs(slope) > LOOSE:
            yield f"f'({shown(x)}) = {shown(slope)}"
    yield from _ends_left_out(view, claim, lambda slope: slope < CONTEXT.mpf(10) ** -15)
    for (p, _), (q, _), (r, _) in zip(view.defined, view.defined[1:], view.defined[2:], strict=False):
        if p.exact is None or r.exact is None or q.exact is None:
            continue
        row = [view.exact(each) for each in (p, q, r)]
        apart = any(p.x <= mark.x <= r.x for mark in view.marks)
        if row[0] is not None and row[0] == row[1] == row[2] and not apart and listed(view, claim, q) is False:
            yield f"f is {row[0]} at {shown(p.x)}, {shown(q.x)} and {shown(r.x)}"


@against("dying_region")
def _dying_region(view: View, claim: bool) -> Objections:
    if not claim:
        yield from _dead_region(view, [])


@against("antiderivative")
def _antiderivative(view: View, claim: Any) -> Objections:
    for x in view.smooth_points:
        if abs(x) > MODERATE:
            continue
        for piece in claim:
            value = view.plain(x)
            if value is None or not _inside(view, piece["where"], x):
                continue
            h = max(1, abs(x)) * CONTEXT.mpf(10) ** -30
            sides = [view.at(piece["expression"], x=x + s * h) for s in (-1, 1)]
            if None in sides:
                if view.at(piece["expression"], x=x) is None:
                    yield f"F has no value at {shown(x)}"
                continue
            slope = (sides[1] - sides[0]) / (2 * h)
            if not same(slope, value, LOOSE):
                yield f"F'({shown(x)}) = {shown(slope)}, f = {shown(value)}"
    zero = CONTEXT.mpf(0)
    values = [view.at(piece["expression"], x=zero) for piece in claim if _inside(view, piece["where"], zero)]
    if values and values[0] is not None and not same(values[0], zero):
        yield f"F(0) = {shown(values[0])}"
    yield from _steps_of(view, claim)


def _steps_of(view: View, claim: Any) -> Objections:
    """Yield places where an antiderivative is not continuous."""
    for mark in view.marks:
        if view.plain(mark.x) is None:
            continue
        h = max(1, abs(mark.x)) * CONTEXT.mpf(10) ** -30
        sides = []
        for x in (mark.x - h, mark.x + h):
            sides += [view.at(p["expression"], x=x) for p in claim if _inside(view, p["where"], x)][:1]
        if len(sides) == 2 and None not in sides and not same(sides[0], sides[1], LOOSE):
            yield f"F jumps from {shown(sides[0])} to {shown(sides[1])} at {shown(mark.x)}"


@against("taylor")
def _taylor(view: View, claim: Any) -> Objections:
    rows = [{"side": side, "series": claim} for side in ("left", "right")] if isinstance(claim, str) else claim
    for row in rows:
        sign = -1 if row["side"] == "left" else 1
        head, rest = _split(row["series"])
        rates = []
        for k in (4, 8):
            x = sign * CONTEXT.mpf(10) ** -k
            value, said = view.at(view.text, x=x), view.at(head, x=x)
            size = None if rest is None else view.at(rest, x=x)
            if value is None or said is None:
                continue
            if rest is None and not same(value, said, CONTEXT.mpf(10) ** -50):
                yield f"f - series is {shown(value - said)} at {shown(x)}, not 0"
            rates += [] if not size else [abs((value - said) / size)]
        if len(rates) == 2 and rates[1] > 100 * rates[0] and rates[1] > 100:
            yield f"(f - series)/rest grows to {shown(rates[1])} at 0"


def _split(series: str) -> tuple[str, str | None]:
    """Return the terms of a series, and what its O holds."""
    start = series.find("O(")
    if start < 0:
        return series, None
    return series[:start].rstrip().rstrip("+").rstrip() or "0", series[start + 2 : -1]


@against("identities")
def _identities(view: View, claim: Any) -> Objections:
    names: dict[str, Callable[[Any], Any]] = {"f": lambda x: view.value(x)}
    for each in claim:
        left, _, right = each["identity"].partition(" = ")
        holds = view.holds(each["condition"])
        differs = 0
        seen = 0
        for x in [p.x for p in view.points]:
            a, b = (view.at(side, x=x, **names) for side in (left, right))
            if a is None or b is None or abs(x) > 1000:
                continue
            seen += 1
            equal = same(a, b, CONTEXT.mpf(10) ** -20)
            differs += not equal
            if holds and not equal:
                yield f"{each['identity']} fails at {shown(x)}: {shown(a)} and {shown(b)}"
        if not holds and seen > 30 and not differs:
            yield f"{each['identity']} holds at all inputs"
