"""Planted defects of pairs and gradients are all caught, their causes named; what is right is accused of nothing."""

from functools import cache

import numpy as np
import pytest

pytest.importorskip("scipy")

from scipy.special import expit

from symact import catalogue
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.formats.arrays import to_float64
from symact.formats.floating import get_format
from symact.formats.rounding import encode
from symact.judge.comparison.policy import Policy
from symact.judge.pairs.causes import diagnose
from symact.judge.pairs.comparison import compare
from symact.reference.pairs.points import MOST, pair_points
from symact.reference.pairs.table import Pairs
from tests.mutants.pairs import PLANTED, gelu, gelu_tanh, quick, relu, silu, silu_slope

FMT = get_format("bfloat16")
EVERY = 31
"""One of so many of the pairs that a verdict rests on is judged here."""


@cache
def subject(name, quantity, every=EVERY):
    bound, kind = bind(catalogue.get(name)), Quantity.of(quantity)
    bits = pair_points(bound, FMT, kind, 0, MOST)[0][::every]
    return bound, kind, Pairs(bound, FMT, kind, bits.shape[1]).build(bits)


def results(function, table):
    with np.errstate(all="ignore"):
        return encode(np.asarray(function(*to_float64(table.x_bits, FMT).T), dtype=np.float64), FMT)


def judged(name, quantity, function, every=EVERY):
    bound, kind, table = subject(name, quantity, every)
    found = compare(table, results(function, table), Policy(), 1.0)
    return bound, kind, found


@pytest.mark.every(18)
@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.says.replace(" ", "-"))
def test_planted_defects_are_caught(planted):
    found = judged(planted.name, planted.quantity, planted.function)[2]
    assert found.wrong.any()


@pytest.mark.every(38)
@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.says.replace(" ", "-"))
def test_their_causes_are_named(planted):
    bound, kind, found = judged(planted.name, planted.quantity, planted.function)
    causes = diagnose(bound, found, kind, FMT)
    assert [cause.name for cause in causes] == ([planted.cause] if planted.cause else [])


def test_a_function_that_saturates_as_another_is_not_taken_for_it():
    """10*tanh(b/10) has most results of a clipped b, where both are near 10: the verdict told it."""
    bound, kind, found = judged("swiglu", "value", lambda a, b: silu(a) * np.clip(b, -10, 10))
    (cause,) = diagnose(bound, found, kind, FMT)
    assert "tanh" not in cause.says
    assert cause.reproduced >= 0.95 * cause.tried


def test_a_stable_form_is_no_librarys_variant():
    """Beyond 37 softplus is b in float64: the verdict told the threshold 20 of PyTorch, which none of it has."""
    bound, kind, found = judged("glu", "value", lambda a, b: a * np.logaddexp(0, b))
    (cause,) = diagnose(bound, found, kind, FMT)
    assert "the factor of b is softplus" in cause.says


def gradient(slope, gate):
    return lambda a, b, v: np.stack([v * b * slope(a), v * gate(a)], axis=-1)


RIGHT = {
    ("swiglu", "value"): lambda a, b: silu(a) * b,
    ("glu", "value"): lambda a, b: a * expit(b),
    ("geglu", "value"): lambda a, b: gelu(a) * b,
    ("geglu_tanh", "value"): lambda a, b: gelu_tanh(a) * b,
    ("gtu", "value"): lambda a, b: np.tanh(a) * expit(b),
    ("sreglu", "value"): lambda a, b: relu(a) ** 2 * b,
    ("qgeglu", "value"): lambda a, b: quick(a) * b,
    ("reglu", "value"): lambda a, b: relu(a) * b,
    ("bilinear", "value"): lambda a, b: a * b,
    ("swiglu_oai", "value"): lambda a, b: quick(np.minimum(a, 7)) * (np.clip(b, -7, 7) + 1),
    ("swiglu", "vjp"): gradient(silu_slope, silu),
    ("reglu", "vjp"): gradient(lambda a: (a > 0) * 1.0, relu),
}


@pytest.mark.every(11)
@pytest.mark.parametrize(("name", "quantity"), list(RIGHT))
def test_what_computes_in_float64_is_not_accused(name, quantity):
    bound, kind, found = judged(name, quantity, RIGHT[name, quantity])
    finite = np.isfinite(to_float64(found.table.x_bits, FMT)).all(axis=1)
    ordinary = finite & (np.abs(to_float64(found.table.x_bits, FMT)[:, :2]) < 700).all(axis=1)
    assert not (found.violations(0.51) & ordinary).any()
    assert not diagnose(bound, found, kind, FMT)


def test_ties_that_float64_makes_are_accused_of_no_narrower_format():
    bound, kind, found = judged("swiglu_oai", "value", RIGHT["swiglu_oai", "value"], every=4)
    assert found.wrong.sum() > 100
    assert not diagnose(bound, found, kind, FMT)


@pytest.mark.every(6)
@pytest.mark.parametrize(("name", "quantity"), list(RIGHT))
def test_the_correctly_rounded_results_are_right(name, quantity):
    bound, kind, table = subject(name, quantity)
    found = compare(table, table.y_bits, Policy(zero_sign="strict"), 0.5)
    assert not found.wrong.any()
    assert not found.violations(0.5).any()
    assert diagnose(bound, found, kind, FMT) is None
