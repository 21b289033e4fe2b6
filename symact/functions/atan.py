"""The arc tangent."""

from typing import Any

import sympy
from flint import arb, arb_series
from sympy import S, pi

from symact.balls.leading_terms import odd_near_zero, rough
from symact.balls.scaled_ball import ZERO, ScaledBall, add, inverse, neg, to_ball
from symact.definition.elementary import ElementaryFunction, as_argument


def atan(v: ScaledBall) -> ScaledBall:
    """Return the arc tangent of v."""
    near = odd_near_zero(v, arb(-1) / 3)
    if near is not None:
        return near
    t = to_ball(v)
    if not t.is_finite() and rough(v) > 1:
        return add(ScaledBall(ZERO, arb.pi() / 2), neg(atan(inverse(v))))
    if not t.is_finite() and rough(v) < -1:
        return neg(atan(neg(v)))
    return ScaledBall(ZERO, t.atan())


def _at_infinity(walk: Any, u: Any) -> Any:
    """Take pi/2 minus the arctangent of 1/u where u -> +oo."""

    def tail(u: Any) -> Any:
        walk.do.require_positive(u)
        inverse = walk.taylor(sympy.atan, S.Zero, walk.do.power(u, S.NegativeOne))
        return walk.do.add(walk.constant(pi / 2), walk.do.scale(S.NegativeOne, inverse))

    return walk.saturate(sympy.atan, u, tail)


FUNCTION = ElementaryFunction(
    name="atan",
    function=sympy.atan,
    ball=arb.atan,
    scaled_ball=atan,
    series=arb_series.atan,
    sign=as_argument,
    odd=True,
    injective=True,
    bound=pi / 2,
    at_infinity=_at_infinity,
    inverse=sympy.tan,
    antiderivative=lambda u: u * sympy.atan(u) - sympy.log(1 + u**2) / 2,
    numpy="arctan",
)
