"""Policies that accept more than one result, against definitions in exact rationals, for every result of a format."""

from fractions import Fraction

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from symact.judge.comparison.compare import compare
from symact.judge.comparison.policy import Policy
from symact.judge.comparison.ulp_error import exact_error
from symact.reference.rows import build_table
from symact.reference.table import Flag
from tests.helpers.exact_tables import rational_table, softsign, square, third

E5M2 = get_format("float8_e5m2")
SMALLEST_NORMAL = Fraction(1, 2**14)


def number(bits):
    """Return a finite encoding's number, or an infinity that compares like one."""
    if E5M2.is_finite(bits):
        return E5M2.to_fraction(bits)
    return Fraction(10**12) * (-1 if E5M2.is_negative(bits) else 1)


NUMBERS = sorted({number(bits) for bits in range(256) if not E5M2.is_nan(bits)})


def neighbours(value):
    """Return the numbers of the format next to a value on both sides, or the value alone if it is one."""
    return {max(n for n in NUMBERS if n <= value), min(n for n in NUMBERS if n >= value)}


@pytest.mark.every(3)
@pytest.mark.parametrize("function", [softsign, square, third])
def test_faithful_rounding_accepts_the_two_neighbours_of_the_exact_value(function):
    table = rational_table("float8_e5m2", function, all_bits(E5M2), (E5M2.infinity_bits, E5M2.infinity_bits))
    due = {k: neighbours(function(E5M2.to_fraction(k))) for k in range(256) if E5M2.is_finite(k)}
    policy = Policy(rounding="faithful", zero_sign="ignore")
    for got in range(256):
        if E5M2.is_nan(got):
            continue
        found = compare(table, np.full(256, got, dtype=np.uint8), policy)
        for row, accepted in due.items():
            assert found.wrong[row] != (number(got) in accepted), (row, got)
            if number(got) in accepted:
                assert not any(rows[row] for rows in found.defects.values())


def test_a_faithful_result_keeps_its_error():
    table = rational_table("float8_e5m2", third, all_bits(E5M2)[:124])
    row = 0x3D  # 1.25/3 = 0.41666..., between 0.375 and 0.4375
    other = int(table.y_bits[row]) - 1
    got = table.y_bits.copy()
    got[row] = other
    found = compare(table, got, Policy(rounding="faithful"))
    assert found.mismatched == 0
    assert found.error[row] == pytest.approx(float(exact_error(table, row, other)))
    assert found.error[row] > 0.5
    assert found.exceeds(0.5)[row]


@pytest.mark.parametrize("value", [Fraction(1, 1 << 1300), -Fraction(1, 1 << 1300), Fraction(1, 1 << 6000)])
def test_the_number_next_to_zero_is_faithful_to_a_value_below_float64(value):
    table = rational_table("float32", lambda number: value, np.array([0, 0, 0], dtype=np.uint32))
    policy = Policy(rounding="faithful", zero_sign="ignore")
    found = compare(table, np.array([0, 1, 1 << 31 | 1], dtype=np.uint32), policy)
    assert found.wrong.tolist() == [False, value < 0, value > 0]


def relu_gradient():
    return build_table(bind(catalogue.get("relu")), E5M2, 1, all_bits(E5M2))


@pytest.mark.parametrize(
    ("kinks", "accepted"),
    [("clarke", {0, Fraction(1, 4), Fraction(1, 2), 1}), ("ends", {0, 1}), ("least", {0}), ("low", {0}), ("high", {1})],
)
def test_what_is_accepted_at_a_kink(kinks, accepted):
    table = relu_gradient()
    for value in (Fraction(-1, 4), 0, Fraction(1, 4), Fraction(1, 2), 1, Fraction(5, 4)):
        got = table.y_bits.copy()
        got[[0, 0x80]] = E5M2.from_fraction(Fraction(value))
        found = compare(table, got, Policy(kinks=kinks))
        assert found.mismatched == 2 * (value not in accepted), value


def test_the_error_at_a_kink_is_the_distance_to_the_nearest_accepted_number():
    table = relu_gradient()
    got = table.y_bits.copy()
    got[0] = E5M2.from_fraction(Fraction(3, 4))
    assert compare(table, got, Policy(kinks="ends")).error[0] == 1.0  # 1/4 below 1, whose ulp is 1/4
    assert compare(table, got, Policy(kinks="high")).error[0] == 1.0
    assert compare(table, got).error[0] == 0.0


@pytest.mark.parametrize("kinks", ["least", "low", "high"])
def test_a_jump_of_the_function_has_its_own_value_under_a_strict_convention(kinks):
    table = build_table(bind(catalogue.get("binary_step")), E5M2, 0, all_bits(E5M2))
    assert table.has(Flag.JUMP)[0]
    for bits, wrong in ((E5M2.from_fraction(Fraction(1)), 0), (0, 1)):
        got = table.y_bits.copy()
        got[0] = bits
        assert compare(table, got, Policy(kinks=kinks)).mismatched == wrong


def test_flushed_inputs_may_give_what_zero_gives():
    """squareplus' has 1/2 at 0, and 1/2 + x/4 + ... beside it; the identity has a zero of the input's sign."""
    table = build_table(bind(catalogue.get("identity")), E5M2, 0, all_bits(E5M2))
    value = np.array([abs(number(b)) if not E5M2.is_nan(b) else 10**12 for b in range(256)])
    subnormal = (value < SMALLEST_NORMAL) & (value > 0)
    got = table.y_bits.copy()
    got[subnormal] = np.where(np.arange(256)[subnormal] >= 0x80, 0x80, 0)
    assert compare(table, got).mismatched == subnormal.sum() == 6
    assert compare(table, got, Policy(subnormals="flush")).mismatched == 0
    steep = build_table(bind(catalogue.get("linear"), {"slope": "4096"}), E5M2, 0, all_bits(E5M2))
    got = steep.y_bits.copy()
    got[subnormal] = np.where(np.arange(256)[subnormal] >= 0x80, 0x80, 0)
    assert compare(steep, got, Policy(subnormals="flush")).mismatched == 6
    assert compare(steep, got, Policy(subnormals="flush_inputs")).mismatched == 0
    got[0x04] = 0  # the smallest normal input is not flushed
    assert compare(steep, got, Policy(subnormals="flush_inputs")).mismatched == 1
    got = steep.y_bits.copy()
    got[0x01] = got[0x02]  # neither its own result nor that of 0
    assert compare(steep, got, Policy(subnormals="flush_inputs")).mismatched == 1
