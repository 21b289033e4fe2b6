"""The complete Fermi-Dirac integral F_1(u) = -Li_2(-exp(u)) (DLMF 25.12.16), the integral of softplus from -oo to u.

Unlike the dilogarithm Li_2 it is analytic on the whole line, and its slope log(1 + exp(u)) has no hole.
"""

import math
from typing import Any

import mpmath
import sympy
from flint import arb, arb_series, ctx
from sympy import Expr, Rational, S, exp, log, pi

from symact.balls.leading_terms import rough
from symact.balls.power_series import integrated
from symact.balls.scaled_ball import HALF, ZERO, ScaledBall, add, mul, neg, times_rational, to_ball
from symact.definition.elementary import ElementaryFunction, NewFunction, positive
from symact.functions.exp import exp as scaled_exp


class fermi_dirac_1(NewFunction):  # noqa: N801
    """The integral of s/(1 + exp(s - u)) over all s > 0."""

    @classmethod
    def eval(cls, u: Expr) -> Expr | None:
        """Evaluate at 0 and at both infinities."""
        return {S.Zero: pi**2 / 12, S.Infinity: S.Infinity, S.NegativeInfinity: S.Zero, S.NaN: S.NaN}.get(u)

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative."""
        return log(exp(self.args[0]) + 1)

    def meaning(self) -> Expr:
        return -sympy.polylog(2, -exp(self.args[0]))

    def written(self) -> Expr:
        return self.meaning()

    def _eval_is_positive(self) -> bool | None:
        return self.args[0].is_real  # type: ignore[no-any-return]


def _constant() -> arb:
    """Return F_1(u) + F_1(-u) - u^2/2 (DLMF 25.12.4)."""
    return arb.pi() ** 2 / 6


def _at(t: arb) -> arb:
    return t * t / 2 + _constant() - _at(-t) if t > 0 else -((-t.exp()).polylog(2))


def _ball(t: arb) -> arb:
    """Return the union of the values at the ends: it rises."""
    return _at(t.lower()).union(_at(t.upper())) if t.is_finite() else arb.nan()


def scaled_fermi_dirac_1(v: ScaledBall) -> ScaledBall:
    """Return F_1(v); above 1 by its reflection, far below 0 as the exponential that it nearly is."""
    t = rough(v)
    if t > 1:
        square = add(times_rational(HALF, mul(v, v)), ScaledBall(ZERO, _constant()))
        return add(square, neg(scaled_fermi_dirac_1(neg(v))))
    if t < -ctx.prec:
        # F_1(t) = q - q^2/4 + q^3/9 - ... with q = e^t, whose terms fall: it is q (1 - theta q/4), 0 < theta < 1.
        q = scaled_exp(v)
        return mul(q, ScaledBall(ZERO, 1 - arb(0.125, 0.125) * to_ball(q)))
    return ScaledBall(ZERO, _ball(to_ball(v)))


def series(u: arb_series) -> arb_series:
    """Return F_1(u) term by term from its derivative softplus(u) u'."""
    slope = u + (1 + (-u).exp()).log() if u[0] > 0 else (1 + u.exp()).log()
    return integrated(_ball(u[0]), slope * u.derivative())


def _at_infinity(walk: Any, u: Any) -> Any:
    """Take the series in exp(u) where u -> -oo, u^2/2 + pi^2/6 less that in exp(-u) where u -> +oo, else Taylor's."""
    do = walk.do
    large, middle, small = walk.parts(u, everywhere=True)
    if not large.terms:
        return walk.taylor(fermi_dirac_1, middle, small)
    side = walk.sign(large.terms[0][0])
    q = walk.exp(do.scale(S(-side), u))
    tail = do.compose(lambda k: Rational((-1) ** (k + 1), k**2) if k else S.Zero, q, _remainder)
    if side < 0:
        return tail
    return do.add(do.scale(S.Half, do.multiply(u, u)), walk.constant(pi**2 / 6), do.scale(S.NegativeOne, tail))


def _remainder(n: int, size: arb) -> arb | None:
    """Bound what is left of the series: 1/n^2 + 1/(n + 1)^2 + ... < 1/n^2 + 1/n."""
    return arb(1) / n**2 + arb(1) / n if n and size <= 1 else None


def _normal_form(form: Any, u: Expr) -> Expr:
    """Keep one of F_1(u) and F_1(-u)."""
    if u.could_extract_minus_sign():
        square = form.rational(u) ** 2 / 2
        return square + form.rational(pi) ** 2 / 6 - form.function(fermi_dirac_1(-u))
    return form.function(fermi_dirac_1(u))


def _float(t: float) -> float:
    """Return F_1 of a float by Bernoulli's numbers: y + y^2/4 + B_2 y^3/3! + ..., y = log(1 + e^t) <= log(2)."""
    if t > 0:
        return t * t / 2 + math.pi**2 / 6 - _float(-t)
    y = math.log1p(math.exp(t))
    rest = (float(sympy.bernoulli(2 * k)) / math.factorial(2 * k + 1) * y ** (2 * k + 1) for k in range(1, 11))
    return y + y * y / 4 + sum(rest)


def _mpmath(t: Any) -> Any:
    if t > 0:
        return t * t / 2 + mpmath.pi**2 / 6 - _mpmath(-t)
    return -mpmath.re(mpmath.polylog(2, -mpmath.exp(t)))


FUNCTION = ElementaryFunction(
    name="fermi_dirac_1",
    function=fermi_dirac_1,
    ball=_ball,
    scaled_ball=scaled_fermi_dirac_1,
    series=series,
    sign=positive,
    injective=True,
    normal_form=_normal_form,
    at_infinity=_at_infinity,
    numpy=_float,
    mpmath=_mpmath,
)
