"""Tables of functions of vectors."""

from __future__ import annotations

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.reference.row import Row, columns, identity
from symact.reference.rows import PROGRESS_STEP, Progress
from symact.reference.table import Table
from symact.reference.vectors.reference import VectorReference
from symact.system.arithmetic import default_arithmetic


@default_arithmetic()
def vector_table(
    bound: Bound, fmt: Format, quantity: Quantity, x_bits: Bits, progress: Progress | None = None
) -> Table:
    """Return the table of correctly rounded values of a function of vectors at the given inputs.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        quantity: its value, JVP or VJP.
        x_bits: encodings of the inputs, shape (n, width): the entries of x, and after them those of the vector of a
            JVP or VJP.
        progress: called now and then with the number of rows done since the last call.

    Raises:
        SymactError: the quantity does not exist, or the expression has no enclosure.
        UndecidedError: a value could not be decided; the message names its row and entry.
    """
    reference = VectorReference(bound, fmt, quantity, x_bits.shape[1])
    return pointwise_table(reference, x_bits, progress)


def pointwise_table(reference: VectorReference, x_bits: Bits, progress: Progress | None = None) -> Table:
    """Return the table of which every value comes from Ziv's loop.

    Args:
        reference: of the function.
        x_bits: encodings of the inputs, shape (n, width).
        progress: called now and then with the number of rows done since the last call.
    """
    rows: list[Row] = []
    waiting = 0
    for number, bits in enumerate(x_bits):
        rows += reference.row(bits, number)
        waiting += 1
        if progress and (waiting == PROGRESS_STEP or number == len(x_bits) - 1):
            progress(waiting)
            waiting = 0
    about = identity(reference.bound, reference.format, reference.quantity)
    return Table(**about, **columns(reference.format, x_bits, rows, (len(x_bits), *reference.out_shape)))
