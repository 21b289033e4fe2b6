"""Tables by the sweep equal those of the pointwise path: encodings, intervals, flags, 128-bit values, verdicts."""

from functools import cache

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from symact.formula.typed import definition
from symact.judge.comparison.compare import compare
from symact.judge.comparison.policy import Policy
from symact.judge.figures.summary import summarise
from symact.judge.refine import sharp_comparison
from symact.reference.rows import Reference, build_table
from symact.reference.swept_table import BLURRED, swept_table
from symact.reference.table import Flag
from tests.helpers.sample import rotated

WIDE = ("bfloat16", "float16")
COLUMNS = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags")


@cache
def both(bound, dtype, order):
    fmt = get_format(dtype)
    return swept_table(bound, fmt, order), build_table(bound, fmt, order, all_bits(fmt))


def check(swept, exact):
    for column in COLUMNS:
        found, due = getattr(swept, column), getattr(exact, column)
        assert found.dtype == due.dtype, column
        assert (found == due).all(), column
    finite = ~exact.has(Flag.NAN_INPUT | Flag.INFINITE_INPUT)
    assert (swept.ulp_exponent == exact.ulp_exponent)[finite].all()
    assert (np.abs(swept.residual - exact.residual) <= swept.errors.margin + 2.0**-80)[finite].all()
    assert ((swept.errors.margin <= BLURRED) | (swept.y_bits << 1 == 0) | (np.abs(exact.residual) < 0.25)).all()
    np.testing.assert_equal((swept.ends, swept.outermost), (exact.ends, exact.outermost))


@pytest.mark.parametrize(
    ("name", "choice"),
    rotated(catalogue.names("line"), [("float8_e4m3fn", 0), ("float8_e5m2", 1), ("float8_e5m2", 2)], every=2),
)
def test_8_bit_tables_equal_the_pointwise_ones(name, choice):
    dtype, order = choice
    swept, exact = both(bind(catalogue.get(name)), dtype, order)
    check(swept, exact)
    assert tuple(swept.wide) == exact.wide


@pytest.mark.exhaustive
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("dtype", WIDE)
@pytest.mark.parametrize("name", catalogue.names("line"))
def test_all_16_bit_tables_equal_the_pointwise_ones(name, dtype, order):
    check(*both(bind(catalogue.get(name)), dtype, order))


@pytest.mark.parametrize(
    "formula",
    [
        "tanh(x)*257/256",  # tends to a halfway point of bfloat16
        "x/(1 + abs(x))",
        "x**3",
        "x/3",
        "max(x, 0)*1.5",
        "x*max(0, min(1, (x + 3)/6))",
        "sin(x)/1000",
        "1 - exp(-x**2)/1024",
    ],
)
@pytest.mark.parametrize("dtype", ["float8_e5m2", "float8_e4m3fn"])
def test_exact_values_and_ties_of_formulas_are_flagged(formula, dtype):
    check(*both(bind(definition(formula)), dtype, 0))


@pytest.mark.parametrize("dtype", ["float8_e5m2", pytest.param("bfloat16", marks=pytest.mark.exhaustive)])
def test_a_verdict_has_the_same_figures_from_either_table(dtype):
    """Every row off by a random number of units, so that all segments, edges of the histogram and classes occur."""
    swept, exact = both(bind(catalogue.get("silu")), dtype, 0)
    off = np.random.default_rng(4).integers(-3, 4, len(swept.x_bits))
    got = (swept.y_bits.astype(np.int64) + off).clip(0, 2 * get_format(dtype).sign_bit - 1).astype(swept.y_bits.dtype)
    for policy in (Policy(), Policy(subnormals="flush", zero_sign="ignore")):
        found, due = (summarise(sharp_comparison(t, got, policy), 1.0) for t in (swept, exact))
        assert found == due
    assert compare(exact, got).mismatched == sharp_comparison(swept, got).mismatched


def test_values_are_computed_when_they_are_asked_for():
    table = swept_table(bind(catalogue.get("sigmoid")), get_format("float8_e5m2"), 0)
    reference = Reference(bind(catalogue.get("sigmoid")), get_format("float8_e5m2"), 0)
    assert len(table.wide) == 256
    assert table.wide[60] == reference.row(60).wide
    assert table.wide[-1] == reference.row(255).wide
    assert table.wide[10:12] == (reference.row(10).wide, reference.row(11).wide)
    with pytest.raises(IndexError):
        table.wide[256]


def test_a_value_that_disagrees_with_the_sweep_is_never_returned():
    table = swept_table(bind(catalogue.get("sigmoid")), get_format("float8_e5m2"), 0)
    ordinary = [k for k in range(1, 100) if not table.flags[k] & Flag.EXACT]
    table.y_bits[ordinary] ^= 1
    with pytest.raises(AssertionError, match="disagree at"):
        [table.wide[k] for k in ordinary]
