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

from math import isqrt
from typing import TypeAlias

from flint import arb, fmpq

from symact.balls.exponent import Exponent, exponential
from symact.errors import UndecidedError

ZERO, ONE, TWO, HALF = fmpq(0), fmpq(1), fmpq(2), fmpq(1, 2)
Scale: TypeAlias = fmpq | Exponent

LONGEST_ANCHOR = 1 << 17
"""Rationals of more bits than this become balls."""


class ScaledBall:
    """An enclosure of one real number: anchor * exp(shift) + ball * exp(scale).

    Args:
        anchor: exact rational.
        ball: Arb ball, or None if nothing is added to the anchor's term.
        scale: exact exponent of the ball's factor, a rational or itself a sum of exponentials.
        shift: exact exponent of the anchor's factor; 0 for a zero anchor.
        sign: of the ball's term, where it is known although the ball contains 0, as of exp(-exp(1000)); else 0.
    """

    __slots__ = ("anchor", "ball", "scale", "shift", "sign")

    def __init__(
        self, anchor: fmpq, ball: arb | None = None, scale: Scale = ZERO, shift: Scale = ZERO, sign: int = 0
    ) -> None:
        self.anchor = anchor
        self.ball = ball
        self.scale = scale
        self.shift = shift
        self.sign = sign

    def __repr__(self) -> str:
        return f"ScaledBall({self.anchor}, {self.ball}, {self.scale}, {self.shift})"

    @property
    def is_exact(self) -> bool:
        """Whether this is the rational anchor itself."""
        return self.ball is None and self.shift == 0


def sign_of(ball: arb) -> int:
    """Return the sign of a ball, 0 if it is not certain."""
    return 1 if ball > 0 else -1 if ball < 0 else 0


def times_exp(ball: arb, exponent: Scale) -> arb:
    """Return ball * exp(exponent)."""
    return ball if exponent == 0 else ball * exponential(exponent)


def to_ball(v: ScaledBall) -> arb:
    """Return one Arb ball that contains the value."""
    if v.ball is None:
        return times_exp(arb(v.anchor), v.shift)
    rest = times_exp(v.ball, v.scale)
    return rest if v.anchor == 0 else times_exp(arb(v.anchor), v.shift) + rest


def _add_terms(a: arb, s: Scale, b: arb, t: Scale) -> tuple[arb, Scale]:
    """Return a e^s + b e^t as (ball, exponent), the larger exponent kept exact."""
    if s == t:
        return a + b, s
    if s > t:
        return a + b * exponential(t - s), s
    return a * exponential(s - t) + b, t


def as_term(v: ScaledBall) -> tuple[arb, Scale]:
    """Return the whole value as ball * exp(exponent)."""
    if v.ball is None:
        return arb(v.anchor), v.shift
    if v.anchor == 0:
        return v.ball, v.scale
    return _add_terms(arb(v.anchor), v.shift, v.ball, v.scale)


def relative_rest(v: ScaledBall) -> tuple[arb, Scale, arb]:
    """Return the ball's term over the anchor's term, as (mantissa, exponent) and as one ball."""
    assert v.ball is not None
    mantissa, exponent = v.ball / arb(v.anchor), v.scale - v.shift
    return mantissa, exponent, times_exp(mantissa, exponent)


def _exact(q: fmpq, shift: Scale = ZERO) -> ScaledBall:
    if q.height_bits() > LONGEST_ANCHOR:
        return ScaledBall(ZERO, arb(q), shift)
    return ScaledBall(q, None, ZERO, ZERO if q == 0 else shift)


def add(u: ScaledBall, v: ScaledBall) -> ScaledBall:
    """Return u + v; of two exact terms with different exponents the smaller joins the ball."""
    if u.shift == v.shift or u.anchor == 0 or v.anchor == 0:
        anchor = u.anchor + v.anchor
        shift = (u.shift if v.anchor == 0 else v.shift) if anchor != 0 else ZERO
        result = ScaledBall(anchor, u.ball, u.scale, shift, u.sign)
    else:
        large, small = (u, v) if u.shift > v.shift else (v, u)
        result = _plus_ball(ScaledBall(large.anchor, u.ball, u.scale, large.shift), arb(small.anchor), small.shift)
    return result if v.ball is None else _plus_ball(result, v.ball, v.scale, v.sign)


def _plus_ball(v: ScaledBall, ball: arb, scale: Scale, sign: int = 0) -> ScaledBall:
    if v.ball is not None:
        ball, scale = _add_terms(v.ball, v.scale, ball, scale)
        sign = 0
    return ScaledBall(v.anchor, ball, scale, v.shift, sign)


def neg(v: ScaledBall) -> ScaledBall:
    """Return -v."""
    return ScaledBall(-v.anchor, None if v.ball is None else -v.ball, v.scale, v.shift, -v.sign)


def times_rational(factor: fmpq, v: ScaledBall) -> ScaledBall:
    """Return factor * v for a rational factor."""
    if v.ball is None:
        return _exact(factor * v.anchor, v.shift)
    if factor == 0:
        return ScaledBall(ZERO)
    return ScaledBall(factor * v.anchor, arb(factor) * v.ball, v.scale, v.shift, v.sign if factor > 0 else -v.sign)


def mul(u: ScaledBall, v: ScaledBall) -> ScaledBall:
    """Return u * v."""
    if u.is_exact:
        return times_rational(u.anchor, v)
    if v.is_exact:
        return times_rational(v.anchor, u)
    for one, other in ((u, v), (v, u)):
        if one.sign and one.anchor == 0:
            assert one.ball is not None
            ball, scale = as_term(other)
            sign = other.sign if other.anchor == 0 and other.sign else sign_of(ball)
            return ScaledBall(ZERO, one.ball * ball, one.scale + scale, sign=one.sign * sign)
    result = _exact(u.anchor * v.anchor, u.shift + v.shift)
    if u.ball is not None and v.ball is not None:
        result = _plus_ball(result, u.ball * v.ball, u.scale + v.scale)
    if u.anchor != 0 and v.ball is not None:
        result = _plus_ball(result, arb(u.anchor) * v.ball, u.shift + v.scale)
    if v.anchor != 0 and u.ball is not None:
        result = _plus_ball(result, arb(v.anchor) * u.ball, v.shift + u.scale)
    return result


def maximum(u: ScaledBall, v: ScaledBall) -> ScaledBall:
    """Return the greater of u and v; raises UndecidedError if the balls do not tell which it is."""
    ball, _ = as_term(add(u, neg(v)))
    if ball >= 0 or ball <= 0:
        return u if ball >= 0 else v
    raise UndecidedError("which of two numbers is greater is open")


def inverse(v: ScaledBall) -> ScaledBall:
    """Return 1/v; raises UndecidedError if v is exactly 0."""
    if v.ball is None:
        if v.anchor == 0:
            raise UndecidedError("division by zero")
        return ScaledBall(1 / v.anchor, None, ZERO, -v.shift)
    if v.anchor != 0:
        mantissa, exponent, ratio = relative_rest(v)
        if ratio.abs_upper() < 0.5:
            # 1/(A (1 + r)) = 1/A - r/(A (1 + r)).
            rest = -mantissa / (arb(v.anchor) * (1 + ratio))
            # The anchor's square is positive.
            return ScaledBall(1 / v.anchor, rest, exponent - v.shift, -v.shift, -v.sign)
    ball, scale = as_term(v)
    return ScaledBall(ZERO, 1 / ball, -scale)


def power(v: ScaledBall, exponent: int) -> ScaledBall:
    """Return v^exponent for an integer exponent (0^0 = 1)."""
    if exponent < 0:
        return inverse(power(v, -exponent))
    if v.ball is None:
        shift = v.shift * exponent
        if v.anchor.height_bits() * exponent > LONGEST_ANCHOR:
            return ScaledBall(ZERO, arb(v.anchor) ** exponent, shift)
        return ScaledBall(v.anchor**exponent, None, ZERO, shift)
    result, square = ScaledBall(ONE), v
    while exponent:
        if exponent & 1:
            result = mul(result, square)
        exponent >>= 1
        if exponent:
            square = mul(square, square)
    return result


def _sqrt_near(q: fmpq) -> fmpq:
    """Return the square root of q > 0 rounded to about 64 bits."""
    numerator, denominator = int(q.p), int(q.q)
    # Twice the bits wanted, and two more so that adding 1 and halving rounds to nearest; an even shift.
    shift = 130 - (numerator.bit_length() - denominator.bit_length())
    shift += shift % 2
    scaled = (numerator << max(shift, 0)) // (denominator << max(-shift, 0))
    root = (isqrt(scaled) + 1) >> 1
    exponent = 1 - shift // 2
    return fmpq(root << exponent) if exponent >= 0 else fmpq(root, 1 << -exponent)


def sqrt(v: ScaledBall) -> ScaledBall:
    """Return the square root of v >= 0; exact for squares of rationals."""
    q = v.anchor
    root = fmpq(q.p.isqrt(), q.q.isqrt()) if q > 0 and q.p.is_square() and q.q.is_square() else None
    if v.ball is None:
        if q == 0:
            return v
        if q < 0:
            raise UndecidedError("square root of a negative number")
        if root is not None:
            return ScaledBall(root, None, ZERO, v.shift / 2)
        # sqrt(q) = r + (q - r^2)/(r + sqrt(q)): for q = x^2 + b and large x, r is |x| and the rest b/(2|x|).
        near = _sqrt_near(q)
        return ScaledBall(near, arb(q - near * near) / (arb(near) + arb(q).sqrt()), v.shift / 2, v.shift / 2)
    if root is not None:
        mantissa, exponent, ratio = relative_rest(v)
        if ratio.abs_upper() < 0.5:
            # sqrt(1 + r) = 1 + r/(1 + sqrt(1 + r)).
            rest = arb(root) * mantissa / (1 + (1 + ratio).sqrt())
            return ScaledBall(root, rest, exponent + v.shift / 2, v.shift / 2, v.sign)
    ball, scale = as_term(v)
    return ScaledBall(ZERO, ball.sqrt(), scale / 2)
