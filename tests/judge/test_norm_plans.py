"""Bounds of norms: what NumPy computes step by step stays within them and comes near; the oracle is the reference."""

import ml_dtypes
import numpy as np
import pytest

import symact
from symact import catalogue
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.formats.arrays import to_float64
from symact.formats.floating import get_format
from symact.formats.rounding import encode
from symact.judge.row_kind import function_of
from symact.judge.rows.bounds import absolute_terms, allowed
from symact.judge.rows.function import Function
from symact.judge.rows.plans import Plan
from symact.reference.vectors.families import batch, with_vectors
from symact.reference.vectors.table import decided_rows
from tests.mutants import norms as mutants

pytestmark = pytest.mark.usefixtures("_undiagnosed")

DTYPES = {"bfloat16": ml_dtypes.bfloat16, "float16": np.float16, "float32": np.float32, "float64": np.float64}


def summed(values):
    total = np.zeros(len(values), values.dtype)
    for column in values.T:
        total = (total + column).astype(values.dtype)
    return total[:, None]


def halved(values):
    while values.shape[1] > 1:
        odd = values[:, -1:] if values.shape[1] % 2 else values[:, :0]
        pairs = values[:, : values.shape[1] // 2 * 2]
        values = np.concatenate([pairs[:, ::2] + pairs[:, 1::2], odd], axis=1)
    return values


def computed(function, dtype, x, v, way, total):
    """Return a norm as a textbook writes it, or its product with v, every step in a dtype of NumPy."""
    a, n = x.astype(dtype), dtype(x.shape[1])
    layer = function.form == "layer_norm"
    middle = total(a) / n if layer else dtype(0)
    d = a - middle
    square = total(a * a) / n - middle * middle if way == "unshifted" else total(d * d) / n
    root = dtype(1) / np.sqrt(np.maximum(square, dtype(0)) + dtype(function.eps))
    if v is None:
        return (d * root).astype(np.float64)
    g, y = v.astype(dtype), d * root
    less = total(g) / n if layer else dtype(0)
    return ((g - less - y * (total(y * g) / n)) * root).astype(np.float64)


CASES = [
    (name, dtype, order, way, total, work)
    for name in ("rms_norm", "layer_norm")
    for dtype in DTYPES
    for order in ("value", "vjp", "jvp")
    for way in ("shifted", "unshifted")
    for total in ("recursive", "pairwise")
    for work in dict.fromkeys((dtype, "float32" if dtype != "float64" else dtype))
    if (name, way) != ("rms_norm", "unshifted")
]


@pytest.mark.every(17)
@pytest.mark.parametrize(("name", "dtype", "order", "way", "total", "work"), CASES)
def test_no_norm_computed_step_by_step_exceeds_its_plan(name, dtype, order, way, total, work):
    fmt, bound, quantity, width = get_format(dtype), bind(catalogue.get(name)), Quantity.of(order), 17
    function = function_of(bound)
    given = batch(fmt, width, 3, np.sqrt(function.eps))
    given = given if order == "value" else with_vectors(given, (width,), fmt, 3)
    rows = np.isfinite(to_float64(given.bits, fmt)).all(axis=1)
    table, kept = decided_rows(bound, fmt, quantity, given.bits[rows])
    numbers = to_float64(given.bits[rows][kept], fmt)
    x, v = numbers[:, :width], None if order == "value" else numbers[:, width:]
    ulp = np.ldexp(1.0, table.ulp_exponent.astype(int))
    exact = to_float64(table.y_bits, fmt) + table.residual * ulp
    with np.errstate(all="ignore"):
        found = computed(function, DTYPES[work], x, v, way, summed if total == "recursive" else halved)
        got = to_float64(encode(found, fmt), fmt)
        limit = allowed(function, quantity, Plan(way, work, total), fmt, x, v, ulp)
        ratios = np.where(np.isfinite(got), np.abs(got - exact) / limit, 0.0)
    assert kept.all()
    assert ratios.max() <= 1
    # A bound that nothing comes near would accept anything.
    normal = [name.startswith("normal") for name in np.array(given.families)[rows]]
    assert ratios[normal].max() >= 0.003


def test_a_bound_of_rms_norm_is_that_of_its_roundings():
    """Two squares, one addition, a mean of 2, eps; half of these, a root, a quotient, a product and what is spare."""
    x, u = np.array([[3.0, 4.0]]), 2.0**-53
    found = allowed(Function("rms_norm"), Quantity.VALUE, Plan(work="float64"), get_format("float64"), x, None, x)
    y = x / np.sqrt(12.5)
    assert (found >= y * (1 / 2 + 1 / 2 + 3) * u).all()
    assert (found <= y * 8 * u).all()


def test_where_squares_overflow_results_may_be_lost_and_elsewhere_not():
    fmt, x = get_format("float16"), np.array([[300.0, 300.0], [200.0, 1.0]])
    found = allowed(Function("rms_norm"), Quantity.VALUE, Plan(work="float16"), fmt, x, None, np.full((2, 2), 2.0**-10))
    assert (found[0] >= 1).all()
    assert (found[1] < 0.02).all()
    assert (allowed(Function("rms_norm"), Quantity.VALUE, Plan(), fmt, x, None, np.full((2, 2), 2.0**-10)) < 0.01).all()


def test_absolute_terms_of_a_norms_products():
    x, v, weight = np.array([[3.0, -4.0]]), np.array([[2.0, 5.0]]), np.array([2.0, -10.0])
    function = Function("rms_norm", weighted=True)
    root = 1 / np.sqrt(12.5)
    y, inner = np.abs(x) * root, (3 * 2 + 4 * 5) * root / 2
    due = root * (v + y * inner) * np.abs(weight)
    assert absolute_terms(function, Quantity.JVP, x, v, (weight,))[0] == pytest.approx(due[0], rel=1e-14)
    scaled = v * np.abs(weight)
    due = root * (scaled + y * (3 * 4 + 4 * 50) * root / 2)
    assert absolute_terms(function, Quantity.VJP, x, v, (weight,))[0] == pytest.approx(due[0], rel=1e-14)


@pytest.mark.usefixtures("one_reference")
@pytest.mark.parametrize(
    ("fn", "name", "within"), [("rms_norm", "rms_norm", True), ("rounded_root", "rms_norm", False)]
)
def test_a_verdict_on_a_norm_states_a_bound(fn, name, within):
    with np.errstate(all="ignore"):
        terms = {"dtype": "bfloat16", "widths": (5, 64), "max_bound": 1, "plan": ("work=float32",)}
        found = symact.verify(getattr(mutants, fn), name, **terms)
    assert found.passes is within
    assert (found.rows.of_best <= 1) is within
