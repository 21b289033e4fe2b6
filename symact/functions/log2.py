"""The logarithm to base 2, exact at powers of 2."""

from typing import Any

import mpmath
import sympy
from flint import arb, arb_series, fmpq
from sympy import Expr, S, log

from symact.balls.leading_terms import binary_exponent
from symact.balls.scaled_ball import TWO, ZERO, ScaledBall, add, mul, power
from symact.definition.elementary import POSITIVE, DomainCondition, ElementaryFunction, NewFunction
from symact.functions.exp2 import exp2
from symact.functions.log import FUNCTION as LOG
from symact.functions.log import log as scaled_log


class log2(NewFunction):  # noqa: N801
    """log(u)/log(2), kept apart so that its enclosure can be exact."""

    @classmethod
    def eval(cls, u: Expr) -> Expr | None:
        """Evaluate at powers of 2, and at 0 and oo."""
        if u is S.Infinity or u is S.NaN:
            return u
        if u.is_zero:
            return S.ComplexInfinity
        if isinstance(u, exp2):
            return u.args[0]
        if u.is_Rational and u.is_positive:
            k = int(u.p).bit_length() - int(u.q).bit_length()
            return sympy.Integer(k) if u == S(2) ** k else None
        return None

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative."""
        return 1 / (self.args[0] * log(2))

    def meaning(self) -> Expr:
        return log(self.args[0]) / log(2)

    def _eval_is_extended_real(self) -> bool | None:
        return self.meaning().is_extended_real  # type: ignore[no-any-return]

    def _eval_is_positive(self) -> bool | None:
        return self.meaning().is_positive  # type: ignore[no-any-return]

    def _eval_is_zero(self) -> bool | None:
        return self.meaning().is_zero  # type: ignore[no-any-return]

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        head = r"\log_{2}" if exp is None else rf"\log_{{2}}^{{{exp}}}"
        return rf"{head}{{\left({printer._print(self.args[0])} \right)}}"


def scaled_log2(v: ScaledBall) -> ScaledBall:
    """Return log2 v = k + log(v/2^k)/log(2) with v/2^k near 1, so that a power of 2 gives k exactly."""
    k = binary_exponent(v.anchor) if v.anchor > 0 and v.shift == 0 else 0
    near = mul(power(ScaledBall(TWO), -k), v)
    if v.is_exact and near.anchor > fmpq(3, 2):
        k, near = k + 1, mul(ScaledBall(fmpq(1, 2)), near)
    return add(ScaledBall(fmpq(k)), mul(scaled_log(near), ScaledBall(ZERO, 1 / arb.const_log2())))


def _ball(t: arb) -> arb:
    return t.log() / arb.const_log2()


def _series(u: arb_series) -> arb_series:
    return u.log() / arb.const_log2()


FUNCTION = ElementaryFunction(
    name="log2",
    function=log2,
    ball=_ball,
    scaled_ball=scaled_log2,
    series=_series,
    domain=lambda u: (DomainCondition(u, POSITIVE, False),),
    outside=LOG.outside,
    sign=LOG.sign,
    injective=True,
    normal_form=lambda form, u: form.logarithm(u) / form.logarithm(S(2)),
    at_infinity=lambda walk, u: walk.do.scale(1 / log(2), walk.log(u)),
    inverse=exp2,
    antiderivative=lambda u: u * log2(u) - u / log(2),
    numpy="log2",
    mpmath=lambda t: mpmath.log(t, 2),
)
