"""The catalogue's functions of vectors are the functions that mpmath computes from their texts' formulas."""

import random

import mpmath
import pytest
import sympy

from symact import catalogue
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.definition.several import written_out


def softmax(values):
    return [mpmath.exp(v) / mpmath.fsum(mpmath.exp(w) for w in values) for v in values]


FORMULAS = {
    "softmax": softmax,
    "softmin": lambda values: softmax([-v for v in values]),
    "log_softmax": lambda values: [mpmath.log(y) for y in softmax(values)],
    "logsumexp": lambda values: [mpmath.log(mpmath.fsum(map(mpmath.exp, values)))],
}
"""Each function once more, of a list of numbers of mpmath."""


def test_every_function_of_vectors_has_a_formula():
    assert set(FORMULAS) == set(catalogue.names("vector"))


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("length", [1, 2, 5])
def test_agrees_with_the_formula(name, length):
    rng = random.Random(f"{name} {length}")
    row = [sympy.Rational(rng.randrange(-4096, 4096), 512) for _ in range(length)]
    written = written_out(bind(catalogue.get(name)), Quantity.VALUE, length)
    got = [each.xreplace(dict(zip(written.inputs, row, strict=True))) for each in written.results]
    with mpmath.workdps(50):
        due = FORMULAS[name]([mpmath.mpf(int(v.p)) / int(v.q) for v in row])
        assert len(got) == len(due)
        for value, expected in zip(got, due, strict=True):
            assert abs(mpmath.mpf(sympy.N(value, 50)) - expected) < mpmath.mpf(10) ** -40 * (1 + abs(expected))
