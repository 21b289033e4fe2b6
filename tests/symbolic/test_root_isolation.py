"""Zeros on an interval: as many as there are, where mpmath finds them, and none lost between boxes."""

import random
from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Rational, cos, erf, exp, log, pi, sin, sqrt, tanh

from symact.definition.activation import x
from symact.symbolic import root_isolation
from symact.symbolic.real_number import between, program
from symact.symbolic.root_isolation import Box, _append, _taylor, isolate
from tests.helpers.numbers import fraction
from tests.helpers.sample import examples


def check(expression, order, low, high, zeros):
    """Hold boxes against the zeros: cover, one zero each, signs right at points between."""
    boxes = isolate(expression, order, fmpq(low), fmpq(high))
    assert not isinstance(boxes, str), boxes
    assert (boxes[0].low, boxes[-1].high) == (low, high)
    assert all(a.high == b.low for a, b in pairwise(boxes))
    assert all(box.sign is not None for box in boxes)
    holding = [box for box in boxes if box.sign == 0]
    assert len(holding) == len(zeros)
    for box, zero in zip(holding, sorted(zeros), strict=True):
        assert fraction(box.low) <= zero <= fraction(box.high)
    value = sympy.lambdify(x, sympy.diff(expression, x, order), "mpmath")
    rng = random.Random(2)
    with mpmath.workdps(50):
        for box in boxes:
            ends = [mpmath.mpf(int(e.p)) / int(e.q) for e in (box.low, box.high)]
            if box.sign == 0:
                assert [mpmath.sign(value(end)) for end in ends] == [-box.rises, box.rises]
                continue
            for _ in range(5):
                place = ends[0] + (ends[1] - ends[0]) * mpmath.mpf(rng.random())
                assert mpmath.sign(value(place)) == box.sign
    return boxes


@settings(max_examples=examples(25))
@given(st.lists(st.fractions(-5, 5, max_denominator=50), min_size=0, max_size=5, unique=True))
def test_polynomials_with_rational_zeros(zeros):
    assume(all(abs(zero) < 5 for zero in zeros))
    expression = sympy.Mul(*(x - Rational(z.numerator, z.denominator) for z in zeros)) * (x**2 + 1)
    check(expression, 0, -5, 5, zeros)


def test_wilkinsons_polynomial_has_twenty_zeros():
    check(sympy.expand(sympy.Mul(*(x - k for k in range(1, 21)))), 0, 0, 21, range(1, 21))


@pytest.mark.parametrize(
    ("expression", "order", "starts"),
    [
        (x * tanh(log(1 + exp(x))), 1, [-1.19]),
        (x / (1 + exp(-x)), 1, [-1.28]),
        (x / (1 + exp(-x)), 2, [-2.4, 2.4]),
        (x * (1 + erf(x / sqrt(2))) / 2, 1, [-0.75]),
        (x * (1 + erf(x / sqrt(2))) / 2, 2, [-1.41, 1.41]),
        (x * exp(x) - 1, 0, [0.57]),
        (exp(-(x**2)), 3, [-1.22, 0, 1.22]),
    ],
    ids=str,
)
def test_derivatives_of_activations_against_findroot(expression, order, starts):
    value = sympy.lambdify(x, sympy.diff(expression, x, order), "mpmath")
    with mpmath.workdps(40):
        roots = [mpmath.findroot(value, start) for start in starts]
        # What findroot gives may miss by its last digit; a zero at 0 is exact.
        zeros = [Fraction(str(mpmath.nstr(root, 35))) if abs(root) > 1e-30 else Fraction(0) for root in roots]
    check(expression, order, -6, 7, zeros)


def test_many_zeros_of_a_wave():
    with mpmath.workdps(30):
        zeros = [Fraction(str(mpmath.nstr(k * mpmath.pi / 7, 25))) for k in range(-22, 23)]
    check(sin(7 * x), 0, -10, 10, zeros)


def test_close_zeros_are_told_apart():
    near = Rational(1, 10**6)
    boxes = check((x - near) * (x + near) * (x - 3), 0, -4, 4, [Fraction(-1, 10**6), Fraction(1, 10**6), 3])
    assert [box.rises for box in boxes if box.sign == 0] == [1, -1, 1]


def test_no_zero_is_one_box():
    (box,) = check(x**2 + Rational(1, 10**4), 0, -4, 5, [])
    assert box.sign == 1


@pytest.mark.parametrize("expression", [(x - 1) ** 2, x**3, (x - Rational(1, 3)) ** 2 * (x + 2), 1 - cos(x - 1)])
def test_a_multiple_zero_is_undecided_and_not_lost(expression):
    boxes = isolate(expression, 0, fmpq(-3), fmpq(4))
    open_ones = [box for box in boxes if box.sign is None]
    assert open_ones
    width = max(float(box.high - box.low) for box in open_ones)
    assert width < 1e-9
    (zero,) = {z for z in (0, Rational(1, 3), 1) if expression.subs(x, z) == 0}
    exact = fmpq(int(sympy.S(zero).p), int(sympy.S(zero).q))
    assert any(box.low <= exact <= box.high for box in open_ones)


def test_a_singularity_is_undecided_and_not_passed_over():
    for expression, at in ((1 / (x - 1), fmpq(1)), (log(x), fmpq(0)), (sqrt(x - 2), fmpq(2))):
        boxes = isolate(expression, 0, fmpq(-1), fmpq(4))
        assert isinstance(boxes, str) or any(b.sign is None and b.low <= at <= b.high for b in boxes)


def test_the_search_gives_up(monkeypatch):
    monkeypatch.setattr(root_isolation, "MOST_BOXES", 50)
    assert "50 boxes did not decide" in isolate(sin(50 * x), 0, fmpq(-9), fmpq(9))


def test_the_search_gives_up_early_where_it_does_not_come_through():
    # Of exp(-9*10^12) no ball of a width that is affordable has a sign.
    assert f"{root_isolation.PROBED - 1} boxes" in isolate(x * erf(750000 * x), 2, fmpq(-4), fmpq(4))
    assert root_isolation.PROBED < root_isolation.MOST_BOXES / 2


def test_the_working_precision_of_others_is_left_alone():
    before = ctx.prec
    try:
        ctx.prec = 77
        isolate(pi * x - 1, 0, fmpq(-1), fmpq(1))
        assert ctx.prec == 77
    finally:
        ctx.prec = before


@pytest.mark.parametrize("order", [0, 1, 3])
def test_the_taylor_form_contains_the_function_and_its_slope(order):
    expression, low, high = exp(2 * x) + x**9, fmpq(1, 4), fmpq(3, 4)
    count = order + root_isolation.TAYLOR
    over = program(expression).series(between(low, high), count + 1, 128)[-1]
    middle = program(expression).series(arb((low + high) / 2), count, 128)
    g = sympy.diff(expression, x, order) / sympy.factorial(order)
    for k in range(9):
        place = Rational(1, 4) + Rational(k, 16)
        offset = arb(fmpq(int(place.p), int(place.q)) - (low + high) / 2)
        for ball, exact in zip(_taylor(middle, over, offset, order), (g, sympy.diff(g, x)), strict=True):
            assert ball.overlaps(arb(str(exact.subs(x, place).evalf(30)), "1e-28"))


def test_neighbouring_zeros_stay_two():
    done = []
    for box in (Box(fmpq(0), fmpq(1), 0, 1), Box(fmpq(1), fmpq(2), 0, -1), Box(fmpq(2), fmpq(3), -1)):
        _append(done, box)
    _append(done, Box(fmpq(3), fmpq(4), -1))
    assert [(box.sign, box.rises, box.low, box.high) for box in done] == [(0, 1, 0, 1), (0, -1, 1, 2), (-1, 0, 2, 4)]
