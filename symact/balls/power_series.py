"""Power series with balls for coefficients: what several elementary functions need and FLINT's series lack."""

from __future__ import annotations

from flint import arb, arb_series


def with_constant(value: arb_series, constant: arb) -> arb_series:
    """Return a series with another, narrower enclosure of its constant term."""
    return arb_series([constant, *value.coeffs()[1:]], value.prec)


def integrated(constant: arb, derivative: arb_series) -> arb_series:
    """Return the series with a constant term and a derivative."""
    return with_constant(derivative.integral(), constant)
