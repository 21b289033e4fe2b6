"""Tables of gated pairs: most rows from one enclosure of each gate, in a few passes; the rest one by one."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.definition.several import written_out
from symact.errors import SymactError
from symact.formats.arrays import Bits, Mask, bits_dtype, magnitudes
from symact.formats.floating import Format
from symact.formats.round_to_odd import WIDE_EXPONENT, RoundToOdd
from symact.reference.pairs.columns import Columns
from symact.reference.pairs.exact_rows import ExactRows, Term
from symact.reference.pairs.factors import Factor, separated
from symact.reference.pairs.scaled_words import (
    SPLIT,
    ScaledWords,
    of_numbers,
    of_values,
    product,
    round_to,
    subnormal,
    total,
)
from symact.reference.row import EXACT, OVERFLOW, SUBNORMAL, TIE, UNDERFLOW, identity
from symact.reference.rows import PROGRESS_STEP, Progress
from symact.reference.table import ErrorTerms, Table

FAINT = 2.0**-40
"""Bound of a residual's error, ulp, beyond which the value itself is enclosed."""


class _Looked(NamedTuple):
    """A factor at the inputs of some rows.

    Args:
        words: its values.
        plain: where it has one side that is a number and not 0.
        tiny: where it is below 2^-65536, so that no factor brings it back.
    """

    words: ScaledWords
    plain: Mask
    tiny: Mask


class Pairs:
    """A quantity of a gated pair g(a)*h(b) in one format, at the inputs that are given.

    Args:
        bound: the pair with its parameters.
        fmt: format of inputs and results.
        quantity: its value, JVP or VJP.
        width: numbers of one input: 2, 4 for a JVP, 3 for a VJP.

    Raises:
        SymactError: the quantity does not exist, the width is another, or the pair is no product of two factors.
    """

    def __init__(self, bound: Bound, fmt: Format, quantity: Quantity, width: int) -> None:
        written_out(bound, quantity, width)
        factors = separated(bound)
        if factors is None:
            raise SymactError(f"{bound.activation.name} is no product of a function of a and one of b")
        self.bound, self.format, self.quantity = bound, fmt, quantity
        self.exact = ExactRows(bound, factors, fmt, quantity)
        self._found: dict[tuple[int, int], _Looked] = {}

    def build(self, x_bits: Bits, progress: Progress | None = None) -> Table:
        """Return the table of some inputs, encodings of shape (n, width).

        Args:
            x_bits: the inputs.
            progress: called now and then with the number of rows done since the last call.

        Raises:
            UndecidedError: a value could not be decided; the message names the pair.
        """
        shape = (len(x_bits), len(self.exact.entries))
        columns = Columns(self.format, shape)
        self._found = {}
        for entry, terms in enumerate(self.exact.entries):
            self._filter(columns, x_bits, entry, terms)
        left = np.flatnonzero(~columns.done.all(axis=1))
        for start in range(0, len(left), PROGRESS_STEP):
            part = left[start : start + PROGRESS_STEP]
            for row, bits in zip(part.tolist(), x_bits[part].tolist(), strict=True):
                columns.put(row, self.exact.row(bits))
            if progress:
                progress(len(part))
        if progress:
            progress(len(x_bits) - len(left))
        return self._table(columns, x_bits)

    def _table(self, columns: Columns, x_bits: Bits) -> Table:
        about = identity(self.bound, self.format, self.quantity)
        given = np.array(x_bits, dtype=bits_dtype(self.format))

        def value(row: int, entry: int) -> RoundToOdd | None:
            return self.exact.wide(given[row].tolist(), entry)

        return Table(**about, x_bits=given, **columns.finished(value))

    def _filter(self, columns: Columns, x_bits: Bits, entry: int, terms: tuple[Term, ...]) -> None:
        """Round what double words decide of one entry."""
        sums = []
        plain, tiny = np.ones(len(x_bits), dtype=bool), np.ones(len(x_bits), dtype=bool)
        for term in terms:
            first, second = self._look_up(0, term.first, x_bits), self._look_up(1, term.second, x_bits)
            words = product(first.words, second.words)
            plain &= first.plain & second.plain
            tiny &= (first.tiny | second.tiny) & (len(terms) == 1)
            if term.column is not None:
                numbers, nonzero = _numbers(x_bits[:, term.column], self.format)
                words = product(words, numbers)
                plain &= nonzero
            sums.append(words)
        found = round_to(_vanishing(reduce(total, sums), tiny), self.format)
        certain = plain & found.certain & (found.margin <= FAINT)
        flags = np.where(found.exact, EXACT, 0) | np.where(found.tie, TIE, 0)
        beyond = magnitudes(found.bits, self.format) > self.format.max_bits
        small = subnormal(found, self.format)
        flags |= np.where(small, SUBNORMAL, 0) | np.where(magnitudes(found.bits, self.format) == 0, UNDERFLOW, 0)
        flagged: npt.NDArray[np.uint16] = np.where(beyond, OVERFLOW, flags).astype(np.uint16)
        errors = ErrorTerms(found.exponent, found.residual, found.margin)
        columns.fill(entry, certain, found.bits, flagged, errors)

    def _look_up(self, which: int, order: int, x_bits: Bits) -> _Looked:
        """Return a factor at a column of inputs; each encoding is enclosed once."""
        if (which, order) not in self._found:
            factor, fmt = self.exact.factors[which], self.format
            if factor.identity and order == 0:
                numbers, plain = _numbers(x_bits[:, which], fmt)
                return self._found.setdefault((which, order), _Looked(numbers, plain, np.zeros(len(plain), dtype=bool)))
            distinct, back = np.unique(x_bits[:, which], return_inverse=True)
            values = [_single(factor, order, bits) if fmt.is_finite(bits) else None for bits in distinct.tolist()]
            plain = np.array([value is not None and value.significand != 0 for value in values], dtype=bool)
            tiny = np.array([value is not None and value.exponent < -WIDE_EXPONENT for value in values], dtype=bool)
            self._found[which, order] = _Looked(of_values(values).take(back), plain[back], tiny[back])
        return self._found[which, order]


def _numbers(bits: Bits, fmt: Format) -> tuple[ScaledWords, Mask]:
    """Return encodings as numbers, and which are finite and not 0."""
    magnitude = magnitudes(bits, fmt)
    finite = magnitude <= fmt.max_bits
    return of_numbers(np.where(finite, bits, 0).astype(bits.dtype), fmt), np.asarray(finite & (magnitude != 0))


def _single(factor: Factor, order: int, bits: int) -> RoundToOdd | None:
    """Return a factor at a number where it has one value; None at a kink or a jump."""
    sides = factor.sides(order, bits)
    return sides[0].wide if len(sides) == 1 else None


def _vanishing(words: ScaledWords, rows: Mask) -> ScaledWords:
    """Return numbers of which some are too small for their magnitude to matter: their signs with a tiny one."""
    exponent = np.where(rows, -WIDE_EXPONENT, words.exponent)
    sign = np.copysign(1.5, words.high)
    words_low, error = np.where(rows, 0.0, words.low), np.where(rows, SPLIT, words.error)
    return ScaledWords(np.where(rows, sign, words.high), words_low, exponent, error)
