"""What a device counts of consecutive results, a piece of `AT_ONCE` inputs at a time, and which rows it leaves open.

The rules are those of `symact.judge.exhaustive.float_filter` and `quiet_rows`: a row is counted where its class of the
histogram is certain and it cannot have the greatest error of its segment. Whatever is special (an input that stands
alone, a class of wrong results, a broken invariant, a segment's border) is left to the exact judge, row by row, or by
the whole piece.
"""

from __future__ import annotations

import math
import struct
from typing import Any, NamedTuple

from symact.formats.floating import get_format
from symact.judge.comparison.compare import CLOSE_CALL, HISTOGRAM_EDGES, SLIGHT
from symact.judge.comparison.input_regions import Segment
from symact.judge.exhaustive.invariants import Invariant
from symact.judge.exhaustive.job import AT_ONCE
from symact.judge.exhaustive.quiet_rows import NEXT
from symact.judge.exhaustive.ranges import place
from symact.judge.exhaustive.view import core_or_tail
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.error_bounds import NEGLIGIBLE, ROUNDED
from symact.reference.sweep.on_device import DeviceSweep

FLOAT32 = get_format("float32")

MOST_LEFT = 32
"""Rows of a piece that the exact judge is given one by one; with more of them it is given the piece."""

CLASSES = len(HISTOGRAM_EDGES) + 1

SIGN, SIGNED = FLOAT32.sign_bit, -FLOAT32.sign_bit
"""The sign bit as an encoding has it, and as torch's int32 does."""

LEAST, BELOW = FLOAT32.min_normal_bits, (FLOAT32.emax - FLOAT32.emin + 1) << FLOAT32.fraction_bits
"""Magnitudes of correct results that the filter takes: from LEAST on, below BELOW."""


class Terms(NamedTuple):
    """What decides the figures besides the results, as plain data.

    Args:
        max_ulp: the bound, None for none.
        ends: least and greatest of all correct results, None on a range.
        limits: the results at the outermost inputs, negative and positive.
        floors: by segment, an error that some row is known to have.
        invariants: what the results must obey.
    """

    max_ulp: float | None
    ends: tuple[float, float] | None
    limits: tuple[float, float]
    floors: dict[int, float]
    invariants: tuple[Invariant, ...]


class _Errors(NamedTuple):
    """Errors in ulp, their bounds, and which are of the right binade: tensors."""

    error: Any
    margin: Any
    sure: Any


def summaries(sweep: DeviceSweep, terms: Terms, first: int, got: Any, mirrored: Any) -> list[list[Any] | None]:
    """Return what is counted of each piece, None for one that must be brought back.

    Args:
        sweep: the reference.
        terms: as above.
        first: the first encoding, all of one sign.
        got: the results' encodings, a tensor of int32 whose length is a multiple of `AT_ONCE`.
        mirrored: those at the inputs of the other sign, None where they are not wanted.

    Returns:
        For each piece the fields of `symact.judge.exhaustive.device.reply.Piece`, in their order.
    """
    torch = sweep.torch
    low, high, values, off = sweep.intervals(first, len(got))
    decided = low == high
    errors = _errors(torch, got, values, off)
    quiet = decided & (got == low)
    plain = quiet | _usual(torch, terms, got, low)
    filtered = decided & ~quiet & plain & _certain(torch, terms, errors)
    spoiled = _by_piece(off.isnan() | _lawless(torch, terms, first, got, mirrored)).any(1).tolist()
    ends = _ends(torch, low, decided)
    segments = [
        None if spoiled[k] else segment_of(sweep.sweep, terms.limits, first + k * AT_ONCE, *ends[k])
        for k in range(len(spoiled))
    ]
    left = ~(quiet | filtered)
    for shared in {each for each in segments if each is not None}:
        mask = torch.tensor([each == shared for each in segments], device=got.device).repeat_interleave(AT_ONCE)
        left |= _tops(torch, terms.floors.get(int(shared), 0.0), errors, mask & filtered, mask & quiet)
    filtered &= ~left
    quiet &= ~left
    beyond = filtered & (errors.error > (math.inf if terms.max_ulp is None else terms.max_ulp))
    counts = torch.stack([_by_piece(each).sum(1) for each in (left, quiet, beyond)], 1).tolist()
    histograms = _histograms(torch, errors.error, filtered)
    outer = _by_piece(got)[:, [0, -1]].tolist()
    found: list[list[Any] | None] = []
    for k, segment in enumerate(segments):
        open_, silent, over = counts[k]
        if segment is None or open_ > MOST_LEFT:
            found.append(None)
            continue
        rows = slice(k * AT_ONCE, (k + 1) * AT_ONCE)
        certain = errors.sure[rows] & decided[rows] & plain[rows]
        known = torch.where(certain, errors.error[rows], -1.0)
        places = left[rows].nonzero().reshape(-1)
        alone = zip(places.tolist(), got[rows][places].tolist(), known[places].tolist(), strict=True)
        kept = [[row, _unsigned(bits), error if 0 <= error < math.inf else None] for row, bits, error in alone]
        found.append([int(segment), silent, over, *ends[k], *map(_unsigned, outer[k]), histograms[k], kept])
    return found


def segment_of(sweep: Sweep, limits: tuple[float, float], first: int, least: int, greatest: int) -> Segment | None:
    """Return the segment that all inputs of a piece share, None where it is not plain.

    Args:
        sweep: of the function.
        limits: as in `Terms`.
        first: the first encoding.
        least, greatest: encodings of the correct results least and greatest in modulus, of one sign.
    """
    if (least ^ greatest) & SIGN:
        return None
    lowest, highest = least & ~SIGN, greatest & ~SIGN
    if highest == 0:
        return Segment.UNDERFLOW if sweep.vanishes(first, AT_ONCE) else None
    if lowest < LEAST or highest >= BELOW:
        return None
    ends = sorted(struct.unpack("<2f", struct.pack("<2I", least, greatest)))
    return core_or_tail(FLOAT32, first, AT_ONCE, limits, (ends[0], ends[1]))


def _errors(torch: Any, got: Any, values: Any, off: Any) -> _Errors:
    """Return errors from float64 values, as `symact.reference.sweep.error_bounds.Bounds` and the filter do."""
    size = values.abs()
    field = ((size.view(torch.int64) >> 52) - 1023).clamp(FLOAT32.emin, FLOAT32.emax)
    scale = (1023 + FLOAT32.fraction_bits - field << 52).view(torch.float64)
    margin = off * scale * (1 + ROUNDED)
    units = size * scale
    reach = 2 * margin.clamp(min=2.0 ** (FLOAT32.precision - 50))
    above = (units - reach >= 2.0**FLOAT32.fraction_bits) | (field == FLOAT32.emin)
    below = (units + reach < 2.0**FLOAT32.precision) | (field == FLOAT32.emax)
    error = (got.view(torch.float32).to(torch.float64) - values).abs() * scale
    sure = (above & below | (off == 0)) & error.isfinite()
    margin = torch.where(margin < NEGLIGIBLE, 0.0, margin)
    return _Errors(error, torch.where(margin > 0, margin + error * ROUNDED, 0.0), sure)


def _usual(torch: Any, terms: Terms, got: Any, due: Any) -> Any:
    """Return which results are no class of their own: numbers of the right sign, where a normal number is due."""
    magnitude, size = due & (SIGN - 1), got & (SIGN - 1)
    usual = ((got ^ due) >= 0) & (magnitude >= LEAST) & (magnitude < BELOW) & (size != 0) & (size <= FLOAT32.max_bits)
    if terms.ends is not None:
        numbers = got.view(torch.float32).to(torch.float64)
        usual &= (numbers >= terms.ends[0]) & (numbers <= terms.ends[1])
    return usual


def _certain(torch: Any, terms: Terms, errors: _Errors) -> Any:
    """Return whose class of the histogram, and side of the bound, is certain."""
    error, margin, sure = errors
    edges = torch.tensor(HISTOGRAM_EDGES, dtype=torch.float64, device=error.device)
    certain = sure & (torch.bucketize(error - margin, edges) == torch.bucketize(error + margin, edges))
    if terms.max_ulp is not None:
        certain &= (error - terms.max_ulp).abs() > margin + 2 * CLOSE_CALL * (1 + terms.max_ulp)
    return certain


def _tops(torch: Any, floor: float, errors: _Errors, wrong: Any, quiet: Any) -> Any:
    """Return which rows of a segment may have the greatest error of all."""
    error, margin, sure = errors
    lowest, highest = error - margin, error + margin
    reached = max(float(torch.where(wrong, lowest, 0.0).max()), floor)
    tops = wrong & (highest >= reached)
    if reached >= 0.5:
        return tops
    # A result that is correctly rounded is off by half a unit at most.
    beyond = torch.where(margin < NEXT, 2 * highest, 0.5)
    highest = torch.where(sure, highest, beyond).clamp(max=0.5)
    silent = max(float(torch.where(quiet & sure, lowest, 0.0).max()), reached)
    return tops | quiet & (highest >= silent) & (highest > max(reached, SLIGHT))


def _lawless(torch: Any, terms: Terms, first: int, got: Any, mirrored: Any) -> Any:
    """Return at which results an invariant is broken, of a pair of neighbours at one of them."""
    broken = torch.zeros(len(got), dtype=torch.bool, device=got.device)
    numbers = got.view(torch.float32).to(torch.float64)
    negative = bool(first & SIGN)
    for each in terms.invariants:
        if each.kind in ("odd", "even"):
            if mirrored is not None:
                broken |= (got ^ SIGNED if each.kind == "odd" else got) != mirrored
            continue
        # Negative encodings run against the order of numbers.
        rows = sorted((end - place(first, FLOAT32)) * (-1 if negative else 1) for end in (each.low, each.high))
        part = slice(max(rows[0], 0), max(rows[1] + 1, 0))
        own = numbers[part]
        if each.kind in ("at_least", "at_most"):
            broken[part] |= own < each.bound if each.kind == "at_least" else own > each.bound
        elif len(own) > 1:
            rises = (each.kind == "increasing") != negative
            broken[part][1:] |= own[:-1] > own[1:] if rises else own[:-1] < own[1:]
    return broken


def _ends(torch: Any, due: Any, decided: Any) -> list[tuple[int, int]]:
    """Return the encodings of the results least and greatest in modulus of each piece; of two signs if it has both."""
    magnitude, negative = due & (SIGN - 1), due < 0
    least = _by_piece(torch.where(decided, magnitude, SIGN - 1)).amin(1).tolist()
    greatest = _by_piece(torch.where(decided, magnitude, 0)).amax(1).tolist()
    signs = [_by_piece(decided & side).any(1).tolist() for side in (~negative, negative)]
    return [
        (least[k] | (0 if positive else SIGN), greatest[k] | (SIGN if below else 0))
        for k, (positive, below) in enumerate(zip(*signs, strict=True))
    ]


def _histograms(torch: Any, error: Any, rows: Any) -> list[list[int]]:
    """Return the histogram of some rows' errors, by piece."""
    edges = torch.tensor(HISTOGRAM_EDGES, dtype=torch.float64, device=error.device)
    chosen = rows.nonzero().reshape(-1)
    keys = chosen // AT_ONCE * CLASSES + torch.bucketize(error[chosen], edges)
    counts = torch.bincount(keys, minlength=len(error) // AT_ONCE * CLASSES)
    return counts.reshape(-1, CLASSES).tolist()  # type: ignore[no-any-return]


def _by_piece(column: Any) -> Any:
    return column.reshape(-1, AT_ONCE)


def _unsigned(bits: int) -> int:
    """Return an encoding that torch's int32 holds."""
    return bits & (2 * SIGN - 1)
