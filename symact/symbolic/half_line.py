"""Signs and bounds on a whole half line t >= T: truncated series whose O-term carries an explicit constant.

The arithmetic is that of symact.symbolic.transseries, and the rules are those of symact.symbolic.expansion; here the
O-term is a proved |rest| <= bound * monomial for every t >= T. All coefficients must be numbers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import sympy
from flint import arb, fmpq
from sympy import Expr, S, Symbol

from symact.enclosure.program import Program
from symact.enclosure.taylor_remainder import Remainder
from symact.errors import OpenSignError, SymactError, UndecidedError
from symact.symbolic.expansion import Expansion
from symact.symbolic.transseries import (
    UNIT,
    Arithmetic,
    MissingRuleError,
    Monomial,
    PrecisionError,
    Series,
    Term,
    constant,
    dominance,
    largest,
    make,
    scaled,
    sign_of,
)
from symact.symbolic.waves import WAVES

PRECISION = 128
"""Working precision, bits."""

STARTS = (4, 8, 16, 32, 64, 256, 4096)
"""Values of T, tried one after the other."""

LENGTH = 6
"""Terms kept."""


@dataclass(frozen=True, slots=True)
class BoundedSeries(Series):
    """A sum of terms and a rest of modulus at most bound * rest for every t >= T."""

    bound: arb = field(default_factory=lambda: arb(0), compare=False)


@lru_cache(maxsize=4096)
def ball(number: Expr) -> arb:
    """Return a ball that contains a constant."""
    return Program(number, Symbol("t")).plain(fmpq(0), PRECISION)


def _upper(value: arb) -> arb:
    """Return an upper bound of the modulus as a ball of radius 0."""
    return arb(value.abs_upper())


@dataclass(frozen=True, slots=True)
class BoundedArithmetic(Arithmetic):
    """Operations on bounded series.

    Args:
        length: how many terms are kept.
        start: T, at least 3.
    """

    start: int = STARTS[0]

    def peak(self, monomial: Monomial) -> arb:
        """Return an upper bound of a monomial that tends to 0 (or is 1) on t >= T.

        Its logarithmic derivative is proved to be negative there, so the largest value is that at T.
        """
        if monomial == UNIT:
            return arb(1)
        if not (self._tower_falls(monomial) if monomial.towers else self._falls(monomial)):
            raise PrecisionError(f"`{monomial.expression(Symbol('t'))}` is not known to fall for `t >= {self.start}`")
        return _upper(self._at_start(monomial))

    def _at_start(self, monomial: Monomial) -> arb:
        """Return a ball around a monomial at t = T."""
        t = arb(self.start)
        exponent = sum((_real(c) * t ** _real(q) for q, c in monomial.exponent), arb(0))
        exponent = sum((_real(c) * self._at_start(m) for m, c in monomial.towers), exponent)
        return t ** _real(monomial.power) * t.log() ** _real(monomial.logs) * exponent.exp()

    def _falls(self, monomial: Monomial) -> bool:
        """Whether t d/dt log m = a + b/log t + sum c q t^q is proved to be negative for all t >= T."""
        t = arb(self.start)
        lead, others = (monomial.exponent[0], monomial.exponent[1:]) if monomial.exponent else (None, ())
        growing = _positive_part(monomial.power) + _positive_part(monomial.logs) / t.log()
        if lead:
            q, c = lead
            growing = growing / t ** _real(q)
            growing += sum((_positive_part(c2 * q2) * t ** _real(q2 - q) for q2, c2 in others), arb(0))
            return bool(growing + _real(c * q) < 0)
        if monomial.power:
            return bool(_real(monomial.power) + _positive_part(monomial.logs) / t.log() < 0)
        return bool(monomial.logs < 0)

    def _tower_falls(self, monomial: Monomial) -> bool:
        """Whether t d/dt log m is proved to be negative, m = t^a log(t)^b exp(P + C M + ...), M the dominating tower.

        Divided by M it is C t M'/M plus what P, a, b and the smaller towers give over M. With M = t^p log(t)^l
        exp(c t^q + ...), t M'/M = t^q (c q + ...) has a lower bound, and what remains tends to 0: its peaks bound it.
        """
        (lead, factor), *others = monomial.towers
        if any(m.towers for m, _ in monomial.towers):
            raise PrecisionError(f"towers of exponentials such as `{monomial.expression(Symbol('t'))}` are not bounded")
        t, (q, c), inverse = arb(self.start), lead.exponent[0], lead**S.NegativeOne
        least = _real(c * q)
        for power, rate in ((S.Zero, lead.power), *((q2, c2 * q2) for q2, c2 in lead.exponent[1:])):
            least -= _positive_part(-rate) * t ** _real(power - q)
        least -= _positive_part(-lead.logs) / t.log() * t ** _real(-q)
        if not least > 0:
            return False
        rest = (_positive_part(monomial.power) + _positive_part(monomial.logs) / t.log()) * self.peak(inverse)
        for q2, c2 in monomial.exponent:
            rest += _positive_part(c2 * q2) * self.peak(Monomial(q2) * inverse)
        for m, c2 in others:
            slopes = [(S.Zero, _modulus(m.power) + _modulus(m.logs) / t.log())]
            slopes += [(q3, _modulus(c3 * q3)) for q3, c3 in m.exponent]
            rest += sum((_modulus(c2) * size * self.peak(Monomial(q3) * m * inverse) for q3, size in slopes), arb(0))
        return bool(_real(factor) * least * t ** _real(q) + rest < 0)

    def size(self, value: Series, relative_to: Monomial = UNIT) -> arb:
        """Return an upper bound of |value / monomial| on t >= T."""
        inverse = relative_to**S.NegativeOne
        total = sum((_upper(ball(c)) * self.peak(m * inverse) for c, m in value.terms), arb(0))
        if value.rest is not None:
            total += _bound(value) * self.peak(value.rest * inverse)
        return _upper(total)

    def make(self, terms: Iterable[Term], rests: Iterable[tuple[arb, Monomial]]) -> BoundedSeries:
        """Collect terms; what is cut or dominated goes into the rest, with its bound."""
        rests = [r for r in rests if not r[0].is_zero()]
        rest = largest(m for _, m in rests)
        exact = make(terms, None, 10**6).terms
        kept = tuple(t for t in exact if rest is None or dominance(t[1], rest) >= 0)[: self.length]
        cut = [(_upper(ball(c)), m) for c, m in exact[len(kept) :]]
        if cut:
            rests += cut
            rest = largest(m for _, m in rests)
        if rest is None:
            return BoundedSeries(kept)
        inverse = rest**S.NegativeOne
        bound = sum((b * self.peak(m * inverse) for b, m in rests), arb(0))
        return BoundedSeries(kept, rest, _upper(bound))

    def add(self, *values: Series) -> BoundedSeries:
        """Return the sum."""
        return self.make((t for v in values for t in v.terms), (r for v in values for r in bounded_rests(v)))

    def scale(self, factor: Expr, value: Series) -> BoundedSeries:
        terms = scaled(factor, value)
        return BoundedSeries(terms, value.rest, *(_upper(ball(factor)) * bound for bound, _ in bounded_rests(value)))

    def multiply(self, a: Series, b: Series) -> BoundedSeries:
        """Return the product: each rest times everything in the other factor."""
        terms = [(c * d, m * n) for c, m in a.terms for d, n in b.terms]
        rests = [
            (bound * _upper(ball(c)), r * m)
            for v, w in ((a, b), (b, a))
            for bound, r in bounded_rests(v)
            for c, m in w.terms
        ]
        rests += [(p * q, r * s) for p, r in bounded_rests(a) for q, s in bounded_rests(b)]
        return self.make(terms, rests)

    def require_positive(self, value: Series) -> None:
        """Raise PrecisionError unless the value is proved to be positive on t >= T."""
        if sign(value, self) != 1:
            raise PrecisionError(f"`{value.text(Symbol('t'))}` is not known to be positive for `t >= {self.start}`")

    def bounded_by_one(self) -> Series:
        return BoundedSeries((), UNIT, arb(1))

    def compose(self, coefficients: Callable[[int], Expr], small: Series, remainder: Remainder) -> Series:
        """Return a Taylor series at something that tends to 0, with the bound of what is left out."""
        if small.head is None:
            return constant(coefficients(0))
        if small.head.growth > 0:
            raise PrecisionError("the argument of a Taylor series is not known to be bounded")
        if small.head.growth == 0:
            size = self.size(small)
            slope = remainder(1, size)
            if slope is None:
                raise PrecisionError(f"the values of a function are not bounded for `t >= {self.start}`")
            return self.add(constant(coefficients(0)), BoundedSeries((), UNIT, _upper(slope * size)))
        terms: list[Series] = [constant(coefficients(0))]
        power: Series = constant(S.One)
        for k in range(1, self.length):
            power = self.multiply(power, small)
            terms.append(self.scale(coefficients(k), power))
        factor = remainder(self.length, self.size(small))
        if factor is None:
            raise PrecisionError(f"the series does not converge for all `t >= {self.start}`")
        relative = self.size(small, small.head)
        left_out = _upper(factor * relative**self.length)
        return self.add(*terms, BoundedSeries((), small.head ** sympy.Integer(self.length), left_out))

    def relative(self, value: Series) -> tuple[Expr, Monomial, Series]:
        coefficient, monomial = value.lead()
        inverse = monomial**S.NegativeOne
        rests = [(b / _lower(ball(coefficient)), m * inverse) for b, m in bounded_rests(value)]
        return coefficient, monomial, self.make(((c / coefficient, m * inverse) for c, m in value.terms[1:]), rests)


def _real(number: Expr) -> arb:
    return ball(sympy.sympify(number))


def _positive_part(number: Expr) -> arb:
    """Return an upper bound of max(0, number)."""
    value = _real(number)
    return arb(0) if value <= 0 else _upper(value)


def _modulus(number: Expr) -> arb:
    """Return an upper bound of the modulus."""
    return _upper(_real(number))


def _bound(value: Series) -> arb:
    if isinstance(value, BoundedSeries):
        return value.bound
    raise MissingRuleError(f"no bound is known for the rest of {value}")


def bounded_rests(value: Series) -> list[tuple[arb, Monomial]]:
    """Return the rest of a series, if it has one, with its bound."""
    return [] if value.rest is None else [(_bound(value), value.rest)]


def _lower(value: arb) -> arb:
    return arb(value.abs_lower())


def sign(value: Series, do: BoundedArithmetic) -> int | None:
    """Return the sign of a series on the whole of t >= T: the leading term outweighs the others; None if unknown."""
    if not value.terms:
        return 0 if value.rest is None else None
    coefficient, monomial = value.terms[0]
    direction = sign_of(coefficient)
    others = do.size(replace(value, terms=value.terms[1:]), monomial)
    return direction if direction and others < _lower(ball(coefficient)) else None


class Tail(NamedTuple):
    """The sign of an expression on a half line.

    Args:
        start: T; the claim is about side * x >= T.
        sign: -1, 0 or 1 on all of it.
    """

    start: int
    sign: int


def tail_sign(expression: Expr, variable: Symbol, side: int, starts: Iterable[int] = STARTS) -> Tail | str:
    """Return a half line on which the sign of an expression is proved.

    Args:
        expression: smooth, without parameters.
        variable: the input.
        side: 1 for x -> +oo, -1 for x -> -oo.
        starts: values of T to try.

    Returns:
        The half line and the sign, or in words what could not be shown.
    """
    t = Symbol("t", positive=True)
    substituted = expression.subs(variable, side * t)
    failure = "no half line was tried"
    for start in starts:
        do = BoundedArithmetic(LENGTH, start)
        try:
            found = sign(Expansion(t, do).series(substituted), do)
        except (MissingRuleError, OpenSignError) as error:
            return str(error)
        except (PrecisionError, UndecidedError, SymactError) as error:
            failure = str(error)
            continue
        if found is not None:
            return Tail(start, found)
        if any(wave.has(variable) for wave in expression.atoms(*WAVES)):
            failure = f"`{expression}` has waves, and is not known to keep a sign for `{variable}` beyond {start}"
        else:
            failure = f"the leading term of `{expression}` does not outweigh the others for `{variable}` beyond {start}"
    return failure
