"""A real number of a sheet: a closed form, or a certified root or a derivative's value there, times a closed form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

import sympy
from flint import arb, ctx, fmpq
from sympy import Expr, oo

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.simplification import simplified
from symact.enclosure.digits import digits_of_balls, dyadic
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.errors import OpenSignError
from symact.symbolic.zero_test import is_identically_zero

PRECISIONS = (96, 192, 768)
"""Working precisions, bits, at which two numbers are separated."""

MOST_STEPS = 400
"""Newton and bisection steps after which a root is as narrow as it gets."""

DIGITS = 40
"""Significant digits of a number without closed form."""


@lru_cache(maxsize=4096)
def program(expression: Expr) -> Program:
    """Return the program of a smooth expression in x."""
    return Program(expression, x)


def between(low: fmpq, high: fmpq) -> arb:
    """Return a ball that contains a closed interval."""
    return arb(low).union(arb(high))


@dataclass(frozen=True)
class Root:
    """The one zero of a derivative on an interval, proved to be there and to be simple."""

    expression: Expr
    order: int
    low: fmpq
    high: fmpq
    _narrowed: dict[int, arb] = field(default_factory=dict, compare=False, repr=False)

    def ball(self, precision: int) -> arb:
        """Return a ball of about that many bits around the root, by interval Newton steps."""
        if precision not in self._narrowed:
            self._narrowed[precision] = self._narrow(precision)
        return self._narrowed[precision]

    def _narrow(self, precision: int) -> arb:
        working = precision + 32
        with working_precision(working):
            run, k = program(self.expression).series, self.order
            found = max((p for p in self._narrowed if p < precision), default=None)
            low, high = arb(self.low), arb(self.high)
            if found is not None:
                low, high = self._narrowed[found].lower(), self._narrowed[found].upper()
            rising = run(arb(self.high), k + 1, working)[k] > 0
            for _ in range(MOST_STEPS):
                current = low.union(high)
                middle = current.mid()
                at_middle = run(middle, k + 1, working)[k]
                step = middle - at_middle / (run(current, k + 2, working)[k + 1] * (k + 1))
                if step.is_finite() and step.rad() < current.rad() * arb("0.5"):
                    narrower = current.intersection(step)
                    low, high = narrower.lower(), narrower.upper()
                elif at_middle > 0 or at_middle < 0:
                    low, high = (low, middle) if bool(at_middle > 0) == bool(rising) else (middle, high)
                else:
                    return current
                # Rounded outward, an interval of a few neighbours does not get narrower.
                if not low.union(high).rad() < current.rad():
                    return current
            return current


@dataclass(frozen=True)
class Number:
    """A real number, or an infinity.

    Args:
        exact: closed form; None for a root or a value at one.
        root: the root.
        of: (expression, order): the number is that derivative's value at the root, not the root itself.
        factor: not 0, possibly with parameters; a number without closed form is so many times that root or value.
    """

    exact: Expr | None
    root: Root | None = None
    of: tuple[Expr, int] | None = None
    factor: Expr = sympy.S.One

    @property
    def is_infinite(self) -> bool:
        """Whether this is an infinity."""
        return self.exact in (oo, -oo)

    @property
    def has_parameters(self) -> bool:
        """Whether the number depends on parameters."""
        return bool((self.factor if self.exact is None else self.exact).free_symbols)

    def times(self, factor: Expr) -> Number:
        """Return a multiple of the number, by a factor that is not 0."""
        if self.exact is not None:
            return self if self.is_infinite and factor.is_positive else Number(self.exact * factor)
        if factor == 1:
            return self
        if factor.is_number:
            expression, k = self.of or (x, 0)
            return replace(self, of=(factor * expression, k))
        return replace(self, factor=self.factor * factor)

    def plus(self, term: Expr) -> Number | None:
        """Return the number plus a term without x; None where no closed form, and no value at the root, is the sum."""
        if self.exact is not None:
            return Number(self.exact + term)
        expression, k = self.of or (x, 0)
        share = simplified(term / self.factor)
        return None if k or share.free_symbols else replace(self, of=(expression + share, 0))

    def ball(self, precision: int) -> arb:
        """Return a ball that contains the number; it must be finite and free of parameters."""
        if self.exact is not None:
            return program(self.exact).plain(fmpq(0), precision)
        if self.factor != 1:
            with working_precision(precision):
                return program(self.factor).plain(fmpq(0), precision) * self.base.ball(precision)
        assert self.root is not None
        place = self.root.ball(precision)
        if self.of is None:
            return place
        expression, order = self.of
        with working_precision():
            coefficient = program(expression).series(place, order + 1, precision + 32)[order]
            return coefficient * arb.fac_ui(order)

    def bounds(self, precision: int) -> tuple[Fraction, Fraction]:
        """Return rationals below and above a finite number without parameters, equal where it is rational."""
        if self.exact is not None and self.exact.is_Rational:
            exact = Fraction(int(self.exact.p), int(self.exact.q))
            return exact, exact
        found = self.ball(precision)
        middle, radius = dyadic(found.mid()), dyadic(found.rad())
        return middle - radius, middle + radius

    @property
    def base(self) -> Number:
        """The root or value without the factor."""
        return replace(self, factor=sympy.S.One)

    def text(self) -> str:
        """Return the closed form as SymPy text, else the decimal with 40 digits, with the factor where it has one."""
        if self.exact is not None:
            return str(self.exact)
        if not self.has_parameters:
            return self.decimal(DIGITS)
        # The decimal is no SymPy number here: a product would round it.
        decimal = self.base.decimal(DIGITS)
        factor = -self.factor if decimal[0] == "-" else self.factor
        return str(factor * sympy.Symbol("@")).replace("@", decimal.removeprefix("-"))

    def decimal(self, count: int = DIGITS) -> str:
        """Return the correctly rounded decimal."""
        return digits_of_balls(self.ball, count, "a root")

    def expression(self) -> Expr:
        """Return the closed form, else the decimal as a SymPy number."""
        return self.exact if self.exact is not None else self.factor * sympy.Float(self.base.decimal(), DIGITS)

    def definition(self) -> str:
        """Return the equation that defines a number without closed form."""
        if self.root is None:
            return ""
        if self.factor != 1:
            return f"{self.factor} times {self.base.definition()}"
        with working_precision(64):
            place = self.root.ball(64).str(12)
        equation = f"the root {place} of {_shown(self.root.expression, self.root.order)} = 0"
        return equation if self.of is None else f"{_shown(*self.of)} at {equation}"


ZERO = Number(sympy.S.Zero)


@lru_cache(maxsize=1024)
def _shown(expression: Expr, order_: int) -> str:
    return str(sympy.diff(expression, x, order_))


def order(a: Number, b: Number) -> int | None:
    """Return the sign of a - b; None if it is not decided.

    Raises:
        OpenSignError: it depends on parameters.
    """
    if a == b:
        return 0
    if a.is_infinite or b.is_infinite:
        return 1 if a.exact is oo or b.exact is -oo else -1
    if a.exact is None or b.exact is None:
        if a.has_parameters or b.has_parameters:
            return _by_scale(a, b)
        found = _by_balls(a, b)
        return 0 if found is None and _are_mirrored(a, b) else found
    difference = a.exact - b.exact
    if difference.free_symbols:
        found = constant_sign(difference)
        if found is None:
            raise OpenSignError(difference)
        return found
    if a.has_parameters or b.has_parameters:
        a, b = Number(difference), ZERO  # a parameter that cancels, as in (a + 1) - a
    return _by_balls(a, b) or constant_sign(difference)


def _by_scale(a: Number, b: Number) -> int | None:
    """Return the sign of a - b where both are multiples of one factor with parameters, or one of them is 0."""
    factor = (a if a.exact is None else b).factor
    sides = [each.times(1 / factor) if each.exact is not None else _ratio(each, factor) for each in (a, b)]
    if any(each.has_parameters for each in sides):
        return None
    sign = constant_sign(factor)
    if sign is None:
        raise OpenSignError(factor)
    found = order(*sides)
    return None if found is None else sign * found


def _ratio(number: Number, factor: Expr) -> Number:
    """Return a number without closed form, divided by a factor."""
    return replace(number, factor=simplified(number.factor / factor))


def _by_balls(a: Number, b: Number) -> int | None:
    with working_precision():
        for precision in PRECISIONS:
            left, right = a.ball(precision), b.ball(precision)
            ctx.prec = precision
            if left > right:
                return 1
            if left < right:
                return -1
    return None


def _are_mirrored(a: Number, b: Number) -> bool:
    """Whether two values are proved equal because their functions and roots are mirror images in x = 0."""
    if a.root is None or b.root is None or a.of is None or b.of is None or a.factor != b.factor:
        return False
    place = -a.root.ball(PRECISIONS[1])
    if not (place > arb(b.root.low) and place < arb(b.root.high)):
        return False
    own, other = (sympy.diff(r.expression, x, r.order) for r in (a.root, b.root))
    values = [sympy.diff(expression, x, k) for expression, k in (a.of, b.of)]
    # -root a is then a zero of b's derivative, and b's root is the only one in its box.
    same_roots = any(vanishes_on_the_line(own - s * other.subs(x, -x)) for s in (1, -1))
    return same_roots and vanishes_on_the_line(values[0] - values[1].subs(x, -x))


def vanishes_on_the_line(expression: Expr) -> bool:
    """Whether an expression in x is shown to be 0 everywhere."""
    return is_identically_zero(expression, x, -oo, oo).zero is True
