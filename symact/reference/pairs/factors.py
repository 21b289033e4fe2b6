"""Where a pair is a product g(a)*h(b): both factors as functions of one number, looked up input by input."""

from functools import lru_cache
from typing import NamedTuple

import sympy
from flint import fmpq
from sympy import Expr, oo

from symact.definition.activation import Activation, x
from symact.definition.bound import Bound
from symact.definition.domain import Pair
from symact.enclosure.ziv import evaluate
from symact.errors import DefinitionError
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference import flag_bits
from symact.reference.row import exact
from symact.reference.rows import Reference, constant
from symact.symbolic.limits import limit


@lru_cache(maxsize=128)
def separated(bound: Bound) -> tuple[Bound, Bound] | None:
    """Return the factors g and h of g(a)*h(b), each as a function of x; None where a pair is no such product."""
    if not isinstance(bound.activation.domain, Pair):
        return None
    inputs = bound.activation.inputs
    parts: list[list[Expr]] = [[], []]
    for each in sympy.Mul.make_args(bound.expression):
        found = [place for place, symbol in enumerate(inputs) if each.has(symbol)]
        if len(found) > 1:
            return None
        parts[found[0] if found else 0].append(each)
    try:
        first, second = (on_line(bound, sympy.Mul(*p).subs(s, x)) for p, s in zip(parts, inputs, strict=True))
        if any(piece.is_point for each in (first, second) for piece in each.pieces):
            return None
    except DefinitionError:
        return None
    return first, second


def on_line(bound: Bound, expression: Expr) -> Bound:
    """Return a function of one number, of the sources of a pair."""
    about = bound.activation
    return Bound(Activation(about.name, about.title, expression, about.sources), (), expression, bound.library)


class Side(NamedTuple):
    """A factor at one input, or its limit there from one side.

    Args:
        expression: in x, or a constant; None where there is no number.
        point: the exact x; 0 for constants.
        wide: the value rounded to odd; None where it is infinite or does not exist.
        infinite: whether it is infinite.
        negative: the sign, of zeros too.
        sign_open: whether it is a zero whose sign no rule decides.
    """

    expression: Expr | None
    point: fmpq
    wide: RoundToOdd | None
    infinite: bool
    negative: bool
    sign_open: bool

    @property
    def is_zero(self) -> bool:
        """Whether it is exactly 0."""
        return self.wide is not None and self.wide.significand == 0

    @property
    def undefined(self) -> bool:
        """Whether there is no value and no limit."""
        return self.wide is None and not self.infinite


NOTHING = Side(None, fmpq(0), None, False, False, False)
"""Where there is no limit, or none is known."""


class Factor:
    """One factor and its derivatives, at encodings of a format.

    Args:
        bound: the factor, a function of x.
        fmt: the format of the inputs.
        highest: the highest derivative needed, 0 or 1; where it has a kink, the factor has two sides.

    Attributes:
        identity: whether the factor is x itself.
    """

    def __init__(self, bound: Bound, fmt: Format, highest: int) -> None:
        self.format, self.identity = fmt, bound.expression == x
        self._references = [Reference(bound, fmt, order) for order in range(highest + 1)]
        self._known: dict[tuple[int, int], tuple[Side, ...]] = {}
        self._constants: dict[Expr, RoundToOdd] = {}

    def sides(self, order: int, bits: int) -> tuple[Side, ...]:
        """Return the factor or its derivative at an encoding that is no NaN: one side, or two at a kink or a jump.

        Raises:
            UndecidedError: a value could not be decided; the message names it.
        """
        key = order, bits
        if key not in self._known:
            finite = self.format.is_finite(bits)
            self._known[key] = self._at_number(order, bits) if finite else (self._at_infinity(order, bits),)
        return self._known[key]

    def jumps(self, bits: int) -> bool:
        """Whether the factor itself has two values at an encoding."""
        return len({side.wide for side in self.sides(0, bits)}) > 1

    def _at_number(self, order: int, bits: int) -> tuple[Side, ...]:
        reference, point = self._references[order], exact(self.format, bits)
        index, flag = self._references[-1].place(point)
        found = [self._side(reference, each, point) for each in ((index, index + 1) if flag else (index,))]
        if not flag and found[0].is_zero and point == 0:
            row = reference.row(bits)
            negative, is_open = bool(row.y & self.format.sign_bit), bool(row.flags & flag_bits.ZERO_SIGN_OPEN)
            found = [found[0]._replace(negative=negative, sign_open=is_open)]
        return tuple(found)

    def _side(self, reference: Reference, index: int, point: fmpq) -> Side:
        reference.require_defined(index, point)
        expression = reference.expressions[index]
        wide = self._constants.get(expression) or evaluate(reference.programs[index], point)
        if expression.is_number:
            self._constants[expression] = wide
        return Side(expression, point, wide, False, wide.negative, wide.significand == 0)

    def _at_infinity(self, order: int, bits: int) -> Side:
        side = -1 if self.format.is_negative(bits) else 1
        index = 0 if side < 0 else -1
        reference = self._references[order]
        if not reference.is_total(index) and limit(self._references[0].expressions[index], x, side).value is None:
            return NOTHING
        found = limit(reference.expressions[index], x, side)
        if found.value is None:
            return NOTHING
        if found.value in (oo, -oo):
            return Side(None, fmpq(0), None, True, found.value is -oo, False)
        wide = constant(found.value)
        if wide.significand:
            return Side(found.value, fmpq(0), wide, False, wide.negative, False)
        return Side(found.value, fmpq(0), wide, False, found.approach == -1, not found.approach)
