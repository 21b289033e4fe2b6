"""Rows where a function has no value: NaN beyond its domain, an infinity at an end where it tends to one."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from flint import arb, fmpq
from sympy import Expr, Rational, oo

from symact.definition.activation import x
from symact.definition.elementary import ANY, NEGATIVE, POSITIVE, Signs
from symact.definition.pieces import Piece
from symact.enclosure.program import Program
from symact.enclosure.ziv import evaluate, shown
from symact.errors import UndecidedError
from symact.formats.floating import Format
from symact.reference import flag_bits
from symact.reference.row import Row, nan
from symact.symbolic.domain_conditions import needs
from symact.symbolic.limits import limit
from symact.symbolic.real_number import Number, order
from symact.symbolic.signs import Interval

ZERO = Number(Rational(0))


class Domain:
    """Where an expression has a value, as the signs that its arguments must have.

    Args:
        expression: smooth, of x; f itself, also where a derivative is asked for.
    """

    def __init__(self, expression: Expr) -> None:
        self.expression = expression
        self._conditions = [each for each in dict.fromkeys(needs(expression)) if each.argument.has(x)]
        self._programs = [Program(each.argument, x) for each in self._conditions]

    def row(self, fmt: Format, order_: int, point: fmpq, negative: bool) -> Row | None:
        """Return the row of a point at which the expression has no value, None where it has one.

        Args:
            fmt: format of inputs and results.
            order_: of the derivative; nothing is required of one where f has no value.
            point: the input.
            negative: whether a zero among the inputs is -0.

        Raises:
            UndecidedError: it could not be decided whether there is a value, or which limit there is.
        """
        inside = self._signs(point)
        if inside is True:
            return None
        if order_:
            return nan(fmt, flag_bits.OPEN)
        return nan(fmt, 0) if inside is False else self._at_end(fmt, point, negative)

    def is_outside(self, side: int) -> bool:
        """Whether the expression is shown to have no values towards an infinity."""
        return any(_sign_towards(each.argument, side) not in (None, *each.signs) for each in self._conditions)

    def holds_on(self, ball: arb, precision: int) -> bool | None:
        """Return whether the expression has a value everywhere on a ball, or nowhere; None if neither is shown."""
        values = (program.of_balls((ball,), precision) for program in self._programs)
        return self._holds(POSITIVE if each > 0 else NEGATIVE if each < 0 else ANY for each in values)

    def holds_between(self, lower: Expr, upper: Expr) -> bool | None:
        """Return the same of a closed interval, by the structure of the arguments."""
        interval = Interval(x, lower, upper)
        return self._holds(interval.signs(each.argument) for each in self._conditions)

    def _holds(self, found: Iterable[Signs]) -> bool | None:
        """Return the same from the signs that the arguments may take."""
        certain = True
        for need, signs in zip(self._conditions, found, strict=True):
            # Where an argument is 0 an infinite limit may be due.
            if not signs & (need.signs | {0}):
                return False
            certain &= all(map(need.allows, signs))
        return True if certain else None

    def _signs(self, point: fmpq) -> bool | None:
        """Return whether there is a value at a point; None at an end of the domain that does not belong to it."""
        ends = False
        for need, program in zip(self._conditions, self._programs, strict=True):
            try:
                value = evaluate(program, point)
            except UndecidedError:
                # What is inside of this argument has no value, and was found to be at an end.
                if ends:
                    continue
                raise
            sign = 0 if value.significand == 0 else -1 if value.negative else 1
            if sign == 0 and not need.zero and 0 not in need.signs:
                ends = True
            elif sign and sign not in need.signs:
                return False
        return None if ends else True

    def _at_end(self, fmt: Format, point: fmpq, negative: bool) -> Row:
        found = dict(self._limits(point))
        own = found.get(-1 if negative else 1) if point == 0 and len(found) == 2 else None
        values = {own} if own is not None else set(found.values())
        if not values:
            return nan(fmt, 0)
        if values <= {oo} or values <= {-oo}:
            y = fmt.overflow_bits | (fmt.sign_bit if -oo in values else 0)
            return Row(y, y, y, 0, None)
        # 0 times infinity, or two infinities: nothing is required.
        return nan(fmt, flag_bits.OPEN)

    def _limits(self, point: fmpq) -> Iterator[tuple[int, Expr]]:
        """Yield the sides of a point on which the expression has values, with its limit there."""
        place = Rational(int(point.p), int(point.q))
        for side in (-1, 1):
            signs = [(each, _sign_towards(each.argument.subs(x, place + 1 / x), side)) for each in self._conditions]
            if any(sign is not None and sign not in each.signs for each, sign in signs):
                continue
            value = limit(self.expression.subs(x, place + 1 / x), x, side).value
            if value is None or any(sign is None for _, sign in signs):
                raise UndecidedError(f"the limit of {self.expression} at x = {shown(point)} is not known")
            yield side, value


class Domains:
    """The domains of a function's pieces, each looked for once a value was not decided there."""

    def __init__(self, pieces: Sequence[Piece], fmt: Format, order_: int) -> None:
        self._pieces, self._format, self._order = pieces, fmt, order_
        self._found: dict[int, Domain] = {}

    def row(self, index: int, point: fmpq, negative: bool, inside: Callable[[], Row]) -> Row:
        """Return the row of a point of a piece, arguments as of `Domain.row`; inside computes it where f has one."""
        domain = self._found.get(index)
        outside = domain.row(self._format, self._order, point, negative) if domain else None
        if outside is not None:
            return outside
        try:
            return inside()
        except UndecidedError:
            if domain:
                raise
            domain = self._found[index] = Domain(self._pieces[index].expression)
            outside = domain.row(self._format, self._order, point, negative)
            if outside is None:
                raise
            return outside

    def are_left(self, side: int) -> bool:
        """Whether a value is due towards an infinity, and f is shown to have none: NaN is what is required."""
        return self._order == 0 and Domain(self._pieces[0 if side < 0 else -1].expression).is_outside(side)


def _sign_towards(argument: Expr, side: int) -> int | None:
    """Return the eventual sign of an argument towards an infinity, None where it is not known."""
    found = limit(argument, x, side)
    if found.value is None or found.value == 0:
        return found.approach
    return (1 if found.value is oo else -1) if found.value in (oo, -oo) else order(Number(found.value), ZERO)
