"""Tiny arguments: the first terms of a series where they leave a remainder beyond the working precision.

The remainder's bound is part of the ball; the bounds are listed in docs/correct-rounding.md.
"""

from flint import arb, ctx, fmpq

from symact.balls.scaled_ball import ZERO, Scale, ScaledBall, as_term, times_exp


def rough(v: ScaledBall) -> arb:
    """Return a stand-in for the value, right in sign and in being small or large; for choosing a branch only."""
    ball, exponent = as_term(v)
    clamp = fmpq(1 << 20)
    return times_exp(ball, max(-clamp, min(clamp, exponent)))


def binary_exponent(q: fmpq) -> int:
    """Return e with 2^(e-1) < |q| < 2^(e+1), for q != 0."""
    return int(q.p.bit_length() - q.q.bit_length())


def near_one(size: arb) -> arb:
    """Return the ball [1 - |size|, 1 + |size|]."""
    return arb(1, size.abs_upper())


def is_vanishing(ball: arb, scale: Scale) -> bool:
    """Whether ball * exp(scale) is so small that its square is beyond the working precision."""
    # e^-prec is below 2^(-1.44 prec), so such a product is below 2^-prec.
    return bool(-scale > ctx.prec and ball.abs_upper() < arb(2) ** (ctx.prec // 4))


def odd_near_zero(v: ScaledBall, cubic: arb) -> ScaledBall | None:
    """Return f(v) near 0 for f(c) = c + cubic c^3 (1 + theta c^2), |theta| < 1; None if v is not near 0.

    The bound on theta must hold for |c| < 1/2, as it does for sin, sinh, tanh, atan, asinh, asin and atanh: of
    their Taylor coefficients, the first ratio after the cubic one is below 3/4, and no ratio is above 1.
    """
    if v.is_exact:
        if v.anchor == 0:
            return v
        if 2 * binary_exponent(v.anchor) < -ctx.prec:
            a = arb(v.anchor)
            return ScaledBall(v.anchor, cubic * a**3 * near_one(a * a))
        return None
    ball, scale = as_term(v)
    if is_vanishing(ball, scale):
        return ScaledBall(ZERO, ball * near_one(times_exp(ball, scale)), scale)
    return None
