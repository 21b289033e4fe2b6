"""The real cube root, of negative numbers too."""

from typing import Any

import mpmath
import sympy
from flint import arb, arb_series, fmpq, fmpz
from sympy import Expr, Rational, S

from symact.balls.power_series import with_constant
from symact.balls.scaled_ball import ZERO, ScaledBall, as_term, neg, relative_rest
from symact.definition.elementary import DomainCondition, ElementaryFunction, NewFunction, as_argument


class cbrt(NewFunction):  # noqa: N801
    """The cube root; SymPy's power 1/3 of a negative number is not real."""

    @classmethod
    def eval(cls, u: Expr) -> Expr | None:
        """Take cubes and signs out."""
        if u.is_infinite or u is S.NaN or u.is_zero:
            return u
        if u.is_Pow and u.base.is_extended_real and u.exp.is_Integer and u.exp % 3 == 0:
            return u.base ** (u.exp / 3)
        if u.could_extract_minus_sign():
            return -cls(-u)
        if u.is_Rational:
            (p, exact_p), (q, exact_q) = (sympy.integer_nthroot(int(part), 3) for part in (u.p, u.q))
            return Rational(p, q) if exact_p and exact_q else None
        return None

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative."""
        return 1 / (3 * self**2)

    def meaning(self) -> Expr:
        u = self.args[0]
        return sympy.sign(u) * sympy.Abs(u) ** Rational(1, 3)

    def _eval_is_positive(self) -> bool | None:
        return self.args[0].is_extended_positive  # type: ignore[no-any-return]

    def _eval_is_negative(self) -> bool | None:
        return self.args[0].is_extended_negative  # type: ignore[no-any-return]

    def _eval_is_zero(self) -> bool | None:
        return self.args[0].is_zero  # type: ignore[no-any-return]

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        root = rf"\sqrt[3]{{{printer._print(self.args[0])}}}"
        return root if exp is None else f"{{{root}}}^{{{exp}}}"


def _exact_root(q: fmpq) -> fmpq | None:
    """Return the cube root of q > 0, if it is rational."""
    p, r = int(q.p), int(q.q)
    (a, exact_a), (b, exact_b) = sympy.integer_nthroot(p, 3), sympy.integer_nthroot(r, 3)
    return fmpq(fmpz(int(a)), fmpz(int(b))) if exact_a and exact_b else None


def _ball(t: arb) -> arb:
    if t > 0:
        return t.root(3)
    if t < 0:
        return -((-t).root(3))
    # It rises: the ends' roots enclose the rest, and 0 lies between them.
    low, high = t.lower(), t.upper()
    return (-((-low).root(3)) if low < 0 else arb(0)).union(high.root(3) if high > 0 else arb(0))


def scaled_cbrt(v: ScaledBall) -> ScaledBall:
    """Return the cube root of v; exact for cubes of rationals."""
    if v.anchor < 0:
        return neg(scaled_cbrt(neg(v)))
    root = _exact_root(v.anchor) if v.anchor > 0 else None
    if v.ball is None:
        if v.anchor == 0:
            return v
        if root is not None:
            return ScaledBall(root, None, ZERO, v.shift / 3)
    elif root is not None:
        mantissa, exponent, ratio = relative_rest(v)
        if ratio.abs_upper() < 0.5:
            # (1 + r)^(1/3) = 1 + r/(1 + c + c^2) with c = (1 + r)^(1/3).
            c = (1 + ratio).root(3)
            return ScaledBall(root, arb(root) * mantissa / (1 + c + c * c), exponent + v.shift / 3, v.shift / 3)
    ball, scale = as_term(v)
    return ScaledBall(ZERO, _ball(ball), scale / 3)


def series(u: arb_series) -> arb_series:
    """Return the cube root as exp(log(u)/3), the sign taken out."""
    if u[0] < 0:
        return -series(-u)
    return with_constant((u.log() / 3).exp(), _ball(u[0]))


def _at_infinity(walk: Any, u: Any) -> Any:
    """Take the power 1/3 of u or of -u, whichever is eventually positive."""
    side = S(walk.eventual_sign(u))
    return walk.do.scale(side, walk.do.power(walk.do.scale(side, u), Rational(1, 3)))


FUNCTION = ElementaryFunction(
    name="cbrt",
    function=cbrt,
    ball=_ball,
    scaled_ball=scaled_cbrt,
    series=series,
    domain=lambda u: (DomainCondition(u, frozenset((-1, 1)), True),),
    sign=as_argument,
    odd=True,
    injective=True,
    normal_form=lambda form, u: form.cube_root(u, cbrt),
    at_infinity=_at_infinity,
    inverse=lambda y: y**3,
    antiderivative=lambda u: Rational(3, 4) * u * cbrt(u),
    numpy="cbrt",
    mpmath=lambda t: mpmath.sign(t) * mpmath.cbrt(abs(t)),
)
