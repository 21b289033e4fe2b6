"""The hyperbolic cosine."""

import sympy
from flint import arb, arb_series
from sympy import exp

from symact.balls.leading_terms import rough
from symact.balls.scaled_ball import HALF, ONE, TWO, ScaledBall, add, mul, neg, times_rational
from symact.definition.elementary import ElementaryFunction, positive
from symact.functions.exp import exp as scaled_exp
from symact.functions.sinh import sinh


def cosh(v: ScaledBall) -> ScaledBall:
    """Return cosh v; near 0 as 1 + 2 sinh(v/2)^2."""
    if rough(v).abs_upper() < 1:
        half = sinh(times_rational(HALF, v))
        return add(ScaledBall(ONE), times_rational(TWO, mul(half, half)))
    return times_rational(HALF, add(scaled_exp(v), scaled_exp(neg(v))))


def series(u: arb_series) -> arb_series:
    """Return cosh by its definition."""
    return (u.exp() + (-u).exp()) / 2


FUNCTION = ElementaryFunction(
    name="cosh",
    function=sympy.cosh,
    ball=arb.cosh,
    scaled_ball=cosh,
    series=series,
    grows=True,
    sign=positive,
    kernel=lambda u: u,
    normal_form=lambda form, u: (form.rational(exp(u)) + form.rational(exp(-u))) / 2,
    at_infinity=lambda walk, u: walk.half_exps(u, 1),
    numpy="cosh",
)
