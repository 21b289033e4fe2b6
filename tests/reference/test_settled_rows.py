"""Inputs at which f is constant, a line, or nearer to one than any digits show: no loop, and the same rows."""

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import to_bits
from symact.formats.floating import get_format
from symact.formula.typed import definition
from symact.reference.rows import Reference, build_table
from symact.reference.scattered_table import scattered_table

FLOAT32 = get_format("float32")


def inputs():
    """Return numbers of all binades and both signs, with zeros, infinities and NaN."""
    rng = np.random.Generator(np.random.PCG64(7))
    magnitudes = np.sort(rng.integers(1, FLOAT32.max_bits, size=500)).astype(np.uint32)
    places = np.array([0.5, 1, 3, 8, 16, 104, 2.0**-127], dtype=np.float32).view(np.uint32)
    near = (places[:, None].astype(np.int64) + np.arange(-2, 3)).reshape(-1).astype(np.uint32)
    special = to_bits(np.array([0.0, np.inf, np.nan], dtype=np.float32), FLOAT32)
    own = np.unique(np.concatenate([magnitudes, near, special]))
    return np.concatenate([own, own | np.uint32(FLOAT32.sign_bit)])


@pytest.mark.parametrize(
    ("formula", "order"),
    [
        ("max(x, 0)*1.5", 0),
        ("max(x, 0)", 1),
        ("sign(x)", 0),
        ("tanh(x)*16777217/16777216", 0),  # tends to a halfway point of float32
        ("x + exp(-x**2)", 0),
        ("x - exp(-abs(x))", 0),
        ("sin(x)/1024", 0),
        ("1 - exp(-x**2)/1024", 0),
        ("-exp(-x**2)", 0),
        ("exp(-x**2)", 1),
        ("x**2*3/1024", 0),
        ("atan(x)", 0),
        ("erf(x)", 0),
        ("log(x/(1 - x))", 0),
        ("log(x/(1 - x))", 1),
        ("x*(1/2 + erf(x)/2)", 1),
    ],
)
def test_rows_of_all_binades_are_the_pointwise_ones(formula, order):
    bound, bits = bind(definition(formula)), inputs()
    found, due = scattered_table(bound, FLOAT32, order, bits), build_table(bound, FLOAT32, order, bits)
    for column in ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags", "ulp_exponent"):
        np.testing.assert_array_equal(getattr(found, column), getattr(due, column), column)
    assert (np.abs(found.residual - due.residual) <= found.errors.margin).all()
    assert (np.sign(found.residual) == np.sign(due.residual)).all()


def test_inputs_without_a_formula_alone():
    """No segment serves any of them, and a table of no rows is one."""
    bound = bind(catalogue.get("relu"))
    special = to_bits(np.array([np.nan, np.inf], dtype=np.float32), FLOAT32)
    for bits in (special, special[:0]):
        due = build_table(bound, FLOAT32, 0, bits)
        np.testing.assert_array_equal(scattered_table(bound, FLOAT32, 0, bits).y_bits, due.y_bits)


@pytest.mark.parametrize("name", ["relu", "hardshrink", "tanh", "gelu", "softplus", "erf", "square"])
@pytest.mark.parametrize("order", [0, 1])
def test_next_to_zero_and_far_out_no_loop_runs(name, order, monkeypatch):
    found, row = [], Reference.row
    monkeypatch.setattr(Reference, "row", lambda self, bits: found.append(bits) or row(self, bits))
    rng = np.random.Generator(np.random.PCG64(7))
    near, far = (rng.uniform(*exponents, 2000) for exponents in ((-125, -60), (30, 60)))
    points = np.exp2(np.concatenate([near, far])) * rng.choice([-1, 1], 4000)
    bits = np.sort(to_bits(points.astype(np.float32), FLOAT32))
    scattered_table(bind(catalogue.get(name)), FLOAT32, order, bits)
    assert len(found) < 40
