"""Which inputs are worth a row: where something changes, the edges of the format, and a seeded spread.

Nothing here is proved and nothing needs to be: a point table is correct whatever its inputs are.
"""

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from symact.definition.bound import Bound, check_order
from symact.definition.input_space import Capability
from symact.formats.arrays import Bits, all_bits, bits_dtype
from symact.formats.floating import Format
from symact.reference.boundary_values import BoundaryValues, binades, core

RECIPE = "symact.points/1"
"""Names the rules by which points are chosen; a change of the rules changes the name."""

SEED = 0
"""Of the spread, where a caller states none."""

BUDGET = {64: 600, 32: 450, 16: 350}
"""Rows of a point table, about, by width of the format."""

NEIGHBOURS = 3
"""Numbers of the format taken on each side of a threshold."""


def _edges(fmt: Format) -> set[int]:
    """Return the order keys at the edges of a format, and of 1, with their neighbours."""
    one = fmt.from_fraction(Fraction(1))
    edges = {k + d for k in (0, fmt.min_normal_bits, one, fmt.max_bits) for d in range(-NEIGHBOURS, NEIGHBOURS + 1)}
    return edges | {-key for key in edges}


def _spread(fmt: Format, count: int, rng: np.random.Generator) -> set[int]:
    """Return order keys drawn in the core's binades and evenly over all the others, with either sign."""
    every = binades(fmt)
    outer = max(count - 2 * len(core(fmt)), 16)
    chosen = [every[i] for i in np.linspace(0, len(every) - 1, outer // 2).astype(int)]
    draws = [(*b, s) for b in chosen + core(fmt) for s in (-1, 1)]
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

    Returns:
        Unsigned integers, shape (n,), in ascending order of the numbers, -0 before +0, NaN last. For
        formats of 8 bits all 256 encodings in the order of the integers.

    Raises:
        SymactError: the order does not exist.
    """
    check_order(order)
    bound.space().need(Capability.NEIGHBOURS, bound.activation.name)
    if fmt.width <= 8:
        return all_bits(fmt)
    boundary_values = BoundaryValues(bound, fmt, order)
    near = [k + d for k in boundary_values.breakpoints() for d in range(-NEIGHBOURS, NEIGHBOURS + 1)]
    # Both sides of a threshold come, so one step less to each side makes NEIGHBOURS in all.
    near += [k + d for k in boundary_values.thresholds() for d in range(1 - NEIGHBOURS, NEIGHBOURS)]
    keys = set(near) | _edges(fmt)
    rng = np.random.Generator(np.random.PCG64(seed))
    keys |= _spread(fmt, max(BUDGET[fmt.width] - len(keys), BUDGET[fmt.width] // 3), rng)
    finite = (fmt.from_order_key(k) for k in keys if abs(k) <= fmt.max_bits)
    return _sorted(fmt, [*finite, *special_bits(fmt)])
