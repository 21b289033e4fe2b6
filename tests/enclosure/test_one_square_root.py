"""Exact values with one square root against SymPy, and at points whose integers nobody should factor."""

import time

import pytest
import sympy
from flint import fmpq
from sympy import Rational, cbrt, sqrt

from symact.definition.activation import x
from symact.enclosure.one_square_root import TwoRootsError, evaluate

SQUAREPLUS = (x + sqrt(x**2 + 4)) / 2
EXPRESSIONS = [
    SQUAREPLUS,
    x / sqrt(1 + x**2),
    1 / (sqrt(x**2 + 4) - x) ** 3,
    sqrt(8) * x + sqrt(2) / (x - sqrt(2)),
    (x + sqrt(x**2 + 7)) * (sqrt(x**2 + 7) - x),
    x ** Rational(2, 3) + x**-2,
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
@pytest.mark.parametrize("place", [Rational(3, 2), Rational(8, 27), Rational(20, 21), sympy.S(3), Rational(7, 5)])
def test_the_value_is_that_of_sympy(expression, place):
    try:
        found = evaluate(expression, {x: fmpq(int(place.p), int(place.q))})
    except TwoRootsError:
        assert expression.has(x ** Rational(2, 3))  # another field
        return
    a, b, r = (Rational(int(each.p), int(each.q)) for each in found)
    assert sympy.simplify(a + b * sqrt(r) - expression.subs(x, place)) == 0
    assert (b == 0) == (sympy.degree(sympy.minimal_polynomial(expression.subs(x, place), sympy.Dummy())) == 1)


def test_no_number_is_factored():
    began = time.process_time()
    for k in range(300):
        place = -fmpq((1 << 900) + 2 * k + 1, 1 << 40)
        assert evaluate(SQUAREPLUS, {x: place}).factor != 0
    assert time.process_time() - began < 1


def test_what_is_rational_is_exact():
    # 20^2 + 21^2 = 29^2
    assert evaluate(sqrt(x**2 + 441), {x: fmpq(20)}).rational == 29
    assert evaluate(SQUAREPLUS, {x: fmpq(3, 2)}).rational == 2


@pytest.mark.parametrize(
    "expression", [sqrt(2) + sqrt(x), cbrt(x), sqrt(1 + sqrt(x)), sympy.exp(x), abs(x), 1 / (x - 3), sqrt(2 - x)]
)
def test_other_fields_are_left_to_others(expression):
    with pytest.raises(TwoRootsError):
        evaluate(expression, {x: fmpq(3)})
