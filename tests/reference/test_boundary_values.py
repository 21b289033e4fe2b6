"""Thresholds of rounded values: found again by going through all float16 numbers with NumPy."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
import sympy

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.formats.floating import FORMATS, get_format
from symact.reference.boundary_values import CORE, BoundaryValues, approximate, binades, core
from symact.reference.mpmath_values import Expression

HALF = get_format("float16")


def boundary_values(name, order=0, fmt=HALF):
    return BoundaryValues(bind(catalogue.get(name)), fmt, order)


def pairs(found):
    """Return thresholds as a set of (key, next key)."""
    keys = list(found.thresholds())
    return set(zip(keys[::2], keys[1::2], strict=True))


def all_halves():
    """Return the finite float16 numbers in ascending order, with their order keys."""
    positive = np.arange(1, HALF.max_bits + 1, dtype=np.uint16)
    values = positive.view(np.float16).astype(np.float64)
    keys = positive.astype(np.int64)
    return np.concatenate([-keys[::-1], [0], keys]), np.concatenate([-values[::-1], [0.0], values])


def changes(of_values):
    keys, values = all_halves()
    seen = of_values(values)
    return {(int(a), int(b)) for a, b, p, q in zip(keys, keys[1:], seen, seen[1:], strict=False) if p != q}


def sigmoid(values):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-values))


def test_where_a_sigmoid_becomes_1_and_0():
    found = pairs(boundary_values("sigmoid"))
    rounded = sigmoid(all_halves()[1]).astype(np.float16)
    keys = all_halves()[0]
    one = int(keys[np.argmax(rounded == 1)])
    positive = int(keys[np.argmax(rounded > 0)])
    normal = int(keys[np.argmax(rounded >= np.float16(2.0**-14))])
    assert {(key - 1, key) for key in (one, positive, normal)} <= found


def test_where_the_sign_of_value_and_slope_changes():
    found = pairs(boundary_values("silu"))
    with mpmath.workdps(30):
        bottom = mpmath.findroot(lambda u: mpmath.diff(lambda v: v / (1 + mpmath.exp(-v)), u), -1.28)
    keys, values = all_halves()
    turn = int(np.searchsorted(values, float(bottom)))
    assert (int(keys[turn - 1]), int(keys[turn])) in found
    assert {(-1, 0), (0, 1)} <= found


def test_where_tanh_leaves_its_tangent_and_reaches_1():
    found = pairs(boundary_values("tanh"))
    keys, values = all_halves()
    rounded = np.tanh(values).astype(np.float16)
    equal = rounded == values.astype(np.float16)
    leaves = int(keys[np.argmax((values > 0) & ~equal)])
    assert {(leaves - 1, leaves), (-leaves, 1 - leaves)} <= found
    one = int(keys[np.argmax(rounded == 1)])
    assert (one - 1, one) in found


def test_every_threshold_is_one():
    for name in ("sigmoid", "silu", "relu6"):
        found = boundary_values(name)
        for low, high in pairs(found):
            assert high == low + 1
            assert found.seen(low) != found.seen(high)


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
def test_breakpoints(fmt):
    keys = boundary_values("hard_sigmoid", fmt=fmt).breakpoints()
    assert [fmt.to_fraction(fmt.from_order_key(key)) for key in keys] == [-3, 3]


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
def test_binades_are_those_of_the_format(fmt):
    every = binades(fmt)
    assert (every[0][0], every[-1][1]) == (1, fmt.max_bits + 1)
    assert all(left[1] == right[0] for left, right in pairwise(every))
    starts = [fmt.to_fraction(fmt.from_order_key(start)) for start, _ in every]
    assert all(right == 2 * left for left, right in pairwise(starts))
    assert starts[0].numerator == 1
    inner = [fmt.to_fraction(fmt.from_order_key(start)) for start, _ in core(fmt)]
    assert inner == [s for s in starts if Fraction(2) ** CORE.start <= s < Fraction(2) ** CORE.stop]


def test_constants_as_rationals():
    assert approximate(sympy.Rational(-7, 3)) == Fraction(-7, 3)
    root = approximate(sympy.sqrt(2))
    assert abs(root * root - 2) < Fraction(1, 10**398)


def test_changes_are_counted_over_all_numbers():
    # relu6 has the classes of 0, subnormal and normal numbers, and two plateaus; nothing else changes.
    def classes(values):
        rounded = np.clip(values, 0, 6).astype(np.float16)
        return [(v == 0) + (v < 2.0**-14) for v in rounded.astype(np.float64)]

    found = pairs(boundary_values("relu6"))
    assert changes(classes) <= found
    six = HALF.order_key(HALF.from_fraction(Fraction(6)))
    # It is 6 from 6 on, and x up to 6.
    assert {(six - 1, six), (six, six + 1)} <= found


def test_mpmath_is_not_asked_for_exponents_that_take_it_for_ever():
    twice = Expression(sympy.exp(sympy.exp(x)), x)
    assert twice.at(1, 18, 100) is None
    with mpmath.workprec(100):
        assert twice.at(5, 0, 100) == mpmath.exp(mpmath.exp(5))


def test_numbers_too_long_for_mpmath_end_at_once():
    """tanh(exp(x)) ended in a MemoryError, for which there was a table of no format but small ones."""
    assert Expression(x * sympy.tanh(sympy.exp(x)), x).at(1, 127, 64) == mpmath.mpf(2) ** 127
    assert Expression(sympy.sinh(sympy.exp(x)), x).at(1, 127, 64) is None
    assert Expression(sympy.sin(sympy.exp(x)), x).at(1, 127, 64) is None
