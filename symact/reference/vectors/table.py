"""Tables of functions of vectors: double words decide what they can, Ziv's loop the rest, row by row.

Values behind entries that double words decided are computed when they are asked for, and must round to the same.
"""

import math
from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.errors import UndecidedError
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.entries import LazyColumn
from symact.reference.row import Row, columns, identity
from symact.reference.rows import PROGRESS_STEP, Progress
from symact.reference.table import Table
from symact.reference.vectors.filtered import filtered, require_agreement
from symact.reference.vectors.reference import VectorReference
from symact.system.arithmetic import default_arithmetic

KEPT = 64
"""Rows whose exact values are kept for the next question."""


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
    reference = _reference(bound, fmt, quantity, x_bits.shape[1])
    if not reference.function.has_filter:
        return pointwise_table(reference, x_bits, progress)
    found = filtered(reference, x_bits, progress)
    behind = _Behind(reference, x_bits, found.bits)
    return Table(
        **identity(bound, fmt, quantity),
        x_bits=x_bits,
        y_bits=found.bits,
        y_lo_bits=found.low,
        y_hi_bits=found.high,
        flags=found.flags,
        wide=LazyColumn(found.bits.size, behind.value),
        errors=found.errors,
    )


@default_arithmetic()
def vector_values(bound: Bound, fmt: Format, quantity: Quantity, x_bits: Bits) -> Bits:
    """Return the encodings of the results alone, arguments and errors as of `vector_table`."""
    reference = _reference(bound, fmt, quantity, x_bits.shape[1])
    if not reference.function.has_filter:
        return pointwise_table(reference, x_bits).y_bits
    return filtered(reference, x_bits).bits


@lru_cache(maxsize=32)
def _reference(bound: Bound, fmt: Format, quantity: Quantity, width: int) -> VectorReference:
    """Return the programs of a function, which are kept for the next call."""
    return VectorReference(bound, fmt, quantity, width)


def pointwise_table(reference: VectorReference, x_bits: Bits, progress: Progress | None = None) -> Table:
    """Return the table of which every value comes from Ziv's loop."""
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


def decided_rows(
    bound: Bound, fmt: Format, quantity: Quantity, bits: Bits, progress: Progress | None = None
) -> tuple[Table, npt.NDArray[np.bool_]]:
    """Return the table of correctly rounded values, and which rows it has: those that stay undecided are left out.

    Raises:
        UndecidedError: no row could be decided.
    """
    build = partial(vector_table, bound, fmt, quantity)
    kept = np.ones(len(bits), dtype=bool)
    try:
        return build(bits, progress), kept
    except UndecidedError as error:
        kept = np.array([_decided(build, bits[row : row + 1]) for row in range(len(bits))])
        if not kept.any():
            raise error from None
    return build(bits[kept]), kept


def _decided(build: Callable[[Bits], Table], bits: Bits) -> bool:
    try:
        build(bits)
    except UndecidedError:
        return False
    return True


class _Behind:
    """The values behind the entries of a table, a row at a time, computed when they are asked for."""

    def __init__(self, reference: VectorReference, x_bits: Bits, y_bits: Bits) -> None:
        self._reference, self._x_bits = reference, x_bits
        self._y_bits = y_bits.reshape(len(x_bits), math.prod(reference.out_shape))
        # Kept here and not by a cache of the class, which would keep every table for ever.
        self._row = lru_cache(KEPT)(self._find)

    def value(self, index: int) -> RoundToOdd | None:
        row, entry = divmod(index, self._y_bits.shape[1])
        return self._row(row)[entry].wide

    def _find(self, row: int) -> list[Row]:
        found = self._reference.row(self._x_bits[row], row)
        exact = np.array([each.y for each in found], dtype=self._y_bits.dtype)
        require_agreement(self._reference, row, self._y_bits[row], exact)
        return found
