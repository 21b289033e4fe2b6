"""What an attack knows of a function: its values at the points, and where it and its derivatives change sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import flint
from flint import arb, fmpq
from sympy import Expr

from tests.attack import reading
from tests.attack.evaluation import FINE, Formula, bits, close, middle

HALVINGS = 110
NEAR = fmpq(1, 10**20)
BY_DIFFERENCES = 400
"""At most so many points are looked at by differences, which cost more than values."""

UNDEFINED = "undefined"
"""What a sheet says where f is not defined."""

FAR = tuple(fmpq(2) ** k for k in (10, 40, 160, 640))


@dataclass(frozen=True)
class Refutation:
    """A claim that a point contradicts.

    Args:
        property: whose claim.
        claim: what was said.
        witness: where it fails, and what was found there.
    """

    property: str
    claim: Any
    witness: str


Finding = Iterator[str]
Check = Callable[["Study", Any], Finding]
CHECKS: dict[str, list[Check]] = {}


def against(*names: str) -> Callable[[Check], Check]:
    """Register a check: what it yields is a witness in words."""

    def register(check: Check) -> Check:
        for name in names:
            CHECKS.setdefault(name, []).append(check)
        return check

    return register


def show(place: fmpq) -> str:
    """Return a point as a reader can type it."""
    text = str(place)
    return text if len(text) < 30 else f"about {float(arb(place)):.17g}"


class Study:
    """A function under attack.

    Args:
        expression: f in x, without parameters.
        points: exact numbers, in any order.
        claims: property -> value, what the sheet says for all inputs.
        fine: whether derivatives are looked at, by differences.
    """

    def __init__(self, expression: Expr, points: Iterable[fmpq], claims: Mapping[str, Any], fine: bool = True) -> None:
        self.f, self.claims, self.fine = Formula(expression), claims, fine
        self.points = sorted(set(points))
        self.values = {p: self.f(p) for p in self.points}
        self.defined = [(p, v) for p, v in self.values.items() if v is not None]

    @property
    def pairs(self) -> Iterator[tuple[tuple[fmpq, arb], tuple[fmpq, arb]]]:
        """Neighbours among the points where f has a value."""
        return pairwise(self.defined)

    @cached_property
    def sample(self) -> list[fmpq]:
        """Points for differences: all, or evenly chosen ones."""
        step = max(1, len(self.defined) // BY_DIFFERENCES)
        return [p for p, _ in self.defined[::step]] if self.fine else []

    @cached_property
    def slopes(self) -> dict[fmpq, arb]:
        return self._derivatives(1)

    @cached_property
    def curvatures(self) -> dict[fmpq, arb]:
        return self._derivatives(2)

    def _derivatives(self, order: int) -> dict[fmpq, arb]:
        found = ((p, self.f.derivative(p, order)) for p in self.sample)
        return {p: d for p, d in found if d is not None}

    def far(self, side: int) -> list[tuple[fmpq, arb]]:
        """Return values at far points on one side, as far as they can be computed."""
        found = ((side * p, self.f(side * p)) for p in FAR)
        return [(p, v) for p, v in found if v is not None]

    @cached_property
    def switches(self) -> list[fmpq]:
        """Points where f may break: small rationals, and breakpoints on the sheet."""
        plain = [p for p in self.points if abs(p) <= 8 and p.q <= 6]
        claimed = [reading.point(b["at"]) for b in self.claims.get("breakpoints") or () if "period" not in b]
        return sorted({*plain, *claimed})

    def zero_crossings(self) -> list[fmpq]:
        return _crossings(self.defined, lambda p: self.f(p))

    def fixed_crossings(self) -> list[fmpq]:
        shifted = [(p, v - p) for p, v in self.defined]
        return _crossings(shifted, lambda p: _minus(self.f(p, 80), p))

    def slope_crossings(self, order: int) -> list[fmpq]:
        """Return where a derivative goes through 0."""
        table = self.slopes if order == 1 else self.curvatures
        found = _crossings(sorted(table.items()), lambda p: self.f.derivative(p, order))
        # 0 on a whole stretch is no passage through 0.
        beside = [(c, self.f.derivative(c + fmpq(1, 2**30), order)) for c in found]
        return [c for c, d in beside if d is not None and abs(d) > 1e-60]


def _minus(value: arb | None, p: fmpq) -> arb | None:
    return None if value is None else value - p


def _crossings(table: Sequence[tuple[fmpq, arb]], g: Callable[[fmpq], arb | None]) -> list[fmpq]:
    """Return points at which a function goes through 0 without a jump or a pole, between points of a table."""
    found = []
    signed = [(p, 1 if v > 0 else -1) for p, v in table if v > 0 or v < 0]
    for (low, left), (high, right) in pairwise(signed):
        if left != right:
            root = _bisected(low, high, left, g)
            found += [] if root is None else [root]
    return found


def _bisected(low: fmpq, high: fmpq, left: int, g: Callable[[fmpq], arb | None]) -> fmpq | None:
    start = max(abs(v) for v in (g(low), g(high)) if v is not None)
    for _ in range(HALVINGS):
        centre = (low + high) / 2
        value = g(centre)
        if value is None:
            return None
        if value == 0:
            return centre
        if not (value > 0 or value < 0):
            return centre if abs(value) < 1e-12 else None
        low, high = (centre, high) if (value > 0) == (left > 0) else (low, centre)
    ends = [g(low), g(high)]
    small = all(v is not None and abs(v) < 1e-15 * (1 + start) for v in ends)
    return (low + high) / 2 if small else None


def place_in(item: Mapping[str, Any], place: fmpq) -> arb:
    """Return a point, moved into the period that an item of a list speaks of."""
    with bits(FINE):
        ball = arb(place)
        if "period" not in item:
            return ball
        period, start = reading.number(item["period"]), reading.number(item.get("from", item.get("at", "0")))
        turns = ((ball - start) / period).floor().unique_fmpz()
        return arb.nan() if turns is None else ball - turns * period


def in_interval(item: Mapping[str, Any], place: fmpq, margin: float = 0.0) -> bool:
    """Whether a point lies between the ends of an item, further inside than a margin (outside, if negative)."""
    with bits(FINE):
        ball = place_in(item, place)
        return bool(ball > reading.number(item["from"]) + margin and ball < reading.number(item["to"]) - margin)


def is_at(item: Mapping[str, Any], place: fmpq) -> bool:
    """Whether a point is the place of an item, or lies in its interval or at its ends."""
    if "at" not in item:
        return in_interval(item, place, -1e-12)
    with bits(FINE):
        ball, at = place_in(item, place), reading.number(item["at"])
        apart = abs(ball - at)
        period = reading.number(item["period"]) if "period" in item else None
        tolerance = arb(NEAR) * (1 + abs(at))
        return not apart > tolerance or (period is not None and not abs(ball - at - period) > tolerance)


__all__ = ["CHECKS", "FAR", "UNDEFINED", "Refutation", "Study", "against", "close", "flint", "middle", "show"]
