"""Attacks on bounds of slopes, and on claims about where f is flat."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.attacks.solutions import crossings
from symact.checking.second_opinion.points import COARSE, CONTEXT, FINE, LOOSE, MODERATE, Point, same, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.sets import listed
from symact.checking.second_opinion.view import JUMP, View

STEEP = CONTEXT.mpf(10) ** 9
"""Differences that are larger stand for no slope."""


def _slopes(view: View, order: int) -> list[tuple[Any, Any]]:
    inputs = [x for x in view.smooth_points if abs(x) <= MODERATE]
    found = [(x, abs(s)) for x in inputs if (s := view.slope(x, order)) is not None]
    for mark in view.marks:
        sides = [view.one_sided(mark.x, side, order) for side in (-1, 1)]
        found += [(mark.x, abs(s)) for s in sides if s is not None and abs(s) < STEEP]
        middle = view.slope(mark.x, order)
        found += [] if middle is None else [(mark.x, abs(middle))]
    return found


def _supremum(view: View, top: Any, order: int, what: str) -> Objections:
    found = _slopes(view, order)
    if not found:
        return
    x, best = max(found, key=lambda pair: pair[1])
    if best > top + COARSE * max(1, abs(top)):
        yield f"|{what}({shown(x)})| = {shown(best)}"
    too_low = CONTEXT.isfinite(top) and best < CONTEXT.mpf("0.8") * top - LOOSE and not _jumps_at_all(view, order)
    # Of tanh(x/1000) slopes change beyond the inputs that are looked at.
    if too_low and (abs(x) < MODERATE or _settles(view, order)):
        yield f"no |{what}| beyond {shown(best)} was found"
    if not CONTEXT.isfinite(top) and best < 10 and not _jumps_at_all(view, order) and _settles(view, order):
        yield f"no |{what}| beyond {shown(best)} was found"


def _jumps_at_all(view: View, order: int) -> bool:
    """Whether f jumps or leaves its limit at a point, or a slope is unbounded beside a mark or was not found there."""
    if view.lone_values or next(view.jumps(), None) is not None or next(view.own_values(), None) is not None:
        return True
    for mark in view.marks:
        for side in (-1, 1):
            slope = view.one_sided(mark.x, side, order)
            if slope is None or abs(slope) >= STEEP:
                return True
    return False


def _settles(view: View, order: int) -> bool:
    """Whether slopes far away do not grow."""
    for side in (-1, 1):
        row = [s for k in (3, 10, 30, 90) if (s := view.slope(side * CONTEXT.mpf(k), order)) is not None]
        grown = [abs(b) - abs(a) for a, b in pairwise(row)]
        # What tends to a bound grows by ever less, what is small at first, as the slope of x**2/10**12, by ever more.
        if len(grown) == 3 and grown[2] > min(CONTEXT.mpf("0.01"), max(grown[1] / 2, CONTEXT.mpf(10) ** -25)):
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
    if said is not None and found and max(s for _, s in found) > said + COARSE * max(1, said):
        yield f"|f'| takes the value {shown(max(s for _, s in found))}"


@against("lipschitz_at")
def _lipschitz_at(view: View, claim: Any) -> Objections:
    slopes = [s for _, s in _slopes(view, 1)]
    best = max(slopes, default=CONTEXT.mpf(0))
    yield from _ends_left_out(view, claim, lambda slope: slope > best - LOOSE * max(1, best))
    for entry in claim:
        if "at" not in entry or entry.get("kind") in ("limit", "jump") or entry["at"] in ("oo", "-oo"):
            continue
        at = view.number(entry["at"])
        levels, sides = (view.sides(at, order) for order in (0, 1))
        if levels is not None and not same(*levels, JUMP):
            yield f"f jumps at {entry['at']}, where it has no slope"
        elif sides is not None and max(map(abs, sides)) < best - COARSE * max(1, best):
            yield f"|f'| is {shown(max(map(abs, sides)))} at {entry['at']}, and {shown(best)} elsewhere"
        elif sides is not None and not same(*sides, COARSE):
            yield f"f has no slope at {entry['at']}: {shown(sides[0])} on the left, {shown(sides[1])} on the right"


def _ends_left_out(view: View, claim: Any, wanted: Callable[[Any], bool]) -> Objections:
    """Yield ends of intervals that are left out although the slope there is of the kind that the intervals show."""
    for entry in claim:
        for key in ("from", "to"):
            if key not in entry or entry[key] in ("oo", "-oo") or entry.get(f"has_{key}"):
                continue
            at = view.number(entry[key])
            levels, sides, value = view.sides(at, 0), view.sides(at, 1), view.plain(at)
            if levels is None or sides is None or value is None or not same(*levels, LOOSE):
                continue
            smooth = same(value, levels[0], LOOSE) and same(*sides, CONTEXT.mpf(10) ** -15)
            left_out = "period" in entry or listed(view, claim, Point(at, None)) is False
            if smooth and left_out and all(wanted(abs(side)) for side in sides):
                yield f"f'({entry[key]}) = {shown(sides[0])}, and {entry[key]} is left out"


@against("critical_points")
def _critical_points(view: View, claim: Any) -> Objections:
    yield from _steep_inside(view, claim)
    for entry in claim:
        if "at" in entry:
            slope = view.slope(view.number(entry["at"]))
            if slope is not None and abs(slope) > LOOSE:
                yield f"f'({entry['at']}) = {shown(slope)}"
    if not view.breaks:
        yield from crossings(view, claim, lambda f, p: f.certain_slope(p.x), "f'(x) = 0", 1)


def _steep_inside(view: View, claim: Any) -> Objections:
    """Yield slopes that are not 0 where a claim says that they are."""
    for x in view.smooth_points:
        slope = view.slope(x) if abs(x) <= 1000 and listed(view, claim, Point(x, None)) else None
        if slope is not None and abs(slope) > LOOSE:
            yield f"f'({shown(x)}) = {shown(slope)}"


@against("dead_region")
def _dead_region(view: View, claim: Any) -> Objections:
    yield from _steep_inside(view, claim)
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
