"""Attacks on claims about shape: monotonicity, convexity, extrema, inflections, symmetry, period, inverse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from flint import arb, fmpq

from tests.attack import reading
from tests.attack.evaluation import FINE, bits, close
from tests.attack.reading import number
from tests.attack.study import Finding, Study, against, in_interval, is_at, show
from tests.attack.values import approached

WIDTHS = (6, 10, 16, 24, 40, 60)


@against("monotonicity")
def monotonicity(study: Study, claim: str) -> Finding:
    ups = [(a, b) for a, b in study.pairs if b[1] > a[1]]
    downs = [(a, b) for a, b in study.pairs if b[1] < a[1]]
    level = [(a, b) for a, b in study.pairs if b[1] == a[1]]
    against_it = {"increasing": downs, "decreasing": ups, "constant": ups + downs}
    word = claim.rpartition(" ")[2]
    for a, b in against_it.get(word, []) + (level if claim.startswith("strictly") else []):
        yield f"f({show(a[0])}) = {a[1].str(15)}, f({show(b[0])}) = {b[1].str(15)}"
    if claim == "not monotonic" and not (ups and downs) and not _turns(study):
        yield f"{len(ups)} steps up and {len(downs)} steps down among the points"
    if claim in ("increasing", "decreasing") and not level and "dead_region" in study.claims:
        flat = study.claims["dead_region"] or study.claims.get("discontinuities")
        if not flat:
            yield "no two points have equal values, and no flat stretch is on the sheet"


def _turns(study: Study) -> bool:
    """Whether steps up and down are seen beside the places that the sheet names."""
    places = [
        reading.point(e["at"])
        for n in ("extrema", "critical_points", "discontinuities")
        for e in study.claims.get(n) or ()
        if "at" in e
    ]
    steps = set()
    for p in places:
        for w in WIDTHS:
            triple = [study.f(p + k * fmpq(1, 2**w)) for k in (-1, 0, 1)]
            triple = [v for v in triple if v is not None]
            steps |= {1 if b > a else -1 if b < a else 0 for a, b in pairwise(triple)}
    steps |= {1 if b[1] > a[1] else -1 if b[1] < a[1] else 0 for a, b in study.pairs}
    return {1, -1} <= steps


@against("monotonic_intervals")
def monotonic_intervals(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    signs = {"increasing": 1, "decreasing": -1, "constant": 0}
    for item in claim:
        period = number(item["period"]) if "period" in item else None
        for (p, v), (q, w) in study.pairs:
            if not (in_interval(item, p) and in_interval(item, q)) or (period is not None and not q - p < period / 4):
                continue
            step = 1 if w > v else -1 if w < v else 0 if w == v else None
            if step is not None and step != signs[item["direction"]]:
                yield f"f({show(p)}) = {v.str(15)}, f({show(q)}) = {w.str(15)}, said to be {item['direction']}"
    for p, _ in study.defined:
        if claim and not any(is_at(item, p) for item in claim):
            yield f"{show(p)} lies in no interval"


@against("convex_intervals")
def convex_intervals(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for item in claim:
        for p, second in study.curvatures.items():
            if in_interval(item, p, 1e-12) and _bends(second, study) not in (None, item["kind"]):
                yield f"f'' = {second.str(10)} at {show(p)}, said to be {item['kind']}"
        if "period" in item:
            continue
        for p, v, q, w, r, u in _triples(study):
            if in_interval(item, p) and in_interval(item, r):
                bend = (u - w) / (r - q) - (w - v) / (q - p)
                kind = "convex" if bend > 0 else "concave" if bend < 0 else "affine" if bend == 0 else None
                if kind is not None and kind != item["kind"]:
                    yield f"chords at {show(p)}, {show(q)}, {show(r)} are {kind}, said to be {item['kind']}"
    for p, _ in study.defined:
        if claim and not any(is_at(item, p) for item in claim):
            yield f"{show(p)} lies in no interval"


def _bends(second: arb, study: Study) -> str | None:
    return "convex" if second > 1e-25 else "concave" if second < -1e-25 else None


def _triples(study: Study):
    for (p, v), (q, w), (r, u) in zip(
        study.defined, islice(study.defined, 1, None), islice(study.defined, 2, None), strict=False
    ):
        yield p, v, q, w, r, u


def _wide(study: Study):
    """Yield triples of points far apart, for bends that lie between neighbours."""
    places = study.defined
    for step in (5, 17):
        yield from zip(places, places[step:], places[2 * step :], strict=False)


@against("convexity")
def convexity(study: Study, claim: str) -> Finding:
    with bits(FINE):
        bends = [((u - w) / (r - q) - (w - v) / (q - p), q) for p, v, q, w, r, u in _triples(study)]
    up, down = [q for b, q in bends if b > 0], [q for b, q in bends if b < 0]
    level = [q for b, q in bends if b == 0]
    word = claim.rpartition(" ")[2]
    wrong = {"convex": down, "concave": up, "affine": up + down}.get(word, [])
    for q in wrong + (level if claim.startswith("strictly") else []):
        yield f"chords that meet at {show(q)}"
    slopes = [(study.f.settled(p, -1, 1), study.f.settled(p, 1, 1), p) for p in study.switches if study.fine]
    kinks = [(b - a, p) for a, b, p in slopes if a is not None and b is not None and not close(a, b, 1e-9)]
    up, down = up + [p for k, p in kinks if k > 0], down + [p for k, p in kinks if k < 0]
    wide = [(w - v) * (r - q) - (u - w) * (q - p) for (p, v), (q, w), (r, u) in _wide(study)]
    up, down = up + [1 for b in wide if b < 0], down + [1 for b in wide if b > 0]
    if claim == "neither" and not (up and down) and not study.claims.get("discontinuities"):
        yield f"{len(up)} convex and {len(down)} concave triples among the points"
    if claim in ("convex", "concave") and study.claims.get("continuous") and not level:
        kinds = {item["kind"] for item in study.claims.get("convex_intervals") or ()}
        if "affine" not in kinds and kinds:
            yield "strict, by the intervals on the sheet and all points"


@against("extrema")
def extrema(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for item in claim:
        for shift in reading.shifts(item):
            yield from _extremum(study, item, reading.moved(item["at"], shift))
    for p, v, _q, w, r, u in _triples(study):
        if (w > v and w > u) or (w < v and w < u):
            yield from _missed(study, claim, p, r, "maximum" if w > v else "minimum")


def _extremum(study: Study, item: Mapping[str, Any], at: str) -> Finding:
    place, value = reading.point(at), number(item["value"])
    with bits(FINE):
        exact = number(at) == arb(place)
    found = study.f.ball(place, FINE)
    if found is not None and not close(found, value, 1e-20) and (exact or study.claims.get("continuous")):
        yield f"f({at}) = {found.str(20)}, not {item['value'][:30]}"
    factor = 1 if item["kind"] == "minimum" else -1
    beside = [(w, s, study.f.ball(place + fmpq(s, 2**w), FINE)) for w in WIDTHS[2:] for s in (-1, 1)]
    for side in (-1, 1):
        known = [v for _, s, v in beside if s == side and v is not None]
        if known and all(factor * (v - value) < 0 for v in known):
            yield f"values beside {at} lie beyond it, such as {known[-1].str(15)}"
        if exact and found is not None and known and all(v == found for v in known):
            yield f"f is constant beside {at}"
    if item["global"]:
        for p, v in study.defined:
            if factor * (v - value) < 0:
                yield f"f({show(p)}) = {v.str(15)} lies beyond the global {item['kind']} {item['value'][:30]}"
    elif item.get("global") is False and not any(factor * (v - value) < 0 for v in approached(study)):
        yield f"no value beyond the {item['kind']} at {at}, said not to be global"


def _missed(study: Study, claim: Sequence[Mapping[str, Any]], low: fmpq, high: fmpq, kind: str) -> Finding:
    """A turn between two points that no extremum, flat stretch or discontinuity on the sheet explains."""
    excused = [*(study.claims.get("discontinuities") or ()), *(study.claims.get("dead_region") or ())]
    inside = [e for e in (*claim, *excused) if _meets(e, low, high)]
    holes = study.claims.get("continuous") is not True and "discontinuities" not in study.claims
    if not any("kind" not in e or e["kind"] == kind or "jump" in e for e in inside) and not holes:
        yield f"a {kind} between {show(low)} and {show(high)} is missing"


def _meets(item: Mapping[str, Any], low: fmpq, high: fmpq) -> bool:
    if "period" in item:
        return True
    with bits(FINE):
        ends = (item["from"], item["to"]) if "from" in item else (item["at"], item["at"])
        return bool(number(ends[0]) <= arb(high) + 1e-30 and number(ends[1]) >= arb(low) - 1e-30)


@against("critical_points")
def critical_points(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for item in claim:
        if "at" in item:
            slope = study.f.derivative(reading.point(item["at"]), 1)
            if slope is not None and abs(slope) > 1e-20 * (1 + _steep(study, item["at"])):
                yield f"f' = {slope.str(10)} at {item['at']}"
    for p, slope in study.slopes.items():
        if any("from" in item and in_interval(item, p, 1e-12) for item in claim) and abs(slope) > 1e-30:
            yield f"f' = {slope.str(10)} at {show(p)}"
    for c in study.slope_crossings(1):
        if not any(is_at(item, c) for item in claim):
            yield f"f' goes through 0 at {show(c)}"


def _steep(study: Study, at: str) -> arb:
    second = study.f.derivative(reading.point(at), 2)
    return arb(1) if second is None else abs(second)


@against("inflections")
def inflections(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for item in claim:
        place = reading.point(item["at"])
        value = study.f.ball(place, FINE)
        if value is not None and not close(value, number(item["value"]), 1e-20):
            yield f"f({item['at']}) = {value.str(20)}"
        # A step of 2^-40 keeps away from the rounding of the place itself.
        sides = [study.f.derivative(place + fmpq(s, 2**40), 2) for s in (-1, 1)]
        if all(s is not None for s in sides) and sides[0] * sides[1] > 0:
            yield f"f'' has one sign on both sides of {item['at']}: {sides[0].str(5)}, {sides[1].str(5)}"
    if study.claims.get("continuous"):
        for c in study.slope_crossings(2):
            if not any(is_at(item, c) for item in claim):
                yield f"f'' goes through 0 at {show(c)}"


@against("dead_region")
def dead_region(study: Study, claim: Sequence[Mapping[str, Any]]) -> Finding:
    for item in claim:
        inner = [(p, v) for p, v in study.defined if in_interval(item, p)]
        for (p, v), (q, w) in pairwise(inner):
            if v > w or v < w:
                yield f"f({show(p)}) = {v.str(10)}, f({show(q)}) = {w.str(10)}"
    for (p, v), (q, w) in study.pairs:
        if v == w and study.f((2 * p + q) / 3) == v and not any(is_at(i, (p + q) / 2) for i in claim):
            yield f"f = {v.str(10)} at {show(p)}, at {show(q)} and between"


@against("parity")
def parity(study: Study, claim: str) -> Finding:
    kinds = {"odd": (1,), "even": (-1,), "both": (1, -1), "neither": ()}[claim]
    broken = {1: False, -1: False}
    for p, v in study.defined:
        mirrored = study.values.get(-p) if -p in study.values else study.f(-p)
        for factor in (1, -1):
            if mirrored is None or (mirrored + factor * v != 0 and not (mirrored + factor * v).contains(0)):
                broken[factor] = True
                if factor in kinds:
                    yield f"f({show(p)}) = {v.str(15)}, f({show(-p)}) = {mirrored and mirrored.str(15)}"
    for factor, word in ((1, "odd"), (-1, "even")):
        if factor not in kinds and not broken[factor] and study.defined:
            yield f"all points agree with {word}"


@against("symmetry")
def symmetry(study: Study, claim: Sequence[str]) -> Finding:
    for text in claim:
        left, _, right = text.replace("f(-x)", "g").replace("f(x)", "f").partition(" = ")
        rule = reading.formula(f"{left} - ({right})")
        for p, v in study.defined:
            mirrored = study.f(-p)
            if mirrored is None:
                continue
            gap = rule.ball(p, f=v, g=mirrored)
            if gap is not None and (gap > 0 or gap < 0):
                yield f"{text} fails at {show(p)} by {gap.str(10)}"


@against("period")
def period(study: Study, claim: str) -> Finding:
    if claim in ("none", "every"):
        changes = [1 for a, b in study.pairs if a[1] > b[1] or a[1] < b[1]]
        if claim == "every" and changes:
            yield "f takes two values"
        if claim == "none" and not changes and not study.claims.get("discontinuities"):
            yield "f takes one value at all points"
        return
    yield from _repeats(study, number(claim))


def _repeats(study: Study, length: arb) -> Finding:
    fractions = {1: [], 2: [], 3: [], 5: []}
    for p in study.sample[:60]:
        for part, gaps in fractions.items():
            with bits(FINE):
                moved = arb(p) + length / part
            a, b = study.f.ball(p, FINE), study.f.ball(moved, FINE)
            if a is not None and b is not None:
                gaps.append((p, a - b))
    for p, gap in fractions[1]:
        if abs(gap) > 1e-20:
            yield f"f differs by {gap.str(10)} at {show(p)} and a period further"
    for part in (2, 3, 5):
        if fractions[part] and all(abs(gap) < 1e-20 for _, gap in fractions[part]):
            yield f"1/{part} of it is a period of all points"


@against("injective")
def injective(study: Study, claim: bool) -> Finding:
    exact = {}
    for p, v in study.defined:
        if not v.is_exact():
            continue
        key = v.str(400, more=True)
        if claim and key in exact:
            yield f"f({show(exact[key])}) = f({show(p)}) = {v.str(10)}"
        exact.setdefault(key, p)
    steps = {1 if b[1] > a[1] else -1 for a, b in study.pairs if b[1] > a[1] or b[1] < a[1]}
    level = any(a[1] == b[1] for a, b in study.pairs)
    if claim and len(steps) == 2 and study.claims.get("continuous"):
        yield "f is continuous and goes up and down"
    if not claim and len(steps) == 1 and not level and not _turns(study) and not study.claims.get("dead_region"):
        yield "f is strictly monotone at all points"


@against("surjective")
def surjective(study: Study, claim: bool) -> Finding:
    seen = approached(study)
    low, high = min(seen, key=lambda v: float(v)), max(seen, key=lambda v: float(v))
    if claim and not (low < -50 and high > 50):
        yield f"values found lie between {low.str(10)} and {high.str(10)}"
    if not claim and low < -1e9 and high > 1e9 and study.claims.get("continuous"):
        yield f"f is continuous with values {low.str(10)} and {high.str(10)}"


@against("bijective")
def bijective(study: Study, claim: bool) -> Finding:
    yield from injective(study, claim) if claim else ()
    yield from surjective(study, claim) if claim else ()


@against("inverse")
def inverse(study: Study, claim: str | Sequence[Mapping[str, str]]) -> Finding:
    if claim == "none":
        yield from injective(study, False)
        return
    for p, v in study.defined:
        back, known = None, []
        for branch in claim:
            known.append(reading.condition(branch["where"], "y")(v))
            if known[-1]:
                back = reading.formula(branch["expression"], "y").ball(study.f.ball(p, FINE), FINE)
        if known and all(k is False for k in known):
            yield f"y = f({show(p)}) = {v.str(10)} lies in no branch"
        if back is not None and (back > p or back < p):
            yield f"the inverse at f({show(p)}) = {v.str(10)} is {back.str(15)}"
