"""The inverse error function."""

import math
import statistics
from typing import Any

import sympy
from flint import arb, arb_series
from sympy import pi, sqrt

from symact.balls.leading_terms import is_vanishing, near_one, rough
from symact.balls.power_series import integrated
from symact.balls.scaled_ball import HALF, ONE, ZERO, ScaledBall, add, as_term, neg, times_exp, to_ball
from symact.definition.elementary import POSITIVE, DomainCondition, ElementaryFunction, as_argument


def erfinv(v: ScaledBall) -> ScaledBall:
    """Return the inverse error function of -1 < v < 1; near the ends from what is left to 1."""
    if v.is_exact and v.anchor == 0:
        return v
    ball, scale = as_term(v)
    if is_vanishing(ball, scale):
        # erfinv(M) = sqrt(pi)/2 M (1 + theta M), |theta| < 1 for |M| < 1/2.
        return ScaledBall(ZERO, ball * arb.pi().sqrt() / 2 * near_one(times_exp(ball, scale)), scale)
    t = rough(v)
    if t > HALF:
        return ScaledBall(ZERO, to_ball(add(ScaledBall(ONE), neg(v))).erfcinv())
    if t < -HALF:
        return neg(erfinv(neg(v)))
    return ScaledBall(ZERO, to_ball(v).erfinv())


def series(u: arb_series) -> arb_series:
    """Return w = erfinv(u) term by term from w' = sqrt(pi)/2 exp(w^2) u'."""
    front = arb.pi().sqrt() / 2 * u.derivative()
    w = arb_series([u[0].erfinv()], u.prec)
    for right in range(1, u.prec):
        # The first `right` terms of w are right, so those of its derivative are.
        short = arb_series(w.coeffs(), right)
        w = integrated(w[0], (short * short).exp() * front)
    return w


def _at_end(walk: Any, u: Any, side: int) -> Any:
    raise walk.missing(FUNCTION.lacks("its series where the argument tends to an end of (-1, 1)"))


def _float(y: float) -> float:
    """Return erfinv of a float by Newton's method, from the quantile of the normal distribution."""
    if abs(y) >= 1 or y == 0 or math.isnan(y):
        return y if y == 0 else math.copysign(math.inf, y) if abs(y) == 1 else math.nan
    w = statistics.NormalDist().inv_cdf((1 - abs(y)) / 2) / -math.sqrt(2) if abs(y) > 1e-9 else abs(y)
    for _ in range(3):
        error = math.erf(w) - abs(y) if w < 1 else (1 - abs(y)) - math.erfc(w)
        w -= error * math.sqrt(math.pi) / 2 * math.exp(w * w)
    return math.copysign(w, y)


FUNCTION = ElementaryFunction(
    name="erfinv",
    function=sympy.erfinv,
    ball=arb.erfinv,
    scaled_ball=erfinv,
    series=series,
    domain=lambda u: (DomainCondition(1 - u, POSITIVE, False), DomainCondition(1 + u, POSITIVE, False)),
    outside="is erfinv of a number that is not between -1 and 1; write an argument between -1 and 1",
    sign=as_argument,
    odd=True,
    injective=True,
    at_infinity=lambda walk, u: walk.between(sympy.erfinv, u, _at_end),
    inverse=sympy.erf,
    antiderivative=lambda u: -sympy.exp(-(sympy.erfinv(u) ** 2)) / sqrt(pi),
    numpy=_float,
)
