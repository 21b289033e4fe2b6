"""The inverse hyperbolic tangent."""

from typing import Any

import sympy
from flint import arb, arb_series
from sympy import S, log

from symact.balls.leading_terms import odd_near_zero, rough
from symact.balls.power_series import with_constant
from symact.balls.scaled_ball import HALF, ONE, ZERO, ScaledBall, add, neg, times_rational, to_ball
from symact.definition.elementary import POSITIVE, DomainCondition, ElementaryFunction, as_argument
from symact.functions.log import log as scaled_log


def atanh(v: ScaledBall) -> ScaledBall:
    """Return the inverse hyperbolic tangent of -1 < v < 1; near the ends as (log(1 + v) - log(1 - v))/2."""
    near = odd_near_zero(v, arb(1) / 3)
    if near is not None:
        return near
    if rough(v).abs_upper() < HALF:
        return ScaledBall(ZERO, to_ball(v).atanh())
    above, below = (scaled_log(add(ScaledBall(ONE), each)) for each in (v, neg(v)))
    return times_rational(HALF, add(above, neg(below)))


def series(u: arb_series) -> arb_series:
    """Return atanh from two logarithms."""
    return with_constant(((1 + u).log() - (1 - u).log()) / 2, u[0].atanh())


def _at_end(walk: Any, u: Any, side: int) -> Any:
    above, below = walk.log(walk.do.add(walk.constant(S.One), u)), walk.log(walk.one_minus(u))
    return walk.do.scale(S.Half, walk.do.add(above, walk.do.scale(S.NegativeOne, below)))


FUNCTION = ElementaryFunction(
    name="atanh",
    function=sympy.atanh,
    ball=arb.atanh,
    scaled_ball=atanh,
    series=series,
    domain=lambda u: (DomainCondition(1 - u, POSITIVE, False), DomainCondition(1 + u, POSITIVE, False)),
    outside="is atanh of a number that is not between -1 and 1; write an argument between -1 and 1",
    sign=as_argument,
    odd=True,
    injective=True,
    normal_form=lambda form, u: (form.logarithm(1 + u) - form.logarithm(1 - u)) / 2,
    at_infinity=lambda walk, u: walk.between(sympy.atanh, u, _at_end),
    inverse=sympy.tanh,
    antiderivative=lambda u: u * sympy.atanh(u) + log(1 - u**2) / 2,
    numpy="arctanh",
)
