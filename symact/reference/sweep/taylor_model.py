"""Taylor models: float64 polynomials with a proved bound on everything that separates them from the function.

docs/sweep.md derives the bound line by line.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from flint import arb, fmpq

from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.formats.arrays import Floats

PRECISION = 96
"""Working precision, bits, of the coefficients."""

UNIT = 2.0**-53
"""Unit roundoff of float64."""

SMALLEST = 2.0**-1060
"""More than all that gradual underflow can lose in one evaluation."""

LARGEST = 2.0**960
"""Coefficients beyond this are not trusted to float64."""


def gamma(count: int) -> float:
    """Return a bound of |(1 + d_1)...(1 + d_n) - 1| for |d_i| <= UNIT (Higham 2002, lemma 3.1)."""
    return count * UNIT / (1 - count * UNIT) * (1 + 4 * UNIT)


@dataclass(frozen=True, slots=True)
class Model:
    """A polynomial in t on [-1, 1], standing for a function of x = middle + radius * t.

    Args:
        coefficients: float64, constant term first.
        error: bound of |function - value of the polynomial as Horner's rule in float64 computes it|.
        size: bound of the polynomial's modulus, and of every partial result.
    """

    coefficients: tuple[float, ...]
    error: float
    size: float

    @property
    def relative(self) -> float:
        """The bound relative to the constant term; infinite where that is 0."""
        return self.error / abs(self.coefficients[0]) if self.coefficients[0] else math.inf


def upward(bound: arb) -> float:
    """Return a float64 that is at least the upper end of a ball."""
    return math.nextafter(float(bound.upper()), math.inf) * (1 + 4 * UNIT)


class Fit(NamedTuple):
    """A model and the two parts of its error: coefficients that are not known better, and the terms left out."""

    model: Model
    lost: float
    rest: float


def fit(program: Program, order: int, middle: fmpq, radius: fmpq, degree: int, precision: int) -> Fit | None:
    """Return the Taylor model of a derivative on a block, None where it has no finite bound.

    Args:
        program: f on a neighbourhood of the block.
        order: of the derivative.
        middle, radius: of the block, exact.
        degree: of the polynomial.
        precision: working precision, bits.
    """
    with working_precision(precision):
        scaled = scaled_series(program, order, middle, radius, degree, precision)
        if not all(each.is_finite() and each.abs_upper() < LARGEST for each in scaled):
            return None
        rounded = tuple(float(each.mid()) for each in scaled[:-1])
        known = sum((arb(each.rad()) for each in scaled[:-1]), arb(0))
        lost = sum((arb((each - arb(c)).abs_upper()) for each, c in zip(scaled, rounded, strict=False)), arb(0))
        rest = arb(scaled[-1].abs_upper())
        return Fit(rounded_model(rounded, upward(lost + rest)), upward(known), upward(rest))


@lru_cache(maxsize=512)
def factor(order: int, k: int) -> int:
    """Return (k + order)!/k!: the k-th Taylor coefficient of the derivative is this times the (k + order)-th of f."""
    return math.perm(k + order, order)


def scaled_series(program: Program, order: int, middle: fmpq, radius: fmpq, degree: int, precision: int) -> list[arb]:
    """Return the Taylor coefficients of a derivative in t with x = middle + radius t, and the remainder's last."""
    at = program.series(arb(middle), order + degree + 1, precision)[order:]
    ball = arb(middle) + arb(0, 1) * arb(radius)
    last = program.series(ball, order + degree + 2, precision)[order + degree + 1]
    step, power, scaled = arb(radius), arb(1), []
    for k, coefficient in enumerate([*at, last]):
        scaled.append(coefficient * power * factor(order, k))
        power *= step
    return scaled


def rounded_model(coefficients: tuple[float, ...], error: float) -> Model:
    """Return a model with what Horner's rule in float64 may add to an error; fused or not."""
    size = math.fsum(map(abs, coefficients)) * (1 + 64 * UNIT)
    horner = math.fsum(abs(c) * gamma(2 * k + 1) for k, c in enumerate(coefficients))
    return Model(coefficients, (error + horner) * (1 + 16 * UNIT) + SMALLEST, size)


@lru_cache(maxsize=64)
def shifts(degree: int, count: int) -> tuple[Floats, Floats]:
    """Return the matrices that expand a polynomial on [-1, 1] around the middles of equal parts.

    Returns:
        (matrix, bound): matrix[k, i, j] is the coefficient that t^k contributes to s^j on part i, where
        t = t_i + s/count, correctly rounded; bound[k, j] is its largest modulus over all parts.
    """
    size = degree + 1
    matrix = np.zeros((size, count, size))
    for i in range(count):
        middle = 2 * i + 1 - count
        for k in range(size):
            for j in range(k + 1):
                # C(k, j) t_i^(k-j) count^-j, t_i = middle/count: an integer over a power of two.
                matrix[k, i, j] = math.comb(k, j) * middle ** (k - j) / count**k
    return matrix, np.abs(matrix).max(axis=1)


@dataclass(frozen=True, slots=True)
class Parts:
    """A model expanded around the middles of equal parts of its block.

    Args:
        coefficients: shape (parts, degree + 1), constant terms first.
        error: bound for every part, as in `Model`.
        size: as in `Model`.
    """

    coefficients: Floats
    error: float
    size: float


def divide(model: Model, count: int, wanted: float) -> Parts:
    """Expand a model on equal parts, with as few coefficients as keep what is dropped below a bound."""
    degree = len(model.coefficients) - 1
    matrix, largest = shifts(degree, count)
    absolute = np.abs(np.array(model.coefficients))
    reach = (absolute @ largest) * (1 + 64 * UNIT)
    kept = degree + 1
    while kept > 1 and reach[kept - 1 :].sum() * (1 + 64 * UNIT) < wanted:
        kept -= 1
    dropped = float(reach[kept:].sum()) * (1 + 64 * UNIT)
    coefficients = np.tensordot(np.array(model.coefficients), matrix[:, :, :kept], axes=1)
    # A coefficient is a sum of degree + 1 products, in any order, fused or not, of rounded entries.
    summed = float(reach[:kept].sum()) * gamma(degree + 3)
    # So is a value: a sum of products of coefficients and rounded powers. Horner's rule is off by less than this bound
    # allows, or than its own.
    value = float(reach[:kept].sum()) * (1 + gamma(degree + 3)) * gamma(kept + 2)
    horner = math.fsum(float(reach[k]) * (1 + gamma(degree + 3)) * gamma(2 * k + 1) for k in range(kept))
    size = float(reach.sum()) * (1 + 64 * UNIT)
    error = (model.error + dropped + summed + max(value, horner)) * (1 + 16 * UNIT) + SMALLEST
    return Parts(coefficients, error, size)


@lru_cache(maxsize=64)
def powers(columns: int, count: int) -> Floats:
    """Return the powers of the points of an equally spaced grid on [-1, 1], correctly rounded, shape (count, columns).

    Args:
        columns: how many points, a power of two; the j-th is (2 j + 1 - columns)/columns.
        count: of powers, from the 0th on.
    """
    # An integer over a power of two, which Python divides with one rounding.
    return np.array([[(2 * j + 1 - columns) ** k / columns**k for j in range(columns)] for k in range(count)])


def horner(coefficients: Any, t: Any, out: Any) -> Any:
    """Evaluate polynomials by Horner's rule, in place.

    Args:
        coefficients: sequence of arrays or numbers that broadcast with t, constant term first.
        t: the points.
        out: an array of the result's shape.
    """
    *others, top = coefficients
    out[...] = top
    for each in reversed(others):
        out *= t
        out += each
    return out
