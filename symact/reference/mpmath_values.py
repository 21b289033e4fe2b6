"""Values by mpmath at a chosen precision, without a bound on their error.

They select inputs (points) and check tables that Arb decided (tables/check): mpmath evaluates the
expression as SymPy prints it, so nothing here shares code with enclosures. The only defence
against rounding errors is that two precisions agree; what never agrees is reported as None.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import sympy
from mpmath.libmp import MPZ, from_man_exp
from sympy import Expr, Symbol

from symact import functions
from symact.formats.floating import Format
from symact.formats.round_to_odd import WIDE_EXPONENT, RoundToOdd

FAILURES = (ArithmeticError, ValueError, TypeError, mpmath.libmp.NoConvergence)
"""What mpmath raises where an expression has no finite value, or where it gives up."""


LONGEST_EXPONENT = 4096
"""Bits of the whole part of an argument of exp from which on mpmath would not come to an end."""


def _exp(u: Any) -> Any:
    """Return mpmath's exp; raise OverflowError for arguments such as exp(10^300)."""
    if isinstance(u, mpmath.mpf) and mpmath.isfinite(u) and u and mpmath.mag(u) > LONGEST_EXPONENT:
        raise OverflowError("the exponent is too long")
    return mpmath.exp(u)


@cache
def _own_functions() -> dict[str, Callable[[Any], Any]]:
    """Return how mpmath computes the functions that SymPy lacks, by name."""
    records = map(functions.get, functions.names())
    return {record.name: record.mpmath for record in records if record.mpmath is not None} | {"exp": _exp}


class Expression:
    """One smooth expression of one variable, evaluated by mpmath.

    Args:
        expression: a SymPy expression without Piecewise.
        variable: its only free symbol.
    """

    def __init__(self, expression: Expr, variable: Symbol) -> None:
        self.expression, self.variable = expression, variable
        self._function = sympy.lambdify(variable, expression, modules=[_own_functions(), "mpmath"])

    def at(self, significand: int, exponent: int, precision: int) -> Any:
        """Return the value at significand * 2^exponent as an mpf, or None where there is none.

        Args:
            significand: a signed integer.
            exponent: a power of two.
            precision: working precision, bits.
        """
        # The argument is exact whatever the working precision is.
        argument = mpmath.mp.make_mpf(from_man_exp(MPZ(significand), exponent))
        with mpmath.workprec(precision):
            try:
                value = mpmath.mpmathify(self._function(argument))
            except FAILURES:
                return None
            return +value if isinstance(value, mpmath.mpf) and mpmath.isfinite(value) else None


def signed_parts(fmt: Format, bits: int) -> tuple[int, int]:
    """Return (signed significand, exponent) of a finite encoding."""
    negative, significand, exponent = fmt.parts(bits)
    return (-significand if negative else significand), exponent


def mpf_to_wide(value: Any) -> RoundToOdd:
    """Return a finite mpf as it stands, rounded to odd at 128 bits."""
    sign, man, exponent, _ = value._mpf_
    return RoundToOdd.from_bits(bool(sign), int(man), int(exponent), False)


def mpf_to_fraction(value: Any) -> Fraction:
    """Return a finite mpf as a rational; beyond 2^-65536 and 2^65536 what `RoundToOdd` keeps there."""
    sign, man, exponent, count = value._mpf_
    if man and abs(exponent + count) > WIDE_EXPONENT:
        return (RoundToOdd.tiny if exponent < 0 else RoundToOdd.huge)(bool(sign)).to_fraction()
    magnitude = Fraction(int(man)) * Fraction(2) ** int(exponent)
    return -magnitude if sign else magnitude


def precisions_agree(first: Any, second: Any, bits: int) -> bool:
    """Whether two values agree to a relative 2^-bits (two zeros do)."""
    with mpmath.workprec(64):
        return bool(abs(first - second) <= mpmath.ldexp(abs(second), -bits))
