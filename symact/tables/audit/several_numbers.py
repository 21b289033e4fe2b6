"""Rows of several numbers once more: vectors, pairs, JVP and VJP, by dual numbers of mpmath."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np

from symact.definition.bound import Bound
from symact.definition.domain import Line, Vector
from symact.definition.quantity import Kind
from symact.definition.reductions import is_one_number
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.mpmath_values import mpf_to_fraction, precisions_agree
from symact.reference.table import Flag, Table
from symact.tables.audit.dual_numbers import DualEntries, NoValueError
from symact.tables.audit.recompute import AGREEMENT, PRECISIONS, UnreachableError, Value
from symact.tables.audit.row import fault_of_value

LONGEST = 1 << 12
"""Entries; longer rows are beyond reach."""

GRADIENTS = 4
"""Entries of a VJP that are recomputed a row: each takes the whole row once more."""

NOT_HERE = Flag.OPEN | Flag.KINK | Flag.JUMP | Flag.INFINITE_INPUT | Flag.NAN_INPUT
"""What is not computed again, as there is a set of results, a limit, or nothing to be required."""


class Rows:
    """A quantity of a function of several numbers.

    Args:
        bound: the activation with its parameters.
        table: whose rows are computed again.
    """

    def __init__(self, bound: Bound, table: Table) -> None:
        self._bound, self._table = bound, table
        self._kind = table.quantity.kind
        self._symbols = bound.activation.inputs
        self._vector = isinstance(bound.domain, Vector)
        self._known: dict[tuple[int, int], tuple[DualEntries, int, list[Any]]] = {}
        self._single = not self._vector or is_one_number(bound.expression, self._symbols)

    def faults(self, row: int, rng: np.random.Generator) -> Iterator[str]:
        """Yield what is wrong with a row of the table, one phrase an entry.

        Raises:
            UnreachableError: mpmath cannot say.
        """
        table, self._known = self._table, {}
        fmt, given = table.format, table.x_bits[row].tolist()
        y, flags = np.reshape(table.y_bits[row], -1).tolist(), np.reshape(table.flags[row], -1)
        if not all(map(fmt.is_finite, given)):
            yield from _beside_numbers(fmt, given, y, flags)
            return
        chosen = np.flatnonzero((flags & NOT_HERE) == 0)
        if self._kind is Kind.VJP:
            chosen = np.sort(rng.permutation(chosen)[:GRADIENTS])
        if len(given) > LONGEST or not len(chosen):
            raise UnreachableError
        ends = (np.reshape(column[row], -1) for column in (table.y_lo_bits, table.y_hi_bits))
        moved = np.logical_or(*(end != y for end in ends))
        numbers = list(map(fmt.to_fraction, given))
        for entry in chosen.tolist():
            fault = self._fault(numbers, entry, table.wide[row * len(y) + entry], int(y[entry]))
            if not fault and moved[entry]:
                fault = "y_lo_bits or y_hi_bits differ from y_bits where there is no kink or jump"
            if fault:
                yield f"entry {entry}: {fault}"

    def _fault(self, given: Sequence[Fraction], entry: int, wide: RoundToOdd | None, y: int) -> str | None:
        """Return what is wrong with an entry: any agreed value confirms it, one of which nothing was lost denies it."""
        for low, high in pairwise(PRECISIONS):
            try:
                (first, bits), (second, _) = (self._value(given, entry, precision) for precision in (low, high))
            except NoValueError:
                break
            if precisions_agree(first, second, AGREEMENT):
                value = mpf_to_fraction(second)
                fault = fault_of_value(self._table.format, wide, y, Value(value, abs(value) / 2**AGREEMENT))
                if low >= bits + AGREEMENT or (second and not fault):
                    return fault
        raise UnreachableError

    def _value(self, given: Sequence[Fraction], entry: int, precision: int) -> tuple[Any, int]:
        """Return an entry by so many bits, and the bits from the greatest magnitude that occurred to the least."""
        key = precision, entry if self._kind is Kind.VJP else 0
        if key not in self._known:
            self._known[key] = self._entries(given, entry, precision)
        work, length, vector = self._known[key]
        expression = self._bound.expression
        with mpmath.workprec(precision):
            if self._kind is Kind.DERIVATIVE:
                found = work.at(expression, 0 if self._single else entry).value
            elif self._kind is Kind.JVP or isinstance(self._bound.domain, Line):
                found = work.at(expression, 0 if self._single else entry).slope
            else:
                count = 1 if self._single else length
                slopes = [work.at(expression, k).slope for k in range(count)]
                found = mpmath.fsum(slope * v for slope, v in zip(slopes, vector, strict=True))
        return found, work.covered()

    def _entries(self, given: Sequence[Fraction], entry: int, precision: int) -> tuple[DualEntries, int, list[Any]]:
        """Return the inputs of a row, the direction of the entry's derivative among them, the length, and v."""
        many = len(self._symbols)
        with mpmath.workprec(precision):
            numbers = [mpmath.mpf(q.numerator) / q.denominator for q in given]
        if self._vector:
            # x, the vectors beside it, and v as long as x, or one number.
            single = self._kind is Kind.VJP and self._single
            length = (len(given) - single) // (many + (self._kind is not Kind.DERIVATIVE and not single))
            columns = [numbers[k * length : (k + 1) * length] for k in range(many)]
            rows = list(zip(*columns, strict=True))
        else:
            length, rows = many, [tuple(numbers[:many])]
        vector = numbers[many * (length if self._vector else 1) :]
        direction = vector or [0] * length
        if self._kind is Kind.VJP and not isinstance(self._bound.domain, Line):
            direction = [int(k == entry) for k in range(length)]
        return DualEntries(self._symbols, rows, direction, self._vector, precision), length, vector


def _beside_numbers(fmt: Format, given: Sequence[int], y: Sequence[int], flags: Bits) -> Iterator[str]:
    """Yield what is wrong with a row of which not all inputs are numbers; what infinities give is beyond reach."""
    if any(map(fmt.is_nan, given)):
        for entry, bits in enumerate(y):
            if not fmt.is_nan(bits):
                yield f"entry {entry}: y_bits={fmt.hex(bits)}, but NaN gives NaN"
    elif not (flags & Flag.INFINITE_INPUT).all():
        yield "a flag is missing: infinite_input"
    else:
        raise UnreachableError
