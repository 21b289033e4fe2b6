"""Norms in double words: running bounds against true errors, with planted faults; results against Ziv's loop."""

from functools import cache

import mpmath
import numpy as np
import pytest
from sympy import Symbol, sqrt

import symact
from symact import Activation, Source
from symact.definition.bound import bind
from symact.definition.domain import Vector
from symact.definition.quantity import Quantity
from symact.definition.reductions import Total
from symact.formats.floating import get_format
from symact.reference.sweep.double_word import Words, product
from symact.reference.vectors import norms, running_bounds
from symact.reference.vectors.norms import Norm, computed_norm, norm_values
from symact.reference.vectors.reference import VectorReference
from symact.reference.vectors.running_bounds import INVERSE_ROOT, Bounded
from symact.reference.vectors.table import pointwise_table, vector_table
from tests.helpers.vectors import encode, families

NAMES = ("rms_norm", "layer_norm", "rms_norm_weighted", "rms_norm_offset", "layer_norm_weighted")
QUANTITIES = (Quantity.VALUE, Quantity.JVP, Quantity.VJP)
FORMATS = ("float32", "bfloat16", "float64", "float8_e5m2")


def inputs(bound, fmt, quantity, length=7):
    """Return encodings of rows of many families; weights and vectors are normal, or small integers with zeros."""
    rng = np.random.default_rng(3)
    count = len(bound.activation.inputs) - 1 + (quantity != Quantity.VALUE)
    rows = []
    for row in [*families(length, 4), np.zeros(length), np.full(length, 1e-9)]:
        drawn = rng.normal(size=(count, length)), rng.integers(-1, 2, size=(count, length)).astype(float)
        rows += [np.concatenate([row, *beside]) for beside in drawn]
    return encode(fmt, np.stack(rows))


@pytest.mark.every(13)
@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_filter_and_loop_give_the_same_table(name, quantity, dtype):
    for params in ({}, {"eps": 0}):
        bound, fmt = bind(symact.get(name), params), get_format(dtype)
        bits = inputs(bound, fmt, quantity)
        found = vector_table(bound, fmt, quantity, bits)
        due = pointwise_table(VectorReference(bound, fmt, quantity, bits.shape[1]), bits)
        for column in ("y_bits", "y_lo_bits", "y_hi_bits", "flags", "ulp_exponent"):
            assert (getattr(found, column) == getattr(due, column)).all(), (column, params)


@cache
def exact(name, quantity):
    bound, fmt = bind(symact.get(name)), get_format("float64")
    bits = inputs(bound, fmt, quantity)
    return bound, bits, pointwise_table(VectorReference(bound, fmt, quantity, bits.shape[1]), bits).wide


def ratios(name, quantity):
    """Yield |exact - value|/bound for float64 rows."""
    bound, bits, wide = exact(name, quantity)
    columns = np.split(bits.view(np.float64), bits.shape[1] // 7, axis=1)
    found = norm_values(computed_norm(bound), quantity, columns)
    for k, (high, low, error) in enumerate(zip(*map(np.ravel, (*found.value, found.error)), strict=True)):
        if np.isfinite(error) and wide[k] is not None:
            with mpmath.workprec(400):
                value = wide[k]
                due = mpmath.mpf(value.significand) * mpmath.mpf(2) ** value.exponent * (-1 if value.negative else 1)
                off = abs(due - mpmath.mpf(float(high)) - mpmath.mpf(float(low)))
                # The 128-bit value is itself cut off.
                yield float((off - abs(due) * mpmath.mpf(2) ** -126) / mpmath.mpf(float(error)))


@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
@pytest.mark.parametrize("name", ["layer_norm", "rms_norm_offset", "layer_norm_weighted"])
def test_values_lie_within_their_bounds(name, quantity):
    found = list(ratios(name, quantity))
    assert len(found) > 100
    assert max(found) < 1


def one_word(monkeypatch):
    monkeypatch.setattr(running_bounds, "product", lambda a, b: Words(product(a, b).high, 0 * a.high))


def careless_sums(monkeypatch):
    monkeypatch.setattr(running_bounds, "total", lambda t: Words(t.high.sum(axis=-1), t.low.sum(axis=-1)))


def no_correction(monkeypatch):
    monkeypatch.setattr(running_bounds, "fast_two_sum", lambda a, b: Words(a, 0 * b))


def eps_in_one_word(monkeypatch):
    monkeypatch.setattr(norms, "two_words", lambda ball: (float(ball.mid()), 0.0))


@pytest.mark.parametrize("fault", [one_word, careless_sums, no_correction, eps_in_one_word])
def test_faults_break_the_bounds(fault, monkeypatch):
    fault(monkeypatch)
    assert max(max(ratios("layer_norm", quantity)) for quantity in QUANTITIES) > 1


def test_inverse_roots_keep_their_bound():
    rng = np.random.default_rng(1)
    high = np.ldexp(rng.uniform(0.5, 1, size=400), rng.integers(-800, 800, size=400))
    low = high * rng.uniform(-1, 1, size=400) * 2.0**-54
    found = Bounded.exact(high, low).inverse_root()
    with mpmath.workprec(300):
        for k in range(400):
            due = 1 / mpmath.sqrt(mpmath.mpf(high[k]) + mpmath.mpf(low[k]))
            off = abs(mpmath.mpf(found.words.high[k]) + mpmath.mpf(found.words.low[k]) - due)
            assert off < min(due * INVERSE_ROOT / 2, mpmath.mpf(found.error[k]))


def test_nothing_is_known_of_the_root_of_nothing():
    assert np.isinf(Bounded.exact(np.array([0.0, -1.0, 2.0**-950])).inverse_root().error).all()


def test_only_norms_are_recognised():
    x, w = (Symbol(name, real=True) for name in ("x", "weight"))

    def of(expression, **more):
        source = (Source("a test", "definition"),)
        return computed_norm(bind(Activation("f", "F", expression, source, domain=Vector(**more))))

    plain = x / sqrt(Total(x**2) / Total(1) + 2)
    assert of(plain) == Norm(False, 2)
    assert of(plain * w, beside=("weight",)) == Norm(False, 2, weighted=True)
    assert of(plain + w, beside=("weight",)) is None
    assert of(2 * plain) is None
    assert of(x / sqrt(Total(x**2) + 2)) is None
    assert of(x / (sqrt(Total(x**2) / Total(1)) + 2)) is None
    mean = Total(x) / Total(1)
    assert of((x - mean) / sqrt(Total((x - mean) ** 2) / (Total(1) - 1) + 2), least=2) is None


def test_rows_beyond_the_filter_are_decided_all_the_same():
    rows = np.array([[1e300, -1e300, 3e299], [1e-300, 2e-300, 0], [5e-324, 0, 0], [1e60, 1, 1e-60]])
    found = symact.table("rms_norm", dtype="float64", inputs=rows, params={"eps": 0})
    loop = pointwise_table(
        VectorReference(bind(symact.get("rms_norm"), {"eps": 0}), get_format("float64"), Quantity.VALUE, 3),
        rows.view(np.uint64),
    )
    assert (found.y_bits == loop.y_bits).all()
    assert (found.flags == loop.flags).all()
