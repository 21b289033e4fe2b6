"""The inverse hyperbolic sine."""

from typing import Any

import sympy
from flint import arb, arb_series
from sympy import S

from symact.balls.leading_terms import odd_near_zero, rough
from symact.balls.power_series import with_constant
from symact.balls.scaled_ball import ONE, ZERO, ScaledBall, add, mul, neg, sqrt, to_ball
from symact.definition.elementary import ElementaryFunction, as_argument
from symact.functions.log import log


def asinh(v: ScaledBall) -> ScaledBall:
    """Return the inverse hyperbolic sine of v."""
    near = odd_near_zero(v, arb(-1) / 6)
    if near is not None:
        return near
    t = to_ball(v)
    if not t.is_finite() and rough(v) > 1:
        return log(add(v, sqrt(add(mul(v, v), ScaledBall(ONE)))))
    if not t.is_finite() and rough(v) < -1:
        return neg(asinh(neg(v)))
    return ScaledBall(ZERO, t.asinh())


def series(u: arb_series) -> arb_series:
    """Return asinh, as the logarithm that does not cancel."""
    if u[0] < 0:
        return -series(-u)
    return with_constant((u + (1 + u * u).sqrt()).log(), u[0].asinh())


def _at_infinity(walk: Any, u: Any) -> Any:
    """Take log(u + sqrt(u^2 + 1)) where u -> +oo."""

    def tail(u: Any) -> Any:
        walk.do.require_positive(u)
        root = walk.do.power(walk.do.add(walk.do.multiply(u, u), walk.constant(S.One)), S.Half)
        return walk.log(walk.do.add(u, root))

    return walk.saturate(sympy.asinh, u, tail)


FUNCTION = ElementaryFunction(
    name="asinh",
    function=sympy.asinh,
    ball=arb.asinh,
    scaled_ball=asinh,
    series=series,
    sign=as_argument,
    odd=True,
    injective=True,
    at_infinity=_at_infinity,
    inverse=sympy.sinh,
    antiderivative=lambda u: u * sympy.asinh(u) - sympy.sqrt(1 + u**2),
    numpy="arcsinh",
)
