"""Attacks on claims about continuity, differentiability and breakpoints."""

from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError
from symact.checking.second_opinion.known_places import UNSEEN, is_smooth
from symact.checking.second_opinion.points import COARSE, CONTEXT, NEAR, same, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.sets import listed
from symact.checking.second_opinion.view import JUMP, View


@against("continuous")
def _continuous(view: View, claim: bool) -> Objections:
    if not claim:
        yield from _too_smooth(view, 0)
        return
    for mark, left, right in view.jumps():
        if max(abs(left), abs(right)) < CONTEXT.mpf(10) ** 12 or left * right < 0:
            yield f"at {shown(mark.x)} f tends to {shown(left)} on the left and to {shown(right)} on the right"
    for mark, value, limit in view.own_values():
        yield f"f({shown(mark.x)}) = {shown(value)}, but f tends to {shown(limit)} there"
    for mark in view.marks:
        if mark.exact is not None and view.joins(mark) and view.is_undefined(mark.x):
            yield f"f has no value at {shown(mark.x)}"


@against("discontinuities")
def _discontinuities(view: View, claim: Any) -> Objections:
    places = [view.number(entry["at"]) for entry in claim]
    if any("period" in entry for entry in claim):
        return
    for mark, left, right in view.jumps():
        if all(not same(mark.x, at) for at in places):
            yield f"at {shown(mark.x)} f tends to {shown(left)} on the left and to {shown(right)} on the right"
    for entry, at in zip(claim, places, strict=True):
        for key, side in (("left", -1), ("right", 1)):
            found = view.one_sided(at, side, 0)
            said = None if entry.get(key) is None else _number(view, entry[key])
            if found is not None and said is not None and CONTEXT.isfinite(said) and not same(found, said, JUMP):
                yield f"at {entry['at']} f tends to {shown(found)} on the {key}"
        sides, value = view.sides(at, 0), view.plain(at)
        if sides is not None and value is not None and same(*sides, UNSEEN) and same(value, sides[0], UNSEEN):
            yield f"f is continuous at {entry['at']}"


def _number(view: View, text: Any) -> Any:
    try:
        return view.number(text)
    except OpenError:
        return None


@against("differentiable")
def _differentiable(view: View, claim: bool) -> Objections:
    if not claim:
        yield from _too_smooth(view, 1)
        return
    for mark, left, right in view.jumps():
        yield f"at {shown(mark.x)} f tends to {shown(left)} and {shown(right)}"
    for mark in view.marks:
        slopes = view.sides(mark.x, 1)
        if slopes is not None and not same(*slopes, COARSE):
            yield f"at {shown(mark.x)} the slope is {shown(slopes[0])} on the left and {shown(slopes[1])} on the right"


def _too_smooth(view: View, order: int) -> Objections:
    """Object that f has more continuous derivatives than is said."""
    if is_smooth(view, order):
        yield f"f has a continuous derivative of order {order} wherever it may break" if order else "f jumps nowhere"


@against("smoothness")
def _smoothness(view: View, claim: Any) -> Objections:
    for case in claim:
        if case["order"] is None or not view.holds(case["condition"]):
            continue
        order = 2 if case["order"] == "oo" else min(2, case["order"])
        if order < 2:
            yield from _too_smooth(view, order + 1)
        for k in range(order + 1):
            for mark in view.marks:
                sides = view.sides(mark.x, k)
                if sides is not None and not same(*sides, COARSE):
                    yield f"derivative {k} at {shown(mark.x)} is {shown(sides[0])} and {shown(sides[1])} from the sides"


@against("breakpoints")
def _kinks_left_out(view: View, claim: Any) -> Objections:
    for mark in view.marks:
        if listed(view, claim, mark) is not False or any("period" in entry for entry in claim) or not view.joins(mark):
            continue
        for order in (1, 2):
            sides = view.sides(mark.x, order)
            if sides is not None and not same(*sides, COARSE):
                yield f"derivative {order} at {shown(mark.x)} is {shown(sides[0])} and {shown(sides[1])} from the sides"


@against("breakpoints")
def _breakpoints(view: View, claim: Any) -> Objections:
    for entry in claim:
        at = view.number(entry["at"])
        for sides in entry["one_sided"]:
            for key, side in (("left", -1), ("right", 1)):
                found, said = view.one_sided(at, side, sides["order"]), _number(view, sides[key])
                if found is None or said is None or not CONTEXT.isfinite(said):
                    continue
                if not same(found, said, COARSE):
                    yield f"derivative {sides['order']} at {entry['at']} is {shown(found)} on the {key}"
        slopes = next((s for s in entry["one_sided"] if s["order"] == 1), None)
        told = None if slopes is None else [view.number(slopes[key]) for key in ("left", "right")]
        if entry["clarke"] is not None and (measured := told or view.sides(at, 1)) is not None:
            ends, said_ends = sorted(measured), [view.number(end) for end in entry["clarke"]]
            if not all(same(a, b, NEAR if told else COARSE) for a, b in zip(ends, said_ends, strict=True)):
                yield f"the Clarke interval at {entry['at']} is {shown(ends[0])} to {shown(ends[1])}"
        if entry["clarke"] is not None:
            broken = [mark for mark, *_ in (*view.jumps(), *view.own_values()) if same(mark.x, at)]
            yield from (f"f is not continuous at {shown(mark.x)} and has no Clarke interval there" for mark in broken)
