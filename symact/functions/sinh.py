"""The hyperbolic sine."""

import sympy
from flint import arb, arb_series
from sympy import exp

from symact.balls.leading_terms import odd_near_zero, rough
from symact.balls.scaled_ball import HALF, ZERO, ScaledBall, add, neg, times_rational, to_ball
from symact.definition.elementary import ElementaryFunction, as_argument
from symact.functions.exp import exp as scaled_exp


def sinh(v: ScaledBall) -> ScaledBall:
    """Return sinh v."""
    near = odd_near_zero(v, arb(1) / 6)
    if near is not None:
        return near
    if rough(v).abs_upper() < 1:
        return ScaledBall(ZERO, to_ball(v).sinh())
    return times_rational(HALF, add(scaled_exp(v), neg(scaled_exp(neg(v)))))


def series(u: arb_series) -> arb_series:
    """Return sinh by its definition."""
    return (u.exp() - (-u).exp()) / 2


FUNCTION = ElementaryFunction(
    name="sinh",
    function=sympy.sinh,
    ball=arb.sinh,
    scaled_ball=sinh,
    series=series,
    grows=True,
    sign=as_argument,
    odd=True,
    injective=True,
    kernel=lambda u: u,
    normal_form=lambda form, u: (form.rational(exp(u)) - form.rational(exp(-u))) / 2,
    at_infinity=lambda walk, u: walk.half_exps(u, -1),
    inverse=sympy.asinh,
    numpy="sinh",
)
