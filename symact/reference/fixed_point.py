"""Fixed-point tables: the exact value is rounded once to the grid, ties to even, and saturated."""

from itertools import pairwise

import numpy as np
from flint import fmpq

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.enclosure.program import Program
from symact.formats.arrays import Bits, all_bits, bits_dtype
from symact.formats.fixed import FixedFormat
from symact.formats.round_to_odd import RoundToOdd
from symact.reference import flag_bits
from symact.reference.points import NEIGHBOURS, SEED
from symact.reference.row import Row
from symact.reference.rows import Reference

SPREAD = 128
"""Inputs of a point table that are spread evenly, and again as many over the binades of |x|."""

BITS = 256
"""Precision at which a breakpoint is placed on the grid; it only selects inputs."""


class FixedReference(Reference):
    """The correctly rounded and saturated derivative of one bound activation, input by input.

    The values, the ties and the kinks are decided as for floating point; there is one zero, and neither NaN nor
    infinities are inputs or results.
    """

    format: FixedFormat

    def _rounded(self, wide: RoundToOdd) -> Row:
        fmt = self.format
        kept, half, below = fmt.truncate(wide)
        integer = fmt.nearest(wide.negative, kept, half, below)
        y = fmt.saturate(integer)
        if fmt.order_key(y) != integer:
            return Row(y, y, y, flag_bits.OVERFLOW, wide)
        flags = 0 if below else flag_bits.TIE if half else flag_bits.EXACT
        if integer == 0 and wide.significand:
            flags |= flag_bits.UNDERFLOW
        return Row(y, y, y, flags, wide)

    def _at_zero(self, negative: bool) -> Row:
        row = self._at_point(fmpq(0))
        # The sign of an exact zero is that of the only zero there is.
        return row if row.wide is None or row.wide.significand else row._replace(wide=RoundToOdd(False, 0, 0, True))


def fixed_points(bound: Bound, fmt: FixedFormat, order: int) -> Bits:
    """Return the inputs that are worth a row in fixed point, ascending; up to 8 bits all in the order of encodings.

    Breakpoints, and where rounded results begin or cease to be 0, to be the input or to saturate, each with
    neighbours; the ends, 0 and +-1 with neighbours; an even spread; and a random one over the binades.

    Returns:
        Encodings, shape (n,).
    """
    if fmt.width <= 8:
        return all_bits(fmt)
    rng = np.random.Generator(np.random.PCG64(SEED))
    least, greatest = fmt.least, fmt.max_bits
    one = 1 << -fmt.quantum
    marks = [least, -one, 0, one, greatest, *_breaks(bound, fmt)]
    even = np.linspace(least, greatest, SPREAD).astype(np.int64).tolist()
    draws = [int(rng.integers(1 << k, 2 << k)) for k in range(fmt.precision) for _ in range(SPREAD // fmt.precision)]
    spread = {*even, *draws, *(-d for d in draws)}
    marks += _thresholds(FixedReference(bound, fmt, order), sorted(k for k in spread if least <= k <= greatest))
    keys = spread | {k + d for k in marks for d in range(-NEIGHBOURS, NEIGHBOURS + 1)}
    bits = [fmt.from_order_key(k) for k in sorted(keys) if least <= k <= greatest]
    return np.array(bits, dtype=bits_dtype(fmt))


def _breaks(bound: Bound, fmt: FixedFormat) -> list[int]:
    """Return the integers nearest to the breakpoints, in units of the format's quantum."""
    balls = (Program(piece.upper, x).plain(fmpq(0), BITS) for piece in bound.pieces[:-1])
    return [int((ball.mid().fmpq() / fmpq(2) ** fmt.quantum + fmpq(1, 2)).floor()) for ball in balls]


def _thresholds(reference: FixedReference, grid: list[int]) -> list[int]:
    """Return where what is seen of the results changes, found by bisection between neighbours of a grid."""
    fmt = reference.format

    def seen(key: int) -> tuple[object, ...]:
        bits = fmt.from_order_key(key)
        row = reference.row(bits)
        return row.y == 0, row.y == bits, bool(row.flags & flag_bits.OVERFLOW), fmt.is_negative(row.y)

    found = []
    for low, high in pairwise(grid):
        start, end = seen(low), seen(high)
        while start != end and high - low > 1:
            middle = (low + high) // 2
            now = seen(middle)
            if now == start:
                low = middle
            else:
                high, end = middle, now
        if start != end:
            found += [low, high]
    return found
