"""Fixed-point tables against mpmath at high precision and Python's rounding of rationals."""

from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import symact
from symact.errors import SymactError, TableError
from symact.formats.fixed import table_format
from symact.reference.table import Flag
from symact.tables.audit.check import TableFile, check_file
from symact.tables.export import exports
from symact.tables.formats import csv
from symact.tables.read import read


def exact(value):
    """Return an mpf as the rational that it is."""
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent


def by_mpmath(formula):
    """Return a function from rational to rational, right to 300 bits relatively for the inputs here."""

    def value(number):
        with mpmath.workprec(400):
            return exact(formula(mpmath.mpf(number.numerator) / number.denominator))

    return value


FUNCTIONS = {
    ("gelu", 0): by_mpmath(lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2),
    ("gelu", 1): by_mpmath(
        lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2 + x * mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)
    ),
    ("sigmoid", 0): by_mpmath(lambda x: 1 / (1 + mpmath.exp(-x))),
    ("sigmoid", 1): by_mpmath(lambda x: 1 / (2 + mpmath.exp(-x) + mpmath.exp(x))),
    ("tanh", 0): by_mpmath(mpmath.tanh),
    ("mish", 0): by_mpmath(lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x)))),
    ("sine", 2): by_mpmath(lambda x: -900 * mpmath.sin(30 * x)),
    ("softsign", 0): lambda x: x / (1 + abs(x)),
    ("relu6", 0): lambda x: max(Fraction(0), min(Fraction(6), x)),
    ("hard_swish", 0): lambda x: x * max(Fraction(0), min(Fraction(6), x + 3)) / 6,
    ("squareplus", 0): by_mpmath(lambda x: (x + mpmath.sqrt(x * x + 4)) / 2),
}
ALL = [(name, order, fmt) for name, order in FUNCTIONS for fmt in ("q4.4", "q2.6", "uq0.8", "q3.2")]


def numbers(fmt, bits):
    """Return the rationals of encodings, by the definition of two's complement."""
    name = fmt.name
    scale, width = 2 ** int(name.partition(".")[2]), fmt.width
    return [Fraction(b - (2**width if name[0] == "q" and b >> (width - 1) else 0), scale) for b in bits]


@pytest.mark.every(4)
@pytest.mark.parametrize(("name", "order", "dtype"), ALL)
def test_every_row_of_narrow_formats(name, order, dtype):
    found = symact.table(name, dtype=dtype, order=order, inputs="exhaustive")
    fmt = table_format(dtype)
    assert found.x_bits.tolist() == list(range(2**fmt.width))
    function, scale = FUNCTIONS[name, order], 2 ** int(dtype.partition(".")[2])
    ends = numbers(fmt, range(2**fmt.width))
    for x, y, flags in zip(
        numbers(fmt, found.x_bits.tolist()), numbers(fmt, found.y_bits.tolist()), found.flags, strict=True
    ):
        value = function(x)
        nearest = Fraction(round(value * scale), scale)
        assert y == min(max(nearest, min(ends)), max(ends)), x
        assert bool(flags & Flag.OVERFLOW) == (y != nearest)
        if y == nearest:
            assert bool(flags & Flag.EXACT) == (y == value)
            assert bool(flags & Flag.TIE) == (abs(y - value) * 2 * scale == 1)
            assert bool(flags & Flag.UNDERFLOW) == (y == 0 != value)
        assert not flags & ~(Flag.OVERFLOW | Flag.EXACT | Flag.TIE | Flag.UNDERFLOW)


def test_ties_go_to_the_even_integer():
    found = symact.table("linear", dtype="q6.2", params={"slope": "1/8"}, inputs="exhaustive")
    integers = [b - 256 * (b >> 7) for b in range(256)]
    assert found.y_bits.tolist() == [round(Fraction(k, 8)) % 256 for k in integers]
    ties = [k for k in integers if k % 8 == 4]
    assert sum(found.has(Flag.TIE)) == len(ties)


def test_a_kink_keeps_its_clarke_interval():
    found = symact.table("leaky_relu", dtype="q2.6", order=1, params={"negative_slope": "1/8"}, inputs="exhaustive")
    assert (found.y_lo_bits[0], found.y_bits[0], found.y_hi_bits[0]) == (8, 8, 64)
    assert found.flags[0] & Flag.KINK
    assert set(found.y_bits[1:128].tolist()) == {64}
    assert set(found.y_bits[128:].tolist()) == {8}


@pytest.mark.every(2)
@pytest.mark.parametrize("dtype", ["q4.12", "q8.24", "uq0.32", "q3.9"])
def test_point_tables_ascend_and_hold_the_thresholds(dtype, tmp_path):
    found, fmt = symact.table("gelu", dtype=dtype), table_format(dtype)
    x, y = numbers(fmt, found.x_bits.tolist()), numbers(fmt, found.y_bits.tolist())
    assert x == sorted(set(x))
    assert 200 < len(x) < 500
    low, high = numbers(fmt, [fmt.from_order_key(fmt.least), fmt.max_bits])
    assert (x[0], x[-1]) == (low, high)
    assert 0 in x
    step = Fraction(2) ** fmt.quantum
    for k in range(1, len(x)):
        if (y[k] == 0) != (y[k - 1] == 0):
            assert x[k] - x[k - 1] == step
    for a, b in zip(x, y, strict=True):
        value = FUNCTIONS["gelu", 0](a)
        nearest = round(value / step) * step
        assert b == min(max(nearest, low), high)
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        csv.write(found, file)
    outcome = check_file(TableFile(path), 6)
    assert outcome.wrong == ()
    assert outcome.recomputed + outcome.beyond == 6
    assert outcome.beyond <= 2


def test_inputs_are_encodings_or_integers():
    bits = symact.table("relu", dtype="q3.9", inputs=np.array([0, 5, 0xFFF, 0x800], dtype=np.uint16))
    same = symact.table("relu", dtype="q3.9", inputs=np.array([0, 5, -1, -2048], dtype=np.int16))
    assert bits.x_bits.tolist() == same.x_bits.tolist() == [0, 5, 0xFFF, 0x800]
    assert bits.y_bits.tolist() == [0, 5, 0, 0]
    for wrong in (
        np.array([0x1000], dtype=np.uint16),
        np.array([2048], dtype=np.int16),
        np.array([-2049], dtype=np.int16),
        np.array([0.5]),
        np.array([1], dtype=np.uint8),
    ):
        with pytest.raises(SymactError, match=r"q3\.9 needs its encodings 0 to 4095"):
            symact.table("relu", dtype="q3.9", inputs=wrong)
    with pytest.raises(SymactError):
        symact.table("relu", dtype="uq4.4", inputs=np.array([1], dtype=np.int8))


def test_wide_formats_are_not_exhaustive_and_verdicts_need_floating_point():
    with pytest.raises(SymactError, match="at most 16 bits"):
        symact.table("relu", dtype="q8.9", inputs="exhaustive")
    with pytest.raises(SymactError, match="fixed point"):
        symact.verify(lambda x: x, "relu", dtype="q4.12")


@pytest.mark.parametrize("kind", ["csv", "json", "npz"])
@pytest.mark.parametrize("column", ["x_bits", "y_bits", "y_hi_bits"])
def test_an_encoding_wider_than_the_format_is_refused_though_its_hash_is_right(kind, column, tmp_path):
    found = symact.table("relu", dtype="q3.9", inputs=np.array([1, 2], dtype=np.uint16))
    wide = replace(found, **{column: np.array([1, 0x1002], dtype=np.uint16)})
    for table in (found, wide):
        with (tmp_path / "t").open("wb") as file:
            exports()[kind].write(table, file)
        if table is found:
            assert read(tmp_path / "t").y_bits.tolist() == [1, 2]
    with pytest.raises(TableError, match=r"does not fit q3\.9"):
        read(tmp_path / "t")
