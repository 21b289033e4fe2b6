"""The truncated series of an expression as x -> +oo: one rule for every operation, each application recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sympy
from flint import arb, fmpq
from sympy import Dummy, Expr, Rational, S, Symbol, factor_terms

from symact import functions
from symact.definition.elementary import lacking
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


HYPERBOLIC = functions.classes(lambda each: each.kernel is not None and not each.wave)
"""Functions that are rational in exp(u)."""


VARIABLE = Dummy("z")
"""The variable of the functions that are expanded."""


@lru_cache(maxsize=2048)
def derivative(function: Any, k: int) -> Expr:
    """Return the k-th derivative of a function of one number at `VARIABLE`, made of the one before."""
    return sympy.diff(derivative(function, k - 1), VARIABLE) if k else function(VARIABLE)


@lru_cache(maxsize=2048)
def taylor_coefficient(function: Any, point: Expr, k: int) -> Expr:
    """Return the k-th coefficient of an analytic function expanded at a constant."""
    value = factor_terms(derivative(function, k)).subs(VARIABLE, point) / sympy.factorial(k)
    # tanh(log(2)) is 3/5; left as it is, every later sum would be searched for that.
    return value.replace(lambda e: e.func in HYPERBOLIC and e.has(sympy.log), lambda e: e.rewrite(sympy.exp))


class Expansion:
    """One pass over an expression: the series of every subexpression, and the rule that gave it.

    Args:
        t: the variable, positive, tending to +oo.
        arithmetic: how many terms are kept.
    """

    def __init__(self, t: Symbol, arithmetic: Arithmetic) -> None:
        self.t, self.do = t, arithmetic
        self._applied: list[tuple[str, Expr, Series]] = []
        self._known: dict[Expr, Series] = {t: Series(((S.One, Monomial(S.One)),))}

    def series(self, expression: Expr) -> Series:
        """Return the series of a subexpression."""
        found = self._known.get(expression)
        if found is None:
            rule, found = self._apply(expression)
            self._known[expression] = found
            if rule:
                self._applied.append((rule, expression, found))
        return found

    @property
    def steps(self) -> tuple[Step, ...]:
        """The rules that were applied; most expansions are read and never shown, and text takes longer than series."""
        return tuple(Step(rule, f"`{expression} = {found.text(self.t)}`") for rule, expression, found in self._applied)

    def _apply(self, expression: Expr) -> tuple[str, Series]:
        if not expression.has(self.t):
            return "", constant(expression)
        if expression.is_Add:
            return "sum", self.do.add(*(self.series(a) for a in expression.args))
        if expression.is_Mul:
            factor, dependent = expression.as_independent(self.t)
            product = constant(factor)
            for each in sympy.Mul.make_args(dependent):
                product = self.do.multiply(product, self.series(each))
            return "product", product
        if expression.is_Pow and expression.exp.is_Rational:
            return "power", self.do.power(self.series(expression.base), expression.exp)
        if expression.is_Pow and not expression.exp.has(self.t) and expression.exp.is_extended_real:
            # A power whose exponent is a parameter, or irrational.
            return "real power", self.exp(self.do.scale(expression.exp, self.log(self.series(expression.base))))
        record = functions.of(expression.func)
        if record is None:
            raise MissingRuleError(lacking(expression, "series at infinity"))
        if record.at_infinity is None:
            raise MissingRuleError(record.lacks("its series at infinity"))
        found: Series = record.at_infinity(self, self.series(expression.args[0]))
        return record.rule or record.name, found

    def parts(self, value: Series, everywhere: bool = False) -> tuple[Series, Expr, Series]:
        """Split into the growing terms, the constant one, and the rest, which tends to 0.

        Args:
            value: the series.
            everywhere: it is the argument of a function that is analytic on the line; the rest may be bounded then.
        """
        if value.rest is not None and value.rest.growth >= (1 if everywhere else 0):
            raise PrecisionError(f"only known up to `O({value.rest.expression(self.t)})`")
        growths = [m.growth for _, m in value.terms]
        large = tuple(t for t, g in zip(value.terms, growths, strict=True) if g > 0)
        middle = sum((c for (c, _), g in zip(value.terms, growths, strict=True) if g == 0), S.Zero)
        small = tuple(t for t, g in zip(value.terms, growths, strict=True) if g < 0)
        return Series(large), middle, replace(value, terms=small)

    def exp(self, value: Series) -> Series:
        """Expand e^(P + c + h) = e^P e^c (1 + h + h^2/2 + ...), P of powers, log(x) and growing exponentials."""
        large, middle, small = self.parts(value, everywhere=True)
        monomial = UNIT
        for coefficient, m in large.terms:
            if m.exponent or m.towers:
                monomial *= Monomial(towers=((m, coefficient),))
                continue
            if m.logs and (m.power, m.logs) != (0, 1):
                raise MissingRuleError(f"exp of `{large.text(self.t)}` is beyond exp of powers and exponentials")
            monomial *= Monomial(coefficient) if m.logs else Monomial(exponent=((m.power, coefficient),))
        series = self.do.compose(lambda k: 1 / sympy.factorial(k), small, taylor_remainder.exp)
        return self.do.multiply(Series(((sympy.exp(middle), monomial),)), series)

    def log(self, value: Series) -> Series:
        """Expand the logarithm of c x^a e^P (1 + h): P + a ln x + ln c + h - h^2/2 + ..."""
        coefficient, monomial, h = self.do.relative(value)
        if sign_of(coefficient) < 0:
            raise MissingRuleError("the argument of a logarithm is eventually negative")
        if monomial.logs:
            raise MissingRuleError("`log(log(x))` is beyond the monomials")
        terms = [(c, m) for m, c in monomial.towers] + [(c, Monomial(q)) for q, c in monomial.exponent]
        terms += [(monomial.power, Monomial(logs=S.One))] if monomial.power else []
        start = self.do.add(Series(tuple(terms)), constant(sympy.log(coefficient)))
        series = self.do.compose(lambda k: Rational((-1) ** (k + 1), k) if k else S.Zero, h, taylor_remainder.log)
        return self.do.add(start, series)

    def saturate(self, function: Any, value: Series, at_infinity: Callable[[Series], Series]) -> Series:
        """Apply a function that is analytic on the line and odd: Taylor at a finite limit, else its own rule."""
        large, middle, small = self.parts(value, everywhere=True)
        if not large.terms:
            return self.taylor(function, middle, small)
        if sign_of(large.terms[0][0]) > 0:
            return at_infinity(value)
        return self.do.scale(S.NegativeOne, at_infinity(self.do.scale(S.NegativeOne, value)))

    def taylor(self, function: Any, point: Expr, small: Series) -> Series:
        """Expand an analytic function at a constant."""
        return self.do.compose(
            lambda k: taylor_coefficient(function, point, k), small, lagrange(function(VARIABLE), VARIABLE, point)
        )

    def one_minus(self, value: Series) -> Series:
        """Return 1 - value."""
        return self.do.add(constant(S.One), self.do.scale(S.NegativeOne, value))

    def constant(self, value: Expr) -> Series:
        """Return a constant as a series."""
        return constant(value)

    def between(self, function: Any, value: Series, at_end: Callable[[Expansion, Series, int], Series]) -> Series:
        """Apply a function that is analytic between -1 and 1: Taylor there, its own rule where an end is tended to."""
        large, middle, small = self.parts(value)
        if not large.terms:
            left = {side: sign_of(1 - side * middle) for side in (1, -1)}
            if set(left.values()) == {1}:
                return self.taylor(function, middle, small)
            for side in left:
                if left[side] == 0:
                    return at_end(self, value, side)
        raise MissingRuleError(f"the argument of {function.__name__} does not stay between -1 and 1")

    def eventual_sign(self, value: Series) -> int:
        """Return the sign of the leading coefficient, which is not 0."""
        return sign_of(value.lead()[0])

    def sign(self, value: Expr) -> int:
        """Return the sign of a constant."""
        return sign_of(value)

    def missing(self, text: str) -> MissingRuleError:
        """Return the error for a rule that is lacking."""
        return MissingRuleError(text)

    def direction(self, value: Series) -> int:
        """Return 1 or -1 where a value tends to +oo or -oo, else 0."""
        large, _, _ = self.parts(value)
        return sign_of(large.terms[0][0]) if large.terms else 0

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
