"""Which inputs are worth a row: where something changes, the edges of the format, and a seeded spread.

Nothing here is proved and nothing needs to be: a point table is correct whatever its inputs are.
Thresholds are found by evaluating with mpmath on a grid over the format's order keys and
bisecting between neighbours that differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import sympy

from symact.activation import x
from symact.arrays import Bits, all_bits, bits_dtype, float_dtype, to_bits
from symact.binding import Bound, check_order
from symact.calculus import differentiate
from symact.formats import Format
from symact.multiprecision import Expression, agree, signed_parts, to_wide
from symact.wide import Wide

RECIPE = "symact.points/1"
"""Names the rules by which points are chosen; a change of the rules changes the name."""

SEED = 0
"""Of the spread, where a caller states none."""

BUDGET = {64: 600, 32: 450, 16: 350}
"""Rows of a point table, about, by width of the format."""

NEIGHBOURS = 3
"""Numbers of the format taken on each side of a threshold."""

CORE = range(-8, 8)
"""Binades in which activations bend; they get more points than the others."""

KEPT = (6, 2)
"""Thresholds of one kind that are kept: so many nearest to 0, and so many farthest (sine has no end of them)."""


class Landscape:
    """What a reader could see of a derivative's rounded values: signs, classes, and where they settle.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        order: of the derivative.
    """

    def __init__(self, bound: Bound, fmt: Format, order: int) -> None:
        self.format = fmt
        self._breaks = [approximate(piece.upper) for piece in bound.pieces[:-1]]
        self._pieces = [
            [Expression(p.expression, x) for p in differentiate(bound.pieces, x, k)] for k in (order, order + 1)
        ]
        self.seen = cache(self._seen)

    def breakpoints(self) -> list[int]:
        """Return the order keys of the numbers nearest to the breakpoints."""
        bits = (self.format.from_fraction(b) for b in self._breaks)
        return [self.format.order_key(b) for b in bits if self.format.is_finite(b)]

    def _value(self, key: int, derivative: int) -> Wide | None:
        """Return the value at a key: at low precision if two of them agree, else at one that covers underflow."""
        fmt = self.format
        significand, exponent = signed_parts(fmt, fmt.from_order_key(key))
        point = Fraction(significand) * Fraction(2) ** exponent
        piece = self._pieces[derivative][sum(point > b for b in self._breaks)]
        low = fmt.precision + 24
        first, second = piece.at(significand, exponent, low), piece.at(significand, exponent, 2 * low)
        if first and second and agree(first, second, fmt.precision + 2):
            return to_wide(second)
        value = piece.at(significand, exponent, 2 * low - fmt.quantum)
        return None if value is None else to_wide(value)

    @cache  # noqa: B019 - two numbers, as short-lived as the landscape itself
    def _start(self, negative: bool) -> tuple[Fraction, Fraction]:
        """Return the value and the slope beside 0, on one side."""
        values = (self._value(-1 if negative else 1, k) for k in (0, 1))
        first, second = (Fraction(0) if v is None else v.to_fraction() for v in values)
        return first, second

    @cache  # noqa: B019 - two numbers, as short-lived as the landscape itself
    def _end(self, negative: bool) -> int | None:
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
        grid = _grid(self.format)
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
        return Fraction(int(value.p), int(value.q))
    return Fraction(str(sympy.N(value, 400)))


def _sign(value: Wide) -> int:
    return 0 if value.significand == 0 else -1 if value.negative else 1


def _binades(fmt: Format) -> list[tuple[int, int]]:
    """Return the positive order keys [start, end) of every binade, those of the subnormal numbers included."""
    subnormal = [(1 << i, 2 << i) for i in range(fmt.fraction_bits)]
    step = fmt.min_normal_bits
    normal = [(start, min(start + step, fmt.max_bits + 1)) for start in range(step, fmt.max_bits + 1, step)]
    return subnormal + normal


def _core(fmt: Format) -> list[tuple[int, int]]:
    first = fmt.fraction_bits + CORE.start - fmt.emin
    return _binades(fmt)[max(first, 0) : first + len(CORE)]


def _grid(fmt: Format) -> list[int]:
    """Return ascending order keys that bracket thresholds: dense in the core, one in some binades elsewhere."""
    binades = _binades(fmt)
    keys = {start for start, _ in binades[:: max(1, len(binades) // 256)]} | {fmt.max_bits}
    keys |= {key for start, end in _core(fmt) for key in range(start, end, max(1, (end - start) // 16))}
    return sorted({-key for key in keys} | {0} | keys)


def _edges(fmt: Format) -> set[int]:
    """Return the order keys at the edges of a format, and of 1, with their neighbours."""
    one = fmt.from_fraction(Fraction(1))
    edges = {k + d for k in (0, fmt.min_normal_bits, one, fmt.max_bits) for d in range(-NEIGHBOURS, NEIGHBOURS + 1)}
    return edges | {-key for key in edges}


def _spread(fmt: Format, count: int, rng: np.random.Generator) -> set[int]:
    """Return order keys drawn in the core's binades and evenly over all the others, with either sign."""
    binades = _binades(fmt)
    outer = max(count - 2 * len(_core(fmt)), 16)
    chosen = [binades[i] for i in np.linspace(0, len(binades) - 1, outer // 2).astype(int)]
    draws = [(*b, s) for b in chosen + _core(fmt) for s in (-1, 1)]
    return {sign * int(rng.integers(start, end)) for start, end, sign in draws}


def special_bits(fmt: Format) -> list[int]:
    """Return the encodings that have no order key of their own: -0, the infinities and NaN."""
    infinity = fmt.infinity_bits
    return [fmt.sign_bit, *([] if infinity is None else [infinity | fmt.sign_bit, infinity]), fmt.nan_bits]


def _sorted(fmt: Format, bits: Iterable[int]) -> Bits:
    """Return encodings as numbers ascend, -0 before +0 and NaN last, each once."""
    order = sorted(set(bits), key=lambda b: (fmt.is_nan(b), fmt.order_key(b), not fmt.is_negative(b)))
    return np.array(order, dtype=bits_dtype(fmt))


def point_bits(bound: Bound, fmt: Format, order: int = 0, seed: int = SEED) -> Bits:
    """Return the encodings of the inputs that are worth a row of a table.

    Breakpoints, zeros and extrema, where rounded values saturate, settle or overflow, each with
    its neighbours; the edges of the format, +-1, both zeros, the infinities and NaN; and a seeded
    spread over the binades.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        order: 0 for the function, 1 or 2 for its derivatives.
        seed: of the spread.

    Returns:
        Unsigned integers, shape (n,), in ascending order of the numbers, -0 before +0, NaN last. For
        formats of 8 bits all 256 encodings in the order of the integers.

    Raises:
        SymactError: the order does not exist.
    """
    check_order(order)
    if fmt.width <= 8:
        return all_bits(fmt)
    landscape = Landscape(bound, fmt, order)
    near = [k + d for k in landscape.breakpoints() for d in range(-NEIGHBOURS, NEIGHBOURS + 1)]
    # Both sides of a threshold come, so one step less to each side makes NEIGHBOURS in all.
    near += [k + d for k in landscape.thresholds() for d in range(1 - NEIGHBOURS, NEIGHBOURS)]
    keys = set(near) | _edges(fmt)
    rng = np.random.Generator(np.random.PCG64(seed))
    keys |= _spread(fmt, max(BUDGET[fmt.width] - len(keys), BUDGET[fmt.width] // 3), rng)
    finite = (fmt.from_order_key(k) for k in keys if abs(k) <= fmt.max_bits)
    return _sorted(fmt, [*finite, *special_bits(fmt)])


def spread_bits(fmt: Format, count: int, seed: int) -> Bits:
    """Return random encodings, shape (count + specials,), the same for the same seed, not sorted.

    Half are uniform over all finite encodings, a quarter uniform and a quarter log-uniform over
    |x| < 32; both zeros, the infinities and NaN come first.

    Args:
        fmt: the format.
        count: how many random ones.
        seed: of NumPy's PCG64.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    uniform = rng.uniform(-32, 32, size=count // 4)
    logarithmic = rng.choice([-1.0, 1.0], size=count // 4) * np.exp2(rng.uniform(-24, 5, size=count // 4))
    # Rounding the samples to the format may be done anyhow: any number below 32 is as good as any other.
    near = np.concatenate([uniform, logarithmic]).astype(float_dtype(fmt))
    keys = rng.integers(-fmt.max_bits, fmt.max_bits, endpoint=True, size=count - len(near))
    everywhere = np.where(keys < 0, -keys, keys).astype(bits_dtype(fmt))
    everywhere |= np.where(keys < 0, fmt.sign_bit, 0).astype(bits_dtype(fmt))
    specials = np.array([0, *special_bits(fmt)], dtype=bits_dtype(fmt))
    return np.concatenate([specials, everywhere, to_bits(near, fmt)])
