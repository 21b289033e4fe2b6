"""Attacks on claims about parity, symmetry, periods, identities and inverses."""

from collections.abc import Callable
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError
from symact.checking.second_opinion.attacks.shape import steps
from symact.checking.second_opinion.attacks.values import is_onto
from symact.checking.second_opinion.known_places import course
from symact.checking.second_opinion.points import CONTEXT, Point, same, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.view import View

STRICT = "f is continuous and strictly monotone at all inputs"


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
    if claim != "neither" and _one_sided_domain(view):
        yield "f has a value at some x and none at -x"
    zero = view.plain(CONTEXT.mpf(0))
    if claim == "neither" and count > 20 and not _one_sided_domain(view):
        if not differences:
            yield "f(x) = f(-x) at all inputs"
        if not sums and (zero is None or zero == 0):
            yield "f(x) = -f(-x) at all inputs"


@against("symmetry")
def _symmetry(view: View, claim: Any) -> Objections:
    names: dict[str, Callable[[Any], Any]] = {"f": lambda x: view.value(x)}
    if claim and _one_sided_domain(view):
        yield "f has a value at some x and none at -x"
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
    # Where f may jump, a rounded place lies on either side.
    beside = set(view.smooth_points)
    for shift in shifts:
        for p, v in view.defined:
            if p.exact is None and p.x not in beside:
                continue
            w = _shifted(view, p.x, shift)
            if abs(p.x) <= 10**6 and w is not None and not same(v, w, CONTEXT.mpf(10) ** -20):
                yield f"f({shown(p.x)}) = {shown(v)}, f({shown(p.x + shift)}) = {shown(w)}"
    if claim != "every":
        yield from _shorter(view, shifts[0])


def _shifted(view: View, x: Any, shift: Any) -> Any:
    """Return f(x + shift), None where the rounding of the sum changes it, as that of log(sin(x)) at a zero."""
    rounding = (abs(x) + abs(shift)) * CONTEXT.mpf(10) ** -150
    value, beside = view.plain(x + shift), view.plain(x + shift + rounding)
    return value if value is not None and beside is not None and same(value, beside) else None


def _shorter(view: View, length: Any) -> Objections:
    """Yield a part of a period after which f recurs too."""
    inner = [(p, v) for p, v in view.defined if abs(p.x) <= 100]
    for parts in (2, 3, 5):
        again = [(v, view.plain(p.x + length / parts)) for p, v in inner]
        if len(again) > 20 and all(w is not None and same(v, w, CONTEXT.mpf(10) ** -20) for v, w in again):
            yield f"f recurs after {shown(length / parts)} already"


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


@against("injective", "bijective")
def _injective(view: View, claim: bool) -> Objections:
    if not claim:
        if course(view) and (view.property == "injective" or is_onto(view)):
            yield STRICT
        return
    seen: dict[Any, Point] = {}
    for p, _ in view.defined:
        value = view.exact(p)
        if value is not None and value in seen:
            yield f"f({shown(seen[value].x)}) = f({shown(p.x)}) = {value}"
        elif value is not None:
            seen[value] = p
    ups, downs = ([q for _, q, d in steps(view) if sign * d > 0] for sign in (1, -1))
    whole = all(view.joins(m) for m in view.marks) and len(view.defined) == len(view.points)
    if ups and downs and whole:
        yield f"f is continuous, rises before {shown(ups[0].x)} and falls before {shown(downs[0].x)}"


@against("inverse")
def _inverse(view: View, claim: Any) -> Objections:
    if claim == "none":
        yield from [STRICT] if course(view) else []
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
