"""The arc cosine."""

from typing import Any

import sympy
from flint import arb, arb_series
from sympy import S, pi, sqrt

from symact.balls.leading_terms import rough
from symact.balls.scaled_ball import HALF, TWO, ZERO, ScaledBall, add, neg, times_rational
from symact.definition.elementary import ElementaryFunction, not_negative
from symact.functions.asin import angle_at_end, asin, domain, half_chord


def acos(v: ScaledBall) -> ScaledBall:
    """Return the arc cosine of -1 <= v <= 1; near 1 as the small angle that it is."""
    if rough(v) > HALF:
        return times_rational(TWO, asin(half_chord(v)))
    return add(ScaledBall(ZERO, arb.pi() / 2), neg(asin(v)))


def _at_end(walk: Any, u: Any, side: int) -> Any:
    angle = angle_at_end(walk, u, side)
    return angle if side > 0 else walk.do.add(walk.constant(pi), walk.do.scale(S.NegativeOne, angle))


FUNCTION = ElementaryFunction(
    name="acos",
    function=sympy.acos,
    ball=arb.acos,
    scaled_ball=acos,
    series=arb_series.acos,
    domain=domain,
    outside="is the arc cosine of a number beyond 1; write an argument between -1 and 1",
    sign=not_negative,
    injective=True,
    normal_form=lambda form, u: form.rational(pi) / 2 - form.rational(sympy.asin(u)),
    at_infinity=lambda walk, u: walk.between(sympy.acos, u, _at_end),
    inverse=sympy.cos,
    antiderivative=lambda u: u * sympy.acos(u) - sqrt(1 - u**2),
    numpy="arccos",
)
