"""The truncated series of an expression as x -> +oo: one rule for every operation, each application recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy
from flint import arb, fmpq
from sympy import Dummy, Expr, Rational, S, Symbol, pi

from symact.enclosure import taylor_remainder
from symact.enclosure.program import Program
from symact.evidence import Step
from symact.symbolic.transseries import (
    UNIT,
    Arithmetic,
    MissingRuleError,
    Monomial,
    PrecisionError,
    Series,
    constant,
    sign_of,
)

PRECISION = 128
"""Working precision, bits, of the bounds on what a Taylor series leaves out."""


def lagrange(function: Expr, variable: Symbol, point: Expr) -> taylor_remainder.Remainder:
    """Return the bound for a function expanded at a constant: its n-th coefficient on a ball around it (Lagrange)."""

    def bound(n: int, size: arb) -> arb | None:
        at = Program(point, variable).plain(fmpq(0), PRECISION)
        coefficient = Program(function, variable).series(at + arb(0, size), n + 1, PRECISION)[n]
        return abs(coefficient) if coefficient.is_finite() else None

    return bound


HYPERBOLIC = (sympy.tanh, sympy.sinh, sympy.cosh)


class Expansion:
    """One pass over an expression: the series of every subexpression, and the rule that gave it.

    Args:
        t: the variable, positive, tending to +oo.
        arithmetic: how many terms are kept.
    """

    def __init__(self, t: Symbol, arithmetic: Arithmetic) -> None:
        self.t, self.do = t, arithmetic
        self.steps: list[Step] = []
        self._known: dict[Expr, Series] = {t: Series(((S.One, Monomial(S.One)),))}

    def series(self, expression: Expr) -> Series:
        """Return the series of a subexpression."""
        found = self._known.get(expression)
        if found is None:
            rule, found = self._apply(expression)
            self._known[expression] = found
            if rule:
                self.steps.append(Step(rule, f"{expression} = {found.text(self.t)}"))
        return found

    def _apply(self, expression: Expr) -> tuple[str, Series]:
        if not expression.has(self.t):
            return "", constant(expression)
        arguments = expression.args
        if expression.is_Add:
            return "sum", self.do.add(*(self.series(a) for a in arguments))
        if expression.is_Mul:
            factor, dependent = expression.as_independent(self.t)
            product = constant(factor)
            for each in sympy.Mul.make_args(dependent):
                product = self.do.multiply(product, self.series(each))
            return "product", product
        if expression.is_Pow and expression.exp.is_Rational:
            return "power", self.do.power(self.series(expression.base), expression.exp)
        if len(arguments) == 1 and expression.func in RULES:
            rule, function = RULES[expression.func]
            return rule, function(self, self.series(arguments[0]))
        raise MissingRuleError(f"no rule for {expression.func} in {expression}")

    def parts(self, value: Series) -> tuple[Series, Expr, Series]:
        """Split into the growing terms, the constant one, and the rest, which tends to 0."""
        if value.rest is not None and value.rest.growth >= 0:
            raise PrecisionError(f"only known up to O({value.rest.expression(self.t)})")
        growths = [m.growth for _, m in value.terms]
        large = tuple(t for t, g in zip(value.terms, growths, strict=True) if g > 0)
        middle = sum((c for (c, _), g in zip(value.terms, growths, strict=True) if g == 0), S.Zero)
        small = tuple(t for t, g in zip(value.terms, growths, strict=True) if g < 0)
        return Series(large), middle, replace(value, terms=small)

    def exp(self, value: Series) -> Series:
        """Expand e^(P + c + h) = e^P e^c (1 + h + h^2/2 + ...)."""
        large, middle, small = self.parts(value)
        monomial = UNIT
        for coefficient, m in large.terms:
            if m.exponent or (m.logs and (m.power, m.logs) != (0, 1)):
                raise MissingRuleError(f"exp of {large.text(self.t)} is beyond exp of a polynomial")
            if m.logs and not coefficient.is_Rational:
                raise MissingRuleError(f"x^{coefficient} has an exponent that is not rational")
            monomial *= Monomial(coefficient) if m.logs else Monomial(exponent=((m.power, coefficient),))
        series = self.do.compose(lambda k: 1 / sympy.factorial(k), small, taylor_remainder.exp)
        return self.do.multiply(Series(((sympy.exp(middle), monomial),)), series)

    def log(self, value: Series) -> Series:
        """Expand the logarithm of c x^a e^P (1 + h): P + a ln x + ln c + h - h^2/2 + ..."""
        coefficient, monomial, h = self.do.relative(value)
        if sign_of(coefficient) < 0:
            raise MissingRuleError("the argument of a logarithm is eventually negative")
        if monomial.logs:
            raise MissingRuleError("log(log(x)) is beyond the monomials")
        terms = [(c, Monomial(q)) for q, c in monomial.exponent]
        terms += [(monomial.power, Monomial(logs=S.One))] if monomial.power else []
        start = self.do.add(Series(tuple(terms)), constant(sympy.log(coefficient)))
        series = self.do.compose(lambda k: Rational((-1) ** (k + 1), k) if k else S.Zero, h, taylor_remainder.log)
        return self.do.add(start, series)

    def saturate(self, function: Any, value: Series, at_infinity: Callable[[Series], Series]) -> Series:
        """Apply a function that is analytic on the line and odd: Taylor at a finite limit, else its own rule."""
        large, middle, small = self.parts(value)
        if not large.terms:
            return self.taylor(function, middle, small)
        if sign_of(large.terms[0][0]) > 0:
            return at_infinity(value)
        return self.do.scale(S.NegativeOne, at_infinity(self.do.scale(S.NegativeOne, value)))

    def taylor(self, function: Any, point: Expr, small: Series) -> Series:
        """Expand an analytic function at a constant."""
        z = Dummy("z")

        def coefficient(k: int) -> Expr:
            value = sympy.diff(function(z), z, k).subs(z, point) / sympy.factorial(k)
            # tanh(log(2)) is 3/5; left as it is, every later sum would be searched for that.
            return value.replace(lambda e: e.func in HYPERBOLIC and e.has(sympy.log), lambda e: e.rewrite(sympy.exp))

        return self.do.compose(
            coefficient,
            small,
            lagrange(function(z), z, point),
        )

    def erfc_tail(self, value: Series) -> Series:
        """Expand erfc(u) = exp(-u^2)/(u sqrt(pi)) (1 - 1/(2u^2) + 3/(4u^4) - ...), u -> +oo (DLMF 7.12.1)."""
        do = self.do
        do.require_positive(value)
        square = do.multiply(value, value)
        inverse = do.power(do.scale(S(2), square), S.NegativeOne)
        series = do.compose(lambda k: (-1) ** k * sympy.factorial2(2 * k - 1), inverse, taylor_remainder.erfc)
        front = do.multiply(self.exp(do.scale(S.NegativeOne, square)), do.power(value, S.NegativeOne))
        return do.multiply(do.scale(1 / sympy.sqrt(pi), front), series)

    def one_minus(self, value: Series) -> Series:
        """Return 1 - value."""
        return self.do.add(constant(S.One), self.do.scale(S.NegativeOne, value))

    def erf(self, value: Series) -> Series:
        """Take 1 minus erfc."""
        return self.saturate(sympy.erf, value, lambda u: self.one_minus(self.erfc_tail(u)))

    def erfc(self, value: Series) -> Series:
        """Take the tail where u -> +oo, else 1 minus erf."""
        large, _, _ = self.parts(value)
        if large.terms and sign_of(large.terms[0][0]) > 0:
            return self.erfc_tail(value)
        return self.one_minus(self.erf(value))

    def tanh(self, value: Series) -> Series:
        """Take 1 - 2q/(1 + q) with q = e^(-2u) where u -> +oo."""

        def tail(u: Series) -> Series:
            q = self.exp(self.do.scale(S(-2), u))
            fraction = self.do.multiply(q, self.do.power(self.do.add(constant(S.One), q), S.NegativeOne))
            return self.one_minus(self.do.scale(S(2), fraction))

        return self.saturate(sympy.tanh, value, tail)

    def atan(self, value: Series) -> Series:
        """Take pi/2 minus the arctangent of 1/u where u -> +oo."""

        def tail(u: Series) -> Series:
            self.do.require_positive(u)
            inverse = self.taylor(sympy.atan, S.Zero, self.do.power(u, S.NegativeOne))
            return self.do.add(constant(pi / 2), self.do.scale(S.NegativeOne, inverse))

        return self.saturate(sympy.atan, value, tail)

    def asinh(self, value: Series) -> Series:
        """Take log(u + sqrt(u^2 + 1)) where u -> +oo."""

        def tail(u: Series) -> Series:
            self.do.require_positive(u)
            root = self.do.power(self.do.add(self.do.multiply(u, u), constant(S.One)), S.Half)
            return self.log(self.do.add(u, root))

        return self.saturate(sympy.asinh, value, tail)

    def half_exps(self, value: Series, sign: int) -> Series:
        """Return (exp(u) + sign exp(-u))/2."""
        other = self.do.scale(sympy.Integer(sign), self.exp(self.do.scale(S.NegativeOne, value)))
        return self.do.scale(S.Half, self.do.add(self.exp(value), other))

    def wave(self, function: Any, value: Series) -> Series:
        """Expand sin and cos: Taylor at a finite limit; bounded by 1 otherwise."""
        try:
            large, middle, small = self.parts(value)
        except PrecisionError:
            return self.do.bounded_by_one()
        return self.do.bounded_by_one() if large.terms else self.taylor(function, middle, small)


RULES: dict[Any, tuple[str, Callable[[Expansion, Series], Series]]] = {
    sympy.exp: ("exp", Expansion.exp),
    sympy.log: ("log", Expansion.log),
    sympy.erf: ("erf", Expansion.erf),
    sympy.erfc: ("erfc", Expansion.erfc),
    sympy.tanh: ("tanh", Expansion.tanh),
    sympy.atan: ("atan", Expansion.atan),
    sympy.asinh: ("asinh", Expansion.asinh),
    sympy.sinh: ("sinh", lambda walk, u: walk.half_exps(u, -1)),
    sympy.cosh: ("cosh", lambda walk, u: walk.half_exps(u, 1)),
    sympy.sin: ("sin and cos", lambda walk, u: walk.wave(sympy.sin, u)),
    sympy.cos: ("sin and cos", lambda walk, u: walk.wave(sympy.cos, u)),
}
"""SymPy function of one argument -> (name of the rule, the rule)."""
