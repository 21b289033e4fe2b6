"""Attacks on claims about continuity, growth, curvature, symmetry and inverses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.expression import OpenError
from symact.checking.second_opinion.registry import Objections, against, entry_has, view_floor
from symact.checking.second_opinion.view import CONTEXT, NEAR, Point, View, same, shown

LOOSE = CONTEXT.mpf(10) ** -12
JUMP = CONTEXT.mpf(10) ** -9


def _jumps(view: View) -> Iterator[tuple[Point, Any, Any]]:
    """Yield marks where f has different one-sided limits."""
    for mark in view.marks:
        left, right = (view.one_sided(mark.x, side, 0) for side in (-1, 1))
        if left is not None and right is not None and abs(left - right) > JUMP * max(1, abs(left), abs(right)):
            yield mark, left, right


def own_values(view: View) -> Iterator[tuple[Point, Any, Any]]:
    """Yield marks where f has another value than the limit of both sides: mark, value, limit."""
    for mark in view.marks:
        left, right = (view.one_sided(mark.x, side, 0) for side in (-1, 1))
        if mark.exact is None or left is None or right is None or not same(left, right, JUMP):
            continue
        value = view.plain(mark.x)
        if value is not None and not same(value, left, JUMP):
            yield mark, value, left


@against("continuous")
def _continuous(view: View, claim: bool) -> Objections:
    if not claim:
        return
    for mark, left, right in _jumps(view):
        if max(abs(left), abs(right)) < CONTEXT.mpf(10) ** 12 or left * right < 0:
            yield f"at {shown(mark.x)} f tends to {shown(left)} on the left and to {shown(right)} on the right"
    for mark, value, limit in own_values(view):
        yield f"f({shown(mark.x)}) = {shown(value)}, but f tends to {shown(limit)} there"
    for mark in view.marks:
        left, right = (view.one_sided(mark.x, side, 0) for side in (-1, 1))
        if mark.exact is None or left is None or right is None or not same(left, right, JUMP):
            continue
        if view.is_undefined(mark.x):
            yield f"f has no value at {shown(mark.x)}"


@against("discontinuities")
def _discontinuities(view: View, claim: Any) -> Objections:
    places = [view.number(entry["at"]) for entry in claim]
    if any("period" in entry for entry in claim):
        return
    for mark, left, right in _jumps(view):
        if all(not same(mark.x, at) for at in places):
            yield f"at {shown(mark.x)} f tends to {shown(left)} on the left and to {shown(right)} on the right"
    for entry, at in zip(claim, places, strict=True):
        for key, side in (("left", -1), ("right", 1)):
            found = view.one_sided(at, side, 0)
            said = None if entry.get(key) is None else _number(view, entry[key])
            if found is not None and said is not None and CONTEXT.isfinite(said) and not same(found, said, JUMP):
                yield f"at {entry['at']} f tends to {shown(found)} on the {key}"


def _number(view: View, text: Any) -> Any:
    try:
        return view.number(text)
    except OpenError:
        return None


@against("differentiable")
def _differentiable(view: View, claim: bool) -> Objections:
    if not claim:
        return
    for mark, left, right in _jumps(view):
        yield f"at {shown(mark.x)} f tends to {shown(left)} and {shown(right)}"
    for mark in view.marks:
        left, right = (view.one_sided(mark.x, side, 1) for side in (-1, 1))
        if left is not None and right is not None and not same(left, right, CONTEXT.mpf(10) ** -6):
            yield f"at {shown(mark.x)} the slope is {shown(left)} on the left and {shown(right)} on the right"


@against("smoothness")
def _smoothness(view: View, claim: Any) -> Objections:
    for case in claim:
        if case["order"] is None or not view.holds(case["condition"]):
            continue
        order = 2 if case["order"] == "oo" else min(2, case["order"])
        for k in range(order + 1):
            for mark in view.marks:
                left, right = (view.one_sided(mark.x, side, k) for side in (-1, 1))
                size = max(1, abs(left or 0), abs(right or 0))
                if left is not None and right is not None and abs(left - right) > CONTEXT.mpf(10) ** -6 * size:
                    yield f"derivative {k} at {shown(mark.x)} is {shown(left)} and {shown(right)} from the sides"


@against("breakpoints")
def _breakpoints(view: View, claim: Any) -> Objections:
    for entry in claim:
        at = view.number(entry["at"])
        for sides in entry["one_sided"]:
            for key, side in (("left", -1), ("right", 1)):
                found, said = view.one_sided(at, side, sides["order"]), _number(view, sides[key])
                if found is None or said is None or not CONTEXT.isfinite(said):
                    continue
                if not same(found, said, CONTEXT.mpf(10) ** -6):
                    yield f"derivative {sides['order']} at {entry['at']} is {shown(found)} on the {key}"
        slopes = next((s for s in entry["one_sided"] if s["order"] == 1), None)
        if entry["clarke"] is not None and slopes is not None:
            ends = sorted(view.number(slopes[key]) for key in ("left", "right"))
            said_ends = [view.number(end) for end in entry["clarke"]]
            if not all(same(a, b) for a, b in zip(ends, said_ends, strict=True)):
                yield f"the Clarke interval at {entry['at']} is {shown(ends[0])} to {shown(ends[1])}"


def _steps(view: View) -> Iterator[tuple[Point, Point, Any]]:
    """Yield neighbouring inputs and how much f grows, where that is certain."""
    for (p, v), (q, w) in pairwise(view.defined):
        if abs(w - v) > CONTEXT.mpf(10) ** -24 * max(abs(v), abs(w)) or v == w:
            yield p, q, w - v


@against("monotonicity")
def _monotonicity(view: View, claim: str) -> Objections:
    ups = [(p, q) for p, q, d in _steps(view) if d > 0]
    downs = [(p, q) for p, q, d in _steps(view) if d < 0]
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
    ups, downs = (any(sign * d > 0 for _, _, d in _steps(view)) for sign in (1, -1))
    if claim and ups and downs:
        yield "f rises and falls"


@against("monotonic_intervals")
def _monotonic_intervals(view: View, claim: Any) -> Objections:
    signs = {"increasing": 1, "decreasing": -1, "constant": 0}
    for p, q, d in _steps(view):
        for entry in claim:
            if _in_one(view, entry, p, q):
                wanted = signs[entry["direction"]]
                if (wanted == 0 and abs(d) > LOOSE * max(1, abs(view.value(p.x)))) or d * wanted < 0:
                    yield f"f grows by {shown(d)} from {shown(p.x)} to {shown(q.x)}"
        if "period" not in str(claim) and d != 0 and not any(_in_one(view, e, p, q, open_=False) for e in claim):
            inside = [e for e in claim if entry_has(view, e, p) and entry_has(view, e, q)]
            if not inside and not claim:
                yield f"f grows by {shown(d)} from {shown(p.x)} to {shown(q.x)}, where nothing is said"


def _in_one(view: View, entry: Mapping[str, Any], p: Point, q: Point, open_: bool = True) -> bool:
    """Whether two inputs lie in the same turn of an entry."""
    if not (entry_has(view, entry, p) and entry_has(view, entry, q)):
        return False
    if "period" not in entry:
        return True
    return bool(q.x - p.x < view.number(entry["to"]) - view.number(entry["from"]) and _same_turn(view, entry, p, q))


def _same_turn(view: View, entry: Mapping[str, Any], p: Point, q: Point) -> bool:
    start, period = view.number(entry["from"]), view.number(entry["period"])
    return view_floor((p.x - start) / period) == view_floor((q.x - start) / period)


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


@against("convexity")
def _convexity(view: View, claim: str) -> Objections:
    wanted = WORDS.get(claim.rpartition(" ")[2])
    if wanted is None:
        return
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
                beside = view.plain(at + side * distance * max(1, abs(at)))
                if beside is not None and sign * (beside - value) < -NEAR * max(1, abs(value)):
                    yield f"f is {shown(beside)} beside {entry['at']}"
        if entry["global"]:
            for p, v in view.defined:
                if sign * (v - value) < -NEAR * max(1, abs(value)):
                    yield f"f({shown(p.x)}) = {shown(v)}, beyond the global {entry['kind']}"
    if not any("period" in entry for entry in claim):
        yield from _missed(view, [view.number(entry["at"]) for entry in claim])


def _missed(view: View, places: list[Any]) -> Objections:
    """Yield strict local extrema among neighbouring inputs with no place between them."""
    row = _thinned(view)
    for (p, u), (_, v), (r, w) in zip(row, row[1:], row[2:], strict=False):
        turn = (v - u) * (v - w) > 0 and min(abs(v - u), abs(v - w)) > CONTEXT.mpf(10) ** -20 * max(1, abs(v))
        broken = any(p.x <= m.x <= r.x and not (_joins(view, m) and view.plain(m.x) is not None) for m in view.marks)
        if turn and not broken and not any(p.x <= at <= r.x for at in places):
            yield f"f turns between {shown(p.x)} and {shown(r.x)}"


def _joins(view: View, mark: Point) -> bool:
    left, right = (view.one_sided(mark.x, side, 0) for side in (-1, 1))
    return left is not None and right is not None and same(left, right, JUMP)


@against("inflections")
def _inflections(view: View, claim: Any) -> Objections:
    for entry in claim:
        found = view.plain(view.number(entry["at"]))
        if found is not None and not same(found, view.number(entry["value"]), LOOSE):
            yield f"f({entry['at']}) = {shown(found)}"


def _mirrored(view: View) -> tuple[list[Any], list[Any]]:
    """Return f(x) + f(-x) and f(x) - f(-x) at inputs x > 0 where f has both values."""
    pairs = [(v, w) for p, v in view.defined if p.x > 0 and (w := view.plain(-p.x)) is not None]
    sums = [v + w for v, w in pairs if not same(v, -w, CONTEXT.mpf(10) ** -22)]
    differences = [v - w for v, w in pairs if not same(v, w, CONTEXT.mpf(10) ** -22)]
    return sums, differences


def _one_sided_domain(view: View) -> bool:
    """Whether f has a value at some x of the grid and none at -x."""
    return any(view.is_undefined(-p.x) for p, _ in view.defined if p.exact is not None)


@against("parity")
def _parity(view: View, claim: str) -> Objections:
    sums, differences = _mirrored(view)
    count = sum(1 for p, _ in view.defined if p.x > 0)
    if claim in ("odd", "both") and sums:
        yield f"f(x) + f(-x) takes the value {shown(sums[0])}"
    if claim in ("even", "both") and differences:
        yield f"f(x) - f(-x) takes the value {shown(differences[0])}"
    zero = view.plain(CONTEXT.mpf(0))
    if claim == "neither" and count > 20 and not _one_sided_domain(view):
        if not differences:
            yield "f(x) = f(-x) at all inputs"
        if not sums and (zero is None or zero == 0):
            yield "f(x) = -f(-x) at all inputs"


@against("symmetry")
def _symmetry(view: View, claim: Any) -> Objections:
    names: dict[str, Callable[[Any], Any]] = {"f": lambda x: view.value(x)}
    for identity in claim:
        left, right = identity.split(" = ")
        for x in view.smooth_points:
            a, b = (view.at(side, x=x, **names) for side in (left, right))
            if a is not None and b is not None and not same(a, b, CONTEXT.mpf(10) ** -20):
                yield f"{left} is {shown(a)} at {shown(x)}"
    if not claim and not _one_sided_domain(view) and len(view.defined) > 40:
        sums, differences = _mirrored(view)
        zero = view.plain(CONTEXT.mpf(0))
        if not differences or (not sums and (zero is None or zero == 0)):
            yield f"f is {'odd' if differences else 'even'} at all inputs"


@against("period")
def _period(view: View, claim: str) -> Objections:
    if claim == "none":
        values = {view.exact(p) for p, _ in view.defined if p.exact is not None}
        if len(values) == 1 and None not in values and len(view.defined) == len(view.points):
            yield "f is constant at all inputs"
        return
    shifts = [CONTEXT.mpf("0.7"), CONTEXT.mpf(3)] if claim == "every" else [view.number(claim)]
    for shift in shifts:
        for p, v in view.defined:
            w = view.plain(p.x + shift)
            if abs(p.x) <= 10**6 and w is not None and not same(v, w, CONTEXT.mpf(10) ** -20):
                yield f"f({shown(p.x)}) = {shown(v)}, f({shown(p.x + shift)}) = {shown(w)}"
    if claim != "every":
        yield from _shorter(view, shifts[0])


def _shorter(view: View, length: Any) -> Objections:
    """Yield a part of a period after which f recurs too."""
    inner = [(p, v) for p, v in view.defined if abs(p.x) <= 100]
    for parts in (2, 3, 5):
        again = [(v, view.plain(p.x + length / parts)) for p, v in inner]
        if len(again) > 20 and all(w is not None and same(v, w, CONTEXT.mpf(10) ** -20) for v, w in again):
            yield f"f recurs after {shown(length / parts)} already"


@against("injective", "bijective")
def _injective(view: View, claim: bool) -> Objections:
    if not claim:
        return
    seen: dict[Any, Point] = {}
    for p, _ in view.defined:
        value = view.exact(p)
        if value is not None and value in seen:
            yield f"f({shown(seen[value].x)}) = f({shown(p.x)}) = {value}"
        elif value is not None:
            seen[value] = p
    ups, downs = ([q for _, q, d in _steps(view) if sign * d > 0] for sign in (1, -1))
    whole = all(_joins(view, m) for m in view.marks) and len(view.defined) == len(view.points)
    if ups and downs and whole:
        yield f"f is continuous, rises before {shown(ups[0].x)} and falls before {shown(downs[0].x)}"


@against("inverse")
def _inverse(view: View, claim: Any) -> Objections:
    if claim == "none":
        return
    for p, y in view.defined:
        if abs(p.x) > 30 or abs(y) > CONTEXT.mpf(10) ** 30:
            continue
        for piece in claim:
            try:
                inside = view.holds(piece["where"], y=y)
            except OpenError:
                continue
            slope = view.slope(p.x)
            back = view.at(piece["expression"], y=y) if inside and slope else None
            if back is not None and abs(back - p.x) > CONTEXT.mpf(10) ** -10 * max(1, abs(p.x)) * max(
                1, 1 / abs(slope)
            ):
                yield f"the inverse of f({shown(p.x)}) = {shown(y)} is given as {shown(back)}"
