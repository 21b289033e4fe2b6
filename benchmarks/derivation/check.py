"""Holds truth.toml against mpmath, without any of the three tools' derivations.

    python benchmarks/derivation/check.py

The catalogue's formulas are evaluated at 40 digits on a grid and at the stated points; a fact that the
values contradict is printed, and the exit status is 1.
"""

import itertools
import sys
from collections.abc import Callable, Iterator

import mpmath
import sympy
import truth

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind

STEP, REACH = mpmath.mpf(1) / 128, 12
FAR = mpmath.mpf(200)
Function = Callable[[mpmath.mpf], mpmath.mpf]


def contradictions(name: str) -> Iterator[str]:
    """Yield the facts of one activation that its values contradict."""
    formula = sympy.lambdify(x, bind(catalogue.get(name)).expression, "mpmath")
    f: Function = lambda t: mpmath.mpf(formula(t))  # noqa: E731
    grid = [STEP * k + STEP / 3 for k in range(-REACH * 128, REACH * 128)]
    values = [f(t) for t in grid]
    slopes = [(b - a) / STEP for a, b in itertools.pairwise(values)]
    bends = [(b - a) / STEP for a, b in itertools.pairwise(slopes)]
    tiny = mpmath.mpf(10) ** -25
    signs = {mpmath.sign(mpmath.chop(s, tiny)) for s in slopes}
    words = {(1,): "strictly increasing", (0, 1): "increasing"}
    yield from _differ("monotonicity", name, words.get(tuple(sorted(map(int, signs))), "not monotonic"))
    turns = tuple(sorted({int(mpmath.sign(mpmath.chop(b, tiny))) for b in bends}))
    kinds = {(0,): "affine", (1,): "strictly convex", (0, 1): "convex", (-1,): "strictly concave"}
    yield from _differ("convexity", name, kinds.get(turns, "neither"))
    odd = all(abs(f(-t) + f(t)) < tiny for t in grid)
    yield from _differ("parity", name, "odd" if odd else "neither")
    lower, _, upper, _ = truth.fact(name, "range").split()
    least, most = (mpmath.mpf(e.replace("oo", "inf")) for e in (lower, upper))
    wide = [*values, f(-FAR), f(FAR), f(-10 * FAR), f(10 * FAR)]
    if min(wide) < least - tiny * 10**6 or max(wide) > most + tiny * 10**6:
        yield f"{name} range: a value lies outside"
    if any(mpmath.isfinite(e) and abs(g(wide) - e) > 1e-2 for e, g in ((least, min), (most, max))):
        yield f"{name} range: an end is not approached"
    if truth.fact(name, "lipschitz") != "oo" and not _near(max(map(abs, slopes)), truth.fact(name, "lipschitz")):
        yield f"{name} lipschitz: {mpmath.nstr(max(map(abs, slopes)))}"
    turns_seen = sum(a * b < 0 for a, b in itertools.pairwise(s for s in slopes if abs(s) > tiny))
    turns_stated = [part for part in truth.fact(name, "critical_points").split() if ".." not in part]
    if turns_seen > len(turns_stated) and "repeats" not in truth.FACTS[name]:
        yield f"{name} critical_points: f turns {turns_seen} times"
    yield from _differ("injective", name, str("strictly" in truth.fact(name, "monotonicity")).lower())
    yield from _differ("surjective", name, str(truth.fact(name, "range") == "-oo false oo false").lower())
    yield from _points(name, f)
    yield from _limits(name, f)


def _near(value: mpmath.mpf, stated: str) -> bool:
    return abs(value - mpmath.mpf(stated)) < 0.01 * mpmath.mpf(stated)


def _differ(question: str, name: str, seen: str) -> Iterator[str]:
    if truth.fact(name, question) != seen:
        yield f"{name} {question}: {seen} on the grid"


def _points(name: str, f: Function) -> Iterator[str]:
    for question, order in (("zeros", 0), ("critical_points", 1)):
        for part in truth.fact(name, question).split():
            ends = [mpmath.mpf(e.replace("oo", "inf")) for e in part.split("..")]
            inner = [max(ends[0], -FAR) + 1, min(ends[1], FAR) - 1] if len(ends) > 1 else ends
            if any(abs(mpmath.diff(f, t, order)) > 1e-17 for t in inner):
                yield f"{name} {question}: not at {part}"


def _limits(name: str, f: Function) -> Iterator[str]:
    for question, side in (("limit_neg_inf", -1), ("limit_pos_inf", 1)):
        stated, value = truth.fact(name, question), f(side * 10**6 * FAR)
        finite = stated not in ("oo", "-oo", "does not exist")
        if finite and abs(value - mpmath.mpf(stated)) > 1e-6:
            yield f"{name} {question}: {mpmath.nstr(value)} far out"
        if stated.endswith("oo") and (value > 10**5) - (value < -(10**5)) != (-1 if stated == "-oo" else 1):
            yield f"{name} {question}: {mpmath.nstr(value)} far out"


if __name__ == "__main__":
    mpmath.mp.dps = 40
    found = [line for name in truth.names() for line in contradictions(name)]
    missing = set(catalogue.names("line")) ^ set(truth.names())
    print(*found, *(f"{name}: in one of catalogue and truth.toml only" for name in missing), sep="\n")
    sys.exit(bool(found or missing))
