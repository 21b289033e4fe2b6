"""Attacks on claims about derivatives, breaks, series and integrals."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import mpmath
from flint import arb, fmpq

from symact.errors import SymactError
from tests.attack import reading
from tests.attack.evaluation import FINE, Formula, bits, close
from tests.attack.reading import number
from tests.attack.study import UNDEFINED, Finding, Study, against, in_interval, is_at, show
from tests.attack.values import split_order


def _by_branches(study: Study, claim: Sequence[Mapping[str, str]], order: int) -> Finding:
    table = study.slopes if order == 1 else study.curvatures
    for p, found in table.items():
        known = [(reading.condition(b["where"])(p), b["expression"]) for b in claim]
        for holds, text in known:
            said = reading.formula(text).ball(p, FINE) if holds else None
            if said is not None and not close(said, found, 1e-25):
                yield f"derivative {order} at {show(p)} is {found.str(15)}, not {said.str(15)}"
        if all(holds is False for holds, _ in known) and not _is_switch(study, p):
            yield f"{show(p)} lies in no branch"


def _is_switch(study: Study, p: fmpq) -> bool:
    return any(is_at(b, p) for b in study.claims.get("breakpoints") or ())


@against("derivative_1")
def derivative_1(study: Study, claim: Sequence[Mapping[str, str]]) -> Finding:
    yield from _by_branches(study, claim, 1)


@against("derivative_2")
def derivative_2(study: Study, claim: Sequence[Mapping[str, str]]) -> Finding:
    yield from _by_branches(study, claim, 2)


@against("derivative_identity")
def derivative_identity(study: Study, claim: Sequence[Mapping[str, str]]) -> Finding:
    for p, slope in study.slopes.items():
        for branch in claim:
            if reading.condition(branch["where"])(p):
                said = reading.formula(branch["expression"]).ball(p, FINE, f=study.f.ball(p, FINE))
                if said is not None and not close(said, slope, 1e-25):
                    yield f"f'({show(p)}) = {slope.str(15)}, not {said.str(15)}"


@against("continuous")
def continuous(study: Study, claim: bool) -> Finding:
    jumps = [p for p in study.switches if _jump(study, p)]
    for p in jumps if claim else ():
        yield f"f jumps at {show(p)}"
    if not claim and not jumps and "discontinuities" in study.claims and not study.claims["discontinuities"]:
        yield "no jump was found, and none is on the sheet"


def _jump(study: Study, p: fmpq) -> bool:
    ends = [study.f.settled(p, side, 0) for side in (-1, 1)]
    here = study.f.ball(p, FINE)
    known = [v for v in (*ends, here) if v is not None]
    far_apart = any(not close(a, known[0], 1e-9) for a in known)
    # On which side of an irrational switch a rational next to it lies is open at this precision.
    exact = p.q < 2**64
    hole = exact and here is None and all(e is not None for e in ends)
    return far_apart or hole


@against("discontinuities")
def discontinuities(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for item in claim:
        place = reading.point(item["at"])
        for name, side in (("left", -1), ("right", 1)):
            if item.get(name) is not None:
                yield from _side(study, place, side, item[name], name)
        if item["kind"] == "jump" and item["jump"] is not None:
            ends = [study.f.settled(place, side, 0) for side in (-1, 1)]
            if all(e is not None for e in ends) and not close(ends[1] - ends[0], number(item["jump"]), 1e-9):
                yield f"the jump at {item['at']} is {(ends[1] - ends[0]).str(10)}"
        if item["kind"] in ("jump", "removable") and not _jump(study, place):
            yield f"f is continuous at {item['at']}"
    for p in study.switches:
        if _jump(study, p) and not any(is_at(item, p) for item in claim):
            yield f"f jumps at {show(p)}"


def _side(study: Study, place: fmpq, side: int, said: str, name: str, order: int = 0) -> Finding:
    found, close_by = study.f.beside(place, side, order), study.f.settled(place, side, order)
    if found is None:
        return
    what = f"derivative {order} on the {name} of {show(place)}"
    if reading.is_finite(said):
        if close_by is not None and not close(close_by, number(said), 1e-15):
            yield f"{what} is {close_by.str(15)}, not {said[:40]}"
        if close_by is None and not _tends(study, place, side, order, number(said)):
            yield f"{what} does not come near {said[:40]}"
    elif (said == "oo") != bool(found > 0) or (close_by is not None and abs(found) < 20):
        yield f"{what} is about {found.str(10)}, not {said}"


def _tends(study: Study, place: fmpq, side: int, order: int, said: arb) -> bool:
    gaps = [v if v is None else abs(v - said) for k in (40, 80, 160) for v in [study.f.beside(place, side, order, k)]]
    return any(g is None for g in gaps) or gaps[2] <= gaps[0] or gaps[2] < 1e-6


@against("breakpoints")
def breakpoints(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for item in claim:
        place = reading.point(item["at"])
        for each in item["one_sided"]:
            for name, side in (("left", -1), ("right", 1)):
                if each[name] is not None and each["order"] <= 2:
                    yield from _side(study, place, side, each[name], name, each["order"])
        yield from _clarke(study, item, place)
    for p in study.switches:
        said = any(is_at(item, p) for item in (*claim, *(study.claims.get("discontinuities") or ())))
        if not said and any(_kink(study, p, order) for order in (0, 1, 2)):
            yield f"the sides differ at {show(p)}"


def _clarke(study: Study, item: Mapping[str, Any], place: fmpq) -> Finding:
    if not item["clarke"]:
        return
    ends = sorted((v for s in (-1, 1) if (v := study.f.settled(place, s, 1)) is not None), key=float)
    for end, said in zip(ends, item["clarke"], strict=False) if len(ends) == 2 else ():
        if reading.is_finite(said) and not close(end, number(said), 1e-15):
            yield f"Clarke's derivative at {item['at']} ends at {end.str(15)}, not {said[:40]}"


def _kink(study: Study, p: fmpq, order: int) -> bool:
    left, right = (study.f.settled(p, side, order) for side in (-1, 1))
    return left is not None and right is not None and not close(left, right, 1e-9)


@against("smoothness")
def smoothness(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for branch in claim:
        if branch["condition"] != "True" or branch["order"] is None:
            continue
        order = 99 if branch["order"] == "oo" else branch["order"]
        kinks = [
            next((k for k in (0, 1, 2) if (_jump(study, p) if k == 0 else _kink(study, p, k))), 99)
            for p in study.switches
        ]
        lowest = min(kinks, default=99)
        if lowest < 99 and order >= lowest:
            yield f"derivative {lowest} breaks at {show(study.switches[kinks.index(lowest)])}"
        steep = (
            any(study.f.settled(p, s, order + 1) is None for p in study.switches for s in (-1, 1))
            if order < 2
            else True
        )
        if order < 2 and lowest > order + 1 and not steep:
            yield f"derivative {order + 1} breaks nowhere"


@against("lipschitz")
def lipschitz(study: Study, claim: str) -> Finding:
    bound = number(claim)
    for (p, v), (q, w) in study.pairs:
        slope = abs(w - v) / (q - p)
        if slope > bound:
            yield f"the chord from {show(p)} to {show(q)} has the slope {slope.str(20)}"
    for p, d in study.slopes.items():
        if abs(d) > bound * (1 + arb(2) ** -80):
            yield f"|f'({show(p)})| = {abs(d).str(20)}"
    yield from _reached(study, claim, 1)


@against("curvature_bound")
def curvature_bound(study: Study, claim: str) -> Finding:
    bound = number(claim)
    for p, d in study.curvatures.items():
        if abs(d) > bound * (1 + arb(2) ** -80) + arb(2) ** -120:
            yield f"|f''({show(p)})| = {abs(d).str(20)}"
    yield from _reached(study, claim, 2)


def _reached(study: Study, claim: str, order: int) -> Finding:
    """A bound that no slope comes near, at the points, beside switches, far away and by climbing."""
    table = study.slopes if order == 1 else study.curvatures
    seen = [abs(d) for d in table.values()]
    names = ("extrema", "inflections", "lipschitz_at", "discontinuities", "breakpoints")
    places = [
        reading.point(e["at"])
        for n in names
        for e in study.claims.get(n) or ()
        if "at" in e and reading.is_finite(e["at"])
    ]
    for p in (*study.switches, *places):
        seen += [abs(d) for s in (-1, 1) if (d := study.f.beside(p, s, order)) is not None]
    for p in (side * fmpq(2) ** k for k in (5, 10, 20, 40) for side in (-1, 1)):
        seen += [abs(d) for d in [study.f.derivative(p, order)] if d is not None]
    for start in sorted(table, key=lambda p: -float(abs(table[p])))[:8:2]:
        if not reading.is_finite(claim) or not max(seen, key=float) > number(claim) * (1 - arb(1) / 1000):
            seen.append(_climbed(study, start, order))
    if not seen:
        return
    largest, bound = max(seen, key=float), number(claim)
    if reading.is_finite(claim) and largest < bound * (1 - arb(1) / 500) - 1e-9:
        yield f"the largest |derivative {order}| found is {largest.str(10)}"
    if not reading.is_finite(claim) and largest < 100:
        jumps = study.claims.get("discontinuities") or (order == 1 and any(_jump(study, p) for p in study.switches))
        if not jumps:
            yield f"the largest |derivative {order}| found is {largest.str(10)}"


def _climbed(study: Study, start: fmpq, order: int) -> arb:
    place, best = start, abs(study.f.derivative(start, order))
    step = fmpq(1, 2)
    for _ in range(24):
        better = [
            (abs(d), place + s * step)
            for s in (-1, 1)
            if (d := study.f.derivative(place + s * step, order)) is not None
        ]
        top = max(better, key=lambda each: float(each[0]), default=(arb(-1), place))
        if top[0] > best:
            best, place = top
        else:
            step /= 2
    return best


@against("lipschitz_at")
def lipschitz_at(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    bound = study.claims.get("lipschitz")
    for item in claim:
        if bound is None or not reading.is_finite(bound) or item.get("at") in ("oo", "-oo"):
            continue
        if "at" in item:
            place = reading.point(item["at"])
            seen = [abs(d) for s in (-1, 1) if (d := study.f.settled(place, s, 1)) is not None]
        else:
            seen = [max((abs(d) for p, d in study.slopes.items() if in_interval(item, p)), key=float, default=arb(0))]
            seen = [] if seen == [arb(0)] else seen
            wrong = [p for p, d in study.slopes.items() if in_interval(item, p) and not close(abs(d), number(bound))]
            yield from (f"|f'({show(p)})| is less" for p in wrong[:1])
        if seen and all(d < number(bound) - 1e-12 * (1 + number(bound)) for d in seen):
            yield f"|f'| at {item} is {max(seen, key=float).str(15)}, not {bound[:40]}"


@against("taylor")
def taylor(study: Study, claim: str | Sequence[Mapping[str, str]]) -> Finding:
    if claim == UNDEFINED:
        if all(study.f.ball(fmpq(sign, 2**60), FINE) is not None for sign in (-1, 1)):
            yield "f has values on both sides of 0"
        return
    whole = [{"side": side, "series": claim} for side in ("left", "right")] if isinstance(claim, str) else claim
    for item in whole:
        sign, (head, rest) = -1 if item["side"] == "left" else 1, split_order(item["series"])
        gaps = []
        for k in (60, 80):
            p = fmpq(sign, 2**k)
            value = study.f.ball(p, FINE)
            gaps.append(None if value is None else (p, value - reading.formula(head).ball(p, FINE)))
        if any(g is None for g in gaps):
            continue
        order = 5.5 if rest else 60
        p, gap = gaps[1]
        with bits(FINE):
            # Where f is steep, coefficients are large: the next term is told by how fast the gap falls.
            steep = rest and abs(gap) < abs(gaps[0][1]) * arb(2) ** (-20 * order)
            if abs(gap) > arb(2) ** (-80 * order) and not steep and (rest or abs(gap) > 1e-400 or gap > 0 or gap < 0):
                yield f"f - polynomial at {show(p)} is {gap.str(10)}"


@against("antiderivative")
def antiderivative(study: Study, claim: Sequence[Mapping[str, str]]) -> Finding:
    branches = [(reading.condition(b["where"]), reading.formula(b["expression"])) for b in claim]

    def value(p: fmpq) -> arb | None:
        return next((g.ball(p, FINE) for c, g in branches if c(p)), None)

    start = value(fmpq(0))
    if start is not None and abs(start) > 1e-30:
        yield f"F(0) = {start.str(10)}"
    for p in study.sample:
        step = fmpq(1, 2**200)
        ends = [value(p - step), value(p + step)]
        here, inside = study.f.ball(p, FINE), [study.f.settled(p, s, 0) for s in (-1, 1)]
        if here is None or any(e is None for e in (*ends, *inside)):
            continue
        slope = (ends[1] - ends[0]) / (2 * step)
        if abs(slope) > 1e30 * (1 + abs(here)):
            yield f"F jumps at {show(p)}"
        elif close(inside[0], inside[1], 1e-9) and not close(slope, here, 1e-25):
            yield f"F'({show(p)}) = {slope.str(15)}, f = {here.str(15)}"


def _expectation(study: Study, integrand: Formula | None, square: bool, mean: float = 0.0, deviation: float = 1.0):
    """Return E g(mean + deviation Z) by Gauss-Legendre between small fractions, with about 10 digits."""
    breaks = sorted({float(arb(p)) for p in study.switches if abs(p) <= 8} | {-12.0, 12.0})
    shifted = sorted({(b - mean) / deviation for b in breaks if abs(b) < 8} | {-12.0, 12.0, *map(float, range(-6, 7))})
    total = mpmath.mpf(0)
    for low, high in itertools.pairwise(shifted):
        for node, weight in _nodes():
            z = (low + high) / 2 + (high - low) / 2 * node
            place = fmpq(*(float(mean + deviation * z)).as_integer_ratio())
            found = study.f(place) if integrand is None else integrand(place)
            if found is None:
                return None
            value = float(found)
            total += weight * (high - low) / 2 * (value * value if square else value) * mpmath.npdf(z)
    return float(total)


def _nodes() -> list[tuple[float, float]]:
    import numpy as np

    return [(float(a), float(b)) for a, b in zip(*np.polynomial.legendre.leggauss(24), strict=True)]


@against("gaussian_mean")
def gaussian_mean(study: Study, claim: str) -> Finding:
    yield from _integral(study, claim, False)


@against("gaussian_second_moment")
def gaussian_second_moment(study: Study, claim: str) -> Finding:
    yield from _integral(study, claim, True)


@against("gain")
def gain(study: Study, claim: str) -> Finding:
    with bits(FINE):
        # What is 0 almost everywhere has none.
        none = claim == UNDEFINED and _expectation(study, None, True) == 0
        said = claim if claim == UNDEFINED else (1 / number(claim) ** 2) if reading.is_finite(claim) else arb(0)
        said = arb(0) if none else said
    yield from _integral(study, said, True)


def _integral(study: Study, claim: str | arb, square: bool) -> Finding:
    found = _expectation(study, None, square)
    if isinstance(claim, str) and claim == UNDEFINED:
        if found is not None:
            yield f"quadrature gives {found:.10g}"
        return
    said = number(claim) if isinstance(claim, str) else claim
    # Kinks between the nodes cost digits; a wrong closed form is further off.
    if found is not None and said.is_finite() and abs(said - found) > 1e-4 * (1 + abs(said)):
        yield f"quadrature gives {found:.10g}"


@against("gaussian_slope_second_moment")
def gaussian_slope_second_moment(study: Study, claim: str) -> Finding:
    branches = study.claims.get("derivative_1")
    if not branches:
        return
    tests = [(reading.condition(b["where"]), reading.formula(b["expression"])) for b in branches]

    def slope(p: fmpq) -> arb | None:
        known = [g(p) for c, g in tests if c(p)]
        return known[0] if known else arb(0)

    found = _expectation(study, slope, True)
    if claim == UNDEFINED:
        return
    if found is not None and abs(number(claim) - found) > 1e-4 * (1 + abs(number(claim))):
        yield f"quadrature gives {found:.10g}"


@against("variance_map")
def variance_map(study: Study, claim: Mapping[str, str] | str) -> Finding:
    if isinstance(claim, str):
        if _expectation(study, None, False) is not None:
            yield "f has values at all nodes"
        return
    cases = [(0.5, 2.0), (-1.0, 0.25)] if claim["input"] == "N(m, v)" else [(0.0, 1.0)]
    for m, v in cases:
        first = _expectation(study, None, False, m, v**0.5)
        second = _expectation(study, None, True, m, v**0.5)
        if first is None or second is None:
            continue
        for key, found in (("mean", first), ("variance", second - first**2)):
            try:
                said = reading.formula(claim[key]).ball(fmpq(0), FINE, m=arb(m), v=arb(v))
            except SymactError:  # written with the names of parameters, which the sheet lists
                return
            if said is not None and abs(said - found) > 1e-4 * (1 + abs(said)):
                yield f"the {key} for N({m}, {v}) is {found:.10g}, not {said.str(10)}"


@against("nonlinear")
def nonlinear(study: Study, claim: bool) -> Finding:
    rows = study.defined[:: max(1, len(study.defined) // 50)]
    if len(rows) < 3:
        return
    (p, v), (q, w) = rows[0], rows[-1]
    with bits(FINE):
        off = [r for r, u in rows if (gap := u - v - (w - v) * ((r - p) / (q - p))) > 0 or gap < 0]
    if claim and not off and not study.claims.get("breakpoints"):
        yield "all points lie on one line"
    if not claim and off:
        yield f"f({show(off[0])}) lies off the line"


@against("differentiable")
def differentiable(study: Study, claim: bool) -> Finding:
    for p in study.switches:
        if claim and (_jump(study, p) or _kink(study, p, 1)):
            yield f"the sides differ at {show(p)}"
    if not claim and all(study.f.derivative(p, 1) is not None for p in study.switches):
        broken = study.claims.get("discontinuities") or study.claims.get("breakpoints")
        if not broken and study.claims.get("domain") == "Interval(-oo, oo)":
            yield "f' exists at all points"


@against("zero_centred")
def zero_centred(study: Study, claim: bool) -> Finding:
    start = study.f(fmpq(0))
    both = any(v > 0 for _, v in study.defined) and any(v < 0 for _, v in study.defined)
    if claim and (start is None or start > 0 or start < 0 or not both):
        yield f"f(0) = {start}, both signs: {both}"
    if not claim and start == 0 and both:
        yield "f(0) = 0 and both signs occur"
