"""Which inputs a verdict rests on: all encodings up to 16 bits; above, points, a grid and a seeded spread."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import numpy as np

from symact.definition.bound import Bound
from symact.definition.input_space import Capability
from symact.formats.arrays import Bits, all_bits, bits_dtype
from symact.formats.floating import Format
from symact.judge.figures.verdict import Inputs

SPREAD = 100_000
"""Random inputs in formats too wide for all of them."""

GRID_END, GRID_STEP = 128, Fraction(1, 4)
"""Multiples of the step up to the end, both signs: numbers that read well in a report."""


def choose(bound: Bound, fmt: Format, order: int, seed: int) -> tuple[Bits, Inputs]:
    """Return the inputs' encodings, shape (n,), and their description.

    Args:
        bound: the activation; its breakpoints, extrema and thresholds become inputs.
        fmt: the format.
        order: derivative order.
        seed: of the spread; without effect where all encodings are taken.
    """
    bound.space().need(Capability.ORDER, bound.activation.name, "a verdict is for functions of one number")
    if fmt.width <= 16:
        bits = all_bits(fmt)
        return bits, Inputs("exhaustive", len(bits), digest(bits, fmt))
    from symact.reference.points import point_bits, spread_bits

    parts = (point_bits(bound, fmt, order, seed), _grid(fmt), spread_bits(fmt, SPREAD, seed))
    bits = np.unique(np.concatenate([np.asarray(part, dtype=bits_dtype(fmt)) for part in parts]))
    return bits, Inputs("points", len(bits), digest(bits, fmt), SPREAD, seed)


def digest(bits: Bits, fmt: Format) -> str:
    """Return the SHA-256 of encodings as little-endian integers."""
    return hashlib.sha256(bits.astype(bits_dtype(fmt).newbyteorder("<")).tobytes()).hexdigest()


def _grid(fmt: Format) -> Bits:
    steps = int(GRID_END / GRID_STEP)
    return np.array([fmt.from_fraction(k * GRID_STEP) for k in range(-steps, steps + 1)], dtype=bits_dtype(fmt))
