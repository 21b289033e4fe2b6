"""Numbers read off a candidate's results: the value of one constant with which a function gives them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from symact.definition.pieces import Piece
from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.formats.floating import Format
from symact.judge.diagnosis.informative_rows import HALF_WAY, Informative
from symact.judge.written_numbers import written

TRIED, HOPELESS = 3, 0.1
"""After so many rounds this share of the rows agrees, or the number is given up."""

ROUNDS = 5
NUDGE = 2.0**-20

EXACTLY = 0.95
"""Share of the results from which on they are those of one function, rounded once."""

ROUNDS_AS_WELL, ROUNDS_TO = 0.01, 0.05
"""A number that a person would write may round to so many fewer of the results than the one read off them; or, if no
number of few digits is so good, to so many fewer."""

DIVISORS = 3
"""Digits at most of a number that somebody divided by."""

SIMPLE = 10**6
"""Denominators up to which a float64 number is taken for a fraction that rounds to it."""

UNITS = {
    Fraction(value): name
    for one, text in ((math.pi, "pi"), (2 * math.pi, "(2*pi)"), (math.log(2), "log(2)"), (math.log(10), "log(10)"))
    for value, name in ((one, text), (1 / one, f"1/{text}"))
} | {Fraction(math.pi / 180): "pi/180", Fraction(180 / math.pi): "180/pi"}
"""Factors of other units of angles and other bases of powers and logarithms, and their names."""

NOTHING = 2.0**-10
"""A number below this share of the right one may stand for 0."""

TELLING = 3
"""Rows, at least, that tell a number from one twice as far from the right one."""

SAME = 2.0**-22
"""A number that differs by less, relatively, from the right one explains nothing."""


@dataclass(frozen=True)
class Fitted:
    """A number, the share of informative rows with which the function of it agrees, and of those that it rounds to."""

    value: Fraction
    share: float
    rounded: float


def fit(informative: Informative, read: Informative, pieces: Sequence[Piece], start: float) -> float | None:
    """Return the value of `KNOB` near a start that fits best, by Newton's method on the median row, or None.

    At last it is read off the rows of `read`, as where most of them agree.
    """
    value = start
    try:
        for count in range(ROUNDS):
            last = count == ROUNDS - 1
            about = read if last else informative
            case, rows = about.case, about.rows
            here = about.values(pieces, value)
            if count == TRIED and about.share(here) < HOPELESS:
                return None
            step = abs(value) * NUDGE or NUDGE
            with np.errstate(all="ignore"):
                slope = (about.values(pieces, value + step) - here) / step
                wanted = (case.got[rows] - here) / slope
                # Rows that the constant hardly moves are no evidence about it.
                weight = np.abs(slope) / np.maximum(np.abs(here), np.abs(case.got[rows]))
            known = np.isfinite(wanted) & np.isfinite(weight) & (weight > 0)
            if known.sum() < 4:
                return None
            strong = known & (weight >= np.quantile(weight[known], 0.25))
            if last:
                with np.errstate(all="ignore"):
                    room = np.abs(about.room / slope)
                value += _commonest(wanted[strong], room[strong])
            else:
                value += float(np.median(wanted[strong]))
            if not abs(value) < 1e6:
                return None
    except SymactError:
        return None
    return value


def _commonest(places: Floats, room: Floats) -> float:
    """Return the middle of where most of some intervals overlap: results of few bits leave each much room."""
    ends = np.concatenate([places - room, places + room])
    order = np.argsort(ends, kind="stable")
    depth = np.cumsum(np.repeat([1, -1], len(places))[order])
    deepest = int(np.argmax(depth))
    return float((ends[order[deepest]] + ends[order[deepest + 1]]) / 2)


def fitted(
    informative: Informative, pieces: Sequence[Piece], start: float, likely: Sequence[Fraction]
) -> Fitted | None:
    """Return the number with which a function gives the results, one that a person would write if there is one.

    Args:
        informative: the rows.
        pieces: of the function, with `KNOB` in place of the number.
        start: the right value.
        likely: numbers to be tried first, such as the right one cut to a few digits.
    """
    if (simple := _simple(informative, pieces, start)) is not None:
        return simple
    for read in (informative.finer, informative):
        value = fit(informative, read, pieces, start)
        if value is None or abs(value - start) <= SAME * abs(start):
            return None
        best = read.values(pieces, value)
        most, rounding = read.share(best), read.rounded(best)
        if most < HALF_WAY:
            return None
        # Where steps were rounded too, many rows tell no more than a few of what a person wrote.
        if rounding >= EXACTLY or read is informative:
            near = _written_near(read, pieces, start, value, likely, most, rounding)
            return near if near is None or _told(read, pieces, start, near) else None
    return None


def _told(informative: Informative, pieces: Sequence[Piece], start: float, found: Fitted) -> bool:
    """Whether the results tell the number from one twice as far from the right one; 0 leaves out what it stands in."""
    farther = start + 2 * (float(found.value) - start)
    lost = found.share - informative.share(informative.values(pieces, farther))
    return not found.value or lost * len(informative.rows) > TELLING - 0.5


def _simple(informative: Informative, pieces: Sequence[Piece], start: float) -> Fitted | None:
    """Return 1, the right number with another sign, halved, doubled or as a divisor, or 0, if the results show it.

    Of a factor that is 1 also what another unit of angles or another base of logarithms and powers makes of it.

    Newton's method does not come so far, where the function is periodic in it, say.
    """
    simple, exact = Fraction(start).limit_denominator(SIMPLE), Fraction(start)
    right = simple if float(simple) == start else exact
    divisor = 1 / right if right else right
    units = tuple(UNITS) if right == 1 else ()
    for number in dict.fromkeys((Fraction(1), -right, right / 2, right * 2, divisor, Fraction(0), *units)):
        if number != right:
            with suppress(SymactError):
                values = informative.values(pieces, float(number))
                if (rounded := informative.rounded(values)) >= EXACTLY:
                    return Fitted(number, informative.share(values), rounded)
    return None


def _kept(number: Fraction, fmt: Format) -> Fraction:
    bits = fmt.from_fraction(number)
    return fmt.to_fraction(bits) if fmt.is_finite(bits) else number


def _written_near(
    informative: Informative,
    pieces: Sequence[Piece],
    start: float,
    value: float,
    likely: Sequence[Fraction],
    most: float,
    rounding: float,
) -> Fitted | None:
    """Return a number that a person would write and that gives the results as well as the one read off them."""
    # A number that is nothing beside the right one is a term or a factor that was left out.
    if abs(value) < NOTHING * abs(start):
        values = informative.values(pieces, 0.0)
        if (share := informative.share(values)) >= most - 0.02:
            return Fitted(Fraction(0), share, informative.rounded(values))
    divisors = [1 / Fraction(f"{1 / value:.{digits}e}") for digits in range(DIVISORS)] if value else []
    rounding = max([rounding, *(informative.rounded(informative.values(pieces, float(each))) for each in divisors)])
    close: Fitted | None = None
    numbers = (*likely, *written(value, divisors if rounding >= EXACTLY else []))
    # A kernel keeps what a person wrote in its format: 0.1f.
    kept = [_kept(number, informative.case.format) for number in numbers] if rounding >= EXACTLY else []
    for number in dict.fromkeys((*numbers, *kept)):
        if number and abs(float(number) / value - 1) < 0.02 and abs(float(number) - start) > SAME * abs(start):
            values = informative.values(pieces, float(number))
            share, rounds = informative.share(values), informative.rounded(values)
            if share >= most - 0.02 and rounds >= rounding - ROUNDS_TO:
                if rounding < EXACTLY or rounds >= rounding - ROUNDS_AS_WELL:
                    return Fitted(number, share, rounds)
                close = close or Fitted(number, share, rounds)
    return close
