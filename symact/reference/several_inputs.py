"""Correctly rounded values at several numbers, entry by entry: pairs that are no product, and products on the line.

What holds at NaN is as for one number: it goes through. Infinite inputs of several numbers have no rule yet and
are refused.
"""

from dataclasses import replace

from flint import fmpq
from sympy import Symbol

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import differentiate
from symact.definition.domain import Line
from symact.definition.quantity import Quantity
from symact.definition.several import VECTOR, written_out
from symact.enclosure.program import Program
from symact.enclosure.ziv import evaluate
from symact.errors import SymactError, UndecidedError
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.breaks import require_defined
from symact.reference.pair_pieces import Pieces
from symact.reference.row import Row, at_nan, columns, exact, identity, least_magnitude, rounded
from symact.reference.rows import PROGRESS_STEP, Progress, Reference
from symact.reference.table import Flag, Table


class SeveralInputs:
    """A quantity of a function of a pair, or the JVP or VJP of one of one number, in one format.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        quantity: what of it.
        width: numbers of one input, the vector of a JVP or VJP included.

    Raises:
        SymactError: the quantity does not exist for such inputs, or some expression has no enclosure.
    """

    def __init__(self, bound: Bound, fmt: Format, quantity: Quantity, width: int) -> None:
        self.bound, self.format, self.quantity = bound, fmt, quantity
        self._line = _LineProduct(bound, fmt, width) if isinstance(bound.activation.domain, Line) else None
        self._pieces = None if self._line else Pieces.of(bound)
        self._programs: list[list[Program]] = []
        self._guards: list[Program] = []
        self._several = False
        for expression in self._pieces.expressions if self._pieces else ():
            inputs, results, self._several = written_out(replace(bound, expression=expression), quantity, width)
            self._programs.append([Program(each, inputs) for each in results])
            # A derivative may have values where the function has none, as log' does on the negative numbers.
            self._guards.append(Program(expression, bound.activation.inputs))

    def row(self, bits: tuple[int, ...]) -> tuple[Row, ...]:
        """Return one `Row` for each entry of the result at one input, encodings.

        Raises:
            SymactError: an input is infinite.
            UndecidedError: an entry could not be decided; the message names it.
        """
        fmt = self.format
        if any(map(fmt.is_nan, bits)):
            return (at_nan(fmt, self.quantity),) * self._entries
        if not all(map(fmt.is_finite, bits)):
            name = self.bound.activation.name
            raise SymactError(f"{name}: no rule gives results at infinite inputs of several numbers; leave them out")
        point = tuple(exact(fmt, each) for each in bits)
        try:
            if self._line:
                return (self._line.row(point),)
            return self._row(point)
        except UndecidedError as error:
            raise UndecidedError(f"{self.bound.activation.name}, {self.quantity}: {error}") from None

    @property
    def _entries(self) -> int:
        return len(self._programs[0]) if self._programs else 1

    def _row(self, point: tuple[fmpq, ...]) -> tuple[Row, ...]:
        """Return the entries at an exact input: of a derivative on a switch those of both pieces beside it."""
        assert self._pieces
        own, *beside = self._pieces.at(point)
        if self.quantity == Quantity.VALUE:
            return tuple(rounded(self.format, evaluate(each, point)) for each in self._programs[own])
        pair = point[: len(self._pieces.inputs)]
        for piece in (own, *beside):
            require_defined(self._guards[piece], pair)
        if beside and (len(beside) > 1 or len({evaluate(self._guards[piece], pair) for piece in (own, *beside)}) > 1):
            raise UndecidedError("it jumps there, or more than two pieces meet, and no rule gives a derivative")
        rows = [[evaluate(each, point) for each in self._programs[piece]] for piece in (own, *beside)]
        if not beside:
            return tuple(rounded(self.format, each) for each in rows[0])
        return tuple(between(self.format, sides, Flag.KINK) for sides in zip(rows[0], rows[1], strict=True))

    def build(self, x_bits: Bits, progress: Progress | None = None) -> Table:
        """Return the table of some inputs, encodings of shape (n, width); progress is called with the rows done."""
        rows: list[Row] = []
        for start in range(0, len(x_bits), PROGRESS_STEP):
            chunk = x_bits[start : start + PROGRESS_STEP].tolist()
            for bits in chunk:
                rows += self.row(tuple(bits))
            if progress:
                progress(len(chunk))
        shape = (len(x_bits), self._entries) if self._several else (len(x_bits),)
        about = identity(self.bound, self.format, self.quantity)
        return Table(**about, **columns(self.format, x_bits, rows, shape))


class _LineProduct:
    """f'(x) v, which is the JVP and the VJP of a function of one number; at a kink between both slopes' products."""

    def __init__(self, bound: Bound, fmt: Format, width: int) -> None:
        if width != 2:
            raise SymactError(f"{bound.activation.name}: rows of {width} numbers; a JVP or VJP needs 2, x and v")
        inputs: tuple[Symbol, ...] = (x, VECTOR)
        self._format = fmt
        self._slope = Reference(bound, fmt, 1)
        self._programs = [Program(p.expression * VECTOR, inputs) for p in differentiate(bound.pieces, x, 1)]

    def row(self, point: tuple[fmpq, ...]) -> Row:
        """Return the row at an exact (x, v)."""
        index, flag = self._slope.place(point[0])
        self._slope.require_defined(index, point[0])
        if not flag:
            return rounded(self._format, evaluate(self._programs[index], point))
        sides = [evaluate(program, point) for program in self._programs[index : index + 2]]
        return between(self._format, (sides[0], sides[1]), flag)


def between(fmt: Format, sides: tuple[RoundToOdd, RoundToOdd], flag: int) -> Row:
    """Return the row of a derivative that is one of two, each its limit from one side."""
    low, high, chosen = least_magnitude(sides)
    row = rounded(fmt, chosen)
    return Row(row.y, fmt.round(low), fmt.round(high), row.flags | flag, row.wide)
