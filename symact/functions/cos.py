"""The cosine."""

import sympy
from flint import arb, arb_series

from symact.balls.leading_terms import rough
from symact.balls.scaled_ball import HALF, ONE, TWO, ZERO, ScaledBall, add, mul, times_rational, to_ball
from symact.definition.elementary import ElementaryFunction
from symact.functions.sin import of_half_turns as sin_of_half_turns
from symact.functions.sin import sin


def cos(v: ScaledBall) -> ScaledBall:
    """Return cos v; near 0 as 1 - 2 sin(v/2)^2."""
    if rough(v).abs_upper() < 1:
        half = sin(times_rational(HALF, v))
        return add(ScaledBall(ONE), times_rational(-TWO, mul(half, half)))
    return ScaledBall(ZERO, to_ball(v).cos())


def of_half_turns(u: ScaledBall) -> ScaledBall:
    """Return cos(pi u); near 0 as 1 - 2 sin(pi u/2)^2."""
    if u.is_exact and rough(u).abs_upper() < 0.25:
        half = sin_of_half_turns(times_rational(HALF, u))
        return add(ScaledBall(ONE), times_rational(-TWO, mul(half, half)))
    return sin_of_half_turns(add(u, ScaledBall(HALF)))


FUNCTION = ElementaryFunction(
    name="cos",
    function=sympy.cos,
    ball=arb.cos,
    scaled_ball=cos,
    series=arb_series.cos,
    bound=sympy.S.One,
    kernel=lambda u: u,
    wave=True,
    period=2 * sympy.pi,
    normal_form=lambda form, u: form.wave(u)[0],
    at_infinity=lambda walk, u: walk.wave(sympy.cos, u),
    rule="sin and cos",
    antiderivative=sympy.sin,
    numpy="cos",
)
