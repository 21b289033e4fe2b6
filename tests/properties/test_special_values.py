"""What a sheet says of parameters holds at each value: 0, +-1, roots of whatever may vanish, and random rationals."""

import random

import pytest

from symact import catalogue, properties
from symact.formula.typed import define
from tests.helpers.sheets import unhurried
from tests.helpers.special_values import disagreements, special_values

QUICK = [
    ("exp(a*x)", "a"),
    ("x/(x - a)", "a"),
    ("Piecewise((x, x < 0), (x + a, True))", "a"),
    ("sqrt(a)*x", "a"),
]
"""Formulas that change their kind at one value, and are derived in a second."""

TYPED = [
    *QUICK,
    ("a*tanh(x/a)", "a"),
    ("1/(x - a)", "a"),
    ("x/(1 + a*x**2)", "a"),
    ("max(a*x, x)", "a>0"),
    ("abs(a)*x", "a"),
    ("Piecewise((x - l, x > l), (x + l, x < -l), (0, True))", "l"),
    ("Piecewise((x - l, x > l), (x + l, x < -l), (0, True))", "l<0"),
    ("x - sin(a*x)**2/a", "a>0"),
    ("tanh(a*x + b)", "a", "b"),
    ("relu(x) + a*relu(-x)", "a"),
    ("x/(1 + exp(-b*x))", "b"),
    ("a*x**3 + x", "a"),
    ("x**2 + a*x + 1", "a"),
    ("log(1 + exp(a*x))/a", "a"),
    ("(exp(a*x) - 1)/a", "a"),
    ("1/(1 + a*exp(-x))", "a>0"),
    ("sin(a*x)", "a"),
    ("x + a*sin(x)", "a"),
    ("clip(x, a, b)", "a", "b"),
    ("max(a*x, b*x)", "a", "b"),
    ("x/sqrt(1 + a*x**2)", "a"),
    ("a + b*x", "a", "b"),
    ("Piecewise((a*x, x < 0), (b*x, True))", "a", "b"),
    ("abs(x - a)", "a"),
    ("(x - a)/(x - b)", "a", "b"),
    ("x*exp(-a*x**2)", "a"),
    ("atan(a*x)/a", "a"),
    ("x**2/(x - a)", "a"),
    ("exp(-abs(a*x))", "a"),
    ("erf(a*x)", "a"),
    ("abs(x**2 - a)", "a"),
    ("x*tanh(a*x)", "a"),
    ("c*tanh(x) + b", "b", "c>0"),
    ("relu(x) - (l + u)/2*relu(-x)", "l>0", "u>0"),
    ("clip(a*x + b, 0, 1)", "a>0", "b"),
    ("abs(x)**a", "a"),
    ("sign(x)*abs(x)**a", "a>0"),
    ("relu(x)**a", "a>0"),
]

WITH_PARAMETERS = [n for n in catalogue.names("line") if catalogue.get(n).params and catalogue.get(n).space().on_line]


def check(activation, most, seed=20261129):
    randomly = random.Random(seed)
    with unhurried():
        symbolic = properties.derive_all(activation)
        choices = {p.name: special_values(activation, p.symbol, randomly)[:most] for p in activation.params}
        for index in range(max(map(len, choices.values()))):
            # Other steps for other parameters: all of them at 0, and each at 0 with the others elsewhere.
            values = {name: own[index * step % len(own)] for step, (name, own) in enumerate(choices.items(), 1)}
            assert disagreements(activation, symbolic, values) == []


@pytest.mark.every(2)
@pytest.mark.parametrize(("formula", "parameter"), QUICK)
def test_a_formula_at_special_values(formula, parameter):
    check(define(formula, params=[parameter]), 2)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("formula", "parameters"), [(each[0], each[1:]) for each in TYPED])
def test_formulas_at_thirty_values(formula, parameters):
    check(define(formula, params=parameters), 30)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_the_catalogue_at_thirty_values(name):
    if name != "selu":  # its parameters follow from a condition
        check(catalogue.get(name), 30)
