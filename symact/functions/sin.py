"""The sine."""

import sympy
from flint import arb, arb_series, fmpq

from symact.balls.leading_terms import odd_near_zero
from symact.balls.scaled_ball import HALF, ONE, TWO, ZERO, ScaledBall, mul, to_ball
from symact.definition.elementary import ElementaryFunction

RATIONAL = {
    fmpq(sixths, 6): value
    for sixths, value in ((0, ZERO), (1, HALF), (3, ONE), (5, HALF), (6, ZERO), (7, -HALF), (9, -ONE), (11, -HALF))
}
"""The rational u in [0, 2) at which sin(pi u) is rational, with that value (Niven 1956, *Irrational Numbers*, 3.9)."""


def sin(v: ScaledBall) -> ScaledBall:
    """Return sin v."""
    near = odd_near_zero(v, arb(-1) / 6)
    return ScaledBall(ZERO, to_ball(v).sin()) if near is None else near


def of_half_turns(u: ScaledBall) -> ScaledBall:
    """Return sin(pi u): exact where it is rational at a rational u, which no precision would tell."""
    if not u.is_exact:
        return sin(mul(ScaledBall(ZERO, arb.pi()), u))
    within = u.anchor - TWO * (u.anchor / TWO).floor()
    value = RATIONAL.get(within)
    return ScaledBall(ZERO, arb.sin_pi_fmpq(within)) if value is None else ScaledBall(value)


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
