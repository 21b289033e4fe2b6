"""What a fact claims, as values: numbers, expressions, intervals and sets of the line, and what holds where.

A value is None (open), True, False, a whole number, a word (str), a `Number`, a SymPy expression or
condition, or one of the types below; lists hold several, and dicts name them as docs/sheet.md does. Nothing here is
text: symact.sheets writes values, as JSON, as lines and as LaTeX.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias

import sympy
from flint import arb
from sympy import Basic, Expr, S, Symbol
from sympy.logic.boolalg import Boolean

from symact.definition.activation import x
from symact.enclosure.digits import digits_of_balls
from symact.symbolic.real_number import DIGITS, Number
from symact.symbolic.zero_test import are_proved_equal

Value: TypeAlias = Any
"""None, bool, int, str, Number, Enclosed, Expr, Boolean, a type of this module, or a list or dict of these."""


F = Symbol("f", real=True)
"""An entry of f in a `Matrix`."""

UNDEFINED = "undefined"
"""The value where f is not defined on what a property is about: far out, next to 0, almost everywhere."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A real number without closed form of which a ball is known.

    Args:
        ball: contains the number.
        decimal: the number, correctly rounded to 40 significant digits.
    """

    ball: arb = field(compare=False)
    decimal: str

    @classmethod
    def of(cls, ball: arb, what: str) -> Enclosed:
        """Return a number from its ball.

        Raises:
            SymactError: the ball is too wide for 40 digits; the message says of what.
        """
        return cls(ball, digits_of_balls(lambda bits: ball, DIGITS, what))


@dataclass(frozen=True, slots=True)
class Power:
    """A number without closed form to the power of a symbol."""

    base: Number
    exponent: sympy.Symbol


@dataclass(frozen=True, slots=True)
class Series:
    """The first terms of a series in x.

    Args:
        terms: in their order.
        rest: an expression g, of either sign, for O(g); None where the terms are all.
    """

    terms: tuple[Expr, ...]
    rest: Expr | None = None

    @property
    def order(self) -> Expr | None:
        """The g of O(g) as it is written: without a minus sign before all of it."""
        negative = self.rest is not None and self.rest.as_coeff_Mul()[0].is_negative
        return -self.rest if self.rest is not None and negative else self.rest


@dataclass(frozen=True, slots=True)
class Identity:
    """That f at some argument, or a sum of such, is an expression.

    Args:
        left: such as ``f(x)`` or ``f(x) + f(-x)``.
        right: the expression, in which functions of the catalogue may stand by name.
    """

    left: str
    right: Expr


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix of the entries f of a function and of those of x: factor (diag(d) - sum of a b^T/m) diag(columns)/over.

    Args:
        diagonal: an entry of d, in `F`.
        products: a, b and m of each.
        factor: before it.
        columns: an entry of what multiplies each column, in x.
        over: what divides it.
    """

    diagonal: Expr
    products: tuple[tuple[Expr, Expr, Expr], ...]
    factor: Expr = S.One
    columns: Expr = S.One
    over: Expr = S.One


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of the real line.

    Args:
        lower, upper: its ends, -oo and oo allowed.
        has_lower, has_upper: whether the ends belong to it.
    """

    lower: Number
    upper: Number
    has_lower: bool = False
    has_upper: bool = False

    def __str__(self) -> str:
        low, high = self.lower.text(), self.upper.text()
        return f"{'[' if self.has_lower else '('}{low}, {high}{']' if self.has_upper else ')'}"


@dataclass(frozen=True, slots=True)
class RealSet:
    """A set of real numbers.

    Args:
        parts: intervals and isolated points, from left to right; no two have a point in common.
    """

    parts: tuple[Interval | Number, ...]

    def __str__(self) -> str:
        return " U ".join(str(p) if isinstance(p, Interval) else f"{{{p.text()}}}" for p in self.parts)


@dataclass(frozen=True, slots=True)
class Image(Interval):
    """A set of values with gaps: the least interval around it, and what it is made of.

    Args:
        parts: as those of a `RealSet`.
    """

    parts: tuple[Interval | Number, ...] = ()

    def __str__(self) -> str:
        return str(RealSet(self.parts))


@dataclass(frozen=True, slots=True)
class At:
    """A point or an interval, and what holds there; of a set of zeros, say, just the point or the interval.

    Args:
        where: the point, or the interval.
        says: name -> value.
        period: p, where the same holds n*p further to the right for all whole n.
        side: 1 if that is so for n >= 0 alone, -1 for n <= 0 alone, 0 for all n.
    """

    where: Number | Interval
    says: Mapping[str, Value] = field(default_factory=dict)
    period: Expr | None = None
    side: int = 0


def mapped(value: Value, change: Callable[[Expr], Expr]) -> Value:
    """Return a value with all of its expressions changed; numbers without closed form stay as they are.

    Args:
        value: of a fact.
        change: what to do with each expression; infinities, and words, are none.
    """
    if isinstance(value, Number):
        return value if value.exact is None or value.is_infinite else Number(change(value.exact))
    if isinstance(value, Basic):
        return change(value)
    if isinstance(value, Mapping):
        return {key: mapped(each, change) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(mapped(each, change) for each in value)
    if isinstance(value, At | Interval | RealSet | Power | Series | Identity | Matrix):
        return replace(value, **{each.name: mapped(getattr(value, each.name), change) for each in fields(value)})
    return value


def same(a: Value, b: Value) -> bool:
    """Whether two values are the same: numbers without closed form are if their 40 digits are."""
    if isinstance(a, Number) and isinstance(b, Number):
        return same_number(a, b)
    if isinstance(a, Interval) and isinstance(b, Interval):
        ends = same_number(a.lower, b.lower) and same_number(a.upper, b.upper)
        parts = [each.parts if isinstance(each, Image) else () for each in (a, b)]
        return ends and (a.has_lower, a.has_upper) == (b.has_lower, b.has_upper) and same(*parts)
    if isinstance(a, At) and isinstance(b, At):
        return same(a.where, b.where) and same(a.says, b.says) and (a.period, a.side) == (b.period, b.side)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, RealSet) and isinstance(b, RealSet):
        return same(a.parts, b.parts)
    if isinstance(a, Power) and isinstance(b, Power):
        return same_number(a.base, b.base) and a.exponent == b.exponent
    return (type(a) is type(b) and bool(a == b)) or (isinstance(a, Expr) and isinstance(b, Expr) and bool(a == b))


def expressions(value: Value) -> list[Expr]:
    """Return all expressions in a value."""
    found: list[Expr] = []

    def note(each: Expr) -> Expr:
        found.append(each)
        return each

    mapped(value, note)
    return found


def agree(a: Value, b: Value) -> bool:
    """Whether two values are proved to be the same, in whichever forms their expressions are."""
    if same(a, b):
        return True
    if isinstance(a, Number) and isinstance(b, Number):
        return a.exact is not None and b.exact is not None and agree(a.exact, b.exact)
    if isinstance(a, Expr) and isinstance(b, Expr):
        return {a, b}.isdisjoint((sympy.oo, -sympy.oo, sympy.zoo)) and are_proved_equal(a, b, x)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(agree(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(agree(p, q) for p, q in zip(a, b, strict=True))
    if isinstance(a, Series) and isinstance(b, Series):
        return a.rest == b.rest and agree(sympy.Add(*a.terms), sympy.Add(*b.terms))
    if isinstance(a, Identity) and isinstance(b, Identity):
        return a.left == b.left and agree(a.right, b.right)
    return False


def same_number(a: Number, b: Number) -> bool:
    """Whether two numbers are the same closed form, or the same 40 digits."""
    return a == b or (a.exact is None and b.exact is None and a.text() == b.text())


def united(entries: Sequence[At]) -> list[At]:
    """Join intervals that meet at a point of either, and drop points that an interval holds or that are repeated.

    Args:
        entries: intervals from left to right, each with the same to say, and points.
    """
    spans: list[At] = []
    for each in entries:
        if not isinstance(each.where, Interval):
            continue
        last = spans[-1].where if spans else None
        if (
            isinstance(last, Interval)
            and (last.has_upper or each.where.has_lower)
            and same(last.upper, each.where.lower)
        ):
            spans[-1] = replace(spans[-1], where=replace(last, upper=each.where.upper, has_upper=each.where.has_upper))
        else:
            spans.append(each)
    ends = [end for span in spans if isinstance(span.where, Interval) for end in (span.where.lower, span.where.upper)]
    kept: list[At] = []
    for each in entries:
        if isinstance(each.where, Interval):
            span = next(
                (s for s in spans if isinstance(s.where, Interval) and same(s.where.lower, each.where.lower)), None
            )
            kept += [] if span is None else [span]
        elif not any(same(each.where, end) for end in ends) and not any(same(each, other) for other in kept):
            kept.append(each)
    return kept


def cases_of(branches: Sequence[tuple[Boolean, Expr]]) -> list[dict[str, Value]]:
    """Return expressions with the conditions on x under which each holds."""
    return [{"where": condition, "expression": expression} for condition, expression in branches]
