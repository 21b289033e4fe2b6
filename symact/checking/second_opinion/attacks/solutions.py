"""Attacks on claims about signs, zeros and fixed points."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.points import COARSE, CONTEXT, LOOSE, NEAR, TINY, Point, same, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.sets import entry_has, floor, has_turn, listed
from symact.checking.second_opinion.view import View


@against("sign")
def _sign(view: View, claim: Any) -> Objections:
    for p, v in view.defined:
        exact = view.exact(p)
        for entry in claim:
            if not entry_has(view, entry, p):
                continue
            if v * entry["sign"] < 0 or (entry["sign"] == 0 and abs(v) > TINY):
                yield f"f({shown(p.x)}) = {shown(v)}"
            if exact == 0 and entry["sign"] != 0:
                yield f"f({shown(p.x)}) = 0"
    yield from _sign_covers(view, claim)


def _sign_covers(view: View, claim: Any) -> Objections:
    for p, v in view.defined:
        if listed(view, claim, p) is False and abs(v) > TINY and not _is_end(view, claim, p):
            yield f"f({shown(p.x)}) = {shown(v)}, and no sign is said there"


def _is_end(view: View, claim: Any, p: Point) -> bool:
    """Whether a point is an end of an entry."""
    ends = [view.number(entry[key]) for entry in claim for key in ("from", "to", "at") if key in entry]
    periods = [view.number(entry["period"]) for entry in claim if "period" in entry]
    shifts = [k * q for q in periods[:1] for k in range(-40, 41)] or [0]
    return any(same(p.x, end + s) for end in ends for s in shifts if CONTEXT.isfinite(end))


def solutions(view: View, claim: Any, g: Callable[[View, Point], Any], what: str) -> Iterator[str]:
    """Attack a set of solutions of g = 0, ends included.

    Args:
        view: f.
        claim: points and intervals.
        g: (view, point) -> value, None where it has none; exact where it is a fraction.
        what: the equation, in words.
    """
    for p in view.points:
        value = g(view, p)
        if value is None:
            continue
        said = listed(view, claim, p)
        # At a jump that stands at a rounded place, rounding alone decides which side is seen.
        far = abs(value) > TINY ** CONTEXT.mpf("0.6") * max(1, abs(p.x))
        if said and far and not (p.exact is None and _jumps(view, p)):
            yield f"{what} fails at {shown(p.x)}, where the difference is {shown(value)}"
        if said is False and value == 0 and (p.exact is not None or _is_end(view, claim, p)) and _truly(view, p):
            yield f"{what} holds at {shown(p.x)}, which is left out"
    yield from crossings(view, claim, g, what)


def _truly(view: View, p: Point) -> bool:
    """Whether a value of 0 is no underflow: it is exact, or that of an end."""
    return p.exact is None or view.exact(p) is not None


def crossings(view: View, claim: Any, g: Callable[[View, Point], Any], what: str, order: int = 0) -> Iterator[str]:
    """Yield changes of sign, without a jump, near which no solution is named.

    Args:
        view, claim, g, what: as above.
        order: of the derivative of f that g has.
    """
    row = [(p, v) for p in view.points if (v := g(view, p)) is not None]
    if order and len(row) > 2:
        # A derivative that is 0 at one input alone may pass through 0 there.
        stay = [v != 0 or not (u and w) for (_, u), (_, v), (_, w) in zip(row, row[1:], row[2:], strict=False)]
        row = [each for each, stays in zip(row, [True, *stay, True], strict=True) if stays]
    for (p, v), (q, w) in pairwise(row):
        if v * w >= 0 or _names_between(view, claim, p.x, q.x) or _separated(view, p, q, order):
            continue
        low, high, middle = p.x, q.x, None
        for _ in range(200):
            middle = Point((low + high) / 2, None)
            value = g(view, middle)
            if value is None:
                break
            low, high = (middle.x, high) if value * v > 0 else (low, middle.x)
        else:
            near = [Point(low, None), Point(high, None)]
            ends = [g(view, each) for each in near]
            # Beside a pole one of v and w may be huge, and what is small against it no zero.
            size = max(1, min(abs(v), abs(w)))
            small = all(e is not None and abs(e) < CONTEXT.mpf(10) ** -20 * size for e in ends)
            # Central differences pass through 0 at a kink, those to one side do not.
            sides = view.sides(low, order) if small and order else (0, 0)
            small = small and sides is not None and all(abs(each) < LOOSE * size for each in sides)
            if small and not _is_named(view, claim, low):
                yield f"{what} holds near {shown(low)}, which is left out"


def _names_between(view: View, claim: Any, low: Any, high: Any) -> bool:
    """Whether a claim names a point, or an end of an interval, between two inputs or at one of them."""
    for entry in claim:
        for end in (view.number(entry[key]) for key in ("at", "from", "to") if key in entry):
            if "period" in entry:
                period = view.number(entry["period"])
                last = floor((high - end) / period)
                if any(has_turn(entry, k) for k in range(floor((low - end) / period) + 1, last + 1)):
                    return True
            elif low <= end <= high:
                return True
    return False


def _separated(view: View, p: Point, q: Point, order: int) -> bool:
    """Whether f or a derivative jumps at a mark between two points, or has no value there."""
    if order and any(p.x <= s.x <= q.x and (s.exact is None or view.plain(s.x) is None) for s in view.switches):
        return True
    if order and any(p.x <= mark.x <= q.x for mark, *_ in view.own_values()):
        return True
    return any(p.x < m.x < q.x and any(_jumps(view, m, k) for k in range(order + 1)) for m in view.marks)


def _jumps(view: View, p: Point, order: int = 0) -> bool:
    """Whether a derivative of f jumps or has no value at a point."""
    sides = view.sides(p.x, order)
    return sides is None or not same(*sides, COARSE if order else NEAR)


def _is_named(view: View, claim: Any, x: Any) -> bool:
    loose = CONTEXT.mpf(10) ** -15 * max(1, abs(x))
    for entry in claim:
        ends = [view.number(entry[key]) for key in ("at", "from", "to") if key in entry]
        if "period" in entry:
            period = view.number(entry["period"])
            turns = [(x - e) / period for e in ends]
            if any(abs(t - CONTEXT.nint(t)) < loose and has_turn(entry, int(CONTEXT.nint(t))) for t in turns):
                return True
        if any(abs(x - e) < loose for e in ends if CONTEXT.isfinite(e)):
            return True
        if "from" in entry and ends[-2] - loose < x < ends[-1] + loose and "period" not in entry:
            return True
        if "from" in entry and "period" in entry and entry_has(view, entry, Point(x, None)):
            return True
    return False


@against("zeros")
def _zeros(view: View, claim: Any) -> Objections:
    yield from solutions(view, claim, lambda f, p: f.plain(p.x), "f(x) = 0")


@against("fixed_points")
def _fixed_points(view: View, claim: Any) -> Objections:
    def difference(f: View, p: Point) -> Any:
        value = f.plain(p.x)
        return None if value is None else value - p.x

    yield from solutions(view, claim, difference, "f(x) = x")
    for entry in claim:
        if "at" in entry and isinstance(entry.get("slope"), str) and "period" not in entry:
            found, said = view.slope(view.number(entry["at"])), view.number(entry["slope"])
            if found is not None and CONTEXT.isfinite(said) and not same(found, said, LOOSE):
                yield f"the slope at {entry['at']} is {shown(found)}"
            side = 0 if found is None or same(abs(found), 1, LOOSE) else 1 if abs(found) > 1 else -1
            if side and entry.get("stability") == {1: "attracting", -1: "repelling"}[side]:
                yield f"the slope at {entry['at']} is {shown(found)}"
