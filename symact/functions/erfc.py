"""The complementary error function, 1 - erf(u)."""

import math
from typing import Any

import sympy
from flint import arb, arb_series

from symact.balls.leading_terms import rough
from symact.balls.scaled_ball import ONE, TWO, ScaledBall, add, neg
from symact.definition.elementary import ElementaryFunction, positive
from symact.functions.erf import at_infinity as erf_at_infinity
from symact.functions.erf import erf, erfc_above_one, erfc_tail


def erfc(v: ScaledBall) -> ScaledBall:
    """Return erfc v = 1 - erf v."""
    t = rough(v)
    if t > 1:
        return erfc_above_one(v)
    if t < -1:
        return add(ScaledBall(TWO), neg(erfc_above_one(neg(v))))
    return add(ScaledBall(ONE), neg(erf(v)))


def _at_infinity(walk: Any, u: Any) -> Any:
    """Take the tail where u -> +oo, else 1 minus erf."""
    return erfc_tail(walk, u) if walk.direction(u) > 0 else walk.one_minus(erf_at_infinity(walk, u))


FUNCTION = ElementaryFunction(
    name="erfc",
    function=sympy.erfc,
    ball=arb.erfc,
    scaled_ball=erfc,
    series=arb_series.erfc,
    sign=positive,
    injective=True,
    normal_form=lambda form, u: 1 - form.rational(sympy.erf(u)),
    at_infinity=_at_infinity,
    inverse=lambda y: sympy.erfinv(1 - y),
    antiderivative=lambda u: u * sympy.erfc(u) - sympy.exp(-(u**2)) / sympy.sqrt(sympy.pi),
    numpy=math.erfc,
)
