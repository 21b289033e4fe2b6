"""Correctly rounded values of one input after another, with the policy at NaN, infinities, zeros and breakpoints.

docs/table-format.md states the policy; the sweep and exhaustive runs set the flag of NaN inputs themselves.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import sympy
from flint import fmpq
from sympy import Expr, oo

from symact.definition.activation import x
from symact.definition.bound import Bound, check_order
from symact.definition.derivatives import differentiate
from symact.definition.input_space import Capability
from symact.definition.quantity import Quantity
from symact.enclosure.operations import to_fmpq
from symact.enclosure.program import Program
from symact.enclosure.ziv import evaluate, shown
from symact.errors import UndecidedError
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference import flag_bits
from symact.reference.breaks import below, guard, kinks_of, require_defined
from symact.reference.outside import Domains
from symact.reference.row import Row, at_nan, columns, identity, least_magnitude, nan, rounded
from symact.reference.single_points import single_point
from symact.reference.table import Table
from symact.symbolic.limits import LimitResult, limit
from symact.system.arithmetic import default_arithmetic

Progress = Callable[[int], None]


PROGRESS_STEP = 1024
"""Rows between two calls of a progress callback."""


TAYLOR_ORDERS = 8
"""Derivatives that are tried to find the sign of an exact zero at x = +-0."""


class Reference:
    """The correctly rounded derivative of one bound activation in one format, input by input.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        order: 0 for the function, 1 or 2 for its derivatives.

    Raises:
        SymactError: the order does not exist, or some part of the expression has no enclosure.
    """

    def __init__(self, bound: Bound, fmt: Format, order: int) -> None:
        self.bound, self.format, self.order = bound, fmt, check_order(order)
        bound.space().need(Capability.LIMITS, bound.activation.name)
        self.expressions = [p.expression for p in differentiate(bound.pieces, x, order)]
        self.programs = [Program(e, x) for e in self.expressions]
        self._guards = [guard(p) for p in bound.pieces] if order else [None] * len(bound.pieces)
        self._breaks = [p.upper for p in bound.pieces[:-1]]
        self._owns_upper = [p.owns_upper for p in bound.pieces[:-1]]
        self._rational_breaks = [to_fmpq(b) if b.is_Rational else below(b) for b in self._breaks]
        self._kinks = kinks_of(bound.pieces, order)
        self._points = {to_fmpq(p.lower): i for i, p in enumerate(bound.pieces) if p.is_point and p.lower.is_Rational}
        # Kept here and not by a cache of the class, which would keep every reference for ever.
        self._signs_beside_zero: dict[bool, int] = {}
        self._at_infinity: dict[int, Row] = {}
        self._domains = Domains(bound.pieces, fmt, order)
        self._constants = {k for k, e in enumerate(self.expressions) if not (e.free_symbols or self._guards[k])}
        self._constant_rows: dict[int, Row] = {}

    def row(self, bits: int) -> Row:
        """Return the row of one input encoding.

        Raises:
            UndecidedError: the value could not be decided; the message names it.
        """
        fmt = self.format
        if not fmt.is_finite(bits):
            return self._at_special(bits)
        negative, significand, exponent = fmt.parts(bits)
        if significand == 0:
            return self._at_zero(negative)
        signed = -significand if negative else significand
        point = fmpq(signed << exponent) if exponent >= 0 else fmpq(signed, 1 << -exponent)
        return self._at_point(point)

    def build(self, x_bits: Bits, progress: Progress | None = None) -> Table:
        """Return the table of some inputs, encodings of shape (n,); progress is called with the number of rows done."""
        rows = []
        for start in range(0, len(x_bits), PROGRESS_STEP):
            chunk = x_bits[start : start + PROGRESS_STEP].tolist()
            rows += [self.row(bits) for bits in chunk]
            if progress:
                progress(len(chunk))
        return self.table(x_bits, rows)

    def table(self, x_bits: Bits, rows: list[Row]) -> Table:
        """Return the rows of some inputs as a table."""
        return Table(**self.about(), **columns(self.format, x_bits, rows, (len(rows),)))

    def about(self) -> dict[str, Any]:
        """Return the fields of a `Table` that all its rows share."""
        return identity(self.bound, self.format, Quantity.of_order(self.order))

    def place(self, point: fmpq) -> tuple[int, int]:
        """Return which piece a point belongs to and 0, or at a kink or jump the left piece and its flag."""
        flag = self._kinks.get(point, 0)
        if point in self._points:
            raise UndecidedError(f"f has a value of its own at x = {shown(point)}, and no slopes to choose from")
        return (self._rational_breaks.index(point) if flag else self._index(point)), flag

    def _at_special(self, bits: int) -> Row:
        fmt = self.format
        if fmt.is_nan(bits):
            return at_nan(fmt, Quantity.of_order(self.order))
        return self.at_infinity(-1 if fmt.is_negative(bits) else 1)

    def _index(self, point: fmpq) -> int:
        """Return which piece a point belongs to."""
        index = bisect_left(self._rational_breaks, point)
        if index < len(self._breaks) and self._rational_breaks[index] == point:
            owned = not self._breaks[index].is_Rational or self._owns_upper[index]
            return index if owned else index + 1
        return index

    def _at_point(self, point: fmpq, negative: bool = False) -> Row:
        if self._points and point in self._points:
            return self._at_single(self._points[point])
        if self._kinks and point in self._kinks:
            return self._at_kink(point)
        index = self._index(point)
        if index in self._constant_rows:
            return self._constant_rows[index]
        row = self._domains.row(index, point, negative, lambda: self._rounded(self._value(index, point)))
        if index in self._constants:
            self._constant_rows[index] = row
        return row

    def is_total(self, index: int) -> bool:
        """Whether f is proved to be defined on the whole of a piece, so that its derivative needs no look at f."""
        return self._guards[index] is None

    def require_defined(self, index: int, point: fmpq) -> None:
        """Raise UndecidedError unless f, on one of its pieces, is shown to have a value at a point."""
        own = self._guards[index]
        if own is not None:
            require_defined(own, point)

    def _value(self, index: int, point: fmpq) -> RoundToOdd:
        try:
            self.require_defined(index, point)
            return evaluate(self.programs[index], point)
        except UndecidedError as error:
            raise UndecidedError(f"{self.bound.activation.name}, order {self.order}: {error}") from None

    def _rounded(self, wide: RoundToOdd) -> Row:
        return rounded(self.format, wide)

    def _at_kink(self, point: fmpq) -> Row:
        """Return the row of a breakpoint: both one-sided values, and one of them or 0 as the result."""
        index = self._rational_breaks.index(point)
        low, high, chosen = least_magnitude((self._value(index, point), self._value(index + 1, point)))
        flag = self._kinks[point]
        if flag == flag_bits.JUMP and self.order == 0:
            chosen = self._value(self._index(point), point)
        row = self._rounded(chosen)
        return Row(row.y, self.format.round(low), self.format.round(high), row.flags | flag, row.wide)

    def _at_single(self, index: int) -> Row:
        """Return the row of a point that is a piece of its own."""
        found = single_point(self.bound.pieces, index, self.order)
        sides = constant(found.left), constant(found.right)
        low, high, least = least_magnitude(sides)
        if found.value is not None:
            least = constant(found.value)
            low, *_, high = sorted((*sides, least), key=RoundToOdd.to_fraction)
        row, fmt = self._rounded(least), self.format
        return Row(row.y, fmt.round(low), fmt.round(high), row.flags | found.flag, row.wide) if found.flag else row

    def _at_zero(self, negative: bool) -> Row:
        """Return the row of +0 or -0; an exact zero takes the sign that f has on that side of 0."""
        row = self._at_point(fmpq(0), negative)
        broken = row.flags & (flag_bits.KINK | flag_bits.JUMP) or fmpq(0) in self._points
        if broken or row.wide is None or row.wide.significand:
            return row
        sign = self._sign_beside_zero(negative)
        if sign == 0:
            return row
        y = row.y | self.format.sign_bit if sign < 0 else row.y
        return Row(y, y, y, row.flags & ~flag_bits.ZERO_SIGN_OPEN, RoundToOdd(sign < 0, 0, 0, True))

    def _sign_beside_zero(self, negative: bool) -> int:
        if negative not in self._signs_beside_zero:
            self._signs_beside_zero[negative] = self._find_sign_beside_zero(negative)
        return self._signs_beside_zero[negative]

    def _find_sign_beside_zero(self, negative: bool) -> int:
        """Return the sign of a function with value 0 at 0 just left or right of it; 0 if it is 0 there too."""
        at_break = fmpq(0) in self._rational_breaks
        index = self._index(fmpq(0))
        if at_break:
            index = self._rational_breaks.index(fmpq(0)) + (0 if negative else 1)
        expression = self.expressions[index]
        try:
            return _first_taylor_sign(expression, negative)
        except UndecidedError:
            # Such as cbrt(x), which has no derivatives at 0: 1/t goes to 0 as t goes to infinity.
            return limit(expression.subs(x, 1 / x), x, -1 if negative else 1).approach or 0

    def at_infinity(self, side: int) -> Row:
        """Return the row of -infinity (side -1) or +infinity (side 1), whether or not the format has them."""
        if side not in self._at_infinity:
            self._at_infinity[side] = self._find_at_infinity(side)
        return self._at_infinity[side]

    def _find_at_infinity(self, side: int) -> Row:
        fmt, flag = self.format, flag_bits.INFINITE_INPUT
        piece = 0 if side < 0 else -1
        if not self.is_total(piece) and limit(self.bound.pieces[piece].expression, x, side).value is None:
            # A derivative such as 1/x has a limit also where f, such as log(x), is not defined.
            return nan(fmt, flag | flag_bits.OPEN)
        found = limit(self.expressions[0 if side < 0 else -1], x, side)
        if found.value is None:
            # No limit, as of sin(x), and no values there, as of log(x) at -oo, are invalid to IEEE 754, hence NaN.
            settled = found.exists is False or self._domains.are_left(side)
            return nan(fmt, flag if settled else flag | flag_bits.OPEN)
        if found.value in (oo, -oo):
            y = fmt.overflow_bits | (fmt.sign_bit if found.value is -oo else 0)
            return Row(y, y, y, flag, None)
        wide = constant(found.value)
        if wide.significand:
            row = self._rounded(wide)
            return Row(row.y, row.low, row.high, row.flags | flag, wide)
        return self._zero_limit(found, flag)

    def _zero_limit(self, found: LimitResult, flag: int) -> Row:
        negative = found.approach == -1
        flag |= flag_bits.EXACT if found.approach else flag_bits.EXACT | flag_bits.ZERO_SIGN_OPEN
        y = self.format.sign_bit if negative else 0
        return Row(y, y, y, flag, RoundToOdd(negative, 0, 0, True))


def _first_taylor_sign(expression: Expr, negative: bool) -> int:
    """Return the sign beside 0 by the first derivative there that is not 0; 0 where none is found."""
    for order in range(1, TAYLOR_ORDERS + 1):
        expression = sympy.diff(expression, x)
        wide = evaluate(Program(expression, x), fmpq(0))
        if wide.significand:
            sign = -1 if wide.negative else 1
            return -sign if negative and order % 2 else sign
    return 0


def constant(value: Expr) -> RoundToOdd:
    """Return a constant expression rounded to odd."""
    return evaluate(Program(value, x), fmpq(0))


@default_arithmetic()
def build_table(bound: Bound, fmt: Format, order: int, x_bits: Bits, progress: Progress | None = None) -> Table:
    """Return the table of correctly rounded values of a function of one number at the given inputs.

    Raises:
        SymactError: the order does not exist, or the expression has no enclosure.
        UndecidedError: a value could not be decided; the message names it.
    """
    return Reference(bound, fmt, order).build(x_bits, progress)
