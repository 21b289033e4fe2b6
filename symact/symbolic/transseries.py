"""Truncated series in monomials x^a log(x)^b exp(P(x) + Q(x)), with a proved O-term, as x -> +oo.

P is a sum of powers of x, Q one of monomials that grow faster than all powers, as in exp(-exp(x)).

A value is a finite sum of terms c*m plus O(r): the terms stand in order of dominance, and
r is dominated by all of them. Nothing is dropped without going into r, so a leading term that
survives every cancellation is the true one. Coefficients are constants, possibly with parameters;
where the sign of one decides and is open, `OpenSignError` names it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

import sympy
from sympy import Expr, Rational, S, Symbol

from symact.enclosure import taylor_remainder
from symact.errors import OpenSignError, SymactError
from symact.symbolic.coefficients import positive_power, tidy
from symact.symbolic.signs import parameter_sign


class MissingRuleError(SymactError):
    """No rule covers some part of an expression."""


class PrecisionError(SymactError):
    """The terms kept cancel; more terms may decide."""


@functools.lru_cache(maxsize=4096)
def sign_of(constant: Expr) -> int:
    """Return -1, 0 or 1 for a constant, or raise OpenSignError."""
    found = parameter_sign(constant)
    if found is None:
        raise OpenSignError(constant)
    return found


Remainder = taylor_remainder.Remainder

Exponent = tuple[tuple[Rational, Expr], ...]
"""P(x) as (power, coefficient) pairs with positive powers, the largest first."""


Towers: TypeAlias = "tuple[tuple[Monomial, Expr], ...]"
"""Q(x) as (monomial, coefficient) pairs, the dominating monomial first."""


@functools.lru_cache(maxsize=4096)
def _sum_exponents(pairs: Exponent) -> Exponent:
    total: dict[Rational, Expr] = {}
    for power, coefficient in pairs:
        total[power] = tidy(total.get(power, S.Zero) + coefficient)
    return tuple((q, total[q]) for q in sorted(total, reverse=True) if total[q] != 0)


@functools.lru_cache(maxsize=4096)
def _sum_towers(pairs: Towers) -> Towers:
    total: dict[Monomial, Expr] = {}
    for monomial, coefficient in pairs:
        total[monomial] = tidy(total.get(monomial, S.Zero) + coefficient)
    return tuple(sorted(((m, c) for m, c in total.items() if c != 0), key=lambda pair: _RANK(pair[0]), reverse=True))


@dataclass(frozen=True, slots=True)
class Monomial:
    """x^power * log(x)^logs * exp(P(x) + Q(x)).

    Args:
        power: real exponent of x, possibly with parameters.
        logs: rational exponent of log(x).
        exponent: P(x); empty for no exponential.
        towers: Q(x) as (monomial, coefficient) pairs, the dominating first; each monomial grows faster than all powers.
    """

    power: Expr = S.Zero
    logs: Rational = S.Zero
    exponent: Exponent = ()
    towers: Towers = ()

    def __mul__(self, other: Monomial) -> Monomial:
        pairs = _sum_exponents((*self.exponent, *other.exponent))
        towers = _sum_towers((*self.towers, *other.towers))
        return Monomial(tidy(self.power + other.power), self.logs + other.logs, pairs, towers)

    def __pow__(self, exponent: Rational) -> Monomial:
        pairs = tuple((q, c * exponent) for q, c in self.exponent)
        towers = _sum_towers(tuple((m, c * exponent) for m, c in self.towers))
        return Monomial(tidy(self.power * exponent), self.logs * exponent, _sum_exponents(pairs), towers)

    @property
    def growth(self) -> int:
        """1 if it tends to oo, 0 if it is 1, -1 if it tends to 0: towers beat exp, then powers, then logs."""
        if self.towers:
            return sign_of(self.towers[0][1])
        if self.exponent:
            return sign_of(self.exponent[0][1])
        return sign_of(self.power) or int(sympy.sign(self.logs))

    def expression(self, variable: Symbol) -> Expr:
        """Return it as a SymPy expression."""
        grown = sympy.Add(*(c * variable**q for q, c in self.exponent))
        grown += sympy.Add(*(c * m.expression(variable) for m, c in self.towers))
        return variable**self.power * sympy.log(variable) ** self.logs * sympy.exp(grown)


UNIT = Monomial()


def dominance(a: Monomial, b: Monomial) -> int:
    """Return 1 if a dominates b (b/a -> 0), -1 the other way round, 0 if they are equal.

    Raises:
        OpenSignError: parameters decide.
        MissingRuleError: they are equal and look different, so that their terms would stay apart.
    """
    if a.exponent == b.exponent and a.towers == b.towers:
        found = sign_of(tidy(a.power - b.power)) or int(sympy.sign(a.logs - b.logs))
    else:
        found = (a * b**S.NegativeOne).growth
    if found == 0 and a != b:
        raise MissingRuleError(f"`{a.expression(Symbol('x'))}` has another form, `{b.expression(Symbol('x'))}`")
    return found


_RANK = functools.cmp_to_key(dominance)


@functools.lru_cache(maxsize=4096)
def _term_text(coefficient: Expr, monomial: Monomial, variable: Symbol) -> str:
    return str(coefficient * monomial.expression(variable))


def largest(monomials: Iterable[Monomial | None]) -> Monomial | None:
    """Return the dominating one among those that are not None."""
    result: Monomial | None = None
    for each in monomials:
        if each is not None and (result is None or dominance(each, result) > 0):
            result = each
    return result


Term = tuple[Expr, Monomial]


@dataclass(frozen=True, slots=True)
class Series:
    """Sum of terms (coefficient, monomial), the dominating first, plus O(rest); rest None for an exact sum."""

    terms: tuple[Term, ...] = ()
    rest: Monomial | None = None

    def __str__(self) -> str:
        return self.text(Symbol("x", positive=True))

    def text(self, variable: Symbol) -> str:
        """Return the series as text in a variable."""
        parts = [_term_text(c, m, variable) for c, m in self.terms]
        parts += [f"O({self.rest.expression(variable)})"] if self.rest else []
        return " + ".join(parts).replace("+ -", "- ") or "0"

    @property
    def head(self) -> Monomial | None:
        """A monomial m with value = O(m); None for an exact 0."""
        return self.terms[0][1] if self.terms else self.rest

    def lead(self) -> Term:
        """Return the leading term, its coefficient proved not to be 0."""
        if not self.terms:
            if self.rest is None:
                raise MissingRuleError("a divisor, or the argument of a logarithm, is identically 0")
            raise PrecisionError(f"only `O({self.rest.expression(Symbol('x'))})` is left after cancellation")
        if sign_of(self.terms[0][0]) == 0:
            raise PrecisionError("the leading coefficient is 0")
        return self.terms[0]


def constant(value: Expr) -> Series:
    """Return a constant as a series."""
    return Series(((value, UNIT),)) if value != 0 else Series()


def make(terms: Iterable[Term], rest: Monomial | None, length: int) -> Series:
    """Collect, order and cut terms; what is cut or dominated goes into the O-term."""
    total: dict[Monomial, Expr] = {}
    for coefficient, monomial in terms:
        total[monomial] = total.get(monomial, S.Zero) + coefficient
    tidied = [(tidy(c), m) for m, c in total.items()]
    ordered = sorted((t for t in tidied if t[0] != 0), key=lambda term: _RANK(term[1]), reverse=True)
    if rest is not None:
        ordered = [t for t in ordered if dominance(t[1], rest) > 0]
    if len(ordered) > length:
        rest = ordered[length][1]
    return Series(tuple(ordered[:length]), rest)


def scaled(factor: Expr, value: Series) -> tuple[Term, ...]:
    """Return the terms of a constant times a series, which are in order as they were."""
    return tuple((c, m) for c, m in ((tidy(factor * c), m) for c, m in value.terms) if c != 0)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Operations on series that keep a given number of terms.

    Args:
        length: how many terms are kept.
    """

    length: int

    def add(self, *values: Series) -> Series:
        """Return the sum."""
        return make((t for v in values for t in v.terms), largest(v.rest for v in values), self.length)

    def scale(self, factor: Expr, value: Series) -> Series:
        """Return a constant times a series."""
        return replace(value, terms=scaled(factor, value))

    def multiply(self, a: Series, b: Series) -> Series:
        """Return the product: the O-term collects each rest times the other factor's head."""
        terms = [(c * d, m * n) for c, m in a.terms for d, n in b.terms]
        rests = [v.rest * w.head for v, w in ((a, b), (b, a)) if v.rest is not None and w.head is not None]
        return make(terms, largest(rests), self.length)

    def require_positive(self, value: Series) -> None:
        """Check that a value that tends to +oo is positive wherever the series is used: from some point on it is."""

    def bounded_by_one(self) -> Series:
        """Return what is known of a value of modulus at most 1."""
        return Series((), UNIT)

    def compose(self, coefficients: Callable[[int], Expr], small: Series, remainder: Remainder) -> Series:
        """Return sum coefficients(k) * small^k for k < length, plus O(small^length), for small -> 0.

        Args:
            coefficients: of the Taylor series.
            small: what tends to 0; or is bounded, if the function is analytic on the line.
            remainder: bounds what is left out; of use where a series holds from a known point on.
        """
        if small.head is None:
            return constant(coefficients(0))
        if small.head.growth > 0:
            raise PrecisionError("the argument of a Taylor series is not known to be bounded")
        if small.head.growth == 0:
            return Series((), UNIT)
        terms, power = [constant(coefficients(0))], constant(S.One)
        for k in range(1, self.length):
            power = self.multiply(power, small)
            terms.append(self.scale(coefficients(k), power))
        return self.add(*terms, Series((), small.head ** sympy.Integer(self.length)))

    def relative(self, value: Series) -> tuple[Expr, Monomial, Series]:
        """Return (c, m, h) with value = c*m*(1 + h), h -> 0."""
        coefficient, monomial = value.lead()
        inverse = monomial**S.NegativeOne
        rest = None if value.rest is None else value.rest * inverse
        return coefficient, monomial, make(((c / coefficient, m * inverse) for c, m in value.terms[1:]), rest, 10**6)

    def power(self, value: Series, exponent: Rational) -> Series:
        """Return value^exponent; the base is eventually positive unless the exponent is an integer."""
        if exponent.is_Integer and 0 <= exponent <= 4:
            return functools.reduce(self.multiply, [value] * int(exponent), constant(S.One))
        coefficient, monomial, h = self.relative(value)
        if not exponent.is_Integer and sign_of(coefficient) < 0:
            raise MissingRuleError(f"the base of a power `{exponent}` is eventually negative")
        series = self.compose(lambda k: sympy.binomial(exponent, k), h, taylor_remainder.binomial(exponent))
        return self.multiply(Series(((positive_power(coefficient, exponent), monomial**exponent),)), series)
