"""How often results break the invariants of a function: counts and first places, which add up; NumPy alone."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, bits_dtype, magnitude_ends, to_float64
from symact.formats.decimals import decimal
from symact.formats.floating import Format
from symact.judge.exhaustive.invariants import Invariant
from symact.judge.exhaustive.ranges import place
from symact.judge.figures.result import Number
from symact.judge.figures.verdict import InvariantCount


class Break(NamedTuple):
    """Where an invariant is broken: encodings of an input and its result, and of the other input, if it takes two."""

    x: int
    got: int
    other_x: int | None = None
    other_got: int | None = None


class Tally(NamedTuple):
    """How often each invariant is broken among neighbouring inputs, with the first place; and the outermost results.

    Args:
        counts, first: by invariant.
        ends: the outermost inputs and results, None without any.
    """

    counts: tuple[int, ...]
    first: tuple[Break | None, ...]
    ends: tuple[Break, Break] | None = None


def nothing(found: tuple[Invariant, ...]) -> Tally:
    """Return the tally of no inputs."""
    return Tally((0,) * len(found), (None,) * len(found))


def tally(
    found: tuple[Invariant, ...],
    fmt: Format,
    first: int,
    got: Bits,
    judged: tuple[int, int] | None,
    mirrored: Bits | None,
) -> Tally:
    """Count where consecutive results break invariants.

    Args:
        found: the invariants.
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
    work = _Ordered(fmt, judged[0], part, other)
    broken = [work.broken(invariant) for invariant in found]
    ends = (work.at(0), work.at(len(part) - 1))
    return Tally(
        tuple(len(b) for b in broken), tuple(work.witness(*pair) for pair in zip(found, broken, strict=True)), ends
    )


class _Ordered(NamedTuple):
    """Results in the order of the inputs."""

    fmt: Format
    low: int
    got: Bits
    mirrored: Bits | None

    def broken(self, invariant: Invariant) -> npt.NDArray[np.int64]:
        begin = max(invariant.low - self.low, 0)
        got = self.got[begin : max(invariant.high - self.low + 1, 0)]
        if invariant.kind in ("odd", "even"):
            return self._asymmetric(invariant)
        find = self._beyond if invariant.kind in ("at_least", "at_most") else self._backward
        return find(invariant, got) + begin

    def _beyond(self, invariant: Invariant, got: Bits) -> npt.NDArray[np.int64]:
        """Return where results are beyond a bound; nowhere if the outermost two are not."""
        ends = magnitude_ends(got, self.fmt)
        outermost = () if ends is None else ([each | int(got[0]) & self.fmt.sign_bit for each in ends],)
        rows = np.zeros(0, dtype=np.int64)
        for bits in (*outermost, got):
            y = to_float64(np.asarray(bits, dtype=got.dtype), self.fmt)
            rows = np.flatnonzero(y < invariant.bound if invariant.kind == "at_least" else y > invariant.bound)
            if not len(rows):
                break
        return rows

    def _backward(self, invariant: Invariant, got: Bits) -> npt.NDArray[np.int64]:
        """Return where results do not rise, or fall, as they must; encodings of one sign have the numbers' order."""
        one_sign = magnitude_ends(got, self.fmt) is not None
        y = got if one_sign else to_float64(got, self.fmt)
        upward = (invariant.kind == "increasing") != (one_sign and bool(int(got[0]) & self.fmt.sign_bit))
        return np.flatnonzero(y[:-1] > y[1:] if upward else y[:-1] < y[1:])

    def _asymmetric(self, invariant: Invariant) -> npt.NDArray[np.int64]:
        if self.mirrored is None:
            return np.zeros(0, dtype=np.int64)
        flipped = self.fmt.sign_bit if invariant.kind == "odd" else 0
        rows = np.flatnonzero(self.got ^ self.got.dtype.type(flipped) != self.mirrored)
        values, other = (to_float64(bits[rows], self.fmt) for bits in (self.got, self.mirrored))
        nan = np.isnan(values) & np.isnan(other)
        broken: npt.NDArray[np.int64] = rows[(values != (-other if flipped else other)) & ~nan]
        return broken

    def at(self, row: int) -> Break:
        """Return an input and its result."""
        p = self.low + row
        return Break(p if p >= 0 else ~p | self.fmt.sign_bit, int(self.got[row]))

    def witness(self, invariant: Invariant, rows: npt.NDArray[np.int64]) -> Break | None:
        """Return the first place where an invariant is broken."""
        if not len(rows):
            return None
        row = int(rows[0])
        here = self.at(row)
        if invariant.kind in ("increasing", "decreasing"):
            there = self.at(row + 1)
            return Break(*here[:2], *there[:2])
        if invariant.kind in ("odd", "even"):
            assert self.mirrored is not None
            return Break(*here[:2], here.x ^ self.fmt.sign_bit, int(self.mirrored[row]))
        return here


def merged_tallies(found: tuple[Invariant, ...], fmt: Format, lower: Tally, upper: Tally) -> Tally:
    """Return the tally of neighbouring inputs and of those that follow them, the pair across the seam included."""
    counts, first = [], []
    for k, invariant in enumerate(found):
        seam = _seam(invariant, fmt, lower, upper)
        counts.append(lower.counts[k] + upper.counts[k] + (seam is not None))
        first.append(lower.first[k] or seam or upper.first[k])
    ends = (lower.ends or upper.ends, upper.ends or lower.ends)
    return Tally(tuple(counts), tuple(first), (ends[0][0], ends[1][1]) if ends[0] and ends[1] else None)


def _seam(invariant: Invariant, fmt: Format, lower: Tally, upper: Tally) -> Break | None:
    if invariant.kind not in ("increasing", "decreasing") or not (lower.ends and upper.ends):
        return None
    left, right = lower.ends[1], upper.ends[0]
    if place(left.x, fmt) < invariant.low or place(right.x, fmt) > invariant.high:
        return None
    low, high = to_float64(np.array([left.got, right.got], dtype=bits_dtype(fmt)), fmt).tolist()
    broken = low > high if invariant.kind == "increasing" else low < high
    return Break(left.x, left.got, right.x, right.got) if broken else None


def tallied(found: tuple[Invariant, ...], total: Tally, fmt: Format) -> tuple[InvariantCount, ...]:
    """Return the invariants with their counts as a verdict holds them."""

    def number(bits: int | None) -> Number | None:
        return None if bits is None else Number(fmt.hex(bits), decimal(bits, fmt))

    return tuple(
        InvariantCount(invariant.kind, invariant.says, count, tuple(n for n in map(number, first or ()) if n))
        for invariant, count, first in zip(found, total.counts, total.first, strict=True)
    )
