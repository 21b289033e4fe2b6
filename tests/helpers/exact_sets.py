"""The sets of a sheet held against their own end points and the points beside them, evaluated by SymPy.

Every number that stands on the sheet is a probe, with neighbours on both sides. What f and its difference quotients
are there is asked of SymPy's exact substitution and evalf; which sets hold the probe is read off the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import sympy
from sympy import Expr, Rational, oo
from sympy.core.relational import Relational

from symact.definition.activation import x
from symact.formula.parser import parse
from symact.formula.syntax import RECORDED

LONG = re.compile(r"\d\.\d{25}|\.\d{30}")
"""Decimals that stand for numbers without closed form."""

NEAR = Rational(1, 10**5)
STEP = Rational(1, 10**24)
DIGITS = 50
TINY = sympy.Float("1e-10")
"""Quotients over STEP of smooth functions are off by about 1e-24; kinks are not smaller than this."""

SETS = ("zeros", "sign", "fixed_points", "critical_points", "dead_region", "lipschitz_at", "extrema", "inflections")


@lru_cache(maxsize=4000)
def number(text: str) -> Expr:
    """Return a number of a sheet; a decimal of 40 digits as that rational."""
    return parse(text, limits=RECORDED)


class Held:
    """A sheet whose sets are asked about points.

    Args:
        expression: f, without parameters.
        claims: property -> value as JSON has it, for all inputs.
    """

    def __init__(self, expression: Expr, claims: Mapping[str, Any]) -> None:
        self.expression, self.claims = expression, claims
        self._values: dict[Expr, Expr | None] = {}

    def value(self, place: Expr) -> Expr | None:
        """Return f at a point as a number of 50 digits, None where it has none."""
        if place not in self._values:
            self._values[place] = self._value(place)
        return self._values[place]

    def _value(self, place: Expr) -> Expr | None:
        inner = sympy.preorder_traversal(self.expression) if not self.expression.has(sympy.Piecewise) else ()
        found = self._at(place)
        # A square may be real though what is squared is not.
        undefined = (sympy.nan, sympy.zoo, oo, -oo, sympy.AccumBounds, sympy.I)
        if found.has(*undefined) or any(node.subs(x, place).has(*undefined) for node in inner if node.has(x)):
            return None
        found = resolved(found, DIGITS)
        return found if found.is_number and not found.has(*undefined) else None

    def beyond(self, place: Expr, level: Expr) -> Expr:
        """Return f - level at a point, 0 only where 400 digits show no difference."""
        return resolved(self._at(place) - level, 15)

    def _at(self, place: Expr) -> Expr:
        """Return f at a point, conditions decided: of a Piecewise that holds one, evalf says nothing to many digits."""
        return self.expression.subs(x, place).replace(
            lambda node: isinstance(node, Relational) and not node.free_symbols,
            lambda node: node.func(resolved(node.lhs - node.rhs, 15), 0),
        )

    def slopes(self, place: Expr) -> tuple[Expr, Expr] | None:
        """Return the difference quotients to the left and to the right; None where f is not defined there."""
        middle, left, right = (self.value(p) for p in (place, place - STEP, place + STEP))
        return None if None in (middle, left, right) else ((middle - left) / STEP, (right - middle) / STEP)

    def probes(self) -> Iterator[tuple[Expr, bool]]:
        """Yield points, and whether each is exact: the numbers of the sets, their neighbours, and a few more."""
        found: dict[Expr, bool] = {sympy.S(p): True for p in ("0", "1", "-1", "7/3", "-7/3")}
        for name in SETS:
            for entry in self.claims.get(name) or ():
                for text in (entry[key] for key in ("at", "from", "to") if key in entry):
                    if text not in ("oo", "-oo"):
                        exact = not LONG.search(text)
                        found[number(text)] = exact
        for place in list(found):
            near = Rational(str(sympy.N(place, 30)))
            found.update({near + side * NEAR: True for side in (-1, 1)})
        yield from found.items()


def resolved(expression: Expr, digits: int) -> Expr:
    """Return a number; what cancels to the last of 400 digits is 0, and what is merely small is not."""
    found = sympy.N(expression, digits, maxn=400)
    return sympy.S.Zero if found.is_Float and found._prec <= 1 else found


def inside(entry: Mapping[str, Any], place: Expr) -> bool:
    """Whether an entry of a list holds a point."""
    if "at" in entry:
        if entry["at"] in ("oo", "-oo"):
            return False
        off = place - number(entry["at"])
        if "period" in entry:
            turns = off / number(entry["period"])
            off = turns - sympy.floor(turns)
        return zero(off)
    low, high = (oo if entry[k] == "oo" else -oo if entry[k] == "-oo" else number(entry[k]) for k in ("from", "to"))
    if "period" in entry:
        place = place - number(entry["period"]) * sympy.floor((place - low) / number(entry["period"]))
    above = low is -oo or after(place, low) or (entry.get("has_from", False) and zero(place - low))
    below = high is oo or after(high, place) or (entry.get("has_to", False) and zero(place - high))
    return bool(above and below)


def zero(difference: Expr) -> bool:
    return bool(abs(sympy.N(difference, DIGITS)) < sympy.Float("1e-35"))


def after(a: Expr, b: Expr) -> bool:
    return bool(sympy.N(a - b, DIGITS) > sympy.Float("1e-35"))


def complaints(expression: Expr, claims: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the sets of a sheet say wrongly about their own end points and neighbours."""
    held = Held(expression, claims)
    for place, exact in held.probes():
        value = held.value(place)
        if value is None:
            yield from _undefined(held, place)
            continue
        yield from _values(held, place, value, exact)
        yield from _slopes(held, place)
    yield from _range(held)


def _among(held: Held, name: str, place: Expr) -> list[Mapping[str, Any]]:
    return [entry for entry in held.claims.get(name) or () if inside(entry, place)]


def _undefined(held: Held, place: Expr) -> Iterator[str]:
    for name in ("zeros", "sign", "fixed_points", "critical_points", "extrema"):
        if _among(held, name, place):
            yield f"{name} holds {place}, where f is not defined"


def _values(held: Held, place: Expr, value: Expr, exact: bool) -> Iterator[str]:
    for name, level in (("zeros", sympy.S.Zero), ("fixed_points", place)):
        if held.claims.get(name) is None:
            continue
        off = held.beyond(place, level)
        is_in, is_one = _among(held, name, place), off == 0 if exact else abs(off) <= sympy.Float("1e-30")
        if len(is_in) > 1:
            yield f"{name} lists {place} twice"
        if bool(is_in) != is_one:
            yield f"{name} {'holds' if is_in else 'lacks'} {place}, where f = {value}"
    if held.claims.get("sign") is not None and exact:
        said = [entry["sign"] for entry in _among(held, "sign", place)]
        alone = value == 0 and not _is_level(held, place)
        if said != ([] if alone else [sympy.sign(value)]):
            yield f"sign says {said} at {place}, where f = {value}"
    for entry in _among(held, "extrema", place):
        if abs(number(entry["value"]) - value) > sympy.Float("1e-28") * (1 + abs(value)):
            yield f"the extremum at {place} is {value}, not {entry['value']}"


def _slopes(held: Held, place: Expr) -> Iterator[str]:
    found = held.slopes(place)
    left, right = found or (None, None)
    exists = found is not None and abs(left - right) < TINY * (1 + abs(left))
    flat = exists and abs(left) < TINY
    if held.claims.get("critical_points") is not None:
        is_in = bool(_among(held, "critical_points", place))
        if is_in and not flat:
            yield f"critical_points holds {place}, with slopes {left}, {right}"
        if flat and not is_in and _is_level(held, place):
            yield f"critical_points lacks {place}"
    if held.claims.get("dead_region") is not None and _among(held, "dead_region", place) and not flat:
        yield f"dead_region holds {place}, with slopes {left}, {right}"
    best = held.claims.get("lipschitz")
    for entry in _among(held, "lipschitz_at", place) if best is not None else ():
        taken = exists and best != "oo" and abs(abs(left) - number(best)) < TINY * (1 + abs(number(best)))
        if ("kind" not in entry) != bool(taken):
            yield f"lipschitz_at: {entry} at {place}, with slopes {left}, {right} and supremum {best}"


def _is_level(held: Held, place: Expr) -> bool:
    """Whether f is constant on one side of a point, the point included."""
    if held.value(place) is None:
        return False
    level = held.expression.subs(x, place)
    sides = ([place + side * k * NEAR / 8 for k in (1, 2)] for side in (-1, 1))
    return any(all(held.value(p) is not None and held.beyond(p, level) == 0 for p in side) for side in sides)


def _range(held: Held) -> Iterator[str]:
    claim = held.claims.get("range")
    if claim is None:
        return
    known = [(p, v) for p, _ in held.probes() if (v := held.value(p)) is not None]
    for end, attained, side in (("lower", "lower_attained", -1), ("upper", "upper_attained", 1)):
        if claim[end] in ("oo", "-oo"):
            continue
        bound = number(claim[end])
        off = [sympy.N(side * (v - bound), DIGITS) for _, v in known]
        if any(o > sympy.Float("1e-28") for o in off):
            yield f"a value beyond the {end} end of the range {claim}"
        # Where the sheet leaves extrema open, it has no points to show.
        if claim[attained] and "extrema" in held.claims and not any(abs(o) < sympy.Float("1e-28") for o in off):
            yield f"no point of the sheet takes the {end} end of the range {claim}"
        near = [p for (p, _), o in zip(known, off, strict=True) if abs(o) < sympy.Float("1e-28")]
        if not claim[attained] and any(held.beyond(p, bound) == 0 for p in near):
            yield f"the {end} end of the range {claim} is a value"
    if "parts" in claim:
        parts = sympy.sympify(claim["parts"].replace("{", "FiniteSet(").replace("}", ")"))
        for p, v in known:
            near = Rational(str(v))
            if parts.contains(near) != sympy.true and not _beside(parts, v):
                yield f"f({p}) = {v} lies in no part of the range {claim['parts']}"


def _beside(parts: sympy.Set, value: Expr) -> bool:
    ends = [e for e in parts.boundary if e.is_finite] if parts.boundary.is_FiniteSet else []
    return any(abs(sympy.N(e - value, DIGITS)) < sympy.Float("1e-28") for e in ends)
