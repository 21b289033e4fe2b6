"""Numbers of two float64 words, an exponent and a bound of their error, as arrays; none overflows or vanishes.

A number is (high + low) * 2^exponent * (1 + d) with |d| <= error, high of magnitude 1 to 64 or 0. An error of 0 means
the exact number. The algorithms and bounds are those of `symact.reference.sweep.double_word`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, Mask, to_float64
from symact.formats.floating import Format
from symact.formats.round_to_odd import WIDE_EXPONENT, RoundToOdd
from symact.reference.sweep import double_word
from symact.reference.sweep.double_word import PRODUCT, STEP, UNIT, Words, plus, two_sum

SPLIT = 2.0**-105
"""More than the relative error of 128 bits rounded to odd, cut into two float64."""

APART = 300
"""Binary places beyond which the smaller term of a sum is only an error."""

Exponents = npt.NDArray[np.int64]


class ScaledWords(NamedTuple):
    """Arrays of numbers.

    Args:
        high, low: the words.
        exponent: of the power of two, int64.
        error: bound of the relative error, float64.
    """

    high: Floats
    low: Floats
    exponent: Exponents
    error: Floats

    def take(self, rows: Any) -> ScaledWords:
        """Return some of the numbers, chosen by an index of NumPy."""
        return ScaledWords(*(each[rows] for each in self))


def of_values(values: Sequence[RoundToOdd | None]) -> ScaledWords:
    """Return values rounded to odd; 0 where there is none, an infinite error where only the sign is known."""
    found = np.array([_words(each) for each in values], dtype=np.float64).reshape(-1, 4)
    return ScaledWords(found[:, 0], found[:, 1], found[:, 2].astype(np.int64), found[:, 3])


def _words(value: RoundToOdd | None) -> tuple[float, float, int, float]:
    if value is None or value.significand == 0:
        return 0.0, 0.0, 0, 0.0
    length = value.significand.bit_length()
    cut = max(length - 53, 0)
    upper, lower = value.significand >> cut, value.significand & ((1 << cut) - 1)
    sign = -1.0 if value.negative else 1.0
    # CPython rounds an integer to float64 correctly; a lower word of at most 53 bits is exact.
    high, low = float(upper) * 2.0 ** (cut - length + 1), float(lower) * 2.0 ** (1 - length)
    words = high + low, low - ((high + low) - high)
    if abs(value.exponent) >= WIDE_EXPONENT:
        return sign, 0.0, 0, math.inf
    exact = value.exact and lower.bit_length() <= 53
    return sign * words[0], sign * words[1], value.exponent + length - 1, 0.0 if exact else SPLIT


def of_numbers(bits: Bits, fmt: Format) -> ScaledWords:
    """Return the numbers of finite encodings, exactly."""
    significand, exponent = np.frexp(to_float64(bits, fmt))
    zero = np.zeros(len(bits))
    return ScaledWords(significand * 2, zero, exponent.astype(np.int64) - 1, zero)


def product(a: ScaledWords, b: ScaledWords) -> ScaledWords:
    """Return a * b."""
    words = double_word.product(Words(a.high, a.low), Words(b.high, b.low))
    # Two words of one float64 each have an exact product.
    inexact = (a.low != 0) | (b.low != 0)
    error = (a.error + b.error) * (1 + 2 * UNIT) + np.where(inexact, PRODUCT, 0.0)
    return ScaledWords(words.high, words.low, a.exponent + b.exponent, error)


def total(a: ScaledWords, b: ScaledWords) -> ScaledWords:
    """Return a + b; the error is infinite where all digits cancel."""
    exponent = np.where(a.high == 0, b.exponent, np.where(b.high == 0, a.exponent, np.maximum(a.exponent, b.exponent)))
    (one, far_one), (other, far_other) = (_aligned(each, exponent) for each in (a, b))
    high, low = plus(one, other)
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = (np.abs(one.high) * a.error + np.abs(other.high) * b.error) / np.abs(high)
        lost += np.where(far_one | far_other, 2.0 ** (8 - APART), 0.0)
    single = (a.low == 0) & (b.low == 0) & ~far_one & ~far_other
    error = lost * (1 + 2.0**-40) + np.where(single, 0.0, STEP)
    error = np.where(high == 0, np.inf, error)
    # Cancellation takes leading digits away: the high word is brought back to where it was.
    scaled, shift = np.frexp(high)
    found = np.ldexp(low, 1 - shift)
    return ScaledWords(scaled * 2, found, exponent + shift - 1, error)


def _aligned(a: ScaledWords, exponent: Exponents) -> tuple[Words, Mask]:
    """Return words for another exponent, and where the number is too small to count."""
    shift = a.exponent - exponent
    far = (shift < -APART) & (a.high != 0)
    kept = np.where(far | (a.high == 0), 0, shift).astype(np.int32)
    high, low = (np.where(far, 0.0, np.ldexp(word, kept)) for word in (a.high, a.low))
    return Words(high, low), far


class Rounded(NamedTuple):
    """Numbers rounded to a format.

    Args:
        bits: the encodings, to nearest even.
        certain: where the encoding is certain, and whether anything was rounded.
        exact, tie: whether nothing was rounded, or the number lay halfway between two of the format.
        exponent: e with ulp(number) = 2^e.
        residual: what rounding cut off, ulp.
        margin: bound of the residual's error, ulp.
    """

    bits: Bits
    certain: Mask
    exact: Mask
    tie: Mask
    exponent: npt.NDArray[np.int32]
    residual: Floats
    margin: Floats


def round_to(a: ScaledWords, fmt: Format) -> Rounded:
    """Return numbers rounded to a format of at most 64 bits; zeros are not certain."""
    negative = (a.high < 0) | ((a.high == 0) & np.signbit(a.high))
    high, low = np.abs(a.high), np.where(negative, -a.low, a.low)
    significand, shift = np.frexp(high)
    top = a.exponent + shift - 1
    # Just below a power of two begins the binade below.
    power = significand == 0.5
    top -= power & (low < 0)
    certain = np.isfinite(a.error) & (high > 0)
    relative = np.where(certain, a.error, 1.0)
    certain &= ~(power & (relative > 0) & (np.abs(low) <= 2 * relative * high))
    unit = np.maximum(top, fmt.emin) - fmt.fraction_bits
    # A number far below the smallest one keeps its sign, and rounds to 0.
    down = np.maximum(a.exponent - unit, -900).astype(np.int32)
    whole, part = np.ldexp(high, down), np.ldexp(low, down)
    count = np.rint(whole)
    rest, tail = two_sum(whole - count, part)
    up = (rest > 0.5) | ((rest == 0.5) & (tail > 0))
    below = (rest < -0.5) | ((rest == -0.5) & (tail < 0))
    step = up.astype(np.float64) - below
    half = (np.abs(rest) == 0.5) & (tail == 0)
    count = count + step
    odd = count % 2 == 1
    # A tie was broken by the high word alone; it goes to the even neighbour.
    count = np.where(half & odd, count + np.sign(rest), count)
    rest = np.where(half & odd, -rest, rest) - step
    error = 2 * relative * whole
    exactly = relative == 0
    boundary = np.abs(np.abs(rest + tail) - 0.5) <= error + 2.0**-52 * ~exactly
    certain &= exactly | ~(boundary | (np.abs(rest + tail) <= error))
    exponent = np.minimum(unit, fmt.emax - fmt.fraction_bits)
    bits = ((exponent - fmt.quantum) << fmt.fraction_bits) + count.astype(np.int64)
    beyond = (unit > exponent) | (bits > fmt.max_bits)
    bits = np.where(beyond, fmt.overflow_bits, bits).astype(np.uint64)
    bits |= negative.astype(np.uint64) << np.uint64(fmt.width - 1)
    residual = np.where(beyond, 0.0, rest + tail) * np.where(negative, -1.0, 1.0)
    found: Bits = bits.astype(f"u{max(1, fmt.width // 8)}")
    return Rounded(
        found,
        np.asarray(certain),
        np.asarray(exactly & (rest == 0) & (tail == 0)),
        np.asarray(exactly & half),
        exponent.astype(np.int32),
        residual,
        np.where(exactly, 0.0, error),
    )
