"""The hyperbolic tangent."""

from typing import Any

import sympy
from flint import arb, arb_series
from sympy import Expr, S, exp

from symact.balls.leading_terms import odd_near_zero, rough
from symact.balls.power_series import with_constant
from symact.balls.scaled_ball import ONE, TWO, ZERO, ScaledBall, add, inverse, mul, neg, power, times_rational, to_ball
from symact.definition.elementary import ElementaryFunction, as_argument
from symact.errors import UndecidedError
from symact.functions.exp import exp as scaled_exp


def tanh(v: ScaledBall) -> ScaledBall:
    """Return tanh v; far from 0 as 1 - 2q/(1 + q) with q = e^(-2v)."""
    near = odd_near_zero(v, arb(-1) / 3)
    if near is not None:
        return near
    t = rough(v)
    if t < -1:
        return neg(tanh(neg(v)))
    if t > 1:
        q = scaled_exp(times_rational(-TWO, v))
        return add(ScaledBall(ONE), times_rational(-TWO, mul(q, inverse(add(ScaledBall(ONE), q)))))
    return ScaledBall(ZERO, to_ball(v).tanh())


def of_logarithm(u: ScaledBall) -> ScaledBall:
    """Return tanh(log(u)) as 1 - 2/(u^2 + 1): a rational function, whose exact values and sides are kept."""
    if not to_ball(u) > 0:
        raise UndecidedError("logarithm of a number that may not be positive")
    return add(ScaledBall(ONE), times_rational(-TWO, inverse(add(power(u, 2), ScaledBall(ONE)))))


def series(u: arb_series) -> arb_series:
    """Return tanh from the exponential that does not overflow; exact at the constant term, where balls are wide."""
    if u[0] < 0:
        return -series(-u)
    q = (-2 * u).exp()
    return with_constant(1 - 2 * q / (1 + q), u[0].tanh())


def _normal_form(form: Any, u: Expr) -> Expr:
    power = form.rational(exp(2 * u))
    return (power - 1) / (power + 1)


def _at_infinity(walk: Any, u: Any) -> Any:
    """Take 1 - 2q/(1 + q) with q = e^(-2u) where u -> +oo."""

    def tail(u: Any) -> Any:
        q = walk.exp(walk.do.scale(S(-2), u))
        fraction = walk.do.multiply(q, walk.do.power(walk.do.add(walk.constant(S.One), q), S.NegativeOne))
        return walk.one_minus(walk.do.scale(S(2), fraction))

    return walk.saturate(sympy.tanh, u, tail)


FUNCTION = ElementaryFunction(
    name="tanh",
    function=sympy.tanh,
    ball=arb.tanh,
    scaled_ball=tanh,
    series=series,
    sign=as_argument,
    odd=True,
    injective=True,
    bound=S.One,
    kernel=lambda u: 2 * u,
    normal_form=_normal_form,
    at_infinity=_at_infinity,
    inverse=lambda y: sympy.log((1 + y) / (1 - y)) / 2,
    numpy="tanh",
)
