"""What a candidate's results must obey because the function does: range, monotonicity, parity; no reference value.

Rounding to nearest is monotone and symmetric. So correctly rounded results stay within the rounded ends of
the range, rise (weakly) where the function rises, and are odd or even where it is.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import as_expression
from symact.evidence import Status
from symact.formats.arrays import bits_dtype, to_float64
from symact.formats.decimals import decimal
from symact.formats.floating import Format
from symact.formula.decimals import decimals
from symact.judge.exhaustive.ranges import NUMBER, place
from symact.properties import derive

EXACT_TEXT = 30
"""A number's text of this length or more may be a decimal that was cut off."""


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


def invariants(bound: Bound, fmt: Format, order: int) -> tuple[Invariant, ...]:
    """Return the invariants that follow from what is proved or certified of a function or its derivative.

    A derivative that does not exist somewhere has none: at a kink the result may be any of an interval.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        order: 0 for the function, 1 or 2 for its derivatives.
    """
    if order:
        bound = replace(bound, expression=as_expression(bound.pieces, x, order))
    named = "f" + "'" * order
    values: dict[str, Any] = {}
    for name in ("range", "monotonicity", "monotonic_intervals", "parity"):
        for fact in derive(bound, name):
            if fact.status in (Status.PROVED, Status.CERTIFIED) and fact.scope == "True":
                values[name] = fact.value
    outer = fmt.max_bits if fmt.infinity_bits is None else fmt.infinity_bits
    return (
        *_bounds(named, values.get("range"), fmt, outer),
        *_directions(named, values.get("monotonicity"), values.get("monotonic_intervals"), fmt, outer),
        *(Invariant(str(p), f"{named} is {p}", ~outer, outer) for p in [values.get("parity")] if p in ("odd", "even")),
    )


def _bounds(f: str, value: Any, fmt: Format, outer: int) -> list[Invariant]:
    found = []
    for key, kind, side in (("lower", "at_least", -1), ("upper", "at_most", 1)):
        text = _rational_text(value[key]) if value else None
        number = _number(text)
        if number is None:
            continue
        if len(str(text)) >= EXACT_TEXT:
            # Outward by more than a decimal may lack.
            number += side * abs(number) / 10**EXACT_TEXT
        bits = fmt.from_fraction(number)
        limit = float(to_float64(np.array([bits], dtype=bits_dtype(fmt)), fmt)[0])
        says = f"{f}(x) {'>=' if side < 0 else '<='} {decimal(bits, fmt)}, the {'lower' if side < 0 else 'upper'} end"
        found.append(Invariant(kind, f"{says} of the range, rounded", ~outer, outer, limit))
    return found


def _directions(f: str, whole: Any, intervals: Any, fmt: Format, outer: int) -> list[Invariant]:
    for direction in ("increasing", "decreasing"):
        if isinstance(whole, str) and whole.removeprefix("strictly ") == direction:
            return [Invariant(direction, f"{f} is {direction}", ~outer, outer)]
    found = []
    for each in intervals or []:
        ends = [_place(each.get("from"), fmt, 1, ~outer), _place(each.get("to"), fmt, -1, outer)]
        if each.get("direction") not in ("increasing", "decreasing") or None in ends:
            continue
        says = f"{f} is {each['direction']} from {_short(each['from'])} to {_short(each['to'])}"
        found.append(Invariant(each["direction"], says, ends[0] or 0, ends[1] or 0))
    return [invariant for invariant in found if invariant.low < invariant.high]


def _rational_text(text: Any) -> Any:
    """Return the text of a rational as it is, that of another closed form as a decimal of 40 digits."""
    return text if NUMBER.fullmatch(str(text)) else decimals(text)


def _number(text: Any) -> Fraction | None:
    """Return a number from its text, None if it is infinite or of another form."""
    if not NUMBER.fullmatch(str(text)):
        return None
    numerator, _, denominator = str(text).partition("/")
    return Fraction(numerator) / int(denominator or 1)


def _short(text: Any) -> str:
    return str(text) if len(str(text)) < EXACT_TEXT else f"{str(text)[:12]}..."


def _place(text: Any, fmt: Format, side: int, infinite: int) -> int | None:
    """Return the place of an interval's end, two steps inside it; None for a text of another form."""
    if str(text) in ("oo", "-oo"):
        return infinite
    number = _number(_rational_text(text))
    return None if number is None else place(fmt.from_fraction(number), fmt) + 2 * side
