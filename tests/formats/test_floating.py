"""Formats against CPython's exact division, NumPy, ml_dtypes, MPFR and full enumeration."""

from fractions import Fraction
from itertools import pairwise

import gmpy2
import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact.errors import SymactError
from symact.formats.arrays import all_bits, float_dtype, is_infinite, is_nan, order_keys, to_bits, to_float64, to_floats
from symact.formats.floating import FORMATS, get_format
from symact.formats.round_to_odd import WIDE_EXPONENT, RoundToOdd

SMALL = [f for f in FORMATS if f.width <= 16]
by_name = pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
small = pytest.mark.parametrize("fmt", SMALL, ids=lambda f: f.name)


def finite_bits(fmt):
    return [b for b in range(1 << fmt.width) if fmt.is_finite(b)]


@pytest.mark.every(2)
@small
def test_every_encoding_has_the_value_that_numpy_or_ml_dtypes_gives_it(fmt):
    bits = all_bits(fmt)
    values = to_float64(bits, fmt)
    with np.errstate(invalid="ignore"):
        assert np.array_equal(values, to_floats(bits, fmt).astype(np.float64), equal_nan=True)
    for b, value in zip(bits.tolist(), values.tolist(), strict=True):
        assert fmt.is_nan(b) == np.isnan(value)
        assert fmt.is_infinite(b) == np.isinf(value)
        if fmt.is_finite(b):
            assert fmt.to_fraction(b) == Fraction(value)
            assert fmt.is_negative(b) == bool(np.signbit(value))


@pytest.mark.every(2)
@small
def test_every_number_and_every_midpoint_rounds_as_the_definition_says(fmt):
    positive = [b for b in finite_bits(fmt) if not fmt.is_negative(b)]
    values = [fmt.to_fraction(b) for b in positive]
    tiny = Fraction(1, 2**400)
    for low, a, b in zip(positive, values, values[1:], strict=False):
        middle = (a + b) / 2
        even = low if low % 2 == 0 else low + 1
        for value, nearest in ((a, low), (middle, even), (middle - tiny, low), (middle + tiny, low + 1)):
            assert fmt.from_fraction(value) == nearest
            expected = fmt.sign_bit | nearest if value else 0
            assert fmt.from_fraction(-value) == expected


@by_name
def test_overflow_threshold(fmt):
    top = fmt.to_fraction(fmt.max_bits)
    half_ulp = (top - fmt.to_fraction(fmt.max_bits - 1)) / 2
    tiny = Fraction(1, 2**2000)
    assert fmt.from_fraction(top + half_ulp - tiny) == fmt.max_bits
    # The largest IEEE number is odd, so the tie goes up; float8_e4m3fn's is even, so it stays.
    assert fmt.from_fraction(top + half_ulp) == (fmt.overflow_bits if fmt.max_bits % 2 else fmt.max_bits)
    assert fmt.from_fraction(top + half_ulp + tiny) == fmt.overflow_bits
    assert fmt.from_fraction(-2 * top) == fmt.overflow_bits | fmt.sign_bit
    assert fmt.round(RoundToOdd.huge(True)) == fmt.overflow_bits | fmt.sign_bit


@by_name
def test_underflow_keeps_the_sign(fmt):
    assert fmt.round(RoundToOdd.tiny(True)) == fmt.sign_bit
    assert fmt.round(RoundToOdd.tiny(False)) == 0
    half = Fraction(2) ** (fmt.quantum - 1)
    assert fmt.from_fraction(half) == 0
    assert fmt.from_fraction(half * Fraction(2**200 + 1, 2**200)) == 1
    assert fmt.from_fraction(half * 3) == 2


@small
def test_rounding_agrees_with_ml_dtypes_casts_of_float32(fmt):
    rng = np.random.default_rng(2)
    singles = rng.integers(0, 2**32, 20_000, dtype=np.uint32).view(np.float32)
    singles = singles[np.isfinite(singles)]
    with np.errstate(over="ignore"):
        cast = to_bits(singles.astype(float_dtype(fmt)), fmt)
    for value, bits in zip(singles.tolist(), cast.tolist(), strict=True):
        got = fmt.from_fraction(Fraction(value))
        if value == 0 or bits & ~fmt.sign_bit == 0:
            assert got & ~fmt.sign_bit == 0
        elif fmt.is_nan(bits):
            assert fmt.is_nan(got)
        else:
            assert got == bits


@given(st.integers(-(2**1200), 2**1200), st.integers(1, 2**1200))
def test_float64_agrees_with_cpython_division(numerator, denominator):
    try:
        expected = numerator / denominator
    except OverflowError:
        expected = np.inf if numerator > 0 else -np.inf
    fmt = get_format("float64")
    assert fmt.from_fraction(Fraction(numerator, denominator)) == int(np.float64(expected).view(np.uint64))


@pytest.mark.parametrize("fmt", [f for f in FORMATS if f.has_infinity], ids=lambda f: f.name)
@given(data=st.data())
def test_rounding_agrees_with_mpfr(fmt, data):
    exponent = data.draw(st.integers(fmt.quantum - 3, fmt.emax + 2))
    significand = data.draw(st.integers(1, 2**140))
    value = Fraction(significand) * Fraction(2) ** (exponent - significand.bit_length())
    if data.draw(st.booleans()):
        value = -value
    # MPFR's exponents belong to significands in [1/2, 1), so they are larger by one.
    context = gmpy2.context(
        precision=fmt.precision, emin=fmt.quantum + 1, emax=fmt.emax + 1, subnormalize=True, round=gmpy2.RoundToNearest
    )
    with context:
        rounded = gmpy2.mpfr(gmpy2.mpq(value.numerator, value.denominator))
    bits = fmt.from_fraction(value)
    if gmpy2.is_infinite(rounded):
        assert bits & ~fmt.sign_bit == fmt.infinity_bits
    else:
        assert fmt.to_fraction(bits) == Fraction(*rounded.as_integer_ratio())


@by_name
@given(data=st.data())
def test_rounding_to_odd_first_changes_no_later_rounding(fmt, data):
    """Rounding a rational to odd at 128 bits and then to the format equals comparing with the exact value."""
    bits = data.draw(st.integers(0, fmt.max_bits - 1))
    low, high = fmt.to_fraction(bits), fmt.to_fraction(bits + 1)
    offset = data.draw(st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(2, 3)]))
    nudge = data.draw(st.sampled_from([-1, 0, 1])) * Fraction(1, 2 ** data.draw(st.integers(100, 3000)))
    value = low + (high - low) * (offset + nudge)
    wide = RoundToOdd.from_ratio(value.numerator, value.denominator)
    expected = bits if value - low < high - value else bits + 1
    if value - low == high - value:
        expected = bits + bits % 2
    assert fmt.round(wide) == expected
    assert wide.exact == (wide.to_fraction() == value)
    assert wide.exact or (wide.significand % 2 == 1 and wide.significand.bit_length() == 128)


@given(st.integers(-(2**300), 2**300), st.integers(1, 2**300))
def test_wide_text_round_trip(numerator, denominator):
    wide = RoundToOdd.from_ratio(numerator, denominator)
    assert RoundToOdd.from_text(wide.to_text(), wide.exact) == wide


@pytest.mark.parametrize("text", ["", "0x", "1p0", "0x1", "0x2q1", "0xzp1", "0x01p+0", "--0x1p+0"])
def test_wide_text_refuses_other_text(text):
    with pytest.raises(ValueError, match=r".+"):
        RoundToOdd.from_text(text, True)


def test_wide_edges():
    assert RoundToOdd.from_ratio(1, 2 ** (WIDE_EXPONENT + 10)) == RoundToOdd.tiny(False)
    assert RoundToOdd.from_ratio(-(2 ** (WIDE_EXPONENT + 10)), 1) == RoundToOdd.huge(True)


@pytest.mark.every(2)
@small
def test_neighbours_and_keys(fmt):
    numbers = sorted((b for b in finite_bits(fmt) if b != fmt.sign_bit), key=fmt.to_fraction)
    for low, high in pairwise(numbers):
        assert fmt.order_key(high) - fmt.order_key(low) == 1
        assert fmt.from_order_key(fmt.order_key(high)) == high
    bits = np.array(numbers, dtype=f"uint{fmt.width}")
    assert order_keys(bits, fmt).tolist() == [fmt.order_key(b) for b in numbers]


@pytest.mark.every(2)
@small
def test_ulp_is_the_gap_that_holds_the_value(fmt):
    for bits in range(fmt.max_bits):
        low, high = fmt.to_fraction(bits), fmt.to_fraction(bits + 1)
        wide = RoundToOdd.from_ratio(*((low + high) / 2).as_integer_ratio())
        assert Fraction(2) ** fmt.ulp_exponent(wide) == high - low
        assert fmt.ulp_error(bits, wide) == Fraction(1, 2)
    assert fmt.ulp_exponent(RoundToOdd(False, 0, 0, True)) == fmt.quantum


@by_name
def test_arrays_see_the_same_classes(fmt):
    rng = np.random.default_rng(3)
    bits = rng.integers(0, 1 << fmt.width, 3000, dtype=np.dtype(f"uint{fmt.width}"), endpoint=False)
    bits[:4] = [fmt.nan_bits, fmt.overflow_bits, fmt.sign_bit, fmt.max_bits]
    assert is_nan(bits, fmt).tolist() == [fmt.is_nan(b) for b in bits.tolist()]
    assert is_infinite(bits, fmt).tolist() == [fmt.is_infinite(b) for b in bits.tolist()]
    assert (to_bits(to_floats(bits, fmt), fmt) == bits).all()


@by_name
def test_names(fmt):
    for name in (fmt.name, fmt.name.upper(), *fmt.aliases):
        assert get_format(name) is fmt
    assert float_dtype(fmt).itemsize * 8 == fmt.width
    assert float(ml_dtypes.finfo(float_dtype(fmt)).max) == float(fmt.to_fraction(fmt.max_bits))


@pytest.mark.parametrize("name", ["binary16", "binary32", "binary64"])
def test_ieee_names(name):
    assert get_format(name).width == int(name.removeprefix("binary"))


def test_unknown_format_names_the_nearest():
    with pytest.raises(SymactError, match="bfloat16"):
        get_format("blfoat16")
    with pytest.raises(SymactError, match="string"):
        get_format(16)
