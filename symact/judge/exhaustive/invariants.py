"""What a candidate's results must obey because the function does: range, monotonicity, parity; no reference value.

Rounding to nearest is monotone and symmetric. So correctly rounded results stay within the rounded ends of
the range, rise (weakly) where the function rises, and are odd or even where it is.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import as_expression
from symact.evidence import Status
from symact.formats.arrays import Bits, bits_dtype, to_float64
from symact.formats.decimals import decimal
from symact.formats.floating import Format
from symact.formula.decimals import decimals
from symact.judge.exhaustive.ranges import NUMBER, place
from symact.judge.figures.verdict import LawCount, Number
from symact.properties import derive

EXACT_TEXT = 30
"""A number's text of this length or more may be a decimal that was cut off."""


class Law(NamedTuple):
    """A property on a stretch of inputs.

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


class Break(NamedTuple):
    """Where a law is broken: encodings of an input and its result, and of the other input, if it takes two."""

    x: int
    got: int
    other_x: int | None = None
    other_got: int | None = None


class Tally(NamedTuple):
    """How often each law is broken on a stretch of inputs, with the first place; and the outermost results.

    Args:
        counts, first: by law.
        ends: the outermost inputs and results, None without any.
    """

    counts: tuple[int, ...]
    first: tuple[Break | None, ...]
    ends: tuple[Break, Break] | None = None


def laws(bound: Bound, fmt: Format, order: int) -> tuple[Law, ...]:
    """Return the laws that follow from what is proved or certified of a function or its derivative.

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
        *(Law(str(p), f"{named} is {p}", ~outer, outer) for p in [values.get("parity")] if p in ("odd", "even")),
    )


def _bounds(f: str, value: Any, fmt: Format, outer: int) -> list[Law]:
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
        found.append(Law(kind, f"{says} of the range, rounded", ~outer, outer, limit))
    return found


def _directions(f: str, whole: Any, intervals: Any, fmt: Format, outer: int) -> list[Law]:
    for direction in ("increasing", "decreasing"):
        if isinstance(whole, str) and whole.removeprefix("strictly ") == direction:
            return [Law(direction, f"{f} is {direction}", ~outer, outer)]
    found = []
    for each in intervals or []:
        ends = [_place(each.get("from"), fmt, 1, ~outer), _place(each.get("to"), fmt, -1, outer)]
        if each.get("direction") not in ("increasing", "decreasing") or None in ends:
            continue
        says = f"{f} is {each['direction']} from {_short(each['from'])} to {_short(each['to'])}"
        found.append(Law(each["direction"], says, ends[0] or 0, ends[1] or 0))
    return [law for law in found if law.low < law.high]


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


def nothing(found: tuple[Law, ...]) -> Tally:
    """Return the tally of no inputs."""
    return Tally((0,) * len(found), (None,) * len(found))


def tally(
    found: tuple[Law, ...], fmt: Format, first: int, got: Bits, judged: tuple[int, int] | None, mirrored: Bits | None
) -> Tally:
    """Count where consecutive results break laws.

    Args:
        found: the laws.
        fmt: format of inputs and results.
        first: the first encoding, all of one sign.
        got: the results' encodings.
        judged: places of the outermost inputs that count; None for none.
        mirrored: results at the inputs of the other sign, None where they are not wanted.
    """
    if judged is None:
        return nothing(found)
    negative = first >= fmt.sign_bit
    start = place(first, fmt)
    rows = sorted(abs(p - start) for p in judged)
    part, other = got[rows[0] : rows[1] + 1], None if mirrored is None else mirrored[rows[0] : rows[1] + 1]
    if negative:
        part, other = part[::-1], None if other is None else other[::-1]
    work = _Ordered(fmt, judged[0], part, to_float64(part, fmt), other)
    broken = [work.broken(law) for law in found]
    ends = (work.at(0), work.at(len(part) - 1))
    return Tally(
        tuple(len(b) for b in broken), tuple(work.witness(*pair) for pair in zip(found, broken, strict=True)), ends
    )


class _Ordered(NamedTuple):
    """Results in the order of the inputs."""

    fmt: Format
    low: int
    got: Bits
    values: npt.NDArray[np.float64]
    mirrored: Bits | None

    def broken(self, law: Law) -> npt.NDArray[np.int64]:
        begin = max(law.low - self.low, 0)
        y = self.values[begin : max(law.high - self.low + 1, 0)]
        if law.kind == "at_least":
            rows = y < law.bound
        elif law.kind == "at_most":
            rows = y > law.bound
        elif law.kind == "increasing":
            rows = y[:-1] > y[1:]
        elif law.kind == "decreasing":
            rows = y[:-1] < y[1:]
        else:
            return self._asymmetric(law)
        return np.flatnonzero(rows) + begin

    def _asymmetric(self, law: Law) -> npt.NDArray[np.int64]:
        if self.mirrored is None:
            return np.zeros(0, dtype=np.int64)
        other = to_float64(self.mirrored, self.fmt)
        expected = -other if law.kind == "odd" else other
        nan = np.isnan(self.values) & np.isnan(other)
        return np.flatnonzero((self.values != expected) & ~nan)

    def at(self, row: int) -> Break:
        """Return an input and its result."""
        p = self.low + row
        return Break(p if p >= 0 else ~p | self.fmt.sign_bit, int(self.got[row]))

    def witness(self, law: Law, rows: npt.NDArray[np.int64]) -> Break | None:
        """Return the first place where a law is broken."""
        if not len(rows):
            return None
        row = int(rows[0])
        here = self.at(row)
        if law.kind in ("increasing", "decreasing"):
            there = self.at(row + 1)
            return Break(*here[:2], *there[:2])
        if law.kind in ("odd", "even"):
            assert self.mirrored is not None
            return Break(*here[:2], here.x ^ self.fmt.sign_bit, int(self.mirrored[row]))
        return here


def merged(found: tuple[Law, ...], fmt: Format, lower: Tally, upper: Tally) -> Tally:
    """Return the tally of a stretch and of the one that follows it, the pair across the seam included."""
    counts, first = [], []
    for k, law in enumerate(found):
        seam = _seam(law, fmt, lower, upper)
        counts.append(lower.counts[k] + upper.counts[k] + (seam is not None))
        first.append(lower.first[k] or seam or upper.first[k])
    ends = (lower.ends or upper.ends, upper.ends or lower.ends)
    return Tally(tuple(counts), tuple(first), (ends[0][0], ends[1][1]) if ends[0] and ends[1] else None)


def _seam(law: Law, fmt: Format, lower: Tally, upper: Tally) -> Break | None:
    if law.kind not in ("increasing", "decreasing") or not (lower.ends and upper.ends):
        return None
    left, right = lower.ends[1], upper.ends[0]
    if place(left.x, fmt) < law.low or place(right.x, fmt) > law.high:
        return None
    low, high = to_float64(np.array([left.got, right.got], dtype=bits_dtype(fmt)), fmt).tolist()
    broken = low > high if law.kind == "increasing" else low < high
    return Break(left.x, left.got, right.x, right.got) if broken else None


def counted(found: tuple[Law, ...], total: Tally, fmt: Format) -> tuple[LawCount, ...]:
    """Return the laws with their counts as a verdict holds them."""

    def number(bits: int | None) -> Number | None:
        return None if bits is None else Number(fmt.hex(bits), decimal(bits, fmt))

    return tuple(
        LawCount(law.kind, law.says, count, tuple(n for n in map(number, first or ()) if n))
        for law, count, first in zip(found, total.counts, total.first, strict=True)
    )
