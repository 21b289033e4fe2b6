"""The arc sine."""

from typing import Any

import sympy
from flint import arb, arb_series
from sympy import Expr, S, pi, sqrt

from symact.balls.leading_terms import odd_near_zero, rough
from symact.balls.scaled_ball import HALF, ONE, TWO, ZERO, ScaledBall, add, neg, times_rational, to_ball
from symact.balls.scaled_ball import sqrt as scaled_sqrt
from symact.definition.elementary import POSITIVE, DomainCondition, ElementaryFunction, as_argument


def asin(v: ScaledBall) -> ScaledBall:
    """Return the arc sine of -1 <= v <= 1."""
    near = odd_near_zero(v, arb(1) / 6)
    if near is not None:
        return near
    t = rough(v)
    if t > HALF:
        return add(ScaledBall(ZERO, arb.pi() / 2), times_rational(-TWO, asin(half_chord(v))))
    if t < -HALF:
        return neg(asin(neg(v)))
    return ScaledBall(ZERO, to_ball(v).asin())


def half_chord(v: ScaledBall) -> ScaledBall:
    """Return sqrt((1 - v)/2), the sine of half of the angle whose cosine is v."""
    return scaled_sqrt(times_rational(HALF, add(ScaledBall(ONE), neg(v))))


def domain(u: Expr) -> tuple[DomainCondition, ...]:
    """Require -1 < u < 1; the function has values at both ends too."""
    return DomainCondition(1 - u, POSITIVE, True), DomainCondition(1 + u, POSITIVE, True)


def angle_at_end(walk: Any, u: Any, side: int) -> Any:
    """Expand 2 asin(sqrt((1 - side*u)/2)), the angle between u and the end of the domain that it tends to."""
    square = walk.do.scale(S.Half, walk.one_minus(walk.do.scale(S(side), u)))
    return walk.do.scale(S(2), walk.taylor(sympy.asin, S.Zero, walk.do.power(square, S.Half)))


def _at_end(walk: Any, u: Any, side: int) -> Any:
    angle = walk.do.scale(S.NegativeOne, angle_at_end(walk, u, side))
    return walk.do.scale(S(side), walk.do.add(walk.constant(pi / 2), angle))


FUNCTION = ElementaryFunction(
    name="asin",
    function=sympy.asin,
    ball=arb.asin,
    scaled_ball=asin,
    series=arb_series.asin,
    domain=domain,
    outside="is the arc sine of a number beyond 1; write an argument between -1 and 1",
    sign=as_argument,
    odd=True,
    injective=True,
    at_infinity=lambda walk, u: walk.between(sympy.asin, u, _at_end),
    inverse=sympy.sin,
    antiderivative=lambda u: u * sympy.asin(u) + sqrt(1 - u**2),
    numpy="arcsin",
)
