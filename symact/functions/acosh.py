"""The inverse hyperbolic cosine."""

from typing import Any

import sympy
from flint import arb, arb_series
from sympy import S, sqrt

from symact.balls.power_series import with_constant
from symact.balls.scaled_ball import HALF, ONE, TWO, ScaledBall, add, times_rational
from symact.balls.scaled_ball import sqrt as scaled_sqrt
from symact.definition.elementary import POSITIVE, DomainCondition, ElementaryFunction, not_negative
from symact.functions.asinh import asinh


def acosh(v: ScaledBall) -> ScaledBall:
    """Return the inverse hyperbolic cosine of v >= 1, as 2 asinh(sqrt((v - 1)/2))."""
    return times_rational(TWO, asinh(scaled_sqrt(times_rational(HALF, add(v, ScaledBall(-ONE))))))


def series(u: arb_series) -> arb_series:
    """Return acosh as the logarithm that does not cancel."""
    return with_constant((u + ((u - 1) * (u + 1)).sqrt()).log(), u[0].acosh())


def _at_infinity(walk: Any, u: Any) -> Any:
    """Take log(u + sqrt(u^2 - 1)) where u -> +oo, 2 asinh(sqrt((u - 1)/2)) where u -> 1, else Taylor's series."""
    do = walk.do
    below = do.add(u, walk.constant(S.NegativeOne))
    large, middle, small = walk.parts(u)
    side = walk.direction(u) if large.terms else walk.sign(middle - 1)
    if side < 0:
        raise walk.missing("the argument of acosh does not stay above 1")
    if large.terms:
        do.require_positive(below)
        root = do.power(do.multiply(below, do.add(u, walk.constant(S.One))), S.Half)
        return walk.log(do.add(u, root))
    if side == 0:
        return do.scale(S(2), walk.taylor(sympy.asinh, S.Zero, do.power(do.scale(S.Half, below), S.Half)))
    return walk.taylor(sympy.acosh, middle, small)


FUNCTION = ElementaryFunction(
    name="acosh",
    function=sympy.acosh,
    ball=arb.acosh,
    scaled_ball=acosh,
    series=series,
    domain=lambda u: (DomainCondition(u - 1, POSITIVE, True),),
    outside="is acosh of a number below 1, so not real; write an argument of at least 1",
    sign=not_negative,
    injective=True,
    normal_form=lambda form, u: form.logarithm(u + sqrt(u - 1) * sqrt(u + 1)),
    at_infinity=_at_infinity,
    inverse=sympy.cosh,
    antiderivative=lambda u: u * sympy.acosh(u) - sqrt(u - 1) * sqrt(u + 1),
    numpy="arccosh",
)
