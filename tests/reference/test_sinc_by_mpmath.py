"""Tables of sinc against mpmath's sinpi and cospi, which reduce their arguments exactly: whole numbers are zeros."""

import mpmath
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.reference.mpmath_values import mpf_to_wide
from symact.reference.swept_table import swept_table

LONG = pytest.mark.exhaustive
PRECISION = 700
"""Bits: sin(pi x) near whole numbers loses no more than the 270 of x^2 in bfloat16."""


@pytest.mark.parametrize(
    "dtype", ["float8_e4m3fn", "float8_e5m2", *(pytest.param(name, marks=LONG) for name in ("float16", "bfloat16"))]
)
@pytest.mark.parametrize("order", [0, 1])
def test_every_finite_input_has_the_value_of_mpmath(dtype, order):
    fmt = get_format(dtype)
    table = swept_table(bind(catalogue.get("sinc")), fmt, order)
    finite = [bits for bits in range(1 << fmt.width) if fmt.is_finite(bits) and bits & ~fmt.sign_bit]
    with mpmath.workprec(PRECISION):
        for bits in finite:
            exact = fmt.to_fraction(bits)
            point = mpmath.mpf(exact.numerator) / exact.denominator
            sine, cosine = mpmath.sinpi(point), mpmath.cospi(point)
            value = cosine / point - sine / (mpmath.pi * point**2) if order else sine / (mpmath.pi * point)
            assert int(table.y_bits[bits]) == (fmt.round(mpf_to_wide(value)) if value else 0), fmt.hex(bits)
