"""Attacks on claims about what f does towards the infinities."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symact.checking.second_opinion.cancellation import SMALL, difference, precise
from symact.checking.second_opinion.points import CONTEXT, shown
from symact.checking.second_opinion.registry import Objections, against
from symact.checking.second_opinion.view import View

SIDES = (("left", -1), ("right", 1))


def _side(view: View) -> int:
    return -1 if view.property == "limit_neg_inf" else 1


@against("limit_neg_inf", "limit_pos_inf")
def _limit(view: View, claim: str) -> Objections:
    far = view.far(_side(view))
    if claim == "undefined":
        yield from (f"f({shown(x)}) = {shown(v)}" for x, v in far[-1:])
        return
    if len(far) < 4:
        return
    values = [v for _, v in far]
    settled = abs(values[-1] - values[-2]) < SMALL * max(1, abs(values[-1]))
    if claim == "does not exist":
        if settled and abs(values[-2] - values[-3]) < SMALL * max(1, abs(values[-1])) and view.stays(far[-1], SMALL):
            yield f"f stays near {shown(values[-1])}"
        return
    said = view.number(claim)
    if CONTEXT.isfinite(said):
        gaps = [abs(v - said) for v in (*values, *view.ahead(far[-1][0]))]
        gaps[-1] = max(gaps[len(values) - 1 :])
        if gaps[-1] > CONTEXT.mpf("0.9") * gaps[0] and gaps[-1] > SMALL:
            yield f"f({shown(far[-1][0])}) = {shown(values[-1])}"
    elif settled or values[-1] * (1 if said > 0 else -1) < values[0] * (1 if said > 0 else -1):
        yield f"f({shown(far[-1][0])}) = {shown(values[-1])}"


@against("asymptotes")
def _asymptotes(view: View, claim: Any) -> Objections:
    for entry in claim:
        side = -1 if entry["side"] == "-oo" else 1
        if entry["line"] is None:
            settled = _settled(view, side)
            if entry["kind"] == "none" and settled is not None:
                yield f"f tends to {shown(settled)} towards {entry['side']}"
            continue
        gaps = [(x, v - line) for x, v in view.far(side) if (line := view.at(entry["line"], x=x)) is not None]
        gaps = [(x, g) for x, g in gaps if abs(g) > abs(x) * CONTEXT.mpf(10) ** -120 or g == 0]
        if len(gaps) >= 3 and abs(gaps[-1][1]) > CONTEXT.mpf("0.9") * abs(gaps[0][1]) and abs(gaps[-1][1]) > SMALL:
            yield f"f - ({entry['line']}) is {shown(gaps[-1][1])} at {shown(gaps[-1][0])}"
        yield from _rate(view, entry, side)


def _settled(view: View, side: int) -> Any:
    """Return the value at which f stays far away, None where it moves by more than 1e-20 or is not computed."""
    far = view.far(side)
    if len(far) < 4 or abs(far[-1][1]) >= CONTEXT.mpf(10) ** 20:
        return None
    near = CONTEXT.mpf(10) ** -20
    last = far[-1][1]
    return last if all(abs(v - last) < near for _, v in far[1:]) and view.stays(far[-1], near) else None


def _rate(view: View, entry: Mapping[str, Any], side: int) -> Objections:
    if entry.get("rate") is None:
        return
    ratios = []
    for k in (30, 60, 120):
        x = Fraction(side * k)
        gap = difference(view, view.text, entry["line"], x)
        said = precise(view, entry["rate"], x)
        if gap is None or said is None:
            continue
        if said == 0 and entry["rate"] == "0" and gap != 0 and view.is_past_marks(x):
            yield f"f - ({entry['line']}) is {shown(gap)} at {shown(x)}, not 0"
        if said != 0:
            ratios.append((x, gap / said))
    if len(ratios) == 3:
        x, last = ratios[-1]
        if abs(last - 1) > CONTEXT.mpf("0.2") and abs(last - 1) > CONTEXT.mpf("0.8") * abs(ratios[0][1] - 1):
            yield f"(f - line)/rate is {shown(last)} at {shown(x)}, not about 1"


@against("saturation")
def _saturation(view: View, claim: Mapping[str, str]) -> Objections:
    for name, side in SIDES:
        settled_marks = view.is_past_marks(side * 30)
        exact = [view.exact(p) for p in view.grid if p.x * side >= 30] if settled_marks else [None]
        constant = None not in exact and len(exact) > 2 and len(set(exact)) == 1
        values = [v for _, v in view.far(side)]
        if claim[name] in ("soft", "none") and constant:
            yield f"f is {exact[0]} far on the {name}"
        if claim[name] == "hard" and len(values) >= 3:
            spread = max(values) - min(values)
            if spread > SMALL or (settled_marks and spread > CONTEXT.mpf(10) ** -140 * max(map(abs, values))):
                yield f"f is not constant on the {name}: {shown(values[0])}, {shown(values[-1])}"
        if claim[name] == "soft" and len(values) >= 4 and abs(values[-1]) > CONTEXT.mpf(10) ** 6:
            yield f"f is not bounded on the {name}"
        if claim[name] == "none" and not constant and _settled(view, side) is not None:
            yield f"f tends to {shown(values[-1])} on the {name}"


@against("saturating")
def _saturating(view: View, claim: bool) -> Objections:
    if not claim and any(_settled(view, side) is not None for _, side in SIDES):
        yield "f settles far away"
