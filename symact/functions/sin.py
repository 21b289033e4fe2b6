"""The sine."""

import sympy
from flint import arb, arb_series

from symact.balls.leading_terms import odd_near_zero
from symact.balls.scaled_ball import ZERO, ScaledBall, to_ball
from symact.definition.elementary import ElementaryFunction


def sin(v: ScaledBall) -> ScaledBall:
    """Return sin v."""
    near = odd_near_zero(v, arb(-1) / 6)
    return ScaledBall(ZERO, to_ball(v).sin()) if near is None else near


FUNCTION = ElementaryFunction(
    name="sin",
    function=sympy.sin,
    ball=arb.sin,
    scaled_ball=sin,
    series=arb_series.sin,
    odd=True,
    bound=sympy.S.One,
    kernel=lambda u: u,
    wave=True,
    period=2 * sympy.pi,
    normal_form=lambda form, u: form.wave(u)[1],
    at_infinity=lambda walk, u: walk.wave(sympy.sin, u),
    rule="sin and cos",
    antiderivative=lambda u: -sympy.cos(u),
    numpy="sin",
)
