"""Sines and cosines of affine arguments: their common rate, and what they leave of a formula."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import sympy
from sympy import Expr, Rational, Symbol, pi

from symact import functions
from symact.definition.constant_sign import constant_sign
from symact.errors import OpenSignError
from symact.symbolic.signs import parameter_sign

WAVES = functions.classes(lambda each: each.period == 2 * pi)
"""Functions of period 2*pi."""


class Waves(NamedTuple):
    """A function slope*x + W(x), W a function of sines and cosines alone whose arguments are affine.

    Args:
        rate: r > 0 such that every wave's argument has a slope that is an integer multiple of r; W has the
            period 2*pi/r.
        phase: of the first wave, at that rate: W is a function of r*x + phase if there is one wave.
        slope: of what is no wave.
    """

    rate: Expr
    phase: Expr
    slope: Expr


def waves(expression: Expr, variable: Symbol) -> Waves | None:
    """Return how a function is made of waves and an affine part; None where it is not.

    Raises:
        OpenSignError: the rate's sign depends on a parameter.
    """
    put = {wave: sympy.Dummy(real=True) for wave in expression.atoms(*WAVES) if wave.has(variable)}
    slope = sympy.diff(expression.subs(put), variable)
    if not put or slope.has(variable, *put.values()):
        return None
    rate = common_rate(sorted(put, key=str), variable)
    if rate is None:
        return None
    first = min(put, key=str).args[0]
    return Waves(rate, (first.subs(variable, 0) / sympy.diff(first, variable)) * rate, slope)


STARTS = (Rational(-1, 8), Rational(-1, 7), Rational(-2, 11), Rational(-3, 13))
"""Places, in units of 1/rate from the first wave's phase, where derivatives are seldom 0."""


def starts(found: Waves) -> Iterator[Expr]:
    """Yield points at which the derivatives of a function of waves are seldom 0."""
    return ((place - found.phase) / found.rate for place in STARTS)


def quarters(found: Waves) -> Iterator[Expr]:
    """Yield points a quarter of a period apart, from where the first wave's argument is 0 on."""
    return ((k * pi / 2 - found.phase) / found.rate for k in range(4))


def is_moving(expression: Expr, found: Waves, variable: Symbol) -> bool:
    """Whether a function of waves is proved to be constant for no parameters: its slope at some point is not 0."""
    slope = sympy.diff(expression, variable)
    return any(parameter_sign(slope.subs(variable, place)) for place in starts(found))


def common_rate(found: list[Expr], variable: Symbol) -> Expr | None:
    """Return the largest r > 0 of which the slopes of all waves are integer multiples; None where there is none.

    Raises:
        OpenSignError: its sign depends on a parameter.
    """
    if not all(_is_affine(wave.args[0], variable) for wave in found):
        return None
    slopes = [sympy.diff(wave.args[0], variable) for wave in found]
    quotients = [sympy.cancel(slope / slopes[0]) for slope in slopes]
    if not all(q.is_Rational for q in quotients):
        return None
    sign = constant_sign(slopes[0])
    if sign is None:
        raise OpenSignError(slopes[0])
    common = Rational(math.gcd(*(int(q.p) for q in quotients)), math.lcm(*(int(q.q) for q in quotients)))
    return sign * slopes[0] * common


def _is_affine(argument: Expr, variable: Symbol) -> bool:
    return bool(argument.is_polynomial(variable) and sympy.degree(argument, variable) == 1)
