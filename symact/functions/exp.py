"""The exponential function."""

import sympy
from flint import arb, arb_series, ctx, fmpq, fmpz

from symact.balls.exponent import Exponent
from symact.balls.leading_terms import binary_exponent, is_vanishing, near_one
from symact.balls.scaled_ball import LONGEST_ANCHOR, ONE, ZERO, ScaledBall, mul, times_exp, to_ball
from symact.definition.elementary import ElementaryFunction, positive
from symact.errors import UndecidedError


def _rational_near(t: arb) -> fmpq:
    """Return the midpoint of a ball as an exact rational."""
    if not t.is_finite():
        raise UndecidedError("exponent beyond Arb's range")
    mantissa, exponent = t.mid().man_exp()
    if abs(exponent) > LONGEST_ANCHOR:
        raise UndecidedError("exponent too long")
    shift = int(exponent)
    return fmpq(mantissa << shift) if shift >= 0 else fmpq(mantissa, fmpz(1) << -shift)


RESOLVED = 1 << 12
"""Sums with e^t are left to the working precision for t up to here."""

VAST = fmpq(1 << 18)
"""e^-VAST is below what any format, and rounding to odd, can tell from 0."""

LOWEST = fmpq(-1 << 4096)
"""Below it an exponent is as good as any: e^x for the numbers x of all formats does not make up for it."""


def far(t: arb) -> ScaledBall:
    """Return exp of a large ball: an exact exponent near it, and the rest as a mantissa."""
    if t < -arb(VAST) and t.rad() > 1:
        # The working precision does not resolve the exponent, but e^t is positive and below e^(t/2).
        above = LOWEST if t < 4 * arb(LOWEST) else _rational_near(t) / 2
        if t < arb(above):
            return ScaledBall(ZERO, arb(0.5, 0.5), above, sign=1)
    near = _rational_near(t)
    return ScaledBall(ZERO, (t - arb(near)).exp(), near)


def _of_rational(c: fmpq) -> ScaledBall:
    if c == 0:
        return ScaledBall(ONE)
    size = binary_exponent(c)
    if 2 * size < -ctx.prec:
        # e^c = 1 + c + c^2/2 (1 + theta c), |theta| < 1 for |c| < 1.
        a = arb(c)
        return ScaledBall(ONE + c, a * a / 2 * near_one(a))
    if size < 0:
        return ScaledBall(ONE, arb(c).expm1())
    if size <= 6:
        return ScaledBall(ZERO, arb(c).exp())
    return ScaledBall(ONE, None, ZERO, c)


def exp(v: ScaledBall) -> ScaledBall:
    """Return e^v."""
    if v.is_exact:
        return _of_rational(v.anchor)
    if v.ball is not None and v.shift == 0 and is_vanishing(v.ball, v.scale):
        # e^M = 1 + M (1 + theta M), |theta| < 1 for |M| < 1.
        rest = v.ball * near_one(times_exp(v.ball, v.scale))
        return mul(_of_rational(v.anchor), ScaledBall(ONE, rest, v.scale))
    if v.ball is None and is_vanishing(arb(v.anchor), v.shift):
        return exp(ScaledBall(ZERO, arb(v.anchor), v.shift))
    t = to_ball(v)
    bound = t.abs_upper()
    if bound < 0.5:
        return ScaledBall(ONE, t.expm1())
    if bound < 64:
        return ScaledBall(ZERO, t.exp())
    if v.ball is not None and v.anchor != 0 and v.shift == 0:
        rest = times_exp(v.ball, v.scale)
        if rest.abs_upper() < 64:
            return ScaledBall(ZERO, rest.exp(), v.anchor)
    if v.shift > 0 and not bound < RESOLVED:
        # No useful precision resolves the exponent, or tells e^t/(1 + e^t) from 1, so it is kept as it is.
        whole = ScaledBall(ONE, None, ZERO, Exponent(ZERO, {v.shift: v.anchor}))
        return whole if v.ball is None else mul(whole, exp(ScaledBall(ZERO, v.ball, v.scale)))
    return far(t)


def exp_apart(v: ScaledBall, beyond: fmpq = ZERO) -> ScaledBall:
    """Return e^v, of a rational v of that size as an exact exponent: equal exponentials cancel, and only those do."""
    return ScaledBall(ONE, None, ZERO, v.anchor) if v.is_exact and abs(v.anchor) > beyond else exp(v)


FUNCTION = ElementaryFunction(
    name="exp",
    function=sympy.exp,
    ball=arb.exp,
    scaled_ball=exp,
    series=arb_series.exp,
    grows=True,
    sign=positive,
    injective=True,
    kernel=lambda u: u,
    normal_form=lambda form, u: form.exponential(u),
    at_infinity=lambda walk, u: walk.exp(u),
    inverse=sympy.log,
    antiderivative=sympy.exp,
    numpy="exp",
)
