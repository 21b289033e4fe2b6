"""Bounds of what a truncated Taylor series leaves out: |sum_{k >= n} a_k h^k| <= C |h|^n for every |h| <= size."""

from collections.abc import Callable
from typing import TypeAlias

import sympy
from flint import arb, fmpq
from sympy import Rational

Remainder: TypeAlias = Callable[[int, arb], "arb | None"]
"""(n, size) -> C; None where the series is not known to converge that far."""


def exp(n: int, size: arb) -> arb:
    """Bound the rest of e^h: |h|^n/n! e^|h| (Lagrange)."""
    return size.exp() / arb.fac_ui(n)


def log(n: int, size: arb) -> arb | None:
    """Bound the rest of log(1 + h): |h|^n/n (1 + |h| + |h|^2 + ...)."""
    return 1 / (n * (1 - size)) if size < 1 else None


def binomial(exponent: Rational) -> Remainder:
    """Return the bound for (1 + h)^exponent: the n-th coefficient at the worst point between (Lagrange)."""

    def bound(n: int, size: arb) -> arb | None:
        if not size < 1:
            return None
        coefficient = _rational(abs(sympy.binomial(exponent, n)))
        power = _rational(exponent) - n
        return coefficient * ((1 - size) ** power).max((1 + size) ** power)

    return bound


def _rational(value: Rational) -> arb:
    return arb(fmpq(int(value.p), int(value.q)))
