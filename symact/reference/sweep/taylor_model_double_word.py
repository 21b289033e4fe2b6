"""Taylor models in double words: polynomials of about 106 bits with a proved bound.

docs/sweep.md derives the bound line by line.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flint import arb, fmpq

from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.reference.sweep.double_word import STEP, UNIT
from symact.reference.sweep.regimes import at_zero
from symact.reference.sweep.taylor_model import gamma, scaled_series, upward

DEGREES = (4, 12, 28)
"""Degrees of a model, tried one after the other."""

WANTED = 2.0**-80
"""Error of a model relative to its size that is good enough: about one input in 2^26 is left to Ziv's loop."""

SINGLE = 2.0**-88
"""Error, relative to the size, that the coefficients kept in one word may add."""

SMALLEST = 2.0**-900
"""More than all that products below 2^-969 can lose; models have sizes about 1."""

LARGEST_EXPONENT = 2000
"""Models whose size is beyond 2^this, or below 2^-this, are of no use to float64."""

NEAR_TERMS = 8
"""Coefficients of the model at 0."""


@dataclass(frozen=True, slots=True)
class DoubleWordModel:
    """A polynomial in t = (x - middle) / 2^radius, |t| <= 1, standing for a function divided by 2^scale.

    Args:
        middle: float64, exact.
        radius, scale: exponents of two.
        high, low: coefficients as double words, constant term first.
        words: how many coefficients are added in double words; those above are evaluated in float64.
        error: bound of the difference to the polynomial as computed; with a power relative to the result.
        power: of x that multiplies the polynomial.
    """

    middle: float
    radius: int
    scale: int
    high: tuple[float, ...]
    low: tuple[float, ...]
    words: int
    error: float
    power: int = 0


class Fit(NamedTuple):
    """A model that is good enough, or None, and the parts of its error: lost digits, and terms left out."""

    model: DoubleWordModel | None
    lost: float
    rest: float


def fit(program: Program, order: int, middle: fmpq, radius: int, degree: int, precision: int) -> Fit | None:
    """Return a derivative's Taylor model on [middle - 2^radius, middle + 2^radius], None without a finite bound."""
    with working_precision(precision):
        scaled = scaled_series(program, order, middle, fmpq(2) ** radius, degree, precision)
        return _rounded(scaled[:-1], scaled[-1], (int(middle.p) / int(middle.q), radius))


def near_zero(program: Program, order: int, side: int, radius: int, precision: int) -> DoubleWordModel | None:
    """Return x^power * Q(x) for 0 < side * x <= 2^radius with a bound relative to the result, None without one."""
    with working_precision(precision):
        step = arb(fmpq(2) ** radius)
        expansion = at_zero(program, order, side * step, NEAR_TERMS + 8, precision)
        if expansion is None:
            return None
        power, terms, whole = expansion
        last = power + NEAR_TERMS
        scaled = [c * step**k for k, c in enumerate(terms[power:last])]
        found = _rounded(scaled, whole[last] * step**NEAR_TERMS, (0.0, radius))
        if found is None or found.model is None:
            return None
        model = found.model
        least = abs(model.high[0]) * (1 - 4 * UNIT) - sum(map(abs, model.high[1:])) * (1 + 64 * UNIT) - model.error
        if not least > 0.25 * abs(model.high[0]):
            return None
        relative = model.error / least * (1 + 8 * UNIT) + (power + 1) * STEP
        return DoubleWordModel(0.0, radius, model.scale, model.high, model.low, model.words, relative, power)


def _rounded(scaled: Sequence[arb], last: arb, block: tuple[float, int]) -> Fit | None:
    """Return the model with these coefficients in t, given the remainder's."""
    if not all(each.is_finite() for each in (*scaled, last)):
        return None
    size = max((each.abs_upper() for each in scaled), key=float, default=arb(0))
    scale = _exponent(size)
    if abs(scale) > LARGEST_EXPONENT:
        return None
    unit = arb(fmpq(2) ** -scale)
    shown = [each * unit for each in scaled]
    high = tuple(float(each.mid()) for each in shown)
    low = tuple(float((each - arb(h)).mid()) for each, h in zip(shown, high, strict=True))
    words = [arb(h) + arb(w) for h, w in zip(high, low, strict=True)]
    known = sum((arb(each.rad()) for each in shown), arb(0))
    lost = sum((arb((each - w).abs_upper()) for each, w in zip(shown, words, strict=True)), arb(0))
    rest = arb((last * unit).abs_upper())
    count = _double_words(high)
    computed = math.fsum(abs(h) * 1.001 * (2 * min(k, count) + 2) * STEP for k, h in enumerate(high))
    single = math.fsum(abs(h) * gamma(2 * (k - count) + 3) for k, h in enumerate(high) if k >= count)
    error = (upward(lost + rest) + computed + single) * (1 + 16 * UNIT) + SMALLEST
    good = error <= WANTED and math.isfinite(error)
    model = DoubleWordModel(*block, scale, high, low, count, error) if good else None
    return Fit(model, upward(known), upward(rest))


def _exponent(size: arb) -> int:
    """Return the exponent of the power of two next to a number."""
    mantissa, exponent = size.mid().man_exp()
    return int(exponent) + int(mantissa).bit_length() if mantissa != 0 else 0


def _double_words(high: Sequence[float]) -> int:
    """Return how many coefficients need two words; the error of those above, in float64, stays below SINGLE."""
    total = 0.0
    for k in range(len(high) - 1, -1, -1):
        total += abs(high[k]) * gamma(2 * (len(high) - k) + 3)
        if total > SINGLE:
            return k + 1
    return 0
