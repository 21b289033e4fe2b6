"""Numbers without closed form as exact constants: the one root of an equation in x between two rationals."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy
from flint import arb, fmpq
from sympy import Dummy, Expr, Rational, exp

from symact.definition.activation import x
from symact.definition.enclosed_number import EnclosedNumber
from symact.definition.simplification import fewest_operations, printed_length
from symact.enclosure.operations import to_fmpq
from symact.enclosure.precision import working_precision
from symact.errors import SymactError
from symact.symbolic import algebraic
from symact.symbolic.identification import recognise
from symact.symbolic.real_number import PRECISIONS, Number, Root, program
from symact.symbolic.root_isolation import isolate
from symact.symbolic.zero_test import is_identically_zero

FINEST = 1 << 40
"""Largest denominator of the ends between which a root is stated to be alone."""

LONGEST = 120
"""Operations of a constant beyond which it is not rewritten by the equation of a root."""


class IsolatedRoot(EnclosedNumber):
    """The one root of an expression between two rationals, where it changes its sign; `isolated` makes them.

    Args:
        expression: smooth in x on the interval, without other symbols.
        low, high: the interval's ends, on one side of 0.
    """

    __slots__ = ("equation", "expression", "high", "low", "root")

    def __new__(cls, expression: Expr, low: Rational, high: Rational) -> IsolatedRoot:
        own: IsolatedRoot = super().__new__(cls)
        own.expression, own.low, own.high = expression, low, high
        own.root = Root(expression, 0, to_fmpq(low), to_fmpq(high))
        own.equation = own._cleared()
        return own

    def __getnewargs__(self) -> tuple[Expr, Rational, Rational]:
        return self.expression, self.low, self.high

    def _hashable_content(self) -> tuple[Expr, Rational, Rational]:
        return self.expression, self.low, self.high

    def _sympystr(self, printer: Any) -> str:
        return f"RootIn({printer.doprint(self.expression)}, {self.low}, {self.high})"

    def _sympyrepr(self, printer: Any) -> str:
        return f"RootIn({printer.doprint(self.expression)}, {self.low!r}, {self.high!r})"

    def _latex(self, printer: Any) -> str:
        ends = f"{printer.doprint(self.low)}, {printer.doprint(self.high)}"
        return rf"\left(\text{{the zero of }} {printer.doprint(self.expression)} \text{{ in }} ({ends})\right)"

    def _cleared(self) -> Expr:
        """Return the numerator of the expression, which is 0 at the root as well where the denominator is finite."""
        numerator, denominator = sympy.fraction(sympy.together(self.expression))
        if denominator.has(x):
            with working_precision():
                return numerator if self._at(denominator).is_finite() else self.expression
        return numerator

    def ball(self, precision: int) -> arb:
        """Return a ball that contains the root, with about that many bits."""
        found: arb = self.root.ball(precision)
        return found

    def reduced(self, value: Expr) -> Expr:
        """Return a constant with the root's equation used: f(r) = 10 where r is the root of f(x) - 10."""
        if value.count_ops() > LONGEST:
            return value
        if isinstance(value, sympy.Function) or value.is_Add or value.is_Mul:
            # tanh(g(r)) is 0 where r is the root of g.
            value = value.func(*(self.reduced(each) if each.has(EnclosedNumber) else each for each in value.args))
        forms = [value, *(form.xreplace({x: self}) for form in self._forms(value.xreplace({self: x})))]
        return fewest_operations(forms, tie=printed_length)

    def canonical(self, value: Expr) -> Expr | None:
        """Return a rational function of the root as a polynomial of the least degree; None for other constants."""
        modulus = algebraic.modulus(self.equation)
        found = None if modulus is None else algebraic.coefficients(value, self, modulus)
        return None if found is None else algebraic.expression(found, self)

    def sign_of(self, value: Expr) -> int | None:
        """Return the proved sign of a constant: 0 by its equation, else by balls; None if it is open."""
        if self.canonical(value) == 0:
            return 0
        with working_precision():
            for precision in PRECISIONS:
                found = program(value).plain(fmpq(0), precision)
                if found > 0 or found < 0:
                    return 1 if found > 0 else -1
        return 0 if self._annuls(value.xreplace({self: x})) or self.reduced(value) == 0 else None

    def _annuls(self, function: Expr) -> bool:
        """Whether an expression in x is proved to be 0 at the root."""
        if not sympy.cancel(function / self.expression).has(x):
            return True
        return any(
            form == 0 or is_identically_zero(form, x, self.low, self.high).zero is True
            for form in (function, *self._forms(function))
        )

    def _forms(self, function: Expr) -> Iterator[Expr]:
        """Yield expressions in x that have the same value at the root: what solves the equation is put in."""
        own = self.equation
        if own.is_polynomial(x) and function.is_rational_function(x):
            numerator, denominator = sympy.fraction(sympy.together(function))
            yield sympy.rem(numerator, own, x) / denominator
        for kernel in sorted(own.atoms(sympy.Function, exp), key=str):
            if not kernel.has(x):
                continue
            rest = self._rest(function, kernel)
            if rest is not None:
                yield rest
            solved = self._solved(kernel)
            if solved is not None:
                yield sympy.cancel(_put(function, kernel, solved))

    def _rest(self, function: Expr, kernel: Expr) -> Expr | None:
        """Return what division leaves where the equation and a function are polynomials in a part, as in sin(x)."""
        unknown = Dummy("k")
        equation = _put(self.equation, kernel, unknown)
        numerator, denominator = sympy.fraction(sympy.together(_put(function, kernel, unknown)))
        if equation.free_symbols != {unknown} or not equation.is_polynomial(unknown):
            return None
        if numerator.has(x) or not numerator.is_polynomial(unknown):
            return None
        return (sympy.rem(numerator, equation, unknown) / denominator).xreplace({unknown: kernel})

    def _solved(self, kernel: Expr) -> Expr | None:
        """Return what a part of the equation is at the root where the equation is linear in it."""
        unknown = Dummy("k")
        equation = sympy.expand(_put(self.equation, kernel, unknown))
        if not equation.is_polynomial(unknown) or sympy.degree(equation, unknown) != 1:
            return None
        slope, offset = equation.coeff(unknown, 1), equation.coeff(unknown, 0)
        with working_precision():
            at = program(slope).plain(fmpq(0), PRECISIONS[0]) if not slope.has(x) else self._at(slope)
        return -offset / slope if at > 0 or at < 0 else None

    def _at(self, function: Expr) -> arb:
        return program(function.xreplace({x: self})).plain(fmpq(0), PRECISIONS[0])


def _put(function: Expr, kernel: Expr, value: Expr) -> Expr:
    """Put a value in for a part of an expression; exp(u) also stands in exp(-u) and exp(2*u)."""
    if not isinstance(kernel, exp):
        return function.xreplace({kernel: value})
    (argument,) = kernel.args

    def multiple(node: Expr) -> bool:
        return isinstance(node, exp) and (node.args[0] / argument).is_Integer

    return function.replace(multiple, lambda node: value ** (node.args[0] / argument))


@lru_cache(maxsize=1024)
def isolated(expression: Expr, low: Rational, high: Rational) -> Expr:
    """Return the one root of an expression between two rationals, in closed form where one is found.

    Args:
        expression: smooth in x on the interval, without other symbols.
        low, high: the interval's ends.

    Raises:
        SymactError: it has other symbols, or it is not proved that the interval holds exactly one root, at which the
            expression changes its sign.
    """
    words = f"that {expression} has one root between {low} and {high}, and changes its sign there, is not proved"
    if expression.free_symbols != {x} or not (low.is_Rational and high.is_Rational and low < high):
        raise SymactError(f"formula: {words}; write RootIn(expression in x, rational, larger rational)")
    boxes = isolate(expression, 0, to_fmpq(low), to_fmpq(high))
    found = [] if isinstance(boxes, str) else [box for box in boxes if box.sign in (0, None)]
    if len(found) != 1 or found[0].sign is None:
        raise SymactError(f"formula: {words}")
    return exactly(recognise(Root(expression, 0, to_fmpq(low), to_fmpq(high))))


def exactly(zero: Number) -> Expr:
    """Return a zero as an expression: its closed form, or an isolated root between simple rationals.

    Raises:
        SymactError: it is no zero of an expression, or it is not told apart from 0.
    """
    if zero.exact is not None:
        return zero.exact
    if zero.root is None or zero.of is not None or zero.factor != 1:
        raise SymactError(f"the number `{zero.text()}` has no closed form")
    root = zero.root
    expression = sympy.diff(root.expression, x, root.order)
    with working_precision(PRECISIONS[0]):
        place = root.ball(PRECISIONS[0])
    scale = 1
    while scale <= FINEST:
        low, high = ((place.lower() * scale).floor() / scale, (place.upper() * scale).ceil() / scale)
        ends = low.fmpq(), high.fmpq()
        if (low > 0 or high < 0) and ends[0] < ends[1] and _is_alone(expression, *ends):
            return _positive(expression, *(Rational(int(end.p), int(end.q)) for end in ends))
        scale *= 4
    raise SymactError(f"the root of `{expression}` near `{zero.text()[:16]}` is not isolated between simple rationals")


def _positive(expression: Expr, low: Rational, high: Rational) -> Expr:
    """Return a root as plus or minus a positive one, so that mirrored roots are the same number."""
    side = 1 if low > 0 else -1
    own = expression.subs(x, side * x).primitive()[1]
    ends = sorted((side * low, side * high))
    return side * IsolatedRoot(-own if own.could_extract_minus_sign() else own, *ends)


def _is_alone(expression: Expr, low: fmpq, high: fmpq) -> bool:
    """Whether the only root between two rationals around a certified one is that one."""
    boxes = isolate(expression, 0, low, high)
    found = [] if isinstance(boxes, str) else [box for box in boxes if box.sign in (0, None)]
    return len(found) == 1 and found[0].sign == 0
