"""Real numbers as one exact term plus a ball: anchor * exp(shift) + ball * exp(scale).

A plain ball cannot hold "1 minus something tiny": at any working precision it contains 1, and
rounding to odd needs to know the side. Here 1 - 2/(exp(2u)+1) is kept as the exact anchor 1 and a
ball for the rest, whose sign is certain; and exp(u) far from 0 is kept with its exact exponent u
apart, so that it neither overflows nor vanishes. From these two, every operation is stable by
itself: erf at large u is 1 - erfc(u), exp near 0 is 1 + expm1, the logarithm of a dominating
exponential is its exponent plus a rest. Textbook formulas need no rewriting.

An exact rational has no ball and no shift, so exact cases and ties are decided by the same
arithmetic. Every function returns an enclosure of the real result. Arb's working precision is
`flint.ctx.prec`, bits.
"""

from __future__ import annotations

from flint import arb, ctx, fmpq, fmpz

from symact.errors import UndecidedError

ZERO, ONE, TWO, HALF = fmpq(0), fmpq(1), fmpq(2), fmpq(1, 2)
LONGEST_ANCHOR = 1 << 17
"""Rationals of more bits than this become balls."""
ERFC_ASYMPTOTIC = 4096
"""From here on erfc is enclosed by the first term of its asymptotic series."""


class Anchored:
    """An enclosure of one real number: anchor * exp(shift) + ball * exp(scale).

    Args:
        anchor: exact rational.
        ball: Arb ball, or None if nothing is added to the anchor's term.
        scale: exact exponent of the ball's factor.
        shift: exact exponent of the anchor's factor; 0 for a zero anchor.
    """

    __slots__ = ("anchor", "ball", "scale", "shift")

    def __init__(self, anchor: fmpq, ball: arb | None = None, scale: fmpq = ZERO, shift: fmpq = ZERO) -> None:
        self.anchor = anchor
        self.ball = ball
        self.scale = scale
        self.shift = shift

    def __repr__(self) -> str:
        return f"Anchored({self.anchor}, {self.ball}, {self.scale}, {self.shift})"

    @property
    def is_exact(self) -> bool:
        """Whether this is the rational anchor itself."""
        return self.ball is None and self.shift == 0


def _times_exp(ball: arb, exponent: fmpq) -> arb:
    return ball if exponent == 0 else ball * arb(exponent).exp()


def to_ball(v: Anchored) -> arb:
    """Return one Arb ball that contains the value."""
    if v.ball is None:
        return _times_exp(arb(v.anchor), v.shift)
    rest = _times_exp(v.ball, v.scale)
    return rest if v.anchor == 0 else _times_exp(arb(v.anchor), v.shift) + rest


def _add_terms(a: arb, s: fmpq, b: arb, t: fmpq) -> tuple[arb, fmpq]:
    """Return a e^s + b e^t as (ball, exponent), the larger exponent kept exact."""
    if s == t:
        return a + b, s
    if s > t:
        return a + b * arb(t - s).exp(), s
    return a * arb(s - t).exp() + b, t


def _mantissa(v: Anchored) -> tuple[arb, fmpq]:
    """Return the whole value as ball * exp(exponent)."""
    if v.ball is None:
        return arb(v.anchor), v.shift
    if v.anchor == 0:
        return v.ball, v.scale
    return _add_terms(arb(v.anchor), v.shift, v.ball, v.scale)


def _rough(v: Anchored) -> arb:
    """Return a stand-in for the value, right in sign and in being small or large; for choosing a branch only."""
    ball, exponent = _mantissa(v)
    clamp = fmpq(1 << 20)
    return _times_exp(ball, max(-clamp, min(clamp, exponent)))


def _ratio(v: Anchored) -> tuple[arb, fmpq, arb]:
    """Return the ball's term over the anchor's term, as (mantissa, exponent) and as one ball."""
    assert v.ball is not None
    mantissa, exponent = v.ball / arb(v.anchor), v.scale - v.shift
    return mantissa, exponent, _times_exp(mantissa, exponent)


def _exponent(q: fmpq) -> int:
    """Return e with 2^(e-1) < |q| < 2^(e+1), for q != 0."""
    return int(q.p.bit_length() - q.q.bit_length())


def _exact(q: fmpq, shift: fmpq = ZERO) -> Anchored:
    if q.height_bits() > LONGEST_ANCHOR:
        return Anchored(ZERO, arb(q), shift)
    return Anchored(q, None, ZERO, ZERO if q == 0 else shift)


def _near_one(size: arb) -> arb:
    """Return the ball [1 - |size|, 1 + |size|]."""
    return arb(1, size.abs_upper())


def _is_vanishing(ball: arb, scale: fmpq) -> bool:
    """Whether ball * exp(scale) is so small that its square is beyond the working precision."""
    # e^-prec is below 2^(-1.44 prec), so such a product is below 2^-prec.
    return bool(-scale > ctx.prec and ball.abs_upper() < arb(2) ** (ctx.prec // 4))


def add(u: Anchored, v: Anchored) -> Anchored:
    """Return u + v; of two exact terms with different exponents the smaller joins the ball."""
    if u.shift == v.shift or u.anchor == 0 or v.anchor == 0:
        anchor = u.anchor + v.anchor
        shift = (u.shift if v.anchor == 0 else v.shift) if anchor != 0 else ZERO
        result = Anchored(anchor, u.ball, u.scale, shift)
    else:
        large, small = (u, v) if u.shift > v.shift else (v, u)
        result = _plus_ball(Anchored(large.anchor, u.ball, u.scale, large.shift), arb(small.anchor), small.shift)
    return result if v.ball is None else _plus_ball(result, v.ball, v.scale)


def _plus_ball(v: Anchored, ball: arb, scale: fmpq) -> Anchored:
    if v.ball is not None:
        ball, scale = _add_terms(v.ball, v.scale, ball, scale)
    return Anchored(v.anchor, ball, scale, v.shift)


def neg(v: Anchored) -> Anchored:
    """Return -v."""
    return Anchored(-v.anchor, None if v.ball is None else -v.ball, v.scale, v.shift)


def _scaled(factor: fmpq, v: Anchored) -> Anchored:
    """Return factor * v for a rational factor."""
    if v.ball is None:
        return _exact(factor * v.anchor, v.shift)
    if factor == 0:
        return Anchored(ZERO)
    return Anchored(factor * v.anchor, arb(factor) * v.ball, v.scale, v.shift)


def mul(u: Anchored, v: Anchored) -> Anchored:
    """Return u * v."""
    if u.is_exact:
        return _scaled(u.anchor, v)
    if v.is_exact:
        return _scaled(v.anchor, u)
    result = _exact(u.anchor * v.anchor, u.shift + v.shift)
    if u.ball is not None and v.ball is not None:
        result = _plus_ball(result, u.ball * v.ball, u.scale + v.scale)
    if u.anchor != 0 and v.ball is not None:
        result = _plus_ball(result, arb(u.anchor) * v.ball, u.shift + v.scale)
    if v.anchor != 0 and u.ball is not None:
        result = _plus_ball(result, arb(v.anchor) * u.ball, v.shift + u.scale)
    return result


def inverse(v: Anchored) -> Anchored:
    """Return 1/v; raises UndecidedError if v is exactly 0."""
    if v.ball is None:
        if v.anchor == 0:
            raise UndecidedError("division by zero")
        return Anchored(1 / v.anchor, None, ZERO, -v.shift)
    if v.anchor != 0:
        mantissa, exponent, ratio = _ratio(v)
        if ratio.abs_upper() < 0.5:
            # 1/(A (1 + r)) = 1/A - r/(A (1 + r)).
            rest = -mantissa / (arb(v.anchor) * (1 + ratio))
            return Anchored(1 / v.anchor, rest, exponent - v.shift, -v.shift)
    ball, scale = _mantissa(v)
    return Anchored(ZERO, 1 / ball, -scale)


def power(v: Anchored, exponent: int) -> Anchored:
    """Return v^exponent for an integer exponent (0^0 = 1)."""
    if exponent < 0:
        return inverse(power(v, -exponent))
    if v.ball is None:
        shift = v.shift * exponent
        if v.anchor.height_bits() * exponent > LONGEST_ANCHOR:
            return Anchored(ZERO, arb(v.anchor) ** exponent, shift)
        return Anchored(v.anchor**exponent, None, ZERO, shift)
    result, square = Anchored(ONE), v
    while exponent:
        if exponent & 1:
            result = mul(result, square)
        exponent >>= 1
        if exponent:
            square = mul(square, square)
    return result


def sqrt(v: Anchored) -> Anchored:
    """Return the square root of v >= 0; exact for squares of rationals."""
    q = v.anchor
    root = fmpq(q.p.isqrt(), q.q.isqrt()) if q > 0 and q.p.is_square() and q.q.is_square() else None
    if v.ball is None:
        if q == 0:
            return v
        if q < 0:
            raise UndecidedError("square root of a negative number")
        if root is not None:
            return Anchored(root, None, ZERO, v.shift / 2)
    elif root is not None:
        mantissa, exponent, ratio = _ratio(v)
        if ratio.abs_upper() < 0.5:
            # sqrt(1 + r) = 1 + r/(1 + sqrt(1 + r)).
            rest = arb(root) * mantissa / (1 + (1 + ratio).sqrt())
            return Anchored(root, rest, exponent + v.shift / 2, v.shift / 2)
    ball, scale = _mantissa(v)
    return Anchored(ZERO, ball.sqrt(), scale / 2)


def _rational_near(t: arb) -> fmpq:
    """Return the midpoint of a ball as an exact rational."""
    if not t.is_finite():
        raise UndecidedError("exponent beyond Arb's range")
    mantissa, exponent = t.mid().man_exp()
    if abs(exponent) > LONGEST_ANCHOR:
        raise UndecidedError("exponent too long")
    shift = int(exponent)
    return fmpq(mantissa << shift) if shift >= 0 else fmpq(mantissa, fmpz(1) << -shift)


def _exp_far(t: arb) -> Anchored:
    """Return exp of a large ball: an exact exponent near it, and the rest as a mantissa."""
    near = _rational_near(t)
    return Anchored(ZERO, (t - arb(near)).exp(), near)


def _exp_rational(c: fmpq) -> Anchored:
    if c == 0:
        return Anchored(ONE)
    size = _exponent(c)
    if 2 * size < -ctx.prec:
        # e^c = 1 + c + c^2/2 (1 + theta c), |theta| < 1 for |c| < 1.
        a = arb(c)
        return Anchored(ONE + c, a * a / 2 * _near_one(a))
    if size < 0:
        return Anchored(ONE, arb(c).expm1())
    if size <= 6:
        return Anchored(ZERO, arb(c).exp())
    return Anchored(ONE, None, ZERO, c)


def exp(v: Anchored) -> Anchored:
    """Return e^v."""
    if v.is_exact:
        return _exp_rational(v.anchor)
    if v.ball is not None and v.shift == 0 and _is_vanishing(v.ball, v.scale):
        # e^M = 1 + M (1 + theta M), |theta| < 1 for |M| < 1.
        rest = v.ball * _near_one(_times_exp(v.ball, v.scale))
        return mul(_exp_rational(v.anchor), Anchored(ONE, rest, v.scale))
    t = to_ball(v)
    bound = t.abs_upper()
    if bound < 0.5:
        return Anchored(ONE, t.expm1())
    if bound < 64:
        return Anchored(ZERO, t.exp())
    if v.ball is not None and v.anchor != 0 and v.shift == 0:
        rest = _times_exp(v.ball, v.scale)
        if rest.abs_upper() < 64:
            return Anchored(ZERO, rest.exp(), v.anchor)
    return _exp_far(t)


def _log_rational(c: fmpq) -> Anchored:
    if c <= 0:
        raise UndecidedError("logarithm of a number that is not positive")
    d = c - ONE
    if d == 0:
        return Anchored(ZERO)
    size = _exponent(d)
    if 2 * size < -ctx.prec:
        # log(1+d) = d - d^2/2 (1 + theta d), |theta| < 1 for |d| < 1/2.
        a = arb(d)
        return Anchored(d, -a * a / 2 * _near_one(a))
    return Anchored(ZERO, arb(d).log1p() if size < -1 else arb(c).log())


def log(v: Anchored) -> Anchored:
    """Return the natural logarithm of v > 0."""
    if v.ball is None:
        return add(Anchored(v.shift), _log_rational(v.anchor))
    if v.anchor > 0:
        mantissa, exponent, ratio = _ratio(v)
        if ratio.abs_upper() < 0.5:
            # log(A (1 + r)) = log A + log(1 + r); log(1+r) = r (1 + theta r), |theta| < 1 for |r| < 1/2.
            if _is_vanishing(mantissa, exponent):
                rest = Anchored(ZERO, mantissa * _near_one(ratio), exponent)
            else:
                rest = Anchored(ZERO, ratio.log1p())
            return add(add(Anchored(v.shift), _log_rational(v.anchor)), rest)
        if v.shift == 0 and v.scale == 0 and v.anchor == 1:
            return Anchored(ZERO, v.ball.log1p())
    ball, scale = _mantissa(v)
    return Anchored(scale, ball.log())


def _odd_near_zero(v: Anchored, cubic: arb) -> Anchored | None:
    """Return f(v) near 0 for f(c) = c + cubic c^3 (1 + theta c^2), |theta| < 1; None if v is not near 0.

    The bound on theta holds for |c| < 1/2 for each function that uses this: sin, sinh, tanh, atan
    and asinh have Taylor coefficients whose ratios stay below 1.
    """
    if v.is_exact:
        if v.anchor == 0:
            return v
        if 2 * _exponent(v.anchor) < -ctx.prec:
            a = arb(v.anchor)
            return Anchored(v.anchor, cubic * a**3 * _near_one(a * a))
        return None
    ball, scale = _mantissa(v)
    if _is_vanishing(ball, scale):
        return Anchored(ZERO, ball * _near_one(_times_exp(ball, scale)), scale)
    return None


def tanh(v: Anchored) -> Anchored:
    """Return tanh v; far from 0 as 1 - 2/(e^(2v) + 1)."""
    near = _odd_near_zero(v, arb(-1) / 3)
    if near is not None:
        return near
    t = _rough(v)
    if t < -1:
        return neg(tanh(neg(v)))
    if t > 1:
        return add(Anchored(ONE), _scaled(-TWO, inverse(add(exp(_scaled(TWO, v)), Anchored(ONE)))))
    return Anchored(ZERO, to_ball(v).tanh())


def sinh(v: Anchored) -> Anchored:
    """Return sinh v."""
    near = _odd_near_zero(v, arb(1) / 6)
    if near is not None:
        return near
    if _rough(v).abs_upper() < 1:
        return Anchored(ZERO, to_ball(v).sinh())
    return _scaled(HALF, add(exp(v), neg(exp(neg(v)))))


def cosh(v: Anchored) -> Anchored:
    """Return cosh v; near 0 as 1 + 2 sinh(v/2)^2."""
    if _rough(v).abs_upper() < 1:
        half = sinh(_scaled(HALF, v))
        return add(Anchored(ONE), _scaled(TWO, mul(half, half)))
    return _scaled(HALF, add(exp(v), exp(neg(v))))


def sin(v: Anchored) -> Anchored:
    """Return sin v."""
    near = _odd_near_zero(v, arb(-1) / 6)
    return Anchored(ZERO, to_ball(v).sin()) if near is None else near


def cos(v: Anchored) -> Anchored:
    """Return cos v; near 0 as 1 - 2 sin(v/2)^2."""
    if _rough(v).abs_upper() < 1:
        half = sin(_scaled(HALF, v))
        return add(Anchored(ONE), _scaled(-TWO, mul(half, half)))
    return Anchored(ZERO, to_ball(v).cos())


def tan(v: Anchored) -> Anchored:
    """Return tan v."""
    return mul(sin(v), inverse(cos(v)))


def atan(v: Anchored) -> Anchored:
    """Return the arc tangent of v."""
    near = _odd_near_zero(v, arb(-1) / 3)
    return Anchored(ZERO, to_ball(v).atan()) if near is None else near


def asinh(v: Anchored) -> Anchored:
    """Return the inverse hyperbolic sine of v."""
    near = _odd_near_zero(v, arb(-1) / 6)
    return Anchored(ZERO, to_ball(v).asinh()) if near is None else near


def erf(v: Anchored) -> Anchored:
    """Return erf v; far from 0 as 1 - erfc(v)."""
    if v.is_exact and v.anchor == 0:
        return v
    ball, scale = _mantissa(v)
    if _is_vanishing(ball, scale):
        # erf(M) = 2/sqrt(pi) M (1 + theta M), |theta| < 1 for |M| < 1.
        return Anchored(ZERO, 2 * ball / arb.pi().sqrt() * _near_one(_times_exp(ball, scale)), scale)
    t = to_ball(v)
    if t > 1:
        return add(Anchored(ONE), neg(_erfc_above_one(t)))
    if t < -1:
        return add(Anchored(-ONE), _erfc_above_one(-t))
    return Anchored(ZERO, t.erf())


def erfc(v: Anchored) -> Anchored:
    """Return erfc v = 1 - erf v."""
    t = to_ball(v)
    if t > 1:
        return _erfc_above_one(t)
    if t < -1:
        return add(Anchored(TWO), neg(_erfc_above_one(-t)))
    return add(Anchored(ONE), neg(erf(v)))


def _erfc_above_one(t: arb) -> Anchored:
    if t < ERFC_ASYMPTOTIC:
        return Anchored(ZERO, t.erfc())
    # erfc(t) = e^(-t^2)/(t sqrt(pi)) (1 - theta/(2 t^2)), 0 < theta < 1 for t > 0: in DLMF 7.12.1
    # the error is bounded by the first neglected term and has its sign.
    square = t * t
    gauss = _exp_far(-square)
    assert gauss.ball is not None
    return Anchored(ZERO, gauss.ball / (t * arb.pi().sqrt()) * (1 - arb(0.5, 0.5) / (2 * square)), gauss.scale)


def pi() -> Anchored:
    """Return pi."""
    return Anchored(ZERO, arb.pi())
