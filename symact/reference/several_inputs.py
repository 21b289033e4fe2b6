"""Correctly rounded values at several numbers, entry by entry: pairs that are no product, and products on the line.

What holds at NaN is as for one number: it goes through. Infinite inputs of several numbers have no rule yet and
are refused.
"""

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
from symact.reference.breaks import require_defined
from symact.reference.row import Row, at_nan, columns, exact, identity, least_magnitude, rounded
from symact.reference.rows import PROGRESS_STEP, Progress, Reference
from symact.reference.table import Table


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
        self._programs: list[Program] = []
        self._guard: Program | None = None
        self._several = False
        if self._line is None:
            inputs, results, self._several = written_out(bound, quantity, width)
            self._programs = [Program(each, inputs) for each in results]
            if quantity != Quantity.VALUE:
                # A derivative may have values where the function has none, as log' does on the negative numbers.
                self._guard = Program(bound.expression, bound.activation.inputs)

    def row(self, bits: tuple[int, ...]) -> tuple[Row, ...]:
        """Return one `Row` for each entry of the result at one input, encodings.

        Raises:
            SymactError: an input is infinite.
            UndecidedError: an entry could not be decided; the message names it.
        """
        fmt = self.format
        if any(map(fmt.is_nan, bits)):
            return (at_nan(fmt, self.quantity),) * (len(self._programs) or 1)
        if not all(map(fmt.is_finite, bits)):
            name = self.bound.activation.name
            raise SymactError(f"{name}: no rule gives results at infinite inputs of several numbers; leave them out")
        point = tuple(exact(fmt, each) for each in bits)
        try:
            if self._line:
                return (self._line.row(point),)
            if self._guard:
                require_defined(self._guard, point[: len(self._guard.variables)])
            return tuple(rounded(fmt, evaluate(program, point)) for program in self._programs)
        except UndecidedError as error:
            raise UndecidedError(f"{self.bound.activation.name}, {self.quantity}: {error}") from None

    def build(self, x_bits: Bits, progress: Progress | None = None) -> Table:
        """Return the table of some inputs, encodings of shape (n, width); progress is called with the rows done."""
        rows: list[Row] = []
        for start in range(0, len(x_bits), PROGRESS_STEP):
            chunk = x_bits[start : start + PROGRESS_STEP].tolist()
            for bits in chunk:
                rows += self.row(tuple(bits))
            if progress:
                progress(len(chunk))
        shape = (len(x_bits), len(self._programs)) if self._several else (len(x_bits),)
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
        low, high, chosen = least_magnitude((sides[0], sides[1]))
        row = rounded(self._format, chosen)
        return Row(row.y, self._format.round(low), self._format.round(high), row.flags | flag, row.wide)
