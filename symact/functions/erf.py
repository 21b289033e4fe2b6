"""The error function, and the tail of its complement."""

import math
from typing import Any

import sympy
from flint import arb, arb_series
from sympy import S, pi

from symact.balls.leading_terms import is_vanishing, near_one, rough
from symact.balls.scaled_ball import ONE, ZERO, ScaledBall, add, as_term, inverse, mul, neg, times_exp, to_ball
from symact.definition.elementary import ElementaryFunction, as_argument
from symact.functions.exp import exp

ASYMPTOTIC = 4096
"""From here on erfc is enclosed by the first term of its asymptotic series."""


def erf(v: ScaledBall) -> ScaledBall:
    """Return erf v; far from 0 as 1 - erfc(v)."""
    if v.is_exact and v.anchor == 0:
        return v
    ball, scale = as_term(v)
    if is_vanishing(ball, scale):
        # erf(M) = 2/sqrt(pi) M (1 + theta M), |theta| < 1 for |M| < 1.
        return ScaledBall(ZERO, 2 * ball / arb.pi().sqrt() * near_one(times_exp(ball, scale)), scale)
    t = rough(v)
    if t > 1:
        return add(ScaledBall(ONE), neg(erfc_above_one(v)))
    if t < -1:
        return add(ScaledBall(-ONE), erfc_above_one(neg(v)))
    return ScaledBall(ZERO, to_ball(v).erf())


def erfc_above_one(v: ScaledBall) -> ScaledBall:
    """Return erfc v for v > 1."""
    t = rough(v)
    if t < ASYMPTOTIC:
        return ScaledBall(ZERO, to_ball(v).erfc())
    # erfc(t) = e^(-t^2)/(t sqrt(pi)) (1 - theta/(2 t^2)), 0 < theta < 1 for t > 0: in DLMF 7.12.1
    # the error is bounded by the first neglected term and has its sign.
    factor = (1 - arb(0.5, 0.5) / (2 * t * t)) / arb.pi().sqrt()
    return mul(mul(exp(neg(mul(v, v))), inverse(v)), ScaledBall(ZERO, factor))


def erfc_tail(walk: Any, u: Any) -> Any:
    """Expand erfc(u) = exp(-u^2)/(u sqrt(pi)) (1 - 1/(2u^2) + 3/(4u^4) - ...), u -> +oo (DLMF 7.12.1)."""
    do = walk.do
    do.require_positive(u)
    square = do.multiply(u, u)
    inverse = do.power(do.scale(S(2), square), S.NegativeOne)
    series = do.compose(lambda k: (-1) ** k * sympy.factorial2(2 * k - 1), inverse, _remainder)
    front = do.multiply(walk.exp(do.scale(S.NegativeOne, square)), do.power(u, S.NegativeOne))
    return do.multiply(do.scale(1 / sympy.sqrt(pi), front), series)


def _remainder(n: int, size: arb) -> arb:
    """Bound the rest of the asymptotic series of erfc by the first term left out (DLMF 7.12(ii), u > 0)."""
    return arb(int(sympy.factorial2(2 * n - 1)))


def at_infinity(walk: Any, u: Any) -> Any:
    """Take 1 minus erfc."""
    return walk.saturate(sympy.erf, u, lambda u: walk.one_minus(erfc_tail(walk, u)))


FUNCTION = ElementaryFunction(
    name="erf",
    function=sympy.erf,
    ball=arb.erf,
    scaled_ball=erf,
    series=arb_series.erf,
    sign=as_argument,
    odd=True,
    injective=True,
    bound=S.One,
    at_infinity=at_infinity,
    inverse=sympy.erfinv,
    antiderivative=lambda u: u * sympy.erf(u) + sympy.exp(-(u**2)) / sympy.sqrt(sympy.pi),
    numpy=math.erf,
)
