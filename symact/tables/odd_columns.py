"""The rounded-to-odd values of a table as integer columns, for formats without integers of 128 bits; NumPy alone."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.formats.round_to_odd import RoundToOdd
from symact.reference.table import Table

NO_VALUE, NEGATIVE, EXACT = 1, 2, 4
"""Bits of y_odd_kind: there is no value, its sign, whether nothing was rounded."""

OFFSET = 1 << 17
"""Added to exponents, which makes them unsigned."""

KINDS = {"y_odd_kind": "u1", "y_odd_hi": "u8", "y_odd_lo": "u8", "y_odd_exponent": "u4"}
"""The columns and their dtypes."""


def to_columns(table: Table) -> dict[str, npt.NDArray[Any]]:
    """Return the columns: value = (-1)^negative * (hi * 2^64 + lo) * 2^(exponent - 2^17)."""
    low_mask = (1 << 64) - 1
    kind, high, low, exponent = [], [], [], []
    for wide in table.wide:
        significand = 0 if wide is None else wide.significand
        kind.append(NO_VALUE if wide is None else NEGATIVE * wide.negative + EXACT * wide.exact)
        high.append(significand >> 64)
        low.append(significand & low_mask)
        exponent.append(OFFSET + (0 if wide is None else wide.exponent))
    columns = zip(KINDS.items(), (kind, high, low, exponent), strict=True)
    return {name: np.array(values, dtype=dtype) for (name, dtype), values in columns}


def from_columns(columns: Mapping[str, npt.NDArray[Any]]) -> tuple[RoundToOdd | None, ...]:
    """Return the values behind columns that `to_columns` made; raises ValueError where their lengths differ."""
    return tuple(_wide(*row) for row in zip(*(columns[name].tolist() for name in KINDS), strict=True))


def _wide(kind: int, high: int, low: int, exponent: int) -> RoundToOdd | None:
    if kind == NO_VALUE:
        if high or low or exponent != OFFSET:
            raise ValueError("a row without a value holds one")
        return None
    if kind & ~(NEGATIVE | EXACT):
        raise ValueError(f"the kind {kind} of a value")
    return RoundToOdd(bool(kind & NEGATIVE), high << 64 | low, exponent - OFFSET, bool(kind & EXACT))
