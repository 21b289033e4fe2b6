"""Rows of any definition in double words: every bound against rationals and mpmath, results against Ziv's loop."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from sympy import erf, exp, sin, sqrt

import symact
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.definition.reductions import is_one_number
from symact.formats.floating import get_format
from symact.reference.sweep.double_word import Words, product, two_sum
from symact.reference.vectors import bounded_rows, settled, shown_signs
from symact.reference.vectors.filtered import filtered
from symact.reference.vectors.reference import VectorReference
from symact.reference.vectors.settled import Settled
from symact.reference.vectors.table import pointwise_table, vector_table
from tests.helpers.vectors import encode, families

NAMES = ("sparsemax", "entmax15", "maxout", "hardmax", "softmax_softcap", "logmeanexp")
TEXTS = (
    "x/total(abs(x))",
    "1/x + total(x)",
    "log(1 + total(x**2))",
    "max(x - total(x)/total(1), 0)/(1 + total(x**2))",
    "x*tanh(total(x))",
)
QUANTITIES = (Quantity.VALUE, Quantity.JVP, Quantity.VJP)
FORMATS = ("float32", "bfloat16", "float64", "float8_e5m2")


def reference_of(name, dtype, quantity, length):
    activation = symact.define(name) if "(" in name else symact.get(name)
    bound = bind(activation)
    one = quantity == Quantity.VJP and is_one_number(bound.expression, activation.inputs)
    width = length + (0 if quantity == Quantity.VALUE else 1 if one else length)
    return VectorReference(bound, get_format(dtype), quantity, width)


def inputs(reference, seed):
    """Return rows of many families: ties, near ties, sums of few bits, numbers far apart."""
    draw = np.random.default_rng(seed)
    length, more = reference.length, reference.width - reference.length
    rows = [*families(length, seed), *draw.integers(-3, 4, size=(6, length)) / 4.0]
    rows += [1 + draw.integers(0, 3, size=length) * 2.0**-23, draw.normal(size=length) * 1e-42, np.zeros(length)]
    rows += [draw.normal(size=length) * 10.0 ** draw.integers(-6, 3) for _ in range(4)]
    vectors = [draw.normal(size=more), draw.integers(-2, 3, size=more)]
    return encode(reference.format, np.stack([np.concatenate([row, vectors[k % 2]]) for k, row in enumerate(rows)]))


@pytest.mark.every(12)
@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
@pytest.mark.parametrize("name", [*NAMES, *TEXTS])
def test_double_words_and_loop_give_the_same_table(name, quantity, dtype):
    if name == "hardmax" and quantity != Quantity.VALUE:
        pytest.skip("it jumps")
    reference = reference_of(name, dtype, quantity, 7)
    bits = inputs(reference, 2)
    found, due = vector_table(reference.bound, reference.format, quantity, bits), pointwise_table(reference, bits)
    for column in ("y_bits", "y_lo_bits", "y_hi_bits", "flags", "ulp_exponent"):
        assert (getattr(found, column) == getattr(due, column)).all(), column
    assert (np.abs(found.residual - due.residual) <= found.errors.margin + 2.0**-49).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_loop_is_seldom_asked(name, monkeypatch):
    """Normal numbers in float32 are decided in double words, exact results and ties among them."""
    reference = reference_of(name, "float32", Quantity.VALUE, 200)
    bits = encode(reference.format, np.random.default_rng(0).normal(size=(20, 200)))
    asked = []
    monkeypatch.setattr(reference, "row", lambda *row, own=reference.row: asked.append(row) or own(*row))
    filtered(reference, bits)
    assert len(asked) <= 1


def numbers(seed, count=300):
    draw = np.random.default_rng(seed)
    high = np.where(draw.random(count) < 0.4, draw.integers(-40, 40, count) / 8.0, draw.normal(size=count))
    high *= 2.0 ** draw.integers(-30, 30, count) if seed % 2 else 1.0
    rest = np.where(draw.random(count) < 0.5, 0.0, high * draw.uniform(-1, 1, count) * 2.0**-54)
    off = np.where(draw.random(count) < 0.7, 0.0, np.abs(high) * 2.0**-90)
    return Settled(two_sum(high, rest), off)


def as_fraction(number, place):
    return Fraction(float(number.words.high[place])) + Fraction(float(number.words.low[place]))


OPERATIONS = {
    "sum": (Settled.__add__, lambda a, b: a + b),
    "product": (Settled.__mul__, lambda a, b: a * b),
    "quotient": (Settled.over, lambda a, b: a / b if b else None),
    "exact quotient": (lambda a, b: (a * b).over(b), lambda a, b: a if b else None),
    "greater": (Settled.at_least, max),
}


@np.errstate(all="ignore")
def excess(name):
    """Return how far results lie beyond their bounds at most, the operands at the ends of their own."""
    found_by, exact = OPERATIONS[name]
    worst = Fraction(-1)
    for seed in (1, 2):
        one, two = numbers(seed), numbers(seed + 2)
        found = found_by(one, two)
        for place in range(len(found.error)):
            for s, t in ((1, 1), (1, -1), (-1, 1)):
                a = as_fraction(one, place) + s * Fraction(float(one.error[place]))
                b = as_fraction(two, place) + t * Fraction(float(two.error[place]))
                due = exact(a, b)
                if due is not None and np.isfinite(found.error[place]):
                    worst = max(worst, abs(due - as_fraction(found, place)) - Fraction(float(found.error[place])))
    return worst


@np.errstate(all="ignore")
@pytest.mark.parametrize("name", OPERATIONS)
def test_results_lie_within_their_bounds_and_exact_ones_are_exact(name):
    assert excess(name) <= 0
    found_by, _ = OPERATIONS[name]
    assert (found_by(numbers(2), numbers(4)).error == 0).sum() > (20 if name != "quotient" else 1)


def every_product_is_exact(monkeypatch):
    def careless(one, other, own=Settled.__mul__):
        found = own(one, other)
        return Settled.of(found, (one.error == 0) & (other.error == 0))

    monkeypatch.setitem(OPERATIONS, "product", (careless, OPERATIONS["product"][1]))


def every_quotient_comes_out(monkeypatch):
    monkeypatch.setattr(settled, "two_product", lambda a, b, c: Words(numbers(2).words.high, numbers(2).words.low))
    monkeypatch.setattr(settled, "reciprocal", lambda t: Words(1 / t.high, 0 * t.high))


def products_in_one_word(monkeypatch):
    monkeypatch.setattr(
        "symact.reference.vectors.running_bounds.product", lambda a, b: Words(product(a, b).high, 0 * a.high)
    )


@pytest.mark.parametrize(
    ("fault", "name"),
    [(every_product_is_exact, "product"), (products_in_one_word, "product"), (every_quotient_comes_out, "quotient")],
)
def test_faults_break_the_bounds(fault, name, monkeypatch):
    fault(monkeypatch)
    assert excess(name) > 0


def test_sums_of_rows_and_roots_lie_within_their_bounds():
    rows = numbers(2, 700)
    rows = Settled(Words(*(word.reshape(100, 7) for word in rows.words)), rows.error.reshape(100, 7))
    sums = rows.summed()
    for k in range(100):
        row = Settled(Words(rows.words.high[k], rows.words.low[k]), rows.error[k])
        due = sum(as_fraction(row, i) + Fraction(float(row.error[i])) for i in range(7))
        assert abs(due - as_fraction(Settled(Words(*(w[k] for w in sums.words)), sums.error[k]), 0)) <= sums.error[k, 0]
    squares = np.concatenate([np.arange(1.0, 60) ** 2 / 64, np.arange(1.0, 60)])
    roots = Settled.exact(squares).root()
    assert (roots.error[:59] == 0).all()
    assert (roots.words.high[:59] == np.arange(1.0, 60) / 8).all()
    for k in range(59, 118):
        found, error = as_fraction(roots, k), Fraction(float(roots.error[k]))
        if error:
            assert max(found - error, 0) ** 2 < Fraction(squares[k]) < (found + error) ** 2
        else:
            assert found**2 == squares[k]


def function_excess(name):
    """Return the greatest |exact - value|/bound of an elementary function, arguments at the ends of their bounds."""
    draw = np.random.default_rng(7)
    high = np.concatenate([draw.normal(size=150) * 10.0 ** draw.integers(-9, 3, 150), [0.5, 599.0, 30.0, 1e-300]])
    high = np.abs(high) if name == "log" else high
    words = two_sum(high, high * draw.uniform(-1, 1, len(high)) * 2.0**-54)
    argument = Settled(words, np.abs(high) * np.where(draw.random(len(high)) < 0.5, 0.0, 2.0**-70))
    found, worst = settled.FUNCTIONS[name](argument), 0.0
    with mpmath.workprec(400):
        for k in range(len(high)):
            for side in (-1, 1):
                x = mpmath.mpf(words.high[k]) + mpmath.mpf(words.low[k]) + side * mpmath.mpf(argument.error[k])
                off = abs(getattr(mpmath, name)(x) - mpmath.mpf(found.words.high[k]) - mpmath.mpf(found.words.low[k]))
                if np.isfinite(found.error[k]):
                    worst = max(worst, float(off / mpmath.mpf(found.error[k])))
    assert np.isfinite(found.error).mean() > 0.8
    return worst


@pytest.mark.parametrize("name", settled.FUNCTIONS)
def test_elementary_functions_keep_their_bounds(name):
    assert function_excess(name) < 1


@pytest.mark.parametrize("name", settled.FUNCTIONS)
def test_faults_break_the_bounds_of_elementary_functions(name, monkeypatch):
    monkeypatch.setattr(settled, "exponential", lambda d, own=settled.exponential: Words(own(d).high, 0 * d.low))
    assert function_excess(name) > 1


def test_a_threshold_that_is_guessed_wrong_decides_nothing(monkeypatch):
    rows = Settled.exact(np.random.default_rng(3).normal(size=(5, 9)))
    assert np.isfinite(shown_signs.threshold(rows, 1).error).all()
    monkeypatch.setattr(shown_signs.np, "cumsum", lambda *of, own=np.cumsum, **how: 0.0 * own(*of, **how))
    try:
        found = [shown_signs.threshold(rows, power) for power in (1, 2)]
    finally:
        monkeypatch.undo()
    assert any(np.isinf(each.error).any() for each in found)
    for power, each in zip((1, 2), found, strict=True):
        above = np.maximum(rows.words.high - each.words.high, 0) ** power
        known = np.isfinite(each.error)[:, 0]
        assert np.abs(above.sum(axis=1)[known] - 1).max(initial=0) < 1e-12


def test_where_one_entry_has_no_value_its_row_is_open():
    rows = np.array([[0.0, 40.0], [1.0, 2.0]], dtype=np.float32)
    found = symact.table(symact.define("1/x + total(x)"), dtype="float32", inputs=rows)
    assert np.isnan(found.y[0]).all()
    assert found.y[1].tolist() == [4.0, 3.5]


def test_what_has_no_rule_is_left_to_the_loop():
    x = symact.get("softmax").inputs[0]
    assert bounded_rows._is_read(exp(x) / 3 + x**-2 * sqrt(x))
    assert not any(map(bounded_rows._is_read, (x**9, sin(x), x**x, exp(x) + erf(x))))
