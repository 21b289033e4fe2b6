"""Attacks on claims about where f is defined and which values it takes."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.known_places import is_bounded, is_smooth
from symact.checking.second_opinion.points import CONTEXT, INFINITY, LOOSE, NEAR, TINY, Point, point, same, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.sets import member
from symact.checking.second_opinion.view import View

STILL = CONTEXT.mpf("1e-3")
"""Relative change over a factor of 10^12 in x below which values are taken to grow no more."""


@against("domain")
def _domain(view: View, claim: str) -> Objections:
    belongs = member(view, claim)
    for p in view.points:
        said, defined = belongs(p), view.plain(p.x) is not None
        if said is False and defined:
            yield f"f({shown(p.x)}) has a value outside of the domain"
        if said and not defined and _is_undefined(view, p):
            yield f"f({shown(p.x)}) has no value in the domain"


def _is_undefined(view: View, p: Point) -> bool:
    """Whether f has no value at an input; a rounded one may lie just outside of an end that belongs to the domain."""
    distance = TINY * max(abs(p.x), 1)
    meant = [p.x] if p.exact is not None else [p.x - distance, p.x, p.x + distance]
    return all(map(view.is_undefined, meant))


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
    for end, target, sign in (("lower", low, 1), ("upper", high, -1)):
        best = view.extreme(sign)
        is_far = CONTEXT.isfinite(target) and abs(best - target) > CONTEXT.mpf("0.05") * max(1, abs(target))
        if is_far and not _nears(view, target, abs(best - target)):
            yield f"the {end} end is {claim[end]}, but no value beyond {shown(best)} was found"
        if not CONTEXT.isfinite(target) and claim[f"{end}_attained"]:
            yield f"{claim[end]} is said to be a value"
        if CONTEXT.isfinite(target) and claim[f"{end}_attained"]:
            nearest = min(view.defined, key=lambda pair: sign * pair[1])
            x, beyond = nearest[0].x, sign * (nearest[1] - target) > 0
            outermost = x in (view.defined[0][0].x, view.defined[-1][0].x) and not _is_at_rounded_mark(view, x)
            if beyond and outermost and _falls(view, x, sign):
                yield f"{claim[end]} is said to be a value, but is only approached: f({shown(x)})"


def _nears(view: View, target: Any, gap: Any) -> bool:
    """Whether values still come nearer to a number far out, as those of a root of high order do for long.

    Args:
        view: of f.
        target: the number.
        gap: how far from it the nearest value is that was found.
    """
    rows = [[abs(v - target) for _, v in view.far(side)] for side in (-1, 1)]
    near = [row for row in rows if len(row) > 2 and same(row[-1], gap, STILL) and not same(row[-2], row[-1], STILL)]
    return any(all(b < a for a, b in pairwise(row)) for row in near)


def _is_at_rounded_mark(view: View, x: Any) -> bool:
    """Whether an input is an irrational end of the domain, as far as digits tell: f may have a value at that end."""
    return any(mark.exact is None and abs(mark.x - x) <= LOOSE * max(1, abs(x)) for mark in view.marks)


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
    jumps = [view.sides(m.x, 0) for m in view.marks]
    for left, right in filter(None, jumps):
        if abs(left - right) <= TINY:
            continue
        inside = sorted([left, right, *[v for v in levels if min(left, right) < v < max(left, right)]])
        for a, b in pairwise(inside):
            level = (a + b) / 2
            if b - a > CONTEXT.mpf("1e-3") and low < level < high and not _crossed(view, level):
                yield f"no value is near {shown(level)}, which lies in the range"
                return


def _crossed(view: View, level: Any) -> bool:
    """Whether f may pass through a level: between inputs with no jump over it in between."""
    row = view.defined
    for (p, v), (q, w) in pairwise(row):
        if (v - level) * (w - level) <= 0:
            jumped = [s for m in view.marks if p.x <= m.x <= q.x and (s := view.sides(m.x, 0)) is not None]
            over = any((a - level) * (b - level) < 0 for a, b in jumped)
            if not over or v == level or w == level:
                return True
    ends = [v for side in (-1, 1) for _, v in view.far(side)]
    return bool(ends and (min(ends) - level) * (max(ends) - level) <= 0 and not view.marks)


@against("bounded")
def _bounded(view: View, claim: str) -> Objections:
    if claim != "bounded" and is_bounded(view):
        yield f"no values beyond {shown(view.extreme(1))} and {shown(view.extreme(-1))} were found"
    huge = CONTEXT.mpf(10) ** 5
    for name, best in (("above", max), ("below", min)):
        extreme = best(view.values, default=0)
        beyond = extreme > huge if name == "above" else extreme < -huge
        if claim in ("bounded", name) and beyond and abs(extreme) > CONTEXT.mpf(10) ** 12:
            yield f"f takes the value {shown(extreme)}"


@against("sup_abs")
def _sup_abs(view: View, claim: str) -> Objections:
    top = view.number(claim)
    if not view.defined:
        return
    best = max(abs(view.extreme(sign)) for sign in (-1, 1))
    if best > top + NEAR * max(1, abs(top)):
        yield f"|f| takes the value {shown(best)}"
    is_far = CONTEXT.isfinite(top) and best < top - CONTEXT.mpf("0.05") * max(1, top)
    if is_far and not any(_nears(view, sign * top, top - best) for sign in (-1, 1)):
        yield f"no value beyond {shown(best)} was found"


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
def _not_surjective(view: View, claim: bool) -> Objections:
    if not claim and is_onto(view):
        yield "f is continuous and goes from one infinity to the other"


def is_onto(view: View) -> bool:
    """Whether f is continuous and passes all bounds, with one sign on the left and the other on the right."""
    ends = [view.far(side)[-1:] for side in (-1, 1)]
    if not all(ends) or not all(view.is_past_marks(x) for ((x, _),) in ends) or not is_smooth(view, 0):
        return False
    ((_, left),), ((_, right),) = ends
    return bool(min(abs(left), abs(right)) > CONTEXT.mpf(10) ** 9 and left * right < 0)


@against("surjective", "bijective")
def _surjective(view: View, claim: bool) -> Objections:
    values = view.values
    if claim and values and (max(values) < 50 or min(values) > -50) and max(map(abs, values)) != INFINITY:
        best = max(values) if max(values) < 50 else min(values)
        near = [v for side in (-1, 1) for _, v in view.far(side)[-2:]]
        if all(abs(v) < CONTEXT.mpf("1e3") or v * best > 0 or abs(v) == 0 for v in near) and _stays(near):
            yield f"no value beyond {shown(best)} was found"


def _stays(values: list[Any]) -> bool:
    """Whether far values do not grow any more, which those of log(log(x)) hardly do."""
    return len(values) == 4 and all(same(a, b, STILL) for a, b in (values[:2], values[2:]))
