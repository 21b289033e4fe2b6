"""The tangent."""

from typing import Any

import sympy
from flint import arb, arb_series
from sympy import Expr, S

from symact.balls.scaled_ball import ScaledBall, inverse, mul
from symact.definition.elementary import DomainCondition, ElementaryFunction
from symact.functions.cos import cos
from symact.functions.sin import sin


def tan(v: ScaledBall) -> ScaledBall:
    """Return tan v."""
    return mul(sin(v), inverse(cos(v)))


def _normal_form(form: Any, u: Expr) -> Expr:
    c, s = form.wave(u)
    return s / c


FUNCTION = ElementaryFunction(
    name="tan",
    function=sympy.tan,
    ball=arb.tan,
    scaled_ball=tan,
    series=arb_series.tan,
    domain=lambda u: (DomainCondition(sympy.cos(u), frozenset((-1, 1)), False),),
    odd=True,
    kernel=lambda u: u,
    wave=True,
    period=sympy.pi,
    normal_form=_normal_form,
    at_infinity=lambda walk, u: walk.do.multiply(
        walk.wave(sympy.sin, u), walk.do.power(walk.wave(sympy.cos, u), -S.One)
    ),
    rule="sin and cos",
    numpy="tan",
)
