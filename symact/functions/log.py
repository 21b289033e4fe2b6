"""The natural logarithm."""

from collections.abc import Callable
from functools import reduce

import sympy
from flint import arb, arb_series, ctx, fmpq
from sympy import Expr

from symact.balls.exponent import Exponent
from symact.balls.leading_terms import binary_exponent, is_vanishing, near_one
from symact.balls.scaled_ball import ONE, ZERO, Scale, ScaledBall, add, as_term, relative_rest
from symact.definition.elementary import ANY, POSITIVE, DomainCondition, ElementaryFunction, Signs
from symact.errors import UndecidedError


def _of_rational(c: fmpq) -> ScaledBall:
    if c <= 0:
        raise UndecidedError("logarithm of a number that is not positive")
    d = c - ONE
    if d == 0:
        return ScaledBall(ZERO)
    size = binary_exponent(d)
    if 2 * size < -ctx.prec:
        # log(1+d) = d - d^2/2 (1 + theta d), |theta| < 1 for |d| < 1/2.
        a = arb(d)
        return ScaledBall(d, -a * a / 2 * near_one(a))
    return ScaledBall(ZERO, arb(d).log1p() if size < -1 else arb(c).log())


def _number(exponent: Scale) -> ScaledBall:
    """Return an exponent as a number."""
    if not isinstance(exponent, Exponent):
        return ScaledBall(exponent)
    parts = (ScaledBall(factor, None, ZERO, key) for key, factor in exponent.terms.items())
    return reduce(add, parts, ScaledBall(exponent.rational))


def log(v: ScaledBall) -> ScaledBall:
    """Return the natural logarithm of v > 0."""
    if v.ball is None:
        return add(_number(v.shift), _of_rational(v.anchor))
    if v.anchor > 0:
        mantissa, exponent, ratio = relative_rest(v)
        if ratio.abs_upper() < 0.5:
            # log(A (1 + r)) = log A + log(1 + r); log(1+r) = r (1 + theta r), |theta| < 1 for |r| < 1/2.
            if is_vanishing(mantissa, exponent):
                rest = ScaledBall(ZERO, mantissa * near_one(ratio), exponent, sign=v.sign)
            else:
                rest = ScaledBall(ZERO, ratio.log1p(), sign=v.sign)
            return add(add(_number(v.shift), _of_rational(v.anchor)), rest)
        if v.shift == 0 and v.scale == 0 and v.anchor == 1:
            return ScaledBall(ZERO, v.ball.log1p())
    ball, scale = as_term(v)
    return add(_number(scale), ScaledBall(ZERO, ball.log()))


def _sign(signs: Callable[[Expr], Signs], u: Expr) -> Signs:
    """Return the signs of log(1 + v), which are those of v."""
    return signs(u - sympy.S.One) if signs(u) == POSITIVE else ANY


FUNCTION = ElementaryFunction(
    name="log",
    function=sympy.log,
    ball=arb.log,
    scaled_ball=log,
    series=arb_series.log,
    domain=lambda u: (DomainCondition(u, POSITIVE, False),),
    role="argument of a logarithm",
    outside="is the logarithm of no positive number; write an argument that is positive",
    sign=_sign,
    injective=True,
    normal_form=lambda form, u: form.logarithm(u),
    at_infinity=lambda walk, u: walk.log(u),
    inverse=sympy.exp,
    antiderivative=lambda u: u * sympy.log(u) - u,
    numpy="log",
)
