"""Quotients of sums of exponentials: what is rational is found, and what is irrational is not taken for it."""

from fractions import Fraction

import pytest
from flint import ctx, fmpq
from sympy import Symbol, exp, log, tanh

from symact.definition.reductions import Total
from symact.formats.round_to_odd import RoundToOdd
from symact.functions.exp2 import exp2
from symact.reference.vectors.exponential_sums import ExponentialSums
from symact.reference.vectors.steps import Steps

x = Symbol("x", real=True)
SUM = Total(exp(x))


def value(expression, entries, place=0):
    """Return the value at one entry rounded to odd, None where it is not found."""
    points = [(fmpq(Fraction(e).numerator, Fraction(e).denominator),) for e in entries]
    ctx.prec = 300
    steps = Steps(expression, (x,))
    field = ExponentialSums()
    return field.values(field.rounded, steps, steps.expression, points, [1] * len(points), [place]).get(place)


@pytest.mark.parametrize(
    ("expression", "entries", "due"),
    [
        (exp2(x) ** 2, ["1/2"], 2),
        (exp2(x) ** 3 / Total(exp2(3 * x)), ["1/2", "7/6"], Fraction(1, 5)),
        (exp2(x) / (exp2(x) + exp2(x + 1)), ["5/3"], Fraction(1, 3)),
        (exp2(-x) * exp2(x / 2) * Total(exp2(x / 2)), ["1/2", "9/2"], 5),
        ((SUM + 1) / SUM / (1 + 1 / SUM), [0, 1, 5], 1),
        (exp(x) * Total(exp(-x)) - SUM * exp(-x), [0, 0], 0),
        (exp(2 * x) / SUM**2 + 2 * exp(3) / SUM**2 + exp(6 - 2 * x) / SUM**2, [1, 2], 1),
        (log(3) * exp(x) * Total(exp(-x)) / log(3), [4], 1),
        (log(3) * (exp(x) - exp(2 - x)), [1], 0),
    ],
)
def test_rational_values_are_found(expression, entries, due):
    assert value(expression, entries) == RoundToOdd.from_ratio(*Fraction(due).as_integer_ratio())


@pytest.mark.parametrize(
    ("expression", "entries"),
    [
        (exp(x) / SUM, [0, 1]),
        (exp2(x) / Total(exp2(x)), ["1/2", 1]),
        (exp(x) * exp2(x), [1]),
        (tanh(x) * SUM / SUM, [1]),
        # The ends agree, the middle does not.
        ((exp(2 * x) + exp(2)) / (1 + Total(exp(x)) + exp(2 * x) - exp(x) + exp(2)), [1]),
        (exp(x) ** 2 / (SUM * (SUM - 1)) * (SUM**2 - SUM + 1) / exp(x) ** 2, [1]),
    ],
)
def test_irrational_values_are_not(expression, entries):
    found = value(expression, entries)
    assert found is None or not found.exact
