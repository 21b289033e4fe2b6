"""Formulas at rows are evaluated as mpmath and exact rationals have them, where exponentials overflow too."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Symbol, exp, log

from symact.definition.reductions import Greatest, SquareThreshold, Threshold, Total
from symact.judge.other_formulas import formula
from symact.judge.other_formulas.formula import Formula

X = Symbol("x", real=True)

ROWS = ([1.5, -2.0, 0.25], [1e4, 9999.0, -1e4], [-1e8, -1e8, 1.0], [1e308, 1e308, -1e308], [700.0, -745.0, 0.0])


def softmax(row):
    e = [mpmath.exp(u) for u in row]
    return [each / mpmath.fsum(e) for each in e]


def quiet(row):
    e = [mpmath.exp(u) for u in row]
    return [each / (1 + mpmath.fsum(e)) for each in e]


def less_lse(row):
    return [u - mpmath.log(mpmath.fsum([mpmath.exp(w) for w in row])) for u in row]


@pytest.mark.parametrize(
    ("expression", "due"),
    [
        (exp(X) / Total(exp(X)), softmax),
        (exp(X) / (1 + Total(exp(X))), quiet),
        (X - log(Total(exp(X))), less_lse),
        (1 / (1 + exp(-X)), lambda row: [1 / (1 + mpmath.exp(-u)) for u in row]),
        (X - Greatest(X), lambda row: [u - max(row) for u in row]),
    ],
    ids=lambda each: str(each) if isinstance(each, sympy.Expr) else "due",
)
def test_values_are_those_of_mpmath(expression, due):
    with mpmath.workdps(400):
        for row in ROWS if not expression.has(log) else ROWS[:3]:
            given = [mpmath.mpf(u) for u in row]
            expected = [float(each) for each in due(given)] if max(map(abs, row)) < 1e300 else None
            found = Formula(expression).values({X: np.array([row])})[0]
            if expected is not None:
                assert found == pytest.approx(expected, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("kind", [Threshold, SquareThreshold])
def test_thresholds_are_those_of_exact_rationals(kind):
    rng = np.random.Generator(np.random.PCG64(5))
    for row in (rng.normal(size=(40, 6)) * np.exp2(rng.integers(-3, 4, size=(40, 1)))).round(3):
        exact = kind.over([sympy.Rational(*Fraction(u).as_integer_ratio()) for u in row.tolist()])
        assert Formula(kind(X)).values({X: row[None]})[0, 0] == pytest.approx(float(exact), rel=1e-12, abs=1e-12)


def test_a_part_is_rounded_where_it_is_said_to_be():
    rows = np.array([[1.0, 2.0**-11, 3.0]])
    inner = X + 1
    found = Formula(X * inner, "float16", frozenset([inner])).values({X: rows})
    assert found.tolist() == [[2.0, 2.0**-11, 12.0]]
    assert Formula(X * inner).values({X: rows}).tolist() == [[2.0, 2.0**-11 + 2.0**-22, 12.0]]


def test_rounding_errors_of_float32_are_within_what_is_allowed():
    rng = np.random.Generator(np.random.PCG64(6))
    rows = (rng.normal(size=(50, 64)) * 10).astype(np.float32)
    values, off = Formula(exp(X) / Total(exp(X))).moved({X: rows.astype(np.float64)}, 2.0**-24)
    e = np.exp(rows - rows.max(axis=1, keepdims=True))
    narrow = e / e.sum(axis=1, keepdims=True)
    assert (np.abs(narrow - values) <= off + np.spacing(narrow)).mean() > 0.999
    assert (off <= 1e-4 * values).all()


def test_an_exponent_may_be_sought_too():
    p = Symbol("p", real=True)
    found = Formula(exp(X) ** p + X**p).values({X: np.full((2, 1), 3.0), p: np.array([[2.0], [-1.0]])})
    assert found.ravel().tolist() == pytest.approx([float(mpmath.exp(6)) + 9, float(mpmath.exp(-3)) + 1 / 3], rel=1e-15)


@pytest.mark.parametrize("at", [frozenset[sympy.Expr](), frozenset([exp(X)]), frozenset([Total(exp(X))])])
def test_parts_that_formulas_share_change_no_value(at):
    due, given = Formula(exp(X) / Total(exp(X))), {X: np.array(ROWS)}
    altered = Formula(exp(X) / (1 + Total(exp(X))), "bfloat16" if at else "", at)
    alone, shared = altered.values(given), altered.values(given, due.parts(given))
    assert np.array_equal(alone, shared, equal_nan=True)
    values, off = altered.moved(given, 2.0**-24, due.parts(given, 2.0**-24))
    assert np.array_equal(alone, values, equal_nan=True)
    assert off.shape == values.shape


def test_what_is_shared_is_not_computed_again(monkeypatch):
    due, given = Formula(exp(X) / Total(exp(X))), {X: np.array(ROWS)}
    known, computed = due.parts(given), []
    new = formula._Walk._new
    monkeypatch.setattr(formula._Walk, "_new", lambda walk, e: computed.append(e) or new(walk, e))
    Formula(2 * exp(X) / Total(exp(X))).values(given, known)
    assert set(computed) == {sympy.Integer(2), 2 * exp(X) / Total(exp(X))}
