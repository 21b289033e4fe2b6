"""Exact exponents of exponentials are ordered as the numbers are, and their exponentials are enclosed."""

from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.balls.exponent import Exponent, exponential
from symact.errors import UndecidedError
from tests.helpers.sample import examples

rationals = st.fractions(-50, 50, max_denominator=20)
written = st.tuples(rationals, st.dictionaries(st.fractions(1, 40, max_denominator=4), rationals, max_size=3))


@pytest.fixture(autouse=True)
def precision():
    ctx.prec = 168


def build(one):
    rational, terms = one
    return Exponent(fmpq(*rational.as_integer_ratio()), {q(s): q(c) for s, c in terms.items()})


def q(number):
    return fmpq(*Fraction(number).as_integer_ratio())


def truth(one):
    rational, terms = one
    return mpmath.mpf(1) * rational.numerator / rational.denominator + sum(
        mpmath.mpf(c.numerator) / c.denominator * mpmath.exp(mpmath.mpf(s.numerator) / s.denominator)
        for s, c in terms.items()
    )


@settings(max_examples=examples(15))
@given(one=written, other=written)
def test_order_and_sums_are_those_of_the_numbers(one, other):
    with mpmath.workdps(80):
        a, b = truth(one), truth(other)
        for found, expected in (
            (build(one) < build(other), a < b),
            (build(one) + build(other) > q(3), a + b > 3),
            (q(7) - build(one) / 2 < build(other), 7 - a / 2 < b),
            (build(one) == build(other), abs(a - b) < mpmath.mpf(10) ** -50),
        ):
            assert found == expected


@settings(max_examples=examples(15))
@given(one=written)
def test_their_exponentials_contain_the_number(one):
    with mpmath.workdps(60):
        power = mpmath.exp(truth(one))
        ball = exponential(build(one))
        # Exponents up to e^40 leave arb's own range neither up nor down, and mpmath has no limits.
        assert mpmath.mpf(str(arb(ball.lower()).str(40, radius=False))) <= power * (1 + mpmath.mpf(10) ** -30)
        assert mpmath.mpf(str(arb(ball.upper()).str(40, radius=False))) >= power * (1 - mpmath.mpf(10) ** -30)


def test_far_out_the_greatest_key_decides():
    tower = Exponent(q(0), {q(2) ** 1023: q(-1)})
    assert tower < -(q(2) ** 4096)
    assert exponential(tower) < arb(2) ** -(2**60)
    assert Exponent(q(0), {tower * -1: q(-1)}) < tower * 10**9
    assert tower - tower == q(0)
    assert hash(tower - tower) == hash(q(0))
    assert not exponential(-tower).is_finite()


def test_an_order_that_the_precision_does_not_show_is_not_guessed():
    near = Exponent(q(0), {q(50): q(1), q(50) + q(Fraction(1, 2**400)): q(-1)})
    with pytest.raises(UndecidedError, match="greater"):
        assert near < q(0)
