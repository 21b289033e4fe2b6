"""Inputs at which the rounded values of a derivative change in kind: in sign or class, or where they become constant.

Found by evaluating with mpmath on a grid over the format's order keys and bisecting between
neighbours that differ. Nothing here is proved: it selects inputs.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise

import sympy

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import differentiate
from symact.definition.parameters import to_fraction
from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.mpmath_values import Expression, mpf_to_wide, precisions_agree, signed_parts

CORE = range(-8, 8)
"""Binades in which activations bend; they get more points than the others."""

KEPT = (6, 2)
"""Thresholds of one kind that are kept: so many nearest to 0, and so many farthest (sine has no end of them)."""


class BoundaryValues:
    """What a reader could see of a derivative's rounded values: signs, classes, and where they settle."""

    def __init__(self, bound: Bound, fmt: Format, order: int) -> None:
        self.format = fmt
        self._breaks = [approximate(piece.upper) for piece in bound.pieces[:-1]]
        self._pieces = [
            [Expression(p.expression, x) for p in differentiate(bound.pieces, x, k)] for k in (order, order + 1)
        ]
        # Caches of this boundary_values alone: one on a method of the class would keep every boundary_values for ever.
        self.seen = cache(self._seen)
        self._start = cache(self._find_start)
        self._end = cache(self._find_end)

    def breakpoints(self) -> list[int]:
        """Return the order keys of the numbers nearest to the breakpoints."""
        bits = (self.format.from_fraction(b) for b in self._breaks)
        return [self.format.order_key(b) for b in bits if self.format.is_finite(b)]

    def _value(self, key: int, derivative: int) -> RoundToOdd | None:
        """Return the value at a key: at low precision if two of them agree, else at one that covers underflow."""
        fmt = self.format
        significand, exponent = signed_parts(fmt, fmt.from_order_key(key))
        point = Fraction(significand) * Fraction(2) ** exponent
        piece = self._pieces[derivative][sum(point > b for b in self._breaks)]
        low = fmt.precision + 24
        first, second = piece.at(significand, exponent, low), piece.at(significand, exponent, 2 * low)
        if first and second and precisions_agree(first, second, fmt.precision + 2):
            return mpf_to_wide(second)
        value = piece.at(significand, exponent, 2 * low - fmt.quantum)
        return None if value is None else mpf_to_wide(value)

    def _find_start(self, negative: bool) -> tuple[Fraction, Fraction]:
        """Return the value and the slope beside 0, on one side."""
        values = (self._value(-1 if negative else 1, k) for k in (0, 1))
        first, second = (Fraction(0) if v is None else v.to_fraction() for v in values)
        return first, second

    def _find_end(self, negative: bool) -> int | None:
        value = self._value(-self.format.max_bits if negative else self.format.max_bits, 0)
        return None if value is None else self.format.round(value)

    def _seen(self, key: int) -> tuple[object, ...]:
        """Return what is seen at a key; where two keys differ in a component, a threshold lies between."""
        fmt, value, slope = self.format, self._value(key, 0), self._value(key, 1)
        if value is None:
            return (None,) * 6
        rounded = fmt.round(value)
        magnitude = rounded & ~fmt.sign_bit
        number = fmt.to_fraction(fmt.from_order_key(key))
        start, incline = self._start(key < 0)
        return (
            _sign(value),
            None if slope is None else _sign(slope),
            (magnitude == 0) + (magnitude < fmt.min_normal_bits) + 4 * (magnitude > fmt.max_bits),
            rounded == fmt.from_order_key(key),
            rounded == self._end(key < 0),
            magnitude == fmt.from_fraction(abs(start + incline * number)),
        )

    def thresholds(self) -> Iterator[int]:
        """Yield the order keys on both sides of every threshold that the grid brackets."""
        grid = sorted(spread_keys(self.format, 256, 16) | {0})
        for component in range(6):
            changes = [
                (low, high) for low, high in pairwise(grid) if self.seen(low)[component] != self.seen(high)[component]
            ]
            changes.sort(key=lambda pair: abs(pair[0] + pair[1]))
            nearest, farthest = KEPT
            for low, high in changes[:nearest] + changes[nearest:][-farthest:]:
                yield from self._bisect(low, high, component)

    def _bisect(self, low: int, high: int, component: int) -> tuple[int, int]:
        left = self.seen(low)[component]
        while high - low > 1:
            middle = (low + high) // 2
            if self.seen(middle)[component] == left:
                low = middle
            else:
                high = middle
        return low, high


def approximate(value: sympy.Expr) -> Fraction:
    """Return a constant as a rational: itself, or to 400 digits where it is irrational."""
    if value.is_Rational:
        return to_fraction(value)
    return Fraction(str(sympy.N(value, 400)))


def _sign(value: RoundToOdd) -> int:
    return 0 if value.significand == 0 else -1 if value.negative else 1


def binades(fmt: Format) -> list[tuple[int, int]]:
    """Return the positive order keys [start, end) of every binade, those of the subnormal numbers included."""
    subnormal = [(1 << i, 2 << i) for i in range(fmt.fraction_bits)]
    step = fmt.min_normal_bits
    normal = [(start, min(start + step, fmt.max_bits + 1)) for start in range(step, fmt.max_bits + 1, step)]
    return subnormal + normal


def core(fmt: Format) -> list[tuple[int, int]]:
    """Return the binades of CORE, as `binades` does."""
    first = fmt.fraction_bits + CORE.start - fmt.emin
    return binades(fmt)[max(first, 0) : first + len(CORE)]


def spread_keys(fmt: Format, far: int, near: int) -> set[int]:
    """Return order keys of both signs, none of them 0: dense in the core, one in some binades elsewhere.

    Args:
        fmt: the format.
        far: binades, about, that have a key.
        near: keys of a binade of the core.
    """
    every = binades(fmt)
    keys = {start for start, _ in every[:: max(1, len(every) // far)]} | {fmt.max_bits}
    keys |= {key for start, end in core(fmt) for key in range(start, end, max(1, (end - start) // near))}
    return keys | {-key for key in keys}
