"""Rows of several numbers recomputed by mpmath: right tables pass, wrong values and wrong flags do not."""

from dataclasses import replace

import numpy as np
import pytest

import symact
from symact.formats.floating import get_format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.table import Flag
from tests.helpers.vectors import encode, families

CASES = [
    ("softmax", 0, 5),
    ("softmax", "vjp", 10),
    ("log_softmax", "jvp", 10),
    ("logsumexp", "vjp", 6),
    ("sparsemax", "vjp", 10),
    ("entmax15", 0, 5),
    ("rms_norm_weighted", "vjp", 15),
    ("layer_norm", "jvp", 10),
    ("swiglu", "vjp", 3),
    ("gtu", "jvp", 4),
    ("sreglu", 0, 2),
    ("selu", "vjp", 2),
]


def table(name, order, width, dtype="float32"):
    rows = np.stack(list(families(width, 3)))[:8]
    return symact.table(name, dtype=dtype, order=order, inputs=encode(get_format(dtype), rows))


def moved(given, row, entry):
    """Return a table with the next number in the place of one result, and its value to match."""
    y, wide = given.y_bits.copy(), list(given.wide)
    place = row * y[row].size + entry
    flat, fmt = y.reshape(-1), given.format
    flat[place] += 1
    value = fmt.to_fraction(int(flat[place]))
    wide[place] = RoundToOdd.from_ratio(value.numerator, value.denominator)
    return replace(given, y_bits=y, y_lo_bits=y, y_hi_bits=y, wide=wide)


@pytest.mark.every(2)
@pytest.mark.parametrize(("name", "order", "width"), CASES)
def test_right_rows_pass_and_wrong_ones_do_not(name, order, width):
    given = table(name, order, width)
    found = symact.check(given, sample=len(given.x_bits))
    assert found.wrong == ()
    assert found.recomputed >= len(given.x_bits) - 1
    flags = given.flags.reshape(len(given.x_bits), -1)
    row = int(np.flatnonzero((flags == 0).any(axis=1))[0])
    entry = int(np.flatnonzero(flags[row] == 0)[0])
    (wrong,) = symact.check(moved(given, row, entry), sample=len(given.x_bits)).wrong
    assert f"row {row}, entry {entry}: y_odd=" in wrong


def test_a_row_that_takes_all_bits_is_confirmed_or_beyond_reach():
    rows = np.array([[0, -200, -400], [0, -1e30, -2e30], [3e38, 3e38, 3e38]], dtype=np.float32)
    for order, v in ((0, np.zeros((3, 0))), ("vjp", np.ones((3, 3)))):
        given = symact.table("softmax", dtype="float32", order=order, inputs=np.hstack([rows, v]).astype("float32"))
        assert symact.check(given, sample=3).wrong == ()


def test_what_nan_and_infinities_give_is_held():
    rows = np.array([[1, np.nan], [1, -np.inf]], dtype=np.float32)
    given = symact.table("softmax", dtype="float32", inputs=rows)
    assert symact.check(given).wrong == ()
    other = replace(given, y_bits=np.zeros_like(given.y_bits), flags=np.zeros_like(given.flags))
    said = " ".join(symact.check(other).wrong)
    assert "NaN gives NaN" in said
    assert "flag is missing: infinite_input" in said


def test_a_claimed_interval_without_a_kink_is_found():
    given = table("softmax", 0, 5)
    high = given.y_hi_bits.copy()
    high[0, 1] += 1
    found = symact.check(replace(given, y_hi_bits=high), sample=8).wrong
    assert any("row 0, entry 1: y_lo_bits or y_hi_bits differ" in each for each in found)
    assert not (given.flags & Flag.KINK).any()
