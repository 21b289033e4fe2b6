"""Norms and sparse functions of vectors: exact values and ties decided, against rationals written out by hand."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

import symact
from symact.formats.floating import get_format
from symact.reference.table import Flag
from symact.reference.vectors import square_roots
from symact.reference.vectors.thresholds import threshold

RATIONALS = st.lists(st.fractions(-3, 3, max_denominator=16), min_size=1, max_size=7)


def support_sum(terms, centre, square, power):
    """Return the sum over entries above centre - sqrt(square) of their distances' power, by intervals of 1e-30."""
    root = Fraction(square)
    low, high = Fraction(0), max(Fraction(1), root)
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if middle * middle <= root else (low, middle)
    t = centre - low
    return sum((u - t) ** power for u in terms if u > t)


@given(RATIONALS, st.sampled_from([1, 2]))
def test_the_sum_above_a_threshold_is_1(terms, power):
    found = threshold([fmpq(u.numerator, u.denominator) for u in terms], [1] * len(terms), power)
    centre, square = (Fraction(int(q.p), int(q.q)) for q in found)
    assert abs(support_sum(terms, centre, square, power) - 1) < Fraction(1, 10**20)


def test_entries_that_stand_several_times_count_so():
    terms = [fmpq(1, 2), fmpq(1, 3)]
    for power in (1, 2):
        assert threshold(terms, [2, 3], power) == threshold([terms[0]] * 2 + [terms[1]] * 3, [1] * 5, power)


def table(name, rows, dtype="float32", **more):
    return symact.table(name, dtype=dtype, inputs=np.array(rows, dtype=dtype), **more)


@pytest.mark.parametrize(
    ("name", "params", "row", "due"),
    [
        ("sparsemax", {}, [0, 0.5, 1], [0, Fraction(1, 4), Fraction(3, 4)]),
        ("sparsemax", {}, [0, 1], [0, 1]),
        ("sparsemax", {}, [1, 1, 1], [Fraction(1, 3)] * 3),
        ("sparsemax", {}, [1e30, 0, -1e30], [1, 0, 0]),
        ("entmax15", {}, [2, 2], [Fraction(1, 2)] * 2),
        ("entmax15", {}, [7], [1]),
        ("entmax15", {}, [0, 0, 0], [Fraction(1, 3)] * 3),
        ("entmax15", {}, [0, -2], [1, 0]),
        ("rms_norm", {"eps": 0}, [3, 0, 0, 4], [Fraction(6, 5), 0, 0, Fraction(8, 5)]),
        ("rms_norm", {"eps": "3/4"}, [1, 0, 0, 0], [1, 0, 0, 0]),
        ("layer_norm", {"eps": 0}, [1, 3, 1, 3], [-1, 1, -1, 1]),
        ("layer_norm", {}, [5, 5, 5], [0, 0, 0]),
        ("maxout", {}, [1, 3, -2], [3]),
    ],
)
def test_exact_values(name, params, row, due):
    found = table(name, [row], params=params)
    fmt = get_format("float32")
    assert found.y_bits.reshape(-1).tolist() == [fmt.from_fraction(Fraction(each)) for each in due]
    exact = [fmt.to_fraction(fmt.from_fraction(Fraction(each))) == each for each in due]
    assert found.has(Flag.EXACT).reshape(-1).tolist() == exact


def test_a_tie_of_a_norm_is_found():
    """The square of 1024 as a sum of squares, one of 683: three times 683/1024 lies halfway in float16."""
    row = [683, 762, 37, 7, 5, 0, 0, 0, 0]
    assert sum(k * k for k in row) == 1024**2
    found = table("rms_norm", [row], "float16", params={"eps": 0})
    assert (float(found.y[0, 0]), int(found.flags[0, 0])) == (2.0, Flag.TIE)
    assert found.wide[0].to_fraction() == Fraction(2049, 1024)


@pytest.mark.parametrize(
    ("name", "order", "row", "zeros"),
    [
        # The gradient of a norm at itself is 0 without eps, and entries that are 0 keep none.
        ("rms_norm", "vjp", [3, 1, 2, 6, 2, 4], 3),
        ("rms_norm", "jvp", [3, 1, 2, 6, 2, 4], 3),
        ("layer_norm", "vjp", [3, 1, 2, 7, 7, 7], 3),
        ("layer_norm", "jvp", [3, 1, 2, 6, 2, 4], 3),
    ],
)
def test_gradients_that_are_0_are_exactly_0(name, order, row, zeros):
    found = table(name, [row], order=order, params={"eps": 0})
    assert found.y.tolist() == [[0] * zeros]
    assert found.has(Flag.EXACT).all()


def test_infinite_entries_of_sparse_functions_vanish_at_one_side():
    found = table("sparsemax", [[0, -np.inf, 0.5], [np.inf, 0, 1]])
    assert found.y.tolist()[0] == [0.25, 0, 0.75]
    assert (found.flags[0] & Flag.INFINITE_INPUT).all()
    assert (found.flags[1] == Flag.INFINITE_INPUT | Flag.OPEN).all()


ROOTS = st.tuples(st.fractions(-3, 3, max_denominator=9), st.fractions(-3, 3, max_denominator=9))


@given(ROOTS, ROOTS, st.sampled_from([2, 3, Fraction(1, 2), 4, Fraction(9, 4)]))
def test_roots_are_compared_and_multiplied_exactly(u, v, r):
    field = square_roots.SquareRoots()
    radicand = fmpq(Fraction(r).numerator, Fraction(r).denominator)

    def number(pair):
        a, b = (fmpq(q.numerator, q.denominator) for q in pair)
        return field.total([{fmpq(1): a}, field.times({fmpq(1): b}, field.root(radicand))], [1, 1])

    def value(roots):
        return sum((Decimal(int(c.p)) / int(c.q)) * (Decimal(int(q.p)) / int(q.q)).sqrt() for q, c in roots.items())

    with localcontext() as context:
        context.prec = 60
        one, other = number(u), number(v)
        greater = value(field.greater(one, other))
        assert greater == max(value(one), value(other))
        assert abs(value(field.times(one, other)) - value(one) * value(other)) < Decimal("1e-50")
        if one:
            assert abs(value(field.inverse(one)) * value(one) - 1) < Decimal("1e-50")


@pytest.mark.parametrize(
    ("name", "order", "row", "low", "high"),
    [
        ("sparsemax", "vjp", [0, 1, 3, 5], [-1, 0], [0, 1]),
        ("sparsemax", "jvp", [0, 1, 3, 5], [-1, 0], [0, 1]),
        # One or both of two entries on the threshold: means 5, 4 and 11/3.
        ("sparsemax", "vjp", [1, 0, 0, 5, 3, 3], [0, -1, -1], [Fraction(4, 3), 0, 0]),
        ("sparsemax", "vjp", [1, 0, -5, 5, 3, 9], [0, -1, 0], [1, 0, 0]),
        ("sparsemax", "vjp", [1, 1, -5, 5, 3, 9], [1, -1, 0], [1, -1, 0]),
        ("maxout", "vjp", [2, 2, 1, 6], [0, 0, 0], [6, 6, 0]),
        ("maxout", "vjp", [2, 3, 1, 6], [0, 6, 0], [0, 6, 0]),
        ("maxout", "jvp", [2, 2, 1, 6, -3, 9], [-3], [6]),
        ("maxout", "jvp", [2, 2, 1, 6, 6, 9], [6], [6]),
        # Twice continuously differentiable at its threshold, t = -1 here.
        ("entmax15", "vjp", [0, -2, 3, 5], [0, 0], [0, 0]),
        ("sparsemax", "vjp", [-np.inf, 0, 1, 7, 3, 5], [0, -1, 0], [0, 0, 1]),
    ],
)
def test_derivatives_at_kinks_are_intervals(name, order, row, low, high):
    found, fmt = table(name, [row], order=order), get_format("float32")
    ends = [[fmt.from_fraction(Fraction(each)) for each in side] for side in (low, high)]
    assert [found.y_lo_bits.reshape(-1).tolist(), found.y_hi_bits.reshape(-1).tolist()] == ends
    due = [0 if a <= 0 <= b else min(a, b, key=abs) for a, b in zip(low, high, strict=True)]
    assert found.y_bits.reshape(-1).tolist() == [fmt.from_fraction(Fraction(each)) for each in due]
    assert found.has(Flag.KINK).reshape(-1).tolist() == [a != b for a, b in zip(low, high, strict=True)]


def test_kinks_with_too_many_choices_are_open():
    row = [1] + [0] * 1100 + [5] + list(range(1100))
    found = table("sparsemax", [row], order="vjp")
    assert (found.flags == Flag.KINK | Flag.OPEN).all()
    assert np.isnan(found.y).all()


def test_a_norm_without_eps_has_no_value_where_its_root_is_0():
    assert table("rms_norm", [[-3]], params={"eps": 0}).y.tolist() == [[-1]]
    assert table("rms_norm", [[2, 2, -2]], params={"eps": 0}).y.tolist() == [[1, 1, -1]]
    for name, row in (("layer_norm", [4, 4]), ("rms_norm", [0, 0])):
        for order, inputs in ((0, row), ("vjp", [*row, 1, 2])):
            found = table(name, [inputs], order=order, params={"eps": 0})
            assert np.isnan(found.y).all()
            assert (found.flags == Flag.OPEN).all()
