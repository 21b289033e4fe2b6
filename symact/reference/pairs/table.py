"""Tables of gated pairs: most rows from one enclosure of each gate, in a few passes; the rest one by one."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.definition.several import pair_inputs
from symact.errors import SymactError
from symact.formats.arrays import Bits, Mask, bits_dtype, is_infinite, is_nan, magnitudes
from symact.formats.floating import Format
from symact.formats.round_to_odd import WIDE_EXPONENT, RoundToOdd
from symact.reference import flag_bits
from symact.reference.entries import ErrorTerms
from symact.reference.pairs.columns import Columns
from symact.reference.pairs.conventions import Signs, Sort, of_factor, results
from symact.reference.pairs.conventions import of_numbers as signs_of_numbers
from symact.reference.pairs.conventions import product as product_of_signs
from symact.reference.pairs.exact_rows import ExactRows, Term
from symact.reference.pairs.factors import separated
from symact.reference.pairs.scaled_words import SPLIT, ScaledWords, of_numbers, of_values, product, round_to, total
from symact.reference.row import identity
from symact.reference.rows import PROGRESS_STEP, Progress
from symact.reference.table import Table

FAINT = 2.0**-40
"""Bound of a residual's error, ulp, beyond which the value itself is enclosed."""


class _Looked(NamedTuple):
    """A factor, or a product of some, at the inputs of some rows.

    Args:
        words: its values where it is a number.
        signs: what it is.
        tiny: where it is below 2^-65536, so that no factor brings it back.
    """

    words: ScaledWords
    signs: Signs
    tiny: Mask

    def take(self, rows: npt.NDArray[np.int64]) -> _Looked:
        """Return it at some rows."""
        return _Looked(self.words.take(rows), self.signs.take(rows), self.tiny[rows])


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
        pair_inputs(bound, quantity, width)
        factors = separated(bound)
        if factors is None:
            raise SymactError(f"{bound.activation.name} is no product of a function of a and one of b")
        self.bound, self.format, self.quantity = bound, fmt, quantity
        self.exact = ExactRows(bound, factors, fmt, quantity)
        self._found: dict[tuple[int, int], _Looked] = {}

    def build(self, x_bits: Bits, progress: Progress | None = None) -> Table:
        """Return the table of some inputs, encodings of shape (n, width).

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
        """Put in what of one entry follows from conventions, and what double words decide."""
        sums = [self._term(term, x_bits) for term in terms]
        number = np.logical_and.reduce([each.signs.sort == Sort.NUMBER for each in sums])
        infinite = is_infinite(x_bits, self.format).any(axis=1)
        self._round(columns, entry, number, np.where(infinite, flag_bits.INFINITE_INPUT, 0), sums)
        nan = is_nan(x_bits, self.format).any(axis=1)
        settled, flags = np.asarray(nan), np.zeros(len(x_bits), dtype=np.uint16)
        y = np.zeros(len(x_bits), dtype=x_bits.dtype)
        if len(sums) == 1:
            sort = sums[0].signs.sort
            settled = np.asarray(nan | np.isin(sort, (Sort.ZERO, Sort.INFINITE, Sort.UNDEFINED)))
            y, flags = results(sums[0].signs, self.format)
        y[nan], flags = self.format.nan_bits, flags | np.where(infinite, flag_bits.INFINITE_INPUT, 0).astype(np.uint16)
        flags[nan] = flag_bits.NAN_INPUT | (flag_bits.OPEN if self.quantity != Quantity.VALUE else 0)
        quantum = np.full(len(y), self.format.quantum, dtype=np.int32)
        columns.fill(entry, settled, y, flags, ErrorTerms(quantum, np.zeros(len(y)), np.zeros(len(y))))

    def _term(self, term: Term, x_bits: Bits) -> _Looked:
        """Return one product of an entry."""
        found = _times(self._look_up(0, term.first, x_bits), self._look_up(1, term.second, x_bits))
        return found if term.column is None else _times(found, _numbers(x_bits[:, term.column], self.format))

    def _round(
        self, columns: Columns, entry: int, rows: Mask, more: npt.NDArray[np.int64], sums: list[_Looked]
    ) -> None:
        """Round what double words decide of some rows of an entry; more flags are added."""
        tiny = sums[0].tiny & (len(sums) == 1)
        found = round_to(_vanishing(reduce(total, [each.words for each in sums]), tiny), self.format)
        certain = rows & found.certain & (found.margin <= FAINT)
        magnitude = magnitudes(found.bits, self.format)
        tie = np.where(found.tie, flag_bits.TIE, 0)
        flags: npt.NDArray[np.int64] = np.where(found.exact, flag_bits.EXACT, tie).astype(np.int64)
        flags |= np.where(magnitude < self.format.min_normal_bits, flag_bits.SUBNORMAL, 0) | np.where(
            magnitude == 0, flag_bits.UNDERFLOW, 0
        )
        flags = np.where(magnitude > self.format.max_bits, flag_bits.OVERFLOW, flags) | more
        errors = ErrorTerms(found.exponent, found.residual, found.margin)
        columns.fill(entry, certain, found.bits, flags.astype(np.uint16), errors)

    def _look_up(self, which: int, order: int, x_bits: Bits) -> _Looked:
        """Return a factor at a column of inputs; each encoding is enclosed once."""
        factor, fmt = self.exact.factors[which], self.format
        if factor.identity and order == 0:
            return _numbers(x_bits[:, which], fmt)
        if (which, order) not in self._found:
            distinct, back = np.unique(x_bits[:, which], return_inverse=True)
            signs = of_factor(factor, order, distinct.tolist())
            numbers = np.isin(signs.sort, (Sort.NUMBER, Sort.ZERO)).tolist()
            pairs = zip(distinct.tolist(), numbers, strict=True)
            values = [factor.sides(order, bits)[0].wide if number else None for bits, number in pairs]
            tiny = np.array([value is not None and value.exponent < -WIDE_EXPONENT for value in values], dtype=bool)
            self._found[which, order] = _Looked(of_values(values), signs, tiny).take(back)
        return self._found[which, order]


def _numbers(bits: Bits, fmt: Format) -> _Looked:
    """Return encodings as numbers."""
    finite = np.where(magnitudes(bits, fmt) <= fmt.max_bits, bits, 0).astype(bits.dtype)
    return _Looked(of_numbers(finite, fmt), signs_of_numbers(bits, fmt), np.zeros(len(bits), dtype=bool))


def _times(one: _Looked, other: _Looked) -> _Looked:
    words = product(one.words, other.words)
    return _Looked(words, product_of_signs(one.signs, other.signs), one.tiny | other.tiny)


def _vanishing(words: ScaledWords, rows: Mask) -> ScaledWords:
    """Return numbers of which some are too small for their magnitude to matter: their signs with a tiny one."""
    exponent = np.where(rows, -WIDE_EXPONENT, words.exponent)
    sign = np.copysign(1.5, words.high)
    low, error = np.where(rows, 0.0, words.low), np.where(rows, SPLIT, words.error)
    return ScaledWords(np.where(rows, sign, words.high), low, exponent, error)
