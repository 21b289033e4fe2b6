"""Fixed point: encodings, rounding to nearest even and saturation, against Python's own rationals."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.errors import SymactError
from symact.formats.arrays import bits_dtype, from_integers, to_numbers
from symact.formats.fixed import FixedFormat, table_format
from symact.formats.floating import get_format
from symact.formats.round_to_odd import RoundToOdd
from tests.helpers.sample import examples


@st.composite
def formats(draw):
    signed = draw(st.booleans())
    width = draw(st.integers(2, 32))
    fraction = draw(st.integers(0, width - signed))
    return FixedFormat.of(width - fraction, fraction, signed)


def bounds(fmt):
    """Return the least and the greatest integer as the definition has them."""
    return (-(2 ** (fmt.width - 1)), 2 ** (fmt.width - 1) - 1) if fmt.signed else (0, 2**fmt.width - 1)


def expected(fmt, value):
    """Return the encoding: Python rounds rationals to nearest even, then min and max."""
    low, high = bounds(fmt)
    integer = round(value * 2 ** fraction_bits(fmt))
    return max(low, min(high, integer)) % 2**fmt.width


def fraction_bits(fmt):
    return int(fmt.name.partition(".")[2])


@settings(max_examples=examples(400), deadline=None, derandomize=True)
@given(formats(), st.data())
def test_rounding_is_that_of_rationals(fmt, data):
    halves = st.integers(-(2 ** (fmt.width + 2)), 2 ** (fmt.width + 2))
    value = data.draw(
        st.builds(Fraction, st.integers(-(10**30), 10**30), st.integers(1, 10**30))
        | st.builds(lambda k: Fraction(k, 2 ** (fraction_bits(fmt) + 1)), halves)
        | st.builds(lambda k, d: Fraction(k, 2 ** (fraction_bits(fmt) + 1)) + Fraction(d, 10**60), halves,
                    st.sampled_from([-1, 1]))
    )  # fmt: skip
    assert fmt.from_fraction(value) == expected(fmt, value)


@settings(max_examples=examples(200), deadline=None, derandomize=True)
@given(formats(), st.data())
def test_encodings_are_twos_complement(fmt, data):
    low, high = bounds(fmt)
    integer = data.draw(st.integers(low, high))
    bits = integer % 2**fmt.width
    number = Fraction(integer, 2 ** fraction_bits(fmt))
    assert (fmt.to_fraction(bits), fmt.from_fraction(number)) == (number, bits)
    assert (fmt.order_key(bits), fmt.from_order_key(integer)) == (integer, bits)
    assert fmt.is_negative(bits) == (integer < 0)
    assert fmt.is_finite(bits)
    assert not fmt.is_nan(bits)
    assert not fmt.is_infinite(bits)
    assert int(fmt.hex(bits), 16) == bits
    assert len(fmt.hex(bits)) == 2 + (fmt.width + 3) // 4
    array = np.array([bits], dtype=bits_dtype(fmt))
    assert array.dtype.itemsize * 8 == min(w for w in (8, 16, 32) if w >= fmt.width)
    assert to_numbers(array, fmt).tolist() == [integer]
    assert from_integers(to_numbers(array, fmt), fmt).tolist() == [bits]


def test_values_far_outside_saturate():
    for fmt in (table_format("q4.12"), table_format("uq0.8"), table_format("q32.0")):
        low, high = bounds(fmt)
        assert [fmt.order_key(fmt.round(RoundToOdd.huge(sign))) for sign in (False, True)] == [high, low]
        assert [fmt.round(RoundToOdd.tiny(sign)) for sign in (False, True)] == [0, 0]


@pytest.mark.parametrize(
    ("name", "width", "least", "greatest", "step"),
    [
        ("q4.12", 16, -8, 8 - Fraction(1, 4096), Fraction(1, 4096)),
        ("q1.15", 16, -1, 1 - Fraction(1, 2**15), Fraction(1, 2**15)),
        ("uq0.8", 8, 0, 1 - Fraction(1, 256), Fraction(1, 256)),
        ("Q8.0", 8, -128, 127, 1),
        ("UQ16.16", 32, 0, 2**16 - Fraction(1, 2**16), Fraction(1, 2**16)),
    ],
)
def test_names_follow_arms_convention(name, width, least, greatest, step):
    fmt = table_format(name)
    assert (fmt.name, fmt.width) == (name.lower(), width)
    assert fmt.to_fraction(fmt.from_order_key(fmt.least)) == least
    assert fmt.to_fraction(fmt.max_bits) == greatest
    assert Fraction(2) ** fmt.quantum == step
    assert fmt.ulp_error(0, RoundToOdd.from_ratio(1, 3)) == Fraction(RoundToOdd.from_ratio(1, 3).to_fraction()) / step


@pytest.mark.parametrize("name", ["q0.16", "q1.0", "uq0.1", "q20.20", "uq32.1", "q4", "q4.-1", "q4.12 ", "q4.12.1"])
def test_impossible_formats_are_refused_in_one_line(name):
    with pytest.raises(SymactError, match=r"q4\.12") as caught:
        table_format(name)
    assert "\n" not in str(caught.value)


def test_floating_point_alone_is_what_others_take():
    assert table_format("half") is get_format("float16")
    with pytest.raises(SymactError, match="fixed point"):
        get_format("q4.12")
    with pytest.raises(SymactError, match="no format is called"):
        table_format("bfloat17")
