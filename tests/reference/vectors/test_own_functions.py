"""Functions of vectors of one's own against mpmath; rows at which they have no value, kinks and limits."""

import random
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from sympy import Max, Rational, Symbol

import symact
from symact.definition.bound import bind
from symact.definition.domain import Vector
from symact.definition.reductions import Threshold
from symact.formats.arrays import bits_dtype
from symact.formats.floating import get_format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.table import Flag
from tests.helpers.own_vector_functions import evaluated

INF = np.inf
X = Symbol("x", real=True)

FORMULAS = (
    "x/total(abs(x))",
    "exp(x)/total(exp(2*x))",
    "exp(-x**2)/total(exp(-x**2))",
    "total(x**2)",
    "sqrt(total(x**2))",
    "x - total(x)/total(1)",
    "log(1 + total(abs(x)))",
    "total(x*exp(x))/total(exp(x))",
    "x + log(total(exp(-x)))",
    "exp(3*x)/total(exp(x))**3",
    "max(x, 0)/(1 + total(max(x, 0)))",
)


def numbers(fmt, rng, count):
    """Return encodings: ordinary numbers, small integers, subnormal ones, equal ones."""
    one = fmt.from_fraction(Fraction(rng.gauss(0, 2)))
    drawn = [
        rng.choice(
            (
                fmt.from_fraction(Fraction(rng.gauss(0, 3))),
                fmt.from_fraction(Fraction(rng.randrange(-4, 5))),
                rng.randrange(1, 9) | rng.choice((0, fmt.sign_bit)),
                one,
            )
        )
        for _ in range(count)
    ]
    return [one] * count if rng.random() < 0.2 else drawn


def by_mpmath(function, xs, vs, order):
    """Return the values, or the products with the Jacobian by differences of 2^-1200."""
    h = mpmath.mpf(2) ** -1200

    def change(direction):
        ends = [function([x + s * h * d for x, d in zip(xs, direction, strict=True)]) for s in (1, -1)]
        return [(p - q) / (2 * h) for p, q in zip(*ends, strict=True)]

    if order == 0:
        return function(xs)
    if order == "jvp":
        return change(vs)
    columns = [change([mpmath.mpf(i == j) for i in range(len(xs))]) for j in range(len(xs))]
    return [mpmath.fdot(column, vs) for column in columns]


def encoding(fmt, value):
    """Return a number of mpmath, rounded to 1,500 bits, in a format."""
    with mpmath.workprec(1500):
        sign, mantissa, exponent, _ = (+value)._mpf_
    number = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return fmt.round(RoundToOdd.from_ratio(-number.numerator if sign else number.numerator, number.denominator))


@pytest.mark.every(2)
@pytest.mark.parametrize("formula", FORMULAS)
def test_values_and_products_are_those_of_mpmath(formula):
    rng = random.Random(formula)
    subject = symact.define(formula)
    expression = bind(subject).expression
    function = evaluated(expression)
    for order in (0, "jvp", "vjp"):
        for dtype in ("float32", "bfloat16", "float64"):
            fmt, length = get_format(dtype), rng.randrange(1, 5)
            x = numbers(fmt, rng, length)
            single = len(function([mpmath.mpf(1)] * 2)) == 1
            v = numbers(fmt, rng, 0 if order == 0 else 1 if single and order == "vjp" else length)
            found = symact.table(subject, dtype=dtype, order=order, inputs=np.array([x + v], dtype=bits_dtype(fmt)))
            with mpmath.workprec(5000):
                exact = [mpmath.mpf(q.numerator) / q.denominator for q in map(fmt.to_fraction, x + v)]
                due = by_mpmath(function, exact[:length], exact[length:], order)
                # What differences leave of 0.
                due = [mpmath.mpf(0) if abs(each) < mpmath.mpf(2) ** -2300 else each for each in due]
            for got, flags, value in zip(found.y_bits.reshape(-1), found.flags.reshape(-1), due, strict=True):
                if not flags & (Flag.OPEN | Flag.KINK):
                    sign = fmt.sign_bit if value == 0 else 0
                    assert int(got) & ~sign == encoding(fmt, value) & ~sign, (dtype, order, x, v)


def table(formula, row, order=0):
    subject = formula if isinstance(formula, symact.Activation) else symact.define(formula)
    return symact.table(subject, dtype="float32", order=order, inputs=np.array([row], dtype="float32"))


@pytest.mark.parametrize(
    ("formula", "row"),
    [
        ("x/total(x)", [0, 0]),
        ("x**2/total(x**2)", [0]),
        ("x/sqrt(total(x**2))", [0, 0, 0]),
        ("x/(total(x) - 1)", [0, 1]),
        ("exp(x)/total(exp(x) - 1)", [0, 0]),
        ("sqrt(total(x))", [-1, -1]),
        ("x/total(abs(x))", [0, -0.0]),
        ("x*exp(x)/total(x*exp(x))", [0, 0]),
    ],
)
def test_nothing_is_required_where_a_function_has_no_value(formula, row):
    single = formula.startswith("sqrt")
    for order in (0, "jvp", "vjp"):
        v = [] if order == 0 else [1] if single and order == "vjp" else [1, 2, 3][: len(row)]
        found = table(formula, row + v, order)
        assert np.isnan(found.y).all()
        assert (found.flags == Flag.OPEN).all()


def test_equal_entries_beside_such_rows_have_their_values():
    assert table("x/total(x)", [-3, -3]).y.tolist() == [[0.5, 0.5]]
    assert table("x**2/total(x**2)", [0, 2]).y.tolist() == [[0, 1]]


def test_a_threshold_of_positive_numbers_may_be_negative():
    # Of one entry u the threshold is u - 1.
    inside = symact.Activation(
        "t",
        "t",
        Max(Threshold(X**2 + Rational(1, 4)), 0) + X,
        (symact.Source("a test", "definition"),),
        domain=Vector(),
    )
    assert table(inside, [0]).y.tolist() == [[0]]
    assert table(inside, [2]).y.tolist() == [[5.25]]


def test_the_modulus_has_both_slopes_at_0():
    found = table("total(abs(x))", [0, 2, 3, 5], "jvp")
    ends = (found.y_lo_bits.view(np.float32), found.y, found.y_hi_bits.view(np.float32))
    assert [each.tolist() for each in ends] == [[2], [2], [8]]
    assert found.has(Flag.KINK).all()


def test_choices_that_depend_on_each_other_are_no_interval():
    # Nearby one entry is above the mean and the other below it, never both.
    assert (table("abs(x - total(x)/total(1))", [1, 1, 3, -2], "vjp").flags == Flag.KINK | Flag.OPEN).all()
    alone = table("abs(x - total(x)/total(1))", [0, 1, 2, 1, 1, 1], "jvp")
    # (0, 1, 2): the middle entry alone is the mean, and its change that of the mean.
    assert alone.y.tolist() == [[0, 0, 0]]


def test_an_infinite_mask_leaves_its_entry_out():
    def masked(row, order=0):
        return symact.table("softmax_masked", dtype="float32", order=order, inputs=np.array([row], "float32"))

    alone = symact.table("softmax", dtype="float32", inputs=np.array([[1, 3.5]], "float32")).y.tolist()[0]
    assert masked([1, 2, 3, 0, -INF, 0.5]).y.tolist() == [[alone[0], 0, alone[1]]]
    slopes = symact.table("softmax", dtype="float32", order="vjp", inputs=np.array([[1, 3.5, 5, 7]], "float32")).y
    assert masked([1, 2, 3, 0, -INF, 0.5, 5, 6, 7], "vjp").y.tolist() == [[slopes[0, 0], 0, slopes[0, 1]]]
    for row in ([1, 2, INF, 0], [-INF, 2, -INF, 0], [1, 2, -INF, -INF]):
        assert (masked(row).flags == Flag.INFINITE_INPUT | Flag.OPEN).all()
    # A weight is no mask: without its entry the norm would be another.
    weighted = symact.table("rms_norm_weighted", dtype="float32", inputs=np.array([[1, 2, 1, -INF]], "float32"))
    assert (weighted.flags == Flag.INFINITE_INPUT | Flag.OPEN).all()


def test_an_exact_limit_beside_a_mask_is_decided():
    found = symact.table("log_softmax", dtype="float32", order="jvp", inputs=np.array([[0, 1, -INF, 3, 3, 3]], "f4"))
    assert found.y.tolist() == [[0, 0, 0]]


@pytest.mark.parametrize(
    ("row", "due", "tied"),
    [
        ([1, 3, 2], [0, 1, 0], [0, 0, 0]),
        ([3, 3, 1], [1, 0, 0], [1, 1, 0]),
        ([1, 3, 3, 3], [0, 1, 0, 0], [0, 1, 1, 1]),
        ([-1, -0.0, 0.0], [0, 1, 0], [0, 1, 1]),
        ([-INF, 0, 0], [0, 1, 0], [0, 1, 1]),
        ([5], [1], [0]),
    ],
)
def test_hardmax_takes_the_first_of_equal_entries(row, due, tied):
    found = symact.table("hardmax", dtype="float32", inputs=np.array([row], "float32"))
    assert found.y.tolist() == [due]
    assert found.has(Flag.JUMP).tolist() == [[bool(k) for k in tied]]
    # Beside a tie one of them is the greatest, whichever it is.
    assert found.y_lo_bits.view(np.float32).tolist() == [[0 if t else y for y, t in zip(due, tied, strict=True)]]
    assert found.y_hi_bits.view(np.float32).tolist() == [[1 if t else y for y, t in zip(due, tied, strict=True)]]


def test_hardmax_has_no_products_and_no_limit_at_the_other_infinity():
    with pytest.raises(symact.SymactError, match="jumps where two entries are equal"):
        symact.table("hardmax", dtype="float32", order="vjp", inputs=np.zeros((1, 4), "float32"))
    for row in ([INF, 1], [-INF, -INF]):
        found = symact.table("hardmax", dtype="float32", inputs=np.array([row], "float32"))
        assert (found.flags == Flag.INFINITE_INPUT | Flag.OPEN).all()


def test_no_fact_is_claimed_of_what_depends_on_places():
    own = symact.define("x*Attained(x - Greatest(x))")
    assert all(fact.value is None for fact in symact.derive(own, "permutation_equivariance"))
