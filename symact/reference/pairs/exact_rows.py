"""Rows of gated pairs one by one: what holds at NaN, infinities, zeros and kinks, and Ziv's loop for the rest.

A result is a sum of terms g(a)*h(b)*v, with derivatives of g and h in a JVP or VJP: one term, but two in a JVP.
docs/table-format.md states the policy.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import sympy
from flint import fmpq
from sympy import Expr, Symbol

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.quantity import Kind, Quantity
from symact.enclosure.program import Program
from symact.enclosure.ziv import evaluate, shown
from symact.errors import UndecidedError
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference import flag_bits
from symact.reference.pairs.factors import Factor, Side
from symact.reference.row import Row, at_nan, exact, least_magnitude, nan, rounded

A, B = (sympy.Dummy(name, real=True) for name in "ab")
"""The inputs in programs."""

ZERO = RoundToOdd(False, 0, 0, True)


class Term(NamedTuple):
    """One product of a result: derivatives of g and h of these orders, times the number in that column, if any."""

    first: int
    second: int
    column: int | None = None


def entries(quantity: Quantity) -> tuple[tuple[Term, ...], ...]:
    """Return the terms of each entry of a result; the columns of inputs are a, b, and after them the vector."""
    if quantity.kind is Kind.VJP:
        return (Term(1, 0, 2),), (Term(0, 1, 2),)
    if quantity.kind is Kind.JVP:
        return ((Term(1, 0, 2), Term(0, 1, 3)),)
    return ((Term(0, 0),),)


class _Product(NamedTuple):
    """One term at one choice of sides: nothing, infinite, zero or a number."""

    defined: bool
    infinite: bool
    zero: bool
    negative: bool
    sign_open: bool
    sides: tuple[Side, Side]
    factor: fmpq


class _Value(NamedTuple):
    """A result at one choice of sides; wide None where it is infinite or does not exist."""

    wide: RoundToOdd | None
    infinite: bool = False
    negative: bool = False
    sign_open: bool = False


UNDEFINED = _Value(None)


class ExactRows:
    """The rows of a quantity of a gated pair, one after another."""

    def __init__(self, bound: Bound, factors: tuple[Bound, Bound], fmt: Format, quantity: Quantity) -> None:
        self.name, self.format, self.quantity = bound.activation.name, fmt, quantity
        self.entries = entries(quantity)
        highest = 0 if quantity == Quantity.VALUE else 1
        self.factors = tuple(Factor(each, fmt, highest) for each in factors)
        self._programs: dict[tuple[tuple[Expr | None, Expr | None], ...], Program] = {}

    def row(self, bits: Sequence[int]) -> tuple[Row, ...]:
        """Return one `Row` for each entry of the result at one input, encodings.

        Raises:
            UndecidedError: an entry could not be decided; the message names the pair.
        """
        return tuple(self._row_of(terms, bits) for terms in self.entries)

    def wide(self, bits: Sequence[int], entry: int) -> RoundToOdd | None:
        """Return the value behind one entry of a row."""
        return self._row_of(self.entries[entry], bits).wide

    def _row_of(self, terms: tuple[Term, ...], bits: Sequence[int]) -> Row:
        fmt = self.format
        if any(map(fmt.is_nan, bits)):
            return at_nan(fmt, self.quantity)
        try:
            return self._entry(terms, bits)
        except UndecidedError as error:
            numbers = ", ".join(shown(exact(fmt, b)) if fmt.is_finite(b) else fmt.hex(b) for b in bits)
            raise UndecidedError(f"{self.name}, {self.quantity}, at the pair {numbers}: {error}") from None

    def _entry(self, terms: tuple[Term, ...], bits: Sequence[int]) -> Row:
        values = _joined(list(dict.fromkeys(self._values(terms, bits))))
        flag = 0 if all(map(self.format.is_finite, bits)) else flag_bits.INFINITE_INPUT
        if len(values) == 1:
            return self._row(values[0], flag)
        if any(each.wide is None for each in values):
            return self._row(UNDEFINED, flag)
        ordered = sorted((each.wide for each in values if each.wide), key=RoundToOdd.to_fraction)
        low, high, chosen = least_magnitude((ordered[0], ordered[-1]))
        jump = any(factor.jumps(b) for factor, b in zip(self.factors, bits, strict=False))
        row, fmt = rounded(self.format, chosen), self.format
        kink = flag_bits.JUMP if jump and self.quantity == Quantity.VALUE else flag_bits.KINK
        return Row(row.y, fmt.round(low), fmt.round(high), row.flags | flag | kink, row.wide)

    def _row(self, value: _Value, flag: int) -> Row:
        fmt = self.format
        if value.infinite:
            y = fmt.overflow_bits | (fmt.sign_bit if value.negative else 0)
            return Row(y, y, y, flag, None)
        if value.wide is None:
            return nan(fmt, flag | flag_bits.OPEN)
        if value.wide.significand == 0:
            y = fmt.sign_bit if value.negative else 0
            flag |= flag_bits.EXACT | (flag_bits.ZERO_SIGN_OPEN if value.sign_open else 0)
            return Row(y, y, y, flag, ZERO._replace(negative=value.negative))
        row = rounded(fmt, value.wide)
        return row._replace(flags=row.flags | flag)

    def _values(self, terms: tuple[Term, ...], bits: Sequence[int]) -> Iterator[_Value]:
        """Yield the result for each choice of sides of a and of b."""
        first, second = self.factors
        # A kink has two sides in every order, so that one choice serves all terms.
        for i in range(len(first.sides(terms[0].first, bits[0]))):
            for j in range(len(second.sides(terms[0].second, bits[1]))):
                yield self._sum(
                    [
                        self._product(first.sides(t.first, bits[0])[i], second.sides(t.second, bits[1])[j], t, bits)
                        for t in terms
                    ]
                )

    def _product(self, one: Side, other: Side, term: Term, bits: Sequence[int]) -> _Product:
        fmt = self.format
        infinite, zero = one.infinite or other.infinite, one.is_zero or other.is_zero
        negative, factor = one.negative != other.negative, fmpq(1)
        if term.column is not None:
            given = bits[term.column]
            negative ^= fmt.is_negative(given)
            infinite |= fmt.is_infinite(given)
            factor = exact(fmt, given) if fmt.is_finite(given) else fmpq(0)
            zero |= fmt.is_finite(given) and factor == 0
        sign_open = (one.is_zero and one.sign_open) or (other.is_zero and other.sign_open)
        defined = not (one.undefined or other.undefined or (infinite and zero))
        return _Product(defined, infinite, zero, negative, sign_open, (one, other), factor)

    def _sum(self, products: list[_Product]) -> _Value:
        if not all(each.defined for each in products):
            return UNDEFINED
        infinite = [each for each in products if each.infinite]
        if infinite:
            negative = infinite[0].negative
            same = all(each.negative == negative for each in infinite)
            return _Value(None, True, negative) if same else UNDEFINED
        left = [each for each in products if not each.zero]
        if not left:
            signs = {each.negative for each in products}
            is_open = len(signs) > 1 or any(each.sign_open for each in products)
            return _Value(ZERO, False, signs == {True}, is_open)
        wide = self._number(left)
        return _Value(wide, False, wide.negative, wide.significand == 0)

    def _number(self, products: list[_Product]) -> RoundToOdd:
        """Return the sum of products that are finite and not 0, by Ziv's loop."""
        key = tuple((one.expression, other.expression) for one, other in (each.sides for each in products))
        if key not in self._programs:
            symbols = [Symbol(f"v{k}", real=True) for k in range(len(products))]
            terms = zip((each.sides for each in products), symbols, strict=True)
            expression = sympy.Add(*(_at(one, A) * _at(other, B) * v for (one, other), v in terms))
            self._programs[key] = Program(expression, (A, B, *symbols))
        one, other = products[0].sides
        return evaluate(self._programs[key], (one.point, other.point, *(each.factor for each in products)))


def _joined(values: list[_Value]) -> list[_Value]:
    """Return values of several sides; zeros are one value, whose sign is open where they differ in it."""
    if len(values) == 1 or any(each.wide is None or each.wide.significand for each in values):
        return values
    signs = {each.negative for each in values}
    return [_Value(ZERO, False, signs == {True}, len(signs) > 1 or any(each.sign_open for each in values))]


def _at(side: Side, symbol: Symbol) -> Expr:
    assert side.expression is not None
    return side.expression.xreplace({x: symbol})
