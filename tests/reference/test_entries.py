"""A table as numbers: arrays in the format's own dtype, and rows whose intervals hold mpmath's values."""

from fractions import Fraction

import ml_dtypes
import mpmath
import numpy as np
import pytest

import symact
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.table import Flag

DTYPES = {"float32": np.float32, "bfloat16": ml_dtypes.bfloat16, "float8_e5m2": ml_dtypes.float8_e5m2}


@pytest.mark.parametrize("name", DTYPES)
def test_the_columns_are_numbers_of_the_format(name):
    table = symact.table("relu", dtype=name)
    assert table.x.dtype == table.y.dtype == DTYPES[name]
    assert len(table) == len(table.x) == len(table.y) == len(list(table))
    x, y = table.x.astype(np.float64), table.y.astype(np.float64)
    assert np.array_equal(np.maximum(x, 0), y, equal_nan=True)


def test_fixed_point_columns_are_the_numbers_themselves():
    table = symact.table("relu", dtype="q3.5", inputs="exhaustive")
    assert table.x.dtype == np.float64
    assert sorted(table.x.tolist()) == [k / 32 for k in range(-128, 128)]
    assert np.array_equal(table.y, np.maximum(table.x, 0))


def test_rows_hold_the_value_before_rounding():
    """tanh by mpmath at 200 digits lies in every interval, which is narrow."""
    table = symact.table("tanh", dtype="float16")
    seen = 0
    with mpmath.workdps(200):
        for row, x, y in zip(table, table.x, table.y, strict=True):
            assert row.x == x or np.isnan(x)
            assert row.low == row.high == row.y == y or np.isnan(y)
            if not np.isfinite(row.x):
                continue
            low, high = row.exact
            value = mpmath.tanh(mpmath.mpf(row.x))
            assert mpmath.mpf(low.numerator) / low.denominator <= value <= mpmath.mpf(high.numerator) / high.denominator
            assert high - low <= abs(high) * Fraction(1, 2**125)
            assert (high == low) == bool(row.flags & Flag.EXACT)
            seen += 1
    assert seen > 100


def test_a_kink_is_an_interval():
    at_zero = next(row for row in symact.table("relu", dtype="float32", order=1) if row.x == 0)
    assert (at_zero.low, at_zero.high, at_zero.y) == (0, 1, 0)
    assert Flag.KINK in at_zero.flags


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (RoundToOdd(True, 3, -1, True), (Fraction(-3, 2), Fraction(-3, 2))),
        (RoundToOdd(True, 5, 0, False), (Fraction(-6), Fraction(-4))),
        (RoundToOdd.tiny(False), (Fraction(0), Fraction(1, 2**65536))),
        (RoundToOdd.huge(False), None),
    ],
)
def test_intervals_of_rounded_to_odd_values(value, expected):
    assert value.interval() == expected


def test_a_table_says_what_it_is():
    table = symact.table("elu", dtype="bfloat16", order=1)
    assert repr(table) == f"<Table of elu, alpha=1, bfloat16, order 1: {len(table)} rows>"
