"""Attacks on claims about growth, curvature and extreme values."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.attacks.solutions import crossings
from symact.checking.second_opinion.known_places import UNSEEN, is_smooth
from symact.checking.second_opinion.points import CONTEXT, LOOSE, NEAR, Point, same, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.sets import entry_has, floor
from symact.checking.second_opinion.view import View


def steps(view: View) -> Iterator[tuple[Point, Point, Any]]:
    """Yield neighbouring inputs and how much f grows, where that is certain."""
    for (p, v), (q, w) in pairwise(view.defined):
        if abs(w - v) > CONTEXT.mpf(10) ** -24 * max(abs(v), abs(w)) or v == w:
            yield p, q, w - v


@against("monotonicity")
def _monotonicity(view: View, claim: str) -> Objections:
    ups = [(p, q) for p, q, d in steps(view) if d > 0]
    downs = [(p, q) for p, q, d in steps(view) if d < 0]
    wrong = {"increasing": downs, "decreasing": ups, "constant": ups + downs}.get(claim.rpartition(" ")[2], [])
    for p, q in wrong[:1]:
        yield f"f({shown(p.x)}) = {shown(view.value(p.x))}, f({shown(q.x)}) = {shown(view.value(q.x))}"
    if claim.startswith("strictly"):
        for (p, _), (q, _) in pairwise(view.defined):
            a, b = view.exact(p), view.exact(q)
            if a is not None and a == b:
                yield f"f({shown(p.x)}) = f({shown(q.x)}) = {a}"
    if claim == "not monotonic" and not (ups and downs) and len(view.defined) > 40 and not _turns(view):
        yield f"no step {'down' if ups else 'up'} was found"


def _turns(view: View) -> bool:
    """Whether f has a place where it may turn unseen: a hole or a jump, or a slope of each sign."""
    slopes = [s for p, _ in view.defined if abs(p.x) <= 1000 and (s := view.slope(p.x)) is not None]
    return any(s < 0 for s in slopes) and any(s > 0 for s in slopes)


@against("monotonic")
def _monotonic(view: View, claim: bool) -> Objections:
    ups, downs = (any(sign * d > 0 for _, _, d in steps(view)) for sign in (1, -1))
    if claim and ups and downs:
        yield "f rises and falls"


@against("monotonic_intervals")
def _monotonic_intervals(view: View, claim: Any) -> Objections:
    signs = {"increasing": 1, "decreasing": -1, "constant": 0}
    for p, q, d in steps(view):
        for entry in claim:
            if _in_one(view, entry, p, q):
                wanted = signs[entry["direction"]]
                if (wanted == 0 and abs(d) > LOOSE * max(1, abs(view.value(p.x)))) or d * wanted < 0:
                    yield f"f grows by {shown(d)} from {shown(p.x)} to {shown(q.x)}"
                if wanted and d == 0 and (level := view.exact(p)) is not None and level == view.exact(q):
                    yield f"f({shown(p.x)}) = f({shown(q.x)}) = {level}"
        if "period" not in str(claim) and d != 0 and not any(_in_one(view, e, p, q) for e in claim):
            inside = [e for e in claim if entry_has(view, e, p) and entry_has(view, e, q)]
            if not inside and not claim:
                yield f"f grows by {shown(d)} from {shown(p.x)} to {shown(q.x)}, where nothing is said"


def _in_one(view: View, entry: Mapping[str, Any], p: Point, q: Point) -> bool:
    """Whether two inputs lie in the same turn of an entry."""
    if not (entry_has(view, entry, p) and entry_has(view, entry, q)):
        return False
    if "period" not in entry:
        return True
    return bool(q.x - p.x < view.number(entry["to"]) - view.number(entry["from"]) and _same_turn(view, entry, p, q))


def _same_turn(view: View, entry: Mapping[str, Any], p: Point, q: Point) -> bool:
    start, period = view.number(entry["from"]), view.number(entry["period"])
    return floor((p.x - start) / period) == floor((q.x - start) / period)


NEXT_TO = (CONTEXT.mpf("1e-3"), CONTEXT.mpf("1e-5"), CONTEXT.mpf("1e-7"))
"""Distances, relative to an input, at which f is looked at beside it."""

WORDS = {"convex": 1, "concave": -1, "affine": 0}


def _thinned(view: View) -> list[tuple[Point, Any]]:
    """Return inputs and values without inputs that are too near each other for differences to show anything."""
    row: list[tuple[Point, Any]] = []
    for p, v in view.defined:
        if not row or p.x - row[-1][0].x > CONTEXT.mpf(10) ** -6 * max(1, abs(p.x)):
            row.append((p, v))
    return row


def _bends(view: View) -> Iterator[tuple[Point, Point, Point, Any]]:
    """Yield three neighbouring inputs and the second divided difference of f, where its sign is certain."""
    row = _thinned(view)
    for (p, u), (q, v), (r, w) in zip(row, row[1:], row[2:], strict=False):
        first, second = (v - u) / (q.x - p.x), (w - v) / (r.x - q.x)
        noise = CONTEXT.mpf(10) ** -20 * max(abs(u), abs(v), abs(w)) / min(q.x - p.x, r.x - q.x)
        if abs(second - first) > max(noise, CONTEXT.mpf(10) ** -15 * max(abs(first), abs(second))):
            yield p, q, r, second - first


def _straight(view: View) -> Objections:
    """Yield three inputs through which f is a line exactly."""
    row = [(p.exact, v) for p, _ in view.defined if p.exact is not None and (v := view.exact(p)) is not None]
    for (p, u), (q, v), (r, w) in zip(row, row[1:], row[2:], strict=False):
        if (v - u) * (r - q) == (w - v) * (q - p):
            yield f"f is affine through {p}, {q} and {r}"


def _one_bend(view: View) -> int:
    """Return the sign of all bends of f and of its kinks where it is one, else 0."""
    if not is_smooth(view, 0):
        return 0
    signs = {int(CONTEXT.sign(bend)) for *_, bend in _bends(view)}
    seconds = (view.certain_slope(x, 2) for x in view.smooth_points)
    signs |= {int(CONTEXT.sign(each)) for each in seconds if each}
    for mark in view.marks:
        slopes = view.sides(mark.x, 1)
        if slopes is None:
            return 0
        signs |= set() if same(*slopes, UNSEEN) else {int(CONTEXT.sign(slopes[1] - slopes[0]))}
    return signs.pop() if len(signs) == 1 else 0


@against("convexity")
def _convexity(view: View, claim: str) -> Objections:
    wanted = WORDS.get(claim.rpartition(" ")[2])
    if wanted is None:
        bend = _one_bend(view)
        if bend:
            yield f"f bends {'up' if bend > 0 else 'down'} alone"
        return
    if claim.startswith("strictly"):
        yield from _straight(view)
    for p, _, r, bend in _bends(view):
        if bend * wanted < 0 or wanted == 0:
            yield f"f bends {'up' if bend > 0 else 'down'} between {shown(p.x)} and {shown(r.x)}"


@against("nonlinear")
def _nonlinear(view: View, claim: bool) -> Objections:
    bends = next(_bends(view), None)
    if not claim and bends is not None and view.plain(bends[1].x) is not None:
        yield f"f bends between {shown(bends[0].x)} and {shown(bends[2].x)}"
    if claim and bends is None and len(view.defined) == len(view.points):
        (p, u), (q, v) = view.defined[0], view.defined[-1]
        line = [u + (v - u) * (r.x - p.x) / (q.x - p.x) for r, _ in view.defined]
        if all(same(w, on_line) for (_, w), on_line in zip(view.defined, line, strict=True)):
            yield "f is affine at all inputs"


@against("convex_intervals")
def _convex_intervals(view: View, claim: Any) -> Objections:
    for p, q, r, bend in _bends(view):
        for entry in claim:
            if _in_one(view, entry, p, r) and entry_has(view, entry, q):
                wanted = WORDS[entry["kind"]]
                if bend * wanted < 0 or (wanted == 0 and abs(bend) > LOOSE):
                    yield f"f bends {'up' if bend > 0 else 'down'} between {shown(p.x)} and {shown(r.x)}"


@against("extrema")
def _extrema(view: View, claim: Any) -> Objections:
    for entry in claim:
        at, value = view.number(entry["at"]), view.number(entry["value"])
        sign = 1 if entry["kind"] == "minimum" else -1
        found = view.plain(at)
        if found is not None and not same(found, value, LOOSE):
            yield f"f({entry['at']}) = {shown(found)}"
        for distance in (CONTEXT.mpf(10) ** -4, CONTEXT.mpf(10) ** -7):
            for side in (-1, 1):
                beside = view.plain(view.beside(at, side, distance * max(1, abs(at))))
                if beside is not None and sign * (beside - value) < -NEAR * max(1, abs(value)):
                    yield f"f is {shown(beside)} beside {entry['at']}"
        if entry["global"]:
            for p, v in view.defined:
                if sign * (v - value) < -NEAR * max(1, abs(value)):
                    yield f"f({shown(p.x)}) = {shown(v)}, beyond the global {entry['kind']}"
    if not view.breaks and not any("period" in entry for entry in claim):
        yield from _missed(view, [view.number(entry["at"]) for entry in claim])


def _is_flat(view: View, x: Any, value: Any) -> bool:
    """Whether f has its value at an input on both sides of it too: what turns there may have steps, and no extremum."""
    return all(view.plain(x + side * LOOSE * max(1, abs(x))) == value for side in (-1, 1))


def _missed(view: View, places: list[Any]) -> Objections:
    """Yield strict local extrema among neighbouring inputs with no place between them."""
    row = _thinned(view)
    for (p, u), (q, v), (r, w) in zip(row, row[1:], row[2:], strict=False):
        turn = (v - u) * (v - w) > 0 and min(abs(v - u), abs(v - w)) > CONTEXT.mpf(10) ** -20 * max(1, abs(v))
        broken = any(p.x <= m.x <= r.x and not (view.joins(m) and view.plain(m.x) is not None) for m in view.marks)
        if turn and not broken and not _is_flat(view, q.x, v) and not any(p.x <= at <= r.x for at in places):
            yield f"f turns between {shown(p.x)} and {shown(r.x)}"


def _bend_beside(view: View, at: Any, side: int) -> int:
    """Return the sign of f'' beside an input where it is one at several distances, else 0."""
    places = [view.beside(at, side, distance * max(1, abs(at))) for distance in NEXT_TO]
    bends = [0 if (found := view.certain_slope(x, 2)) is None else CONTEXT.sign(found) for x in places]
    return int(bends[0]) if len(set(bends)) == 1 else 0


@against("inflections")
def _inflections(view: View, claim: Any) -> Objections:
    if view.breaks or any("period" in entry for entry in claim):
        return
    for entry in claim:
        left, right = (_bend_beside(view, view.number(entry["at"]), side) for side in (-1, 1))
        if left * right > 0:
            yield f"f bends {'up' if left > 0 else 'down'} on both sides of {entry['at']}"
    yield from crossings(view, claim, lambda f, p: f.certain_slope(p.x, 2), "f''(x) = 0, with a change of sign,", 2)


@against("inflections")
def _values_at_inflections(view: View, claim: Any) -> Objections:
    for entry in claim:
        found = view.plain(view.number(entry["at"]))
        if found is not None and not same(found, view.number(entry["value"]), LOOSE):
            yield f"f({entry['at']}) = {shown(found)}"
