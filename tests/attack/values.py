"""Attacks on claims about values: domain, range, signs, zeros, fixed points, behaviour at infinity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flint import arb, fmpq

from tests.attack import reading
from tests.attack.evaluation import FINE, bits, close
from tests.attack.reading import number
from tests.attack.study import UNDEFINED, Finding, Study, against, in_interval, is_at, show

ENDS = {-1: "limit_neg_inf", 1: "limit_pos_inf"}


@against("domain")
def domain(study: Study, claim: str) -> Finding:
    belongs = reading.member(claim)
    for p, v in study.values.items():
        said = belongs(p)
        if v is not None and said is False:
            yield f"f({show(p)}) = {v.str(10)} outside of the domain"
        if v is None and said is True and study.f.is_undefined(p):
            yield f"f({show(p)}) has no value in the domain"


@against("range")
def values_in_range(study: Study, claim: Mapping[str, Any]) -> Finding:
    low, high = number(claim["lower"]), number(claim["upper"])
    for p, v in study.defined:
        if v < low or v > high:
            yield f"f({show(p)}) = {v.str(20)}"
        if (v == low and not claim["lower_attained"]) or (v == high and not claim["upper_attained"]):
            yield f"f({show(p)}) = {v.str(20)}, an end that is said not to be attained"


@against("range")
def range_is_tight(study: Study, claim: Mapping[str, Any]) -> Finding:
    """A claimed end that no value comes near, wherever one looks."""
    seen = approached(study)
    for end, best in (("lower", min), ("upper", max)):
        nearest = best(seen, key=lambda v: float(v))
        target = number(claim[end])
        if reading.is_finite(claim[end]) and abs(nearest - target) > 0.02 * (1 + abs(target)):
            yield f"the {end} end is {claim[end]}, but the nearest value found is {nearest.str(10)}"
        ends = {study.claims.get(name) for name in ENDS.values()}
        if not reading.is_finite(claim[end]) and claim[end] not in ends and not abs(nearest) > 50:
            yield f"said to be unbounded, but no value beyond {nearest.str(10)} was found"


def approached(study: Study) -> list[arb]:
    """Return values and limits of f: at the points, far away, at places on the sheet, beside switches."""
    found = [v for _, v in study.defined] + [v for side in (-1, 1) for _, v in study.far(side)]
    places = [
        reading.point(e["at"])
        for name in ("extrema", "zeros", "discontinuities")
        for e in study.claims.get(name) or ()
        if "at" in e
    ]
    for p in (*places, *study.switches):
        found += [v for side in (-1, 1) if (v := study.f.beside(p, side)) is not None]
        found += [v for v in [study.f(p)] if v is not None]
    return [v for v in found if v.is_finite() and abs(v.mid()) < arb(2) ** 1000] + [
        arb(10) ** 300 * (1 if v > 0 else -1) for v in found if abs(v.mid()) >= arb(2) ** 1000
    ]


@against("bounded")
def bounded(study: Study, claim: str) -> Finding:
    sides = {"bounded": (False, False), "below": (False, True), "above": (True, False), "unbounded": (True, True)}[
        claim
    ]
    seen = approached(study)
    # A limit is attacked as such: log(log(x)) goes to oo as well.
    seen += [number(v) for n in ENDS.values() if (v := study.claims.get(n)) in ("oo", "-oo")]
    for free, best, word in ((sides[0], min, "below"), (sides[1], max, "above")):
        extreme = best(seen, key=lambda v: float(v))
        outward = extreme if word == "above" else -extreme
        if free and not abs(extreme) > 50:
            yield f"no value beyond {extreme.str(10)} {word}"
        if not free and outward > 1e9:
            yield f"value {extreme.str(10)} {word}"


@against("sup_abs")
def sup_abs(study: Study, claim: str) -> Finding:
    bound = number(claim)
    for p, v in study.defined:
        if abs(v) > bound:
            yield f"|f({show(p)})| = {abs(v).str(20)}"
    largest = max((abs(v) for v in approached(study)), key=lambda v: float(v))
    if reading.is_finite(claim) and largest < bound - 0.02 * (1 + bound):
        yield f"the largest value found is {largest.str(10)}"


@against("sign")
def sign(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for p, v in study.defined:
        for item in claim:
            wrong = (v > 0 and item["sign"] <= 0) or (v < 0 and item["sign"] >= 0) or (v == 0 and item["sign"] != 0)
            if wrong and in_interval(item, p):
                yield f"f({show(p)}) = {v.str(10)} where the sign is said to be {item['sign']}"
        if (v > 0 or v < 0) and not any(is_at(item, p) for item in claim):
            yield f"{show(p)} lies in no interval"


@against("zeros")
def zeros(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    yield from _roots(study, claim, [(p, v) for p, v in study.defined], study.zero_crossings(), fmpq(0), "f")


@against("fixed_points")
def fixed_points(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    shifted = [(p, v - p) for p, v in study.defined]
    yield from _roots(study, claim, shifted, study.fixed_crossings(), fmpq(1), "f(x) - x")
    for item in claim:
        if "at" in item and item.get("slope"):
            yield from _slope(study, item)


def _slope(study: Study, item: Mapping[str, Any]) -> Finding:
    place = reading.point(item["at"])
    if isinstance(item["slope"], list):
        for side, text in zip((-1, 1), item["slope"], strict=True):
            one = study.f.settled(place, side, 1)
            if one is not None and not close(one, number(text), 1e-15):
                yield f"the slope on side {side} of {item['at']} is {one.str(20)}"
        return
    found, said = study.f.derivative(place, 1), number(item["slope"])
    if found is None:
        return
    if not close(found, said, 1e-15):
        yield f"the slope at {item['at']} is {found.str(20)}"
    size = abs(found)
    kind = "attracting" if size < 1 - 1e-12 else "repelling" if size > 1 + 1e-12 else "neutral"
    if item["stability"] != kind and abs(size - 1) > 1e-12:
        yield f"the slope at {item['at']} is {found.str(20)}, {kind}"


def _roots(
    study: Study,
    claim: Sequence[Mapping[str, Any]],
    table: Sequence[tuple[fmpq, arb]],
    crossings: Sequence[fmpq],
    slope: fmpq,
    what: str,
) -> Finding:
    for item in claim:
        for shift in reading.shifts(item) if "at" in item else ():
            place = reading.moved(item["at"], shift)
            ball = study.f.ball(_exact_or_ball(place), FINE)
            if ball is not None and abs(ball - slope * number(place)) > 1e-25 * (1 + abs(number(place))):
                yield f"{what} at {place} is {(ball - slope * number(place)).str(10)}"
    for p, v in table:
        if v == 0 and not any(is_at(item, p) for item in claim):
            yield f"{what} is 0 at {show(p)}"
        if (v > 0 or v < 0) and any("from" in item and in_interval(item, p) for item in claim):
            yield f"{what} at {show(p)} is {v.str(10)}"
    for c in crossings:
        if not any(is_at(item, c) for item in claim):
            yield f"{what} goes through 0 at {show(c)}"


def _exact_or_ball(text: str) -> fmpq | arb:
    exact = reading.point(text)
    with bits(FINE):
        return exact if number(text) == arb(exact) else number(text)


@against("limit_neg_inf")
def limit_neg_inf(study: Study, claim: str) -> Finding:
    yield from limit(study, claim, -1)


@against("limit_pos_inf")
def limit_pos_inf(study: Study, claim: str) -> Finding:
    yield from limit(study, claim, 1)


def limit(study: Study, claim: str, side: int) -> Finding:
    far = study.far(side)
    if claim == UNDEFINED and far:
        yield f"f has a value at {show(far[-1][0])}"
    if len(far) < 2 or claim == UNDEFINED:
        return
    (near_at, near), (far_at, last) = far[0], far[-1]
    if claim == "does not exist":
        spread = [v for k in range(1, 40) if (v := study.f(side * far_at / fmpq(2) ** 20 * k)) is not None]
        if spread and all(close(v, last, 1e-6) for v in spread):
            yield f"all values beyond {show(far_at / 2**20)} are about {last.str(10)}"
    elif reading.is_finite(claim):
        first, rest = abs(near - number(claim)), abs(last - number(claim))
        middle_one = max((abs(v - number(claim)) for _, v in far[1:]), key=float)
        rest = max(rest, middle_one, key=float)
        if rest > 1e-9 and rest > 0.9 * first:
            yield f"f({show(far_at)}) = {last.str(10)}"
    else:
        grown = last - near if claim == "oo" else near - last
        if grown < 0 or (grown < 1e-6 and not abs(last) > 100):
            yield f"f({show(near_at)}) = {near.str(10)}, f({show(far_at)}) = {last.str(10)}"


@against("asymptotes")
def asymptotes(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for item in claim:
        side = -1 if item["side"] == "-oo" else 1
        if item["line"] is not None:
            yield from _approach(study, side, item["line"], item["rate"])


def _approach(study: Study, side: int, line: str, rate: str | None) -> Finding:
    straight = reading.formula(line)
    gaps = [
        (p, study.f.ball(p, 8000) - straight.ball(p, 8000))
        for p in (side * fmpq(2) ** k for k in (6, 9, 12))
        if study.f.ball(p, 8000) is not None
    ]
    if len(gaps) < 3:
        return
    if abs(gaps[2][1]) > 0.9 * abs(gaps[0][1]) and abs(gaps[2][1]) > 1e-9:
        yield f"f - line at {show(gaps[2][0])} is {gaps[2][1].str(10)}"
    if rate is None:
        return
    ratios = []
    for p, gap in gaps:
        said = reading.formula(rate).ball(p, 8000)
        if rate == "0" and (gap > 0 or gap < 0):
            yield f"f - line at {show(p)} is {gap.str(10)}, not 0"
        if said is not None and rate != "0" and said != 0 and (gap / said).is_finite():
            ratios.append((p, gap / said))
    if len(ratios) >= 2 and abs(ratios[-1][1] - 1) > 0.01 and abs(ratios[-1][1] - 1) > 0.8 * abs(ratios[0][1] - 1):
        yield f"(f - line)/rate at {show(ratios[-1][0])} is {ratios[-1][1].str(10)}, not about 1"


@against("asymptotic_series")
def asymptotic_series(study: Study, claim: Sequence[Mapping[str, str]]) -> Finding:
    for item in claim:
        side = -1 if item["side"] == "-oo" else 1
        if item["series"] == UNDEFINED:
            yield from (f"f has a value at {show(place)}" for place, _ in study.far(side)[-1:])
            continue
        head, rest = split_order(item["series"])
        ratios = []
        for p in (side * fmpq(2) ** k for k in (7, 9, 12)):
            value, said = study.f.ball(p, 16000), reading.formula(head).ball(p, 16000)
            size = None if rest is None else reading.formula(rest).ball(p, 16000)
            if value is None or said is None:
                continue
            gap = value - said
            if rest is None and (gap > 0 or gap < 0):
                yield f"f - series at {show(p)} is {gap.str(10)}, not 0"
            if size is not None and size != 0:
                ratios.append((p, abs(gap / size)))
        if len(ratios) >= 2 and ratios[-1][1] > 2 * ratios[0][1] + 1 and ratios[-1][1] > 100:
            yield f"(f - series)/O at {show(ratios[-1][0])} is {ratios[-1][1].str(10)}"


def split_order(series: str) -> tuple[str, str | None]:
    """Return the terms of a series and what its O holds (None: the series is exact)."""
    start = series.find("O(")
    if start < 0:
        return series, None
    return series[:start].rstrip().rstrip("+").rstrip() or "0", series[start + 2 : -1]


@against("saturation")
def saturation(study: Study, claim: Mapping[str, str]) -> Finding:
    for name, side in (("left", -1), ("right", 1)):
        far = study.far(side)
        if len(far) < 3:
            continue
        values = [v for _, v in far]
        same = all(v == values[-1] for v in values)
        settled = abs(values[-1] - values[0]) < 10 and abs(values[-1] - values[-2]) < 1e-6
        near = [v for v in [study.f.ball(far[0][0] / 8, 4000), study.f.ball(far[0][0] / 4, 4000)] if v is not None]
        if claim[name] == "hard" and len(near) == 2 and (near[0] < near[1] or near[0] > near[1]):
            yield f"f is not constant on the {name}: {near[0].str(10)}, {near[1].str(10)}"
        if claim[name] == "soft" and (same or (not settled and abs(values[-1]) > 1e6)):
            yield f"{'constant' if same else 'unbounded'} on the {name}: {values[-1].str(10)}"
        if claim[name] == "none" and same and study.f(side * fmpq(999)) == values[-1]:
            yield f"constant on the {name}: {values[-1].str(10)}"
