"""Powers of 2, exact at integers."""

from typing import Any

import mpmath
import sympy
from flint import arb, arb_series, fmpq
from sympy import Expr, S, log

from symact.balls.scaled_ball import LONGEST_ANCHOR, TWO, ZERO, ScaledBall, add, mul, power
from symact.definition.elementary import ElementaryFunction, NewFunction, positive
from symact.functions.exp import exp as scaled_exp


class exp2(NewFunction):  # noqa: N801
    """2^u, kept apart from exp(u log(2)) so that its enclosure can be exact."""

    @classmethod
    def eval(cls, u: Expr) -> Expr | None:
        """Evaluate at small integers, and at -oo and oo."""
        if u.is_infinite or u is S.NaN or (u.is_Integer and abs(u) <= LONGEST_ANCHOR):
            return S(2) ** u
        return u.args[0] if u.func.__name__ == "log2" else None

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative."""
        return log(2) * self

    def meaning(self) -> Expr:
        return sympy.exp(self.args[0] * log(2))

    def _eval_is_positive(self) -> bool | None:
        return self.args[0].is_extended_real or None

    def _eval_is_zero(self) -> bool | None:
        return False if self.args[0].is_real else None

    def _eval_rewrite_as_exp(self, u: Expr, **hints: Any) -> Expr:
        return sympy.exp(u * log(2))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = f"2^{{{printer._print(self.args[0])}}}"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


def scaled_exp2(v: ScaledBall) -> ScaledBall:
    """Return 2^v: the nearest integer goes into an exact power, the rest into exp."""
    whole = (2 * int(v.anchor.p) + int(v.anchor.q)) // (2 * int(v.anchor.q)) if v.shift == 0 else 0
    if abs(whole) > LONGEST_ANCHOR // 2:
        whole = 0
    rest = mul(add(v, ScaledBall(fmpq(-whole))), ScaledBall(ZERO, arb.const_log2()))
    return mul(power(ScaledBall(TWO), whole), scaled_exp(rest))


def _ball(t: arb) -> arb:
    return (t * arb.const_log2()).exp()


def _series(u: arb_series) -> arb_series:
    return (u * arb.const_log2()).exp()


FUNCTION = ElementaryFunction(
    name="exp2",
    function=exp2,
    ball=_ball,
    scaled_ball=scaled_exp2,
    series=_series,
    grows=True,
    sign=positive,
    injective=True,
    kernel=lambda u: u * log(2),
    normal_form=lambda form, u: form.exponential(u * log(2)),
    at_infinity=lambda walk, u: walk.exp(walk.do.scale(log(2), u)),
    antiderivative=lambda u: exp2(u) / log(2),
    inverse=lambda y: log(y) / log(2),
    numpy="exp2",
    mpmath=lambda t: mpmath.power(2, t),
)
