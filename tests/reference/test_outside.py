"""Where a function has no value: NaN as IEEE 754 has it, infinities at ends of the domain, open slopes."""

import math
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from click.testing import CliRunner

import symact
from symact.cli.main import group
from symact.errors import SymactError
from symact.formats.arrays import bits_dtype, is_nan, to_float64
from symact.formats.floating import get_format
from symact.judge.run import verify
from symact.reference.table import Flag
from symact.tables.audit.check import check_table

INF, NAN = math.inf, math.nan
CASES = {
    "log(x)": (mpmath.log, {"-0.0": -INF, "0.0": -INF, "inf": INF, "-inf": NAN}),
    "log(x/(1-x))": (
        lambda u: mpmath.log(u / (1 - u)),
        {"-0.0": -INF, "0.0": -INF, "1.0": INF, "inf": NAN, "-inf": NAN},
    ),
    "log(1-exp(-x))": (lambda u: mpmath.log(-mpmath.expm1(-u)), {"-0.0": -INF, "0.0": -INF, "inf": -0.0, "-inf": NAN}),
    "1/x": (lambda u: 1 / u, {"-0.0": -INF, "0.0": INF, "inf": 0.0, "-inf": -0.0}),
    "sqrt(x - 1)": (lambda u: mpmath.sqrt(u - 1), {"1.0": 0.0, "inf": INF, "-inf": NAN}),
    "atanh(x)": (mpmath.atanh, {"-0.0": -0.0, "0.0": 0.0, "1.0": INF, "-1.0": -INF, "inf": NAN, "-inf": NAN}),
}
"""The function by mpmath, and what IEEE 754-2019, sections 7.2, 7.3 and 9.2.1, asks for at the ends of its domain."""


def real(function, number):
    """Return a value by mpmath as a fraction, None where it is no real number."""
    with mpmath.workprec(300):
        found = mpmath.mpmathify(function(mpmath.mpf(number.numerator) / number.denominator))
        if isinstance(found, mpmath.mpc):
            return None
        sign, man, exponent, _ = found._mpf_
        return Fraction(int(-man if sign else man)) * Fraction(2) ** int(exponent)


@pytest.mark.parametrize("text", CASES)
def test_every_encoding_has_its_value_or_what_ieee_754_asks_for(text):
    function, ends = CASES[text]
    fmt = get_format("float8_e5m2")
    table = symact.table(symact.define(text), dtype=fmt.name, inputs="exhaustive")
    numbers, results = to_float64(table.x_bits, fmt).tolist(), to_float64(table.y_bits, fmt).tolist()
    for bits, number, y in zip(table.x_bits.tolist(), numbers, results, strict=True):
        if fmt.is_nan(bits) or str(number) in ends:
            due = ends.get(str(number), NAN)
        else:
            value = real(function, fmt.to_fraction(bits))
            nearest = NAN if value is None else fmt.from_fraction(value)
            due = nearest if value is None else float(to_float64(np.array([nearest], bits_dtype(fmt)), fmt)[0])
        assert str(y) == str(due) or y == due == 0, (text, number)
    assert not table.has(Flag.OPEN).any()


def test_nothing_is_required_of_a_slope_where_there_is_no_value():
    table = symact.table(symact.define("log(x)"), dtype="float8_e5m2", order=1, inputs="exhaustive")
    fmt = table.format
    inputs = to_float64(table.x_bits, fmt)
    assert table.has(Flag.OPEN)[inputs <= 0].all()
    assert (to_float64(table.y_bits, fmt)[inputs == 4] == 0.25).all()


def test_many_tiny_inputs_without_a_value():
    """Blocks are halved there, until the denominators of their middles are beyond float64."""
    inputs = -np.ldexp(1 + np.arange(64) / 64, -1022)
    assert np.isnan(symact.values(symact.define("log(x)"), inputs)).all()


def test_a_product_of_0_and_infinity_is_left_open():
    table = symact.table(symact.define("x*log(x)"), dtype="float8_e5m2", inputs="exhaustive")
    inputs = to_float64(table.x_bits, table.format)
    assert (table.has(Flag.OPEN) == (inputs == 0)).all()
    assert is_nan(table.y_bits, table.format)[inputs < 0].all()


@pytest.mark.parametrize("dtype", ["float16", pytest.param("float32", marks=pytest.mark.exhaustive)])
def test_a_clipped_logarithm_is_told_from_one(dtype):
    log = symact.define("log(x)")

    def clipped(values):
        with np.errstate(all="ignore"):
            wide = values.astype(np.float64)
            return np.where(np.isnan(wide), wide, np.log(np.maximum(wide, 1e-3))).astype(values.dtype)

    verdict = verify(clipped, log, dtype=dtype, framework="numpy", max_ulp=1.0)
    classes = {each.name: each for each in verdict.result.classes}
    assert verdict.passes is False
    assert {"not_nan", "not_infinity"} <= set(classes)
    with np.errstate(all="ignore"):
        right = verify(lambda u: np.log(u.astype(np.float64)).astype(u.dtype), log, dtype=dtype, framework="numpy")
    assert not right.result.classes


def test_all_inputs_of_a_wide_format_want_a_value_where_the_domain_has_too_many_ends():
    told = ["verify", "numpy:log", "--formula", "log(sin(x))", "--dtype", "float32", "--exhaustive"]
    run = CliRunner().invoke(group, told, standalone_mode=False)
    assert isinstance(run.exception, SymactError)
    assert "; --exhaustive in float32 wants one at every input: say --range" in str(run.exception)


def test_mpmath_confirms_what_has_no_value_and_denies_a_nan_where_there_is_one():
    definition = symact.define("log(x/(1-x))")
    table = symact.table(definition, dtype="bfloat16")
    fmt = table.format
    found = check_table(table, "logit", len(table.x_bits), own=definition)
    # Infinities at 0, -0 and 1, and the limit where f is not real.
    assert not found.wrong
    assert found.beyond <= 4
    (place,) = np.flatnonzero(table.x_bits == 0x3F80 - 1)
    y = table.y_bits.copy()
    y[place] = fmt.nan_bits
    wide = tuple(None if row == place else each for row, each in enumerate(table.wide))
    altered = replace(table, y_bits=y, y_lo_bits=y, y_hi_bits=y, wide=wide)
    assert "y_odd is missing" in " ".join(check_table(altered, "logit", len(y), own=definition).wrong)


def test_what_mpmath_cannot_tell_to_be_real_is_beyond_its_reach():
    """1 - exp(-x) is 0 at 192 bits for tiny x, and beyond all numbers far out."""
    definition = symact.define("log(1-exp(-x))")
    inputs = np.array([-1e-66, -1e-300, -1e200, -1.0, 1.0])
    table = symact.table(definition, dtype="float64", order=1, inputs=inputs)
    found = check_table(table, "log1mexp", len(inputs), own=definition)
    assert (found.wrong, found.recomputed + found.beyond) == ((), len(inputs))
    assert found.beyond <= 3
