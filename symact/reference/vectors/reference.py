"""The rows of tables of functions of vectors, one vector after another, with the policy at NaN and infinities."""

from collections.abc import Sequence

import numpy as np
from flint import fmpq

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.definition.several import vector_length
from symact.errors import UndecidedError
from symact.formats.arrays import Bits, is_infinite, is_nan, is_zero
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference import flag_bits
from symact.reference.row import Row, at_nan, exact, least_magnitude, nan, rounded
from symact.reference.vectors.enclosed import Point
from symact.reference.vectors.exponential_family import FamilyKind
from symact.reference.vectors.function import VectorFunction
from symact.reference.vectors.infinite_entries import Masked
from symact.reference.vectors.jumps import of_first
from symact.reference.vectors.steps import OpenEntryError, UndefinedRowError

End = tuple[int, int]
"""One of an entry's inputs and the side, 1 or -1, of the infinity that it is."""


class VectorReference:
    """The correctly rounded values of a function of vectors, for vectors of one length.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        quantity: its value, JVP or VJP.
        width: numbers of one input: the entries of x, and after them those of the vector of a JVP or VJP.

    Raises:
        SymactError: the quantity does not exist, some expression has no enclosure, or the width is none of an input.
    """

    def __init__(self, bound: Bound, fmt: Format, quantity: Quantity, width: int) -> None:
        self.bound, self.format, self.quantity, self.width = bound, fmt, quantity, width
        self.length = vector_length(bound, quantity, width)
        self.function = VectorFunction(bound, quantity)
        self._own = len(self.function.symbols)
        self.out_shape = () if self.function.single else (self.length,)
        """The shape of one row's results."""
        self._limits: dict[End, Masked | None] = {}

    def row(self, bits: Bits, number: int = 0) -> list[Row]:
        """Return the row of each entry of the result for one input.

        Raises:
            UndecidedError: an entry is not decided; the message names it and the row.
        """
        fmt, count = self.format, 1 if self.function.single else self.length
        x, *beside = bits[: self._own * self.length].reshape(self._own, -1)
        v = bits[self._own * self.length :]
        if is_nan(bits, fmt).any():
            return [at_nan(fmt, self.quantity)] * count
        infinite = is_infinite(np.stack([x, *beside]), fmt).any(axis=0)
        if (nothing := self._of_nothing(x)) is not None:
            return [nothing] * count
        if is_infinite(v, fmt).any() or infinite.all():
            return [nan(fmt, flag_bits.INFINITE_INPUT | flag_bits.OPEN)] * count
        columns = [x, *beside, *([np.broadcast_to(v, x.shape)] if len(v) else [])]
        stacked = np.stack([np.where(is_zero(each, fmt), 0, each) for each in columns])
        distinct, back, counts = np.unique(stacked, axis=1, return_inverse=True, return_counts=True)
        places: list[int] = back.reshape(-1).tolist()
        try:
            if self.function.jumps:
                return self._jumping(bits)
            if infinite.any():
                found = self._beside_infinities(distinct, counts.tolist())
                if found is None:
                    return [nan(fmt, flag_bits.INFINITE_INPUT | flag_bits.OPEN)] * count
            else:
                found = self._finite(self._points(distinct), counts.tolist())
                if found is None:
                    return [nan(fmt, flag_bits.KINK | flag_bits.OPEN)] * count
        except UndefinedRowError:
            return [nan(fmt, flag_bits.OPEN)] * count
        except OpenEntryError as error:
            where = f"row {number}" if self.function.single else f"row {number}, entry {places.index(error.place)}"
            raise UndecidedError(f"{self.bound.activation.name}, {self.quantity}: {where}: {error}") from None
        return found if self.function.single else [found[place] for place in places]

    def _of_nothing(self, x: Bits) -> Row | None:
        """Return the limit of a quiet softmax, its logarithm or that of its sum, where all entries vanish.

        1 is left of the sum then. None for any other function or row.
        """
        family, fmt = self.function.family, self.format
        if family is None or not family.quiet or self.quantity != Quantity.VALUE or not is_infinite(x, fmt).all():
            return None
        if ((x >= fmt.sign_bit) != (family.rate[0] > 0)).any():
            return None
        if family.kind is FamilyKind.LOG_SOFTMAX:
            y = fmt.overflow_bits | fmt.sign_bit
            return Row(y, y, y, flag_bits.INFINITE_INPUT, None)
        return Row(0, 0, 0, flag_bits.EXACT | flag_bits.INFINITE_INPUT, RoundToOdd(False, 0, 0, True))

    def _finite(self, points: Sequence[Point], counts: Sequence[int]) -> list[Row] | None:
        """Return the rows of distinct entries; None where the derivatives at a kink are too many."""
        if not self.function.switches:
            return [rounded(self.format, each) for each in self.function.values(points, counts)]
        found = self.function.values_of_choices(points, counts)
        return None if found is None else [self._between(each) for each in found]

    def _jumping(self, bits: Bits) -> list[Row]:
        """Return the rows of the entries of a function that jumps where several are the greatest."""
        there = ~is_infinite(bits, self.format)
        if (self.function.limit(0, -1) is None) or (~there & (bits < self.format.sign_bit)).any():
            return [nan(self.format, flag_bits.INFINITE_INPUT | flag_bits.OPEN)] * self.length
        left = np.where(is_zero(bits[there], self.format), 0, bits[there])
        distinct, back, counts = np.unique(left, return_inverse=True, return_counts=True)
        points = self._points(distinct[None, :])
        found = of_first(self.function, points, counts.tolist(), back.reshape(-1).tolist())
        if found is None:
            return [nan(self.format, flag_bits.JUMP | flag_bits.OPEN)] * self.length
        rows = iter([self._jump(*each) for each in found])
        gone = Row(0, 0, 0, flag_bits.EXACT | flag_bits.ZERO_SIGN_OPEN, RoundToOdd(False, 0, 0, True))
        flag = 0 if there.all() else flag_bits.INFINITE_INPUT
        return [
            row._replace(flags=row.flags | flag) for row in (next(rows) if each else gone for each in there.tolist())
        ]

    def _jump(self, low: RoundToOdd, high: RoundToOdd, own: RoundToOdd) -> Row:
        row, ends = rounded(self.format, own), (self.format.round(low), self.format.round(high))
        return row if low == high else row._replace(low=ends[0], high=ends[1], flags=row.flags | flag_bits.JUMP)

    def _between(self, values: Sequence[RoundToOdd]) -> Row:
        """Return the row of a result that lies between several values, at a kink."""
        if len(values) == 1:
            return rounded(self.format, values[0])
        ordered = sorted(values, key=RoundToOdd.to_fraction)
        low, high, chosen = least_magnitude((ordered[0], ordered[-1]))
        row = rounded(self.format, chosen)
        return row._replace(low=self.format.round(low), high=self.format.round(high), flags=row.flags | flag_bits.KINK)

    def _points(self, distinct: Bits) -> list[tuple[fmpq, ...]]:
        return list(zip(*([exact(self.format, bits) for bits in column] for column in distinct.tolist()), strict=True))

    def _beside_infinities(self, distinct: Bits, counts: Sequence[int]) -> list[Row] | None:
        """Return the rows of distinct entries of which some x are infinite; None where they are no limits."""
        fmt = self.format
        infinite = is_infinite(distinct[: self._own], fmt)
        gone = np.flatnonzero(infinite.any(axis=0)).tolist()
        if (infinite.sum(axis=0) > 1).any():
            return None
        ends: dict[int, End] = {}
        for which, place in zip(*(found.tolist() for found in np.nonzero(infinite)), strict=True):
            ends[place] = which, -1 if fmt.is_negative(int(distinct[which, place])) else 1
        for end in set(ends.values()) - self._limits.keys():
            self._limits[end] = self.function.limit(*end)
        limits = {end: self._limits[end] for end in ends.values()}
        if None in limits.values():
            return None
        if self.function.switches:
            own = {limit.program.expression if limit and limit.program else None for limit in limits.values()}
            is_zero = self.function.single or own == {0}
            return self._beside_switched_off(distinct, counts, gone) if is_zero else None
        finite = distinct.copy()
        finite[: self._own][infinite] = 0
        points = self._points(finite)
        values = iter(self.function.values_beside(points, counts, gone, None))
        if self.function.single:
            row = rounded(fmt, next(values))
            return [row._replace(flags=row.flags | flag_bits.INFINITE_INPUT)]
        rows = {place: rounded(fmt, next(values)) for place in range(len(points)) if place not in set(gone)}
        for end, limit in limits.items():
            assert limit is not None
            there = [place for place in gone if ends[place] == end]
            if limit.program is None:
                y = fmt.overflow_bits | (fmt.sign_bit if limit.infinity < 0 else 0)
                rows |= dict.fromkeys(there, Row(y, y, y, 0, None))
            else:
                found = self.function.values_beside(points, counts, gone, limit.program, there)
                rows |= {place: self._limit(limit, wide) for place, wide in zip(there, found, strict=True)}
        return [rows[k]._replace(flags=rows[k].flags | flag_bits.INFINITE_INPUT) for k in range(len(points))]

    def _beside_switched_off(self, distinct: Bits, counts: Sequence[int], gone: Sequence[int]) -> list[Row] | None:
        """Return the rows of distinct entries of which some are switched off: those without them, and 0."""
        left = [place for place in range(len(counts)) if place not in set(gone)]
        found = self._finite(self._points(distinct[:, left]), [counts[place] for place in left])
        if found is None:
            return None
        zero = Row(0, 0, 0, flag_bits.EXACT | flag_bits.ZERO_SIGN_OPEN, RoundToOdd(False, 0, 0, True))
        rows = [zero] * (1 if self.function.single else len(counts))
        for place, row in zip([0] if self.function.single else left, found, strict=True):
            rows[place] = row
        return [row._replace(flags=row.flags | flag_bits.INFINITE_INPUT) for row in rows]

    def _limit(self, limit: Masked, wide: RoundToOdd) -> Row:
        if wide.significand or not limit.sign:
            return rounded(self.format, wide)
        y = self.format.sign_bit if limit.sign < 0 else 0
        return Row(y, y, y, flag_bits.EXACT, RoundToOdd(limit.sign < 0, 0, 0, True))
