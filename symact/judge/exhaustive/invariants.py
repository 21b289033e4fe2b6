"""What a candidate's results must obey because the function does: range, monotonicity, parity; no reference value.

Rounding to nearest is monotone and symmetric. So correctly rounded results stay within the rounded ends of
the range, rise (weakly) where the function rises, and are odd or even where it is.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import sympy

from symact.analysis.values import At, Interval
from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import as_expression
from symact.definition.input_space import Capability
from symact.evidence import Status
from symact.formats.arrays import bits_dtype, to_float64
from symact.formats.decimals import decimal
from symact.formats.floating import Format
from symact.judge.exhaustive.ranges import place
from symact.properties import derive
from symact.reference.breaks import guard
from symact.reference.kept_table import key_of
from symact.symbolic.real_number import Number
from symact.system.cache import remembered

LONGEST = 30
"""Characters of a number beyond which an invariant shows its beginning only."""

PRECISION = 160
"""Bits of the ball by which a number that is not rational is bounded."""


class Invariant(NamedTuple):
    """A property of a function that its results must have, on neighbouring inputs.

    Args:
        kind: "at_least" or "at_most" (a bound), "increasing", "decreasing", "odd" or "even".
        says: the same in words.
        low, high: places of its outermost inputs.
        bound: of the results.
    """

    kind: str
    says: str
    low: int
    high: int
    bound: float = 0.0


SHAPE = Invariant("", "", 0, 0)
"""What kept ones look like."""


def invariants(bound: Bound, fmt: Format, order: int) -> tuple[Invariant, ...]:
    """Return the invariants that follow from what is proved or certified of a function or its derivative.

    A derivative that does not exist somewhere has none: at a kink the result may be any of an interval, and nothing is
    required where f has no value. They are kept between runs.
    """
    found: list[tuple[Invariant, ...]] = []

    def make() -> dict[str, Any]:
        found[:] = [_derived(bound, fmt, order)]
        return {"invariants": found[0]}

    def fits(data: dict[str, Any]) -> bool:
        try:
            found[:] = [tuple(Invariant(*each) for each in data["invariants"])]
        # An altered entry of the cache is no list of laws; it is made anew.
        except (KeyError, TypeError):
            return False
        return all(isinstance(own, type(due)) for each in found[0] for own, due in zip(each, SHAPE, strict=True))

    remembered((*key_of(bound), "invariants", fmt.name, str(order)), make, "invariants", fits)
    return found[0]


def _derived(bound: Bound, fmt: Format, order: int) -> tuple[Invariant, ...]:
    bound.space().need(Capability.ORDER, bound.activation.name, "laws hold between neighbours on the line")
    if order and any(guard(piece) is not None for piece in bound.pieces):
        # 1/x is odd; log' has no law, since log has no value on one side.
        return ()
    if order:
        bound = replace(bound, expression=as_expression(bound.pieces, x, order))
    named = "f" + "'" * order
    values: dict[str, Any] = {}
    for name in ("range", "monotonicity", "monotonic_intervals", "parity"):
        for fact in derive(bound, name):
            if fact.status in (Status.PROVED, Status.CERTIFIED) and fact.scope == sympy.true:
                values[name] = fact.value
    outer = fmt.max_bits if fmt.infinity_bits is None else fmt.infinity_bits
    return (
        *_bounds(named, values.get("range"), fmt, outer),
        *_directions(named, values.get("monotonicity"), values.get("monotonic_intervals"), fmt, outer),
        *(Invariant(str(p), f"{named} is {p}", ~outer, outer) for p in [values.get("parity")] if p in ("odd", "even")),
    )


def _bounds(f: str, value: Interval | None, fmt: Format, outer: int) -> list[Invariant]:
    found = []
    ends = () if value is None else ((value.lower, "at_least", -1), (value.upper, "at_most", 1))
    for end, kind, side in ends:
        if end.is_infinite:
            continue
        number = end.bounds(PRECISION)[side > 0]
        bits = fmt.from_fraction(number)
        limit = float(to_float64(np.array([bits], dtype=bits_dtype(fmt)), fmt)[0])
        says = f"{f}(x) {'>=' if side < 0 else '<='} {decimal(bits, fmt)}, the {'lower' if side < 0 else 'upper'} end"
        found.append(Invariant(kind, f"{says} of the range, rounded", ~outer, outer, limit))
    return found


def _directions(f: str, whole: str | None, intervals: list[At] | None, fmt: Format, outer: int) -> list[Invariant]:
    for direction in ("increasing", "decreasing"):
        if whole is not None and whole.removeprefix("strictly ") == direction:
            return [Invariant(direction, f"{f} is {direction}", ~outer, outer)]
    found = []
    for each in intervals or []:
        direction, span = each.says["direction"], each.where
        if direction not in ("increasing", "decreasing") or not isinstance(span, Interval):
            continue
        says = f"{f} is {direction} from {_short(span.lower)} to {_short(span.upper)}"
        ends = _place(span.lower, fmt, 1, ~outer), _place(span.upper, fmt, -1, outer)
        found.append(Invariant(direction, says, *ends))
    return [invariant for invariant in found if invariant.low < invariant.high]


def _short(number: Number) -> str:
    text = number.text()
    return text if len(text) < LONGEST else f"{text[:12]}..."


def _place(number: Number, fmt: Format, side: int, infinite: int) -> int:
    """Return the place of an interval's end, two steps inside it."""
    if number.is_infinite:
        return infinite
    return place(fmt.from_fraction(number.bounds(PRECISION)[side > 0]), fmt) + 2 * side
