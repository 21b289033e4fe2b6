"""The elementary functions on scaled balls; each returns an enclosure of the real result.

Where an argument is so small or so large that the first terms of a series leave a remainder beyond
the working precision, those terms are used and the remainder's bound is part of the ball; the bounds
are listed in docs/correct-rounding.md.
"""

from __future__ import annotations

from flint import arb, ctx, fmpq, fmpz

from symact.enclosure.scaled_ball import (
    HALF,
    LONGEST_ANCHOR,
    ONE,
    TWO,
    ZERO,
    ScaledBall,
    add,
    as_term,
    inverse,
    mul,
    neg,
    relative_rest,
    times_exp,
    times_rational,
    to_ball,
)
from symact.errors import UndecidedError

ERFC_ASYMPTOTIC = 4096
"""From here on erfc is enclosed by the first term of its asymptotic series."""


def _rough(v: ScaledBall) -> arb:
    """Return a stand-in for the value, right in sign and in being small or large; for choosing a branch only."""
    ball, exponent = as_term(v)
    clamp = fmpq(1 << 20)
    return times_exp(ball, max(-clamp, min(clamp, exponent)))


def _binary_exponent(q: fmpq) -> int:
    """Return e with 2^(e-1) < |q| < 2^(e+1), for q != 0."""
    return int(q.p.bit_length() - q.q.bit_length())


def _near_one(size: arb) -> arb:
    """Return the ball [1 - |size|, 1 + |size|]."""
    return arb(1, size.abs_upper())


def _is_vanishing(ball: arb, scale: fmpq) -> bool:
    """Whether ball * exp(scale) is so small that its square is beyond the working precision."""
    # e^-prec is below 2^(-1.44 prec), so such a product is below 2^-prec.
    return bool(-scale > ctx.prec and ball.abs_upper() < arb(2) ** (ctx.prec // 4))


def _rational_near(t: arb) -> fmpq:
    """Return the midpoint of a ball as an exact rational."""
    if not t.is_finite():
        raise UndecidedError("exponent beyond Arb's range")
    mantissa, exponent = t.mid().man_exp()
    if abs(exponent) > LONGEST_ANCHOR:
        raise UndecidedError("exponent too long")
    shift = int(exponent)
    return fmpq(mantissa << shift) if shift >= 0 else fmpq(mantissa, fmpz(1) << -shift)


def _exp_far(t: arb) -> ScaledBall:
    """Return exp of a large ball: an exact exponent near it, and the rest as a mantissa."""
    near = _rational_near(t)
    return ScaledBall(ZERO, (t - arb(near)).exp(), near)


def _exp_rational(c: fmpq) -> ScaledBall:
    if c == 0:
        return ScaledBall(ONE)
    size = _binary_exponent(c)
    if 2 * size < -ctx.prec:
        # e^c = 1 + c + c^2/2 (1 + theta c), |theta| < 1 for |c| < 1.
        a = arb(c)
        return ScaledBall(ONE + c, a * a / 2 * _near_one(a))
    if size < 0:
        return ScaledBall(ONE, arb(c).expm1())
    if size <= 6:
        return ScaledBall(ZERO, arb(c).exp())
    return ScaledBall(ONE, None, ZERO, c)


def exp(v: ScaledBall) -> ScaledBall:
    """Return e^v."""
    if v.is_exact:
        return _exp_rational(v.anchor)
    if v.ball is not None and v.shift == 0 and _is_vanishing(v.ball, v.scale):
        # e^M = 1 + M (1 + theta M), |theta| < 1 for |M| < 1.
        rest = v.ball * _near_one(times_exp(v.ball, v.scale))
        return mul(_exp_rational(v.anchor), ScaledBall(ONE, rest, v.scale))
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
    return _exp_far(t)


def _log_rational(c: fmpq) -> ScaledBall:
    if c <= 0:
        raise UndecidedError("logarithm of a number that is not positive")
    d = c - ONE
    if d == 0:
        return ScaledBall(ZERO)
    size = _binary_exponent(d)
    if 2 * size < -ctx.prec:
        # log(1+d) = d - d^2/2 (1 + theta d), |theta| < 1 for |d| < 1/2.
        a = arb(d)
        return ScaledBall(d, -a * a / 2 * _near_one(a))
    return ScaledBall(ZERO, arb(d).log1p() if size < -1 else arb(c).log())


def log(v: ScaledBall) -> ScaledBall:
    """Return the natural logarithm of v > 0."""
    if v.ball is None:
        return add(ScaledBall(v.shift), _log_rational(v.anchor))
    if v.anchor > 0:
        mantissa, exponent, ratio = relative_rest(v)
        if ratio.abs_upper() < 0.5:
            # log(A (1 + r)) = log A + log(1 + r); log(1+r) = r (1 + theta r), |theta| < 1 for |r| < 1/2.
            if _is_vanishing(mantissa, exponent):
                rest = ScaledBall(ZERO, mantissa * _near_one(ratio), exponent)
            else:
                rest = ScaledBall(ZERO, ratio.log1p())
            return add(add(ScaledBall(v.shift), _log_rational(v.anchor)), rest)
        if v.shift == 0 and v.scale == 0 and v.anchor == 1:
            return ScaledBall(ZERO, v.ball.log1p())
    ball, scale = as_term(v)
    return ScaledBall(scale, ball.log())


def _odd_near_zero(v: ScaledBall, cubic: arb) -> ScaledBall | None:
    """Return f(v) near 0 for f(c) = c + cubic c^3 (1 + theta c^2), |theta| < 1; None if v is not near 0.

    The bound on theta holds for |c| < 1/2 for each function that uses this: sin, sinh, tanh, atan
    and asinh have Taylor coefficients whose ratios stay below 1.
    """
    if v.is_exact:
        if v.anchor == 0:
            return v
        if 2 * _binary_exponent(v.anchor) < -ctx.prec:
            a = arb(v.anchor)
            return ScaledBall(v.anchor, cubic * a**3 * _near_one(a * a))
        return None
    ball, scale = as_term(v)
    if _is_vanishing(ball, scale):
        return ScaledBall(ZERO, ball * _near_one(times_exp(ball, scale)), scale)
    return None


def tanh(v: ScaledBall) -> ScaledBall:
    """Return tanh v; far from 0 as 1 - 2/(e^(2v) + 1)."""
    near = _odd_near_zero(v, arb(-1) / 3)
    if near is not None:
        return near
    t = _rough(v)
    if t < -1:
        return neg(tanh(neg(v)))
    if t > 1:
        return add(ScaledBall(ONE), times_rational(-TWO, inverse(add(exp(times_rational(TWO, v)), ScaledBall(ONE)))))
    return ScaledBall(ZERO, to_ball(v).tanh())


def sinh(v: ScaledBall) -> ScaledBall:
    """Return sinh v."""
    near = _odd_near_zero(v, arb(1) / 6)
    if near is not None:
        return near
    if _rough(v).abs_upper() < 1:
        return ScaledBall(ZERO, to_ball(v).sinh())
    return times_rational(HALF, add(exp(v), neg(exp(neg(v)))))


def cosh(v: ScaledBall) -> ScaledBall:
    """Return cosh v; near 0 as 1 + 2 sinh(v/2)^2."""
    if _rough(v).abs_upper() < 1:
        half = sinh(times_rational(HALF, v))
        return add(ScaledBall(ONE), times_rational(TWO, mul(half, half)))
    return times_rational(HALF, add(exp(v), exp(neg(v))))


def sin(v: ScaledBall) -> ScaledBall:
    """Return sin v."""
    near = _odd_near_zero(v, arb(-1) / 6)
    return ScaledBall(ZERO, to_ball(v).sin()) if near is None else near


def cos(v: ScaledBall) -> ScaledBall:
    """Return cos v; near 0 as 1 - 2 sin(v/2)^2."""
    if _rough(v).abs_upper() < 1:
        half = sin(times_rational(HALF, v))
        return add(ScaledBall(ONE), times_rational(-TWO, mul(half, half)))
    return ScaledBall(ZERO, to_ball(v).cos())


def tan(v: ScaledBall) -> ScaledBall:
    """Return tan v."""
    return mul(sin(v), inverse(cos(v)))


def atan(v: ScaledBall) -> ScaledBall:
    """Return the arc tangent of v."""
    near = _odd_near_zero(v, arb(-1) / 3)
    return ScaledBall(ZERO, to_ball(v).atan()) if near is None else near


def asinh(v: ScaledBall) -> ScaledBall:
    """Return the inverse hyperbolic sine of v."""
    near = _odd_near_zero(v, arb(-1) / 6)
    return ScaledBall(ZERO, to_ball(v).asinh()) if near is None else near


def erf(v: ScaledBall) -> ScaledBall:
    """Return erf v; far from 0 as 1 - erfc(v)."""
    if v.is_exact and v.anchor == 0:
        return v
    ball, scale = as_term(v)
    if _is_vanishing(ball, scale):
        # erf(M) = 2/sqrt(pi) M (1 + theta M), |theta| < 1 for |M| < 1.
        return ScaledBall(ZERO, 2 * ball / arb.pi().sqrt() * _near_one(times_exp(ball, scale)), scale)
    t = to_ball(v)
    if t > 1:
        return add(ScaledBall(ONE), neg(_erfc_above_one(t)))
    if t < -1:
        return add(ScaledBall(-ONE), _erfc_above_one(-t))
    return ScaledBall(ZERO, t.erf())


def erfc(v: ScaledBall) -> ScaledBall:
    """Return erfc v = 1 - erf v."""
    t = to_ball(v)
    if t > 1:
        return _erfc_above_one(t)
    if t < -1:
        return add(ScaledBall(TWO), neg(_erfc_above_one(-t)))
    return add(ScaledBall(ONE), neg(erf(v)))


def _erfc_above_one(t: arb) -> ScaledBall:
    if t < ERFC_ASYMPTOTIC:
        return ScaledBall(ZERO, t.erfc())
    # erfc(t) = e^(-t^2)/(t sqrt(pi)) (1 - theta/(2 t^2)), 0 < theta < 1 for t > 0: in DLMF 7.12.1
    # the error is bounded by the first neglected term and has its sign.
    square = t * t
    gauss = _exp_far(-square)
    assert gauss.ball is not None
    return ScaledBall(ZERO, gauss.ball / (t * arb.pi().sqrt()) * (1 - arb(0.5, 0.5) / (2 * square)), gauss.scale)


def pi() -> ScaledBall:
    """Return pi."""
    return ScaledBall(ZERO, arb.pi())
