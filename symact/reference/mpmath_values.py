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
"""Bits of the whole part of an argument from which on mpmath would not come to an end, or to the end of memory."""


def _is_long(u: Any) -> bool:
    """Whether an argument is as exp(10^300) is."""
    return bool(isinstance(u, mpmath.mpf) and mpmath.isfinite(u) and u and mpmath.mag(u) > LONGEST_EXPONENT)


def _bounded(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return one of mpmath's functions, which raises OverflowError for arguments such as exp(10^300)."""

    def bounded(u: Any) -> Any:
        if _is_long(u):
            raise OverflowError("the exponent is too long")
        return function(u)

    return bounded


def _tanh(u: Any) -> Any:
    """Return mpmath's tanh, which rounds to the sign long before arguments are long."""
    return mpmath.sign(u) if _is_long(u) else mpmath.tanh(u)


@cache
def _own_functions() -> dict[str, Callable[[Any], Any]]:
    """Return how mpmath computes, by name, the functions that SymPy lacks and those that long arguments hold up."""
    records = map(functions.get, functions.names())
    own = {record.name: record.mpmath for record in records if record.mpmath is not None}
    long = {name: _bounded(getattr(mpmath, name)) for name in ("exp", "sinh", "cosh", "sin", "cos", "tan")}
    return own | long | {"tanh": _tanh}


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
        """Return the value at significand * 2^exponent as an mpf, or None where there is none."""
        with mpmath.workprec(precision):
            value = self._number(significand, exponent)
            return +value if isinstance(value, mpmath.mpf) and mpmath.isfinite(value) else None

    def is_complex(self, significand: int, exponent: int, precision: int) -> bool:
        """Whether the value there, arguments as of `at`, is a complex number, as that of log(-1) is."""
        with mpmath.workprec(precision):
            value = self._number(significand, exponent)
            return isinstance(value, mpmath.mpc) and abs(value.imag) * 2**precision > abs(value.real)

    def _number(self, significand: int, exponent: int) -> Any:
        # The argument is exact whatever the working precision is.
        argument = mpmath.mp.make_mpf(from_man_exp(MPZ(significand), exponent))
        try:
            return mpmath.mpmathify(self._function(argument))
        except FAILURES:
            return None


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
