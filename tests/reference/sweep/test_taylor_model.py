"""Taylor models: the claimed bound against the true error from Arb, and planted faults that must break it."""

import dataclasses

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.enclosure.program import Program
from symact.reference.sweep import taylor_model as module
from symact.reference.sweep.taylor_model import UNIT, Model, divide, fit, gamma, horner, rounded_model

POINTS = 64

# Function, order, middle, exponent of the radius, degree: near the extrema of gelu and mish, in a tail, at a zero.
BLOCKS = [
    ("gelu", 0, fmpq(-3, 4), -4, 14),
    ("gelu", 1, fmpq(-3, 4), -5, 9),
    ("gelu", 0, fmpq(-11), -6, 14),
    ("mish", 1, fmpq(-19, 16), -4, 14),
    ("tanh", 2, fmpq(5, 16), -4, 14),
    ("softplus", 0, fmpq(-70), -3, 14),
    ("sine", 0, fmpq(1, 8), -9, 14),
]


def program(name):
    return Program(bind(catalogue.get(name)).pieces[0].expression, x)


def grid(count=POINTS):
    return (2 * np.arange(count, dtype=np.float64) + 1 - count) / count


def true_error(values, name, order, middle, radius, points):
    """The largest difference between computed values and the function at middle + 2^radius * t."""
    saved = ctx.prec
    ctx.prec = 300
    try:
        worst = arb(0)
        for value, t in zip(values.tolist(), points.tolist(), strict=True):
            place = arb(middle) + arb(t) * arb(fmpq(2) ** radius)
            truth = program(name).series(place, order + 1, 300)[order] * arb.fac_ui(order)
            worst = max(worst, arb(abs(truth - arb(value)).upper()), key=float)
        return float(worst)
    finally:
        ctx.prec = saved


def computed(coefficients, points):
    return horner(coefficients, points, np.empty(len(points)))


def holds(found, name, order, middle, radius, points=None):
    points = grid() if points is None else points
    return true_error(computed(found.coefficients, points), name, order, middle, radius, points) <= found.error


@pytest.mark.parametrize(("name", "order", "middle", "radius", "degree"), BLOCKS)
def test_the_bound_holds_and_is_not_idle(name, order, middle, radius, degree):
    found = fit(program(name), order, middle, fmpq(2) ** radius, degree, 160).model
    assert holds(found, name, order, middle, radius)
    assert found.error < 2.0**-40 * found.size


@pytest.mark.parametrize(("name", "order", "middle", "radius", "degree"), BLOCKS)
def test_a_weak_model_owns_up(name, order, middle, radius, degree):
    """A degree too low makes a large bound, which still holds."""
    found = fit(program(name), order, middle, fmpq(2) ** radius, 2, 160).model
    assert holds(found, name, order, middle, radius)


def test_lost_digits_are_counted():
    """At 64 bits the coefficients of x - tanh(x) cancel; the bound says so and holds."""
    found = fit(program("tanhshrink"), 0, fmpq(1, 1 << 20), fmpq(1, 1 << 24), 4, 64)
    assert found.lost > found.rest
    assert holds(found.model, "tanhshrink", 0, fmpq(1, 1 << 20), -24)


FAULTS = {
    "remainder dropped": lambda good, low: dataclasses.replace(low, error=good.error),
    "degree lowered without telling": lambda good, low: dataclasses.replace(good, coefficients=good.coefficients[:6]),
    "a coefficient rounded to 40 bits": lambda good, low: dataclasses.replace(
        good, coefficients=(float(np.float32(good.coefficients[0])), *good.coefficients[1:])
    ),
    "one coefficient lost": lambda good, low: dataclasses.replace(
        good, coefficients=(*good.coefficients[:3], 0.0, *good.coefficients[4:])
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("block", [BLOCKS[0], BLOCKS[3]], ids=["gelu", "mish'"])
def test_planted_faults_break_the_bound(fault, block):
    name, order, middle, radius, degree = block
    good = fit(program(name), order, middle, fmpq(2) ** radius, degree, 160).model
    low = fit(program(name), order, middle, fmpq(2) ** radius, 4, 160).model
    assert not holds(FAULTS[fault](good, low), name, order, middle, radius)


def test_a_unit_too_small_by_two_to_the_tenth_breaks_the_bound(monkeypatch):
    """Without the remainder's help, at the smallest blocks, Horner's own error must be in the bound."""
    name, order, middle, radius = "gelu", 0, fmpq(5, 4), -3
    good = fit(program(name), order, middle, fmpq(2) ** radius, 22, 160).model
    points = grid(4096)
    assert holds(good, name, order, middle, radius, points[::16])
    monkeypatch.setattr(module, "UNIT", UNIT / 1024)
    careless = fit(program(name), order, middle, fmpq(2) ** radius, 22, 160).model
    assert careless.error < good.error
    exact = true_error(computed(careless.coefficients, points[::16]), name, order, middle, radius, points[::16])
    rounding_of_coefficients = careless.error
    assert exact > rounding_of_coefficients / 64


@pytest.mark.parametrize("count", [2, 16, 64])
def test_parts_keep_the_bound(count):
    name, order, middle, radius, degree = BLOCKS[0]
    found = fit(program(name), order, middle, fmpq(2) ** radius, degree, 160).model
    parts = divide(found, count, 2.0**-56 * found.size)
    points, inner = grid(count * 32), grid(32)
    values = np.concatenate([computed(row.tolist(), inner) for row in parts.coefficients])
    assert parts.coefficients.shape[1] < degree
    assert true_error(values, name, order, middle, radius, points) <= parts.error < 2.0**-40 * parts.size


def test_parts_with_terms_too_few_break_the_bound():
    name, order, middle, radius, degree = BLOCKS[0]
    found = fit(program(name), order, middle, fmpq(2) ** radius, degree, 160).model
    parts = divide(found, 16, 2.0**-56 * found.size)
    points, inner = grid(16 * 32), grid(32)
    values = np.concatenate([computed(row.tolist()[:-2], inner) for row in parts.coefficients])
    assert true_error(values, name, order, middle, radius, points) > parts.error


def test_gamma_bounds_products_of_roundings():
    for count in (1, 5, 40, 1000):
        exact = (1 + fmpq(1, 1 << 53)) ** count - 1
        low = 1 - (1 - fmpq(1, 1 << 53)) ** count
        assert fmpq(*gamma(count).as_integer_ratio()) >= max(exact, low)


def test_no_finite_bound_gives_no_model():
    assert fit(program("softsign"), 0, fmpq(1), fmpq(4), 9, 96) is None
    assert rounded_model((1.0,), 0.0).relative < 2.0**-50
    assert Model((0.0, 1.0), 1.0, 1.0).relative == float("inf")
