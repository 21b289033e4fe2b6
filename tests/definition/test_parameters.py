"""Exact numbers from text, against Python's fractions, CPython's float() and MPFR."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import gmpy2
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symact.definition.parameters import exact_value, parse_assignments, parse_number
from symact.errors import SymactError

PRECISIONS = {"float32": 24, "float16": 11, "bfloat16": 8, "float8_e4m3fn": 4, "float8_e5m2": 3}


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1/100", Fraction(1, 100)),
            ("0.01", Fraction(1, 100)),
            ("-1/3", Fraction(-1, 3)),
            ("+2", Fraction(2)),
            ("1e-2", Fraction(1, 100)),
            (".5", Fraction(1, 2)),
            ("5.", Fraction(5)),
            ("-2.5E+1", Fraction(-25)),
            (" 3 ", Fraction(3)),
            ("0.1@float64", Fraction(0.1)),
            ("0.1@binary64", Fraction(0.1)),
            ("0.5@float8_e5m2", Fraction(1, 2)),
            ("1/3@bfloat16", Fraction(0xAB, 1 << 9)),
            ("0.01@float32", Fraction(0xA3D70A, 1 << 30)),
            ("1e-60@float32", Fraction(0)),
        ],
    )
    def test_means(self, text, value) -> None:
        assert parse_number(text) == value

    @given(st.fractions())
    def test_quotients(self, value) -> None:
        assert parse_number(f"{value.numerator}/{value.denominator}") == value

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=20, min_value=-1000, max_value=1000))
    def test_decimals(self, value) -> None:
        assert parse_number(format(value, "f")) == Fraction(value)
        assert parse_number(f"{Decimal(value):e}") == Fraction(value)

    @given(st.floats(allow_nan=False, allow_infinity=False, width=64))
    def test_float64_is_what_python_reads(self, value) -> None:
        digits = repr(value)
        assert parse_number(f"{digits}@float64") == Fraction(value)

    @given(
        st.integers(1, 10**9),
        st.integers(1, 10**9),
        st.booleans(),
        st.integers(-2, 2),
        st.sampled_from(sorted(PRECISIONS)),
    )
    def test_formats_are_what_mpfr_rounds_to(self, numerator, denominator, negative, shift, name) -> None:
        # Between 1/4 and 8, where no format is subnormal or overflows, MPFR needs only the precision.
        ratio = Fraction(numerator, denominator)
        while ratio >= 2:
            ratio /= 2
        while ratio < 1:
            ratio *= 2
        ratio *= Fraction(2) ** shift * (-1 if negative else 1)
        expected = gmpy2.mpfr(gmpy2.mpq(ratio.numerator, ratio.denominator), PRECISIONS[name])
        assert parse_number(f"{ratio.numerator}/{ratio.denominator}@{name}") == Fraction(*expected.as_integer_ratio())

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "abc",
            "1/",
            "/2",
            "1/2/3",
            "1.5/2",
            "0x10",
            "inf",
            "nan",
            "1e",
            "1 2",
            "--1",
            "1_000",
            "__import__('os')",
        ],
    )
    def test_is_no_number(self, text) -> None:
        with pytest.raises(SymactError) as caught:
            parse_number(text, "alpha")
        assert str(caught.value) == f"alpha={text!r} is not an exact number; write it as 1/100, 0.01 or 0.01@float32"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("1/0", "alpha='1/0' divides by zero"),
            ("1e39@float32", "alpha='1e39@float32' is too large for float32"),
            ("65520@float16", "alpha='65520@float16' is too large for float16"),
            ("465@float8_e4m3fn", "alpha='465@float8_e4m3fn' is too large for float8_e4m3fn"),
            ("1@flaot32", "no format is called 'flaot32'; did you mean float32"),
            ("1@", "no format is called ''"),
        ],
    )
    def test_is_refused(self, text, message) -> None:
        with pytest.raises(SymactError) as caught:
            parse_number(text, "alpha")
        assert str(caught.value).startswith(message)

    def test_largest_numbers_are_accepted(self) -> None:
        assert parse_number("65519.99@float16") == 65504
        assert parse_number("464@float8_e4m3fn") == 448


class TestExactValue:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("1/3", sympy.Rational(1, 3)),
            (2, sympy.Integer(2)),
            (Fraction(1, 7), sympy.Rational(1, 7)),
            (sympy.pi, sympy.pi),
            (sympy.sqrt(2) / 3, sympy.sqrt(2) / 3),
        ],
    )
    def test_keeps_exact_values(self, value, expected) -> None:
        assert exact_value(value, "alpha") == expected

    def test_a_float_is_told_what_to_write(self) -> None:
        with pytest.raises(SymactError) as caught:
            exact_value(0.1, "alpha")
        assert str(caught.value) == (
            "alpha=0.1 is a float; write '0.1' for the decimal, '0.1@float64' for the binary number"
        )

    @pytest.mark.parametrize("value", [True, None, [1], sympy.Float("0.1"), sympy.Symbol("y"), 1j, Decimal(1)])
    def test_refuses_the_rest(self, value) -> None:
        with pytest.raises(SymactError, match=r"alpha=.* is not an exact number"):
            exact_value(value, "alpha")


class TestAssignments:
    def test_splits(self) -> None:
        assert parse_assignments(["alpha=1/2", " beta = 0.1@float32 "]) == {"alpha": "1/2", "beta": "0.1@float32"}
        assert parse_assignments([]) == {}

    @pytest.mark.parametrize("text", ["alpha", "=1", "alpha=", "", " = "])
    def test_needs_a_name_and_a_value(self, text) -> None:
        with pytest.raises(SymactError, match="is not of the form name=value"):
            parse_assignments([text])

    def test_each_name_once(self) -> None:
        with pytest.raises(SymactError, match="--param alpha is given twice; give it once"):
            parse_assignments(["alpha=1", "alpha=1"])
