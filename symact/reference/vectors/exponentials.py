"""exp, sums and logarithms of double words as arrays, with proved bounds: what the filter of vectors computes with.

No function of libm is trusted: float64 sums and products alone, and constants from Arb. u = 2^-53; docs/vectors.md has
the bounds line by line, in the order of the code.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from flint import arb

from symact.enclosure.precision import working_precision
from symact.formats.arrays import Floats
from symact.reference.sweep.double_word import UNIT, Words, fast_two_sum, plus, product, split, two_product, two_sum

PARTS = 10
"""The argument of the series is below ln(2)/2^(PARTS + 1)."""

LEAST = -600.0
"""Arguments below this give 0."""

NOTHING = 2.0**-864
"""More than exp(LEAST)."""

TERM = 2.0**-85.9
"""Relative error of `exponential` at most, for arguments from LEAST to 0 that are known to ARGUMENT of themselves."""

ARGUMENT = 16 * UNIT * UNIT
"""More than the relative error of a product of two double words whose one factor is known to 2^-106."""

LOG = 2.0**-84
"""Absolute error of `logarithm` at most, for a total that is known to 2^-85 of itself."""

SMALL = 2.0**-20
"""Below this the logarithm of 1 + s is a series."""

SERIES = 2.0**-70
"""Relative error of that series at most, for an s that is known to 2^-85 of itself."""


class Constants(NamedTuple):
    """What `exponential` needs.

    Args:
        rate: 2^PARTS/ln(2).
        steps: ln(2)/2^PARTS in three words; products of the first two with integers below 2^20 are exact.
        powers: 2^(j/2^PARTS) for j below 2^PARTS, high words and low words.
    """

    rate: float
    steps: tuple[float, float, float]
    powers: Words


@lru_cache(maxsize=1)
def constants() -> Constants:
    """Return the constants, correctly rounded from Arb's balls."""
    with working_precision(400):
        step = arb.const_log2() / (1 << PARTS)
        words, rest = [], step
        for bits in (32, 32, 53):
            words.append(_leading(rest, bits))
            rest -= words[-1]
        powers = [two_words((step * j).exp()) for j in range(1 << PARTS)]
    high, low = np.array(powers).T.copy()
    return Constants(1 / words[0], (words[0], words[1], words[2]), Words(high, low))


def two_words(ball: arb) -> tuple[float, float]:
    """Return two float64 words of a number in a narrow ball, to 2^-106 of it."""
    high = _leading(ball, 53)
    return high, _leading(ball - high, 53)


def _leading(ball: arb, bits: int) -> float:
    """Return the number of so many bits that is nearest to a narrow ball's middle."""
    mantissa, exponent = (int(part) for part in ball.mid().man_exp())
    cut = max(0, abs(mantissa).bit_length() - bits)
    return float(np.ldexp(float((mantissa + (1 << cut >> 1)) >> cut), exponent + cut))


def exponential(d: Words) -> Words:
    """Return exp(d) for d <= 0, relative error at most TERM; 0 for d below LEAST.

    Args:
        d: double words, to ARGUMENT of the argument itself.
    """
    rate, (first, second, third), powers = constants()
    vanishing = d.high < LEAST
    # Whatever is computed there is thrown away.
    high, low = np.where(vanishing, 0.0, d.high), np.where(vanishing, 0.0, d.low)
    k = np.rint(high * rate)
    once = two_sum(high, -(k * first))
    twice = two_sum(once.high, -(k * second))
    r = two_sum(twice.high, ((twice.low + once.low) + low) - k * third)
    grown = _grown(r)
    integers = k.astype(np.int64)
    place = integers & ((1 << PARTS) - 1)
    power = Words(powers.high[place], powers.low[place])
    rise = two_product(grown.high, power.high, split(power.high))
    rest = rise.low + (power.high * grown.low + power.low * grown.high)
    sum_ = fast_two_sum(power.high, rise.high)
    result = fast_two_sum(sum_.high, sum_.low + (power.low + rest))
    scale = ((integers >> PARTS) + 1023 << 52).view(np.float64)
    scale[vanishing] = 0.0
    return Words(result.high * scale, result.low * scale)


def _grown(r: Words) -> Words:
    """Return exp(r) - 1 for |r| < 2^-11.49, absolute error below 2^-86.3."""
    z = r.high
    square = two_product(z, z, split(z))
    low = 0.5 * (square.low + (2.0 * z) * r.low)
    tail = (((z / 720.0 + 1 / 120.0) * z + 1 / 24.0) * z + 1 / 6.0) * z * square.high
    once = fast_two_sum(z, 0.5 * square.high)
    return two_sum(once.high, once.low + (r.low + (low + tail)))


def total(terms: Words) -> Words:
    """Return the sums along the last axis, in pairs.

    The error is at most `levels` times STEP times the sum of the terms' moduli.
    """
    while terms.high.shape[-1] > 1:
        half, odd = divmod(terms.high.shape[-1], 2)
        left, right = (Words(*(word[..., part] for word in terms)) for part in (slice(0, half), slice(half, 2 * half)))
        pairs = plus(left, right)
        if odd:
            pairs = Words(*(np.concatenate([a, b[..., -1:]], axis=-1) for a, b in zip(pairs, terms, strict=True)))
        terms = pairs
    return Words(terms.high[..., 0], terms.low[..., 0])


def levels(length: int) -> int:
    """Return how many sums lie above a term of `total`."""
    return (length - 1).bit_length()


def logarithm(whole: npt.NDArray[np.float64], rest: Words) -> tuple[Words, Floats]:
    """Return log(m + s) for integers m >= 1 and s >= 0, and a bound of its absolute error.

    Args:
        whole: m.
        rest: s, known to 2^-85 of itself.
    """
    sum_ = plus(Words(whole, np.zeros_like(whole)), rest)
    # Only a guess: what separates it from the logarithm is computed.
    guess = np.maximum(np.log(sum_.high), 0.0)
    ratio = product(sum_, exponential(Words(-guess, np.zeros_like(guess))))
    off = (ratio.high - 1.0) + ratio.low
    found = two_sum(guess, off - 0.5 * off * off)
    # A poor guess would leave out more of the series.
    error = np.where(np.abs(off) < 2.0**-45, LOG, np.inf)
    small = (whole == 1.0) & (rest.high < SMALL)
    s = rest.high
    series = fast_two_sum(s, rest.low - s * s * (0.5 - s * (1 / 3.0 - s * (0.25 - s / 5.0))))
    result = Words(np.where(small, series.high, found.high), np.where(small, series.low, found.low))
    return result, np.where(small, SERIES * s, error)
