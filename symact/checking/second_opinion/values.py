"""Attacks on claims about where f is defined, which values it takes, and where they are 0 or x."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.registry import Objections, against, entry_has, listed, member
from symact.checking.second_opinion.view import CONTEXT, INFINITY, NEAR, Point, View, point, same, shown

TINY = CONTEXT.mpf(10) ** -40


@against("domain")
def _domain(view: View, claim: str) -> Objections:
    belongs = member(view, claim)
    for p in view.points:
        said, defined = belongs(p), view.plain(p.x) is not None
        if said is False and defined:
            yield f"f({shown(p.x)}) has a value outside of the domain"
        if said and not defined and view.is_undefined(p.x):
            yield f"f({shown(p.x)}) has no value in the domain"


@against("range")
def _range(view: View, claim: Mapping[str, Any]) -> Objections:
    low, high = view.number(claim["lower"]), view.number(claim["upper"])
    slack = NEAR * max(1, *(abs(e) for e in (low, high) if CONTEXT.isfinite(e)), 1)
    for p, v in view.defined:
        if v < low - slack or v > high + slack:
            yield f"f({shown(p.x)}) = {shown(v)}"
        exact = view.exact(p)
        if exact is None:
            continue
        for end in ("lower", "upper"):
            if not claim[f"{end}_attained"] and view.fraction(claim[end]) == exact:
                yield f"f({shown(p.x)}) = {exact}, which is said not to be attained"
        if "parts" in claim and member(view, claim["parts"])(point(exact)) is False:
            yield f"f({shown(p.x)}) = {exact} is in no part of the set"
    yield from _tight(view, claim, low, high)
    yield from _gaps(view, claim, low, high)


def _tight(view: View, claim: Mapping[str, Any], low: Any, high: Any) -> Objections:
    """Yield ends that no value comes near, or that are said to be attained and are only approached."""
    if not view.defined:
        return
    values = [v for _, v in view.defined] + [v for side in (-1, 1) for _, v in view.far(side)]
    for mark in view.marks:
        values += [v for side in (-1, 1) if (v := view.one_sided(mark.x, side, 0)) is not None]
    for end, target, sign in (("lower", low, 1), ("upper", high, -1)):
        best = min(values, key=lambda v: sign * v)
        if CONTEXT.isfinite(target) and abs(best - target) > CONTEXT.mpf("0.05") * max(1, abs(target)):
            yield f"the {end} end is {claim[end]}, but no value beyond {shown(best)} was found"
        if not CONTEXT.isfinite(target) and claim[f"{end}_attained"]:
            yield f"{claim[end]} is said to be a value"
        if CONTEXT.isfinite(target) and claim[f"{end}_attained"]:
            nearest = min(view.defined, key=lambda pair: sign * pair[1])
            outermost = nearest[0].x in (view.defined[0][0].x, view.defined[-1][0].x)
            if outermost and sign * (nearest[1] - target) > 0 and _falls(view, nearest[0].x, sign):
                yield f"{claim[end]} is said to be a value, but is only approached: f({shown(nearest[0].x)})"


def _falls(view: View, x: Any, sign: int) -> bool:
    """Whether the last values towards an outermost input fall strictly (or rise, for the other sign)."""
    row = [v for p, v in view.defined if (p.x > 0) == (x > 0)]
    row = row[-4:] if x > 0 else row[3::-1]
    return all(sign * (b - a) < 0 for a, b in pairwise(row)) and len(row) == 4


def _gaps(view: View, claim: Mapping[str, Any], low: Any, high: Any) -> Objections:
    """Yield a level between two values that f jumps over, if the claim has no gap and nothing else reaches it."""
    if "parts" in claim:
        return
    levels = sorted({*[v for _, v in view.defined], low, high})
    levels = [v for v in levels if CONTEXT.isfinite(v)]
    jumps = [_sides(view, m) for m in view.marks]
    for left, right in [pair for pair in jumps if pair is not None]:
        if abs(left - right) <= TINY:
            continue
        inside = sorted([left, right, *[v for v in levels if min(left, right) < v < max(left, right)]])
        for a, b in pairwise(inside):
            level = (a + b) / 2
            if b - a > CONTEXT.mpf("1e-3") and low < level < high and not _crossed(view, level):
                yield f"no value is near {shown(level)}, which lies in the range"
                return


def _sides(view: View, mark: Point) -> tuple[Any, Any] | None:
    found = [view.one_sided(mark.x, side, 0) for side in (-1, 1)]
    return None if None in found else (found[0], found[1])


def _crossed(view: View, level: Any) -> bool:
    """Whether f may pass through a level: between inputs with no jump over it in between."""
    row = view.defined
    for (p, v), (q, w) in pairwise(row):
        if (v - level) * (w - level) <= 0:
            jumped = [s for m in view.marks if p.x <= m.x <= q.x and (s := _sides(view, m)) is not None]
            over = any((a - level) * (b - level) < 0 for a, b in jumped)
            if not over or v == level or w == level:
                return True
    ends = [v for side in (-1, 1) for _, v in view.far(side)]
    return bool(ends and (min(ends) - level) * (max(ends) - level) <= 0 and not view.marks)


@against("bounded")
def _bounded(view: View, claim: str) -> Objections:
    huge = CONTEXT.mpf(10) ** 5
    values = [v for _, v in view.defined] + [v for side in (-1, 1) for _, v in view.far(side)]
    for name, best in (("above", max), ("below", min)):
        extreme = best(values, default=0)
        beyond = extreme > huge if name == "above" else extreme < -huge
        if claim in ("bounded", name) and beyond and abs(extreme) > CONTEXT.mpf(10) ** 12:
            yield f"f takes the value {shown(extreme)}"


@against("sup_abs")
def _sup_abs(view: View, claim: str) -> Objections:
    top = view.number(claim)
    values = [abs(v) for _, v in view.defined] + [abs(v) for side in (-1, 1) for _, v in view.far(side)]
    for mark in view.marks:
        values += [abs(v) for side in (-1, 1) if (v := view.one_sided(mark.x, side, 0)) is not None]
    best = max(values, default=None)
    if best is None:
        return
    if best > top + NEAR * max(1, abs(top)):
        yield f"|f| takes the value {shown(best)}"
    if CONTEXT.isfinite(top) and best < top - CONTEXT.mpf("0.05") * max(1, top):
        yield f"no value beyond {shown(best)} was found"


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
        if said and abs(value) > TINY ** CONTEXT.mpf("0.6") * max(1, abs(p.x)):
            yield f"{what} fails at {shown(p.x)}, where the difference is {shown(value)}"
        if said is False and value == 0 and (p.exact is not None or _is_end(view, claim, p)) and _truly(view, p):
            yield f"{what} holds at {shown(p.x)}, which is left out"
    yield from _crossings(view, claim, g, what)


def _truly(view: View, p: Point) -> bool:
    """Whether a value of 0 is no underflow: it is exact, or that of an end."""
    return p.exact is None or view.exact(p) is not None


def _crossings(view: View, claim: Any, g: Callable[[View, Point], Any], what: str) -> Iterator[str]:
    """Yield changes of sign, without a jump, near which no solution is named."""
    row = [(p, v) for p in view.points if (v := g(view, p)) is not None]
    for (p, v), (q, w) in pairwise(row):
        if v * w >= 0 or any(_separates(view, p, m, q) for m in view.marks):
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
            small = all(e is not None and abs(e) < CONTEXT.mpf(10) ** -20 * max(1, abs(v), abs(w)) for e in ends)
            if small and not _is_named(view, claim, low):
                yield f"{what} holds near {shown(low)}, which is left out"


def _separates(view: View, p: Point, mark: Point, q: Point) -> bool:
    """Whether f jumps or has no value at a mark between two points."""
    if not p.x < mark.x < q.x:
        return False
    sides = _sides(view, mark)
    return sides is None or not same(*sides)


def _is_named(view: View, claim: Any, x: Any) -> bool:
    loose = CONTEXT.mpf(10) ** -15 * max(1, abs(x))
    for entry in claim:
        ends = [view.number(entry[key]) for key in ("at", "from", "to") if key in entry]
        if "period" in entry:
            period = view.number(entry["period"])
            if any(abs((x - e) / period - CONTEXT.nint((x - e) / period)) < loose for e in ends):
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
            if found is not None and CONTEXT.isfinite(said) and not same(found, said, CONTEXT.mpf(10) ** -12):
                yield f"the slope at {entry['at']} is {shown(found)}"


@against("critical_points")
def _critical_points(view: View, claim: Any) -> Objections:
    for x in view.smooth_points:
        if abs(x) > 1000:
            continue
        slope = view.slope(x)
        said = listed(view, claim, Point(x, None))
        if slope is not None and said and abs(slope) > CONTEXT.mpf(10) ** -12:
            yield f"f'({shown(x)}) = {shown(slope)}"
    for entry in claim:
        if "at" in entry:
            slope = view.slope(view.number(entry["at"]))
            if slope is not None and abs(slope) > CONTEXT.mpf(10) ** -12:
                yield f"f'({entry['at']}) = {shown(slope)}"


@against("zero_centred")
def _zero_centred(view: View, claim: bool) -> Objections:
    at_zero = view.exact(point("0"))
    signs = {v > 0 for _, v in view.defined if abs(v) > TINY}
    holds = at_zero == 0 and signs == {True, False}
    fails = (at_zero is not None and at_zero != 0) or (view.plain(CONTEXT.mpf(0)) or 0) != 0
    if claim and fails:
        yield "f(0) is not 0"
    if not claim and holds:
        yield "f(0) = 0 and f takes both signs"


@against("surjective")
def _surjective(view: View, claim: bool) -> Objections:
    values = [v for _, v in view.defined] + [v for side in (-1, 1) for _, v in view.far(side)]
    if claim and values and (max(values) < 50 or min(values) > -50) and max(map(abs, values)) != INFINITY:
        best = max(values) if max(values) < 50 else min(values)
        near = [v for side in (-1, 1) for _, v in view.far(side)[-2:]]
        if all(abs(v) < CONTEXT.mpf("1e3") or v * best > 0 or abs(v) == 0 for v in near) and _stays(near):
            yield f"no value beyond {shown(best)} was found"


def _stays(values: list[Any]) -> bool:
    """Whether far values do not grow any more."""
    return len(values) == 4 and abs(values[0] - values[1]) < 1 and abs(values[2] - values[3]) < 1
