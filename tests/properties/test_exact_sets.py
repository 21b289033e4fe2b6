"""Every set on a sheet held against its own end points and neighbours, at which SymPy says what f is."""

import random

import pytest

from symact import catalogue, properties
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.formula import typed
from tests.helpers.exact_sets import complaints
from tests.helpers.random_formulas import formula
from tests.helpers.sheets import as_written, bound_facts

SETS = (
    "zeros",
    "sign",
    "fixed_points",
    "critical_points",
    "extrema",
    "dead_region",
    "lipschitz",
    "lipschitz_at",
    "range",
)

QUICK = ("relu", "binary_step", "celu", "hard_swish", "relu6", "softsign", "prelu")
"""Activations of every kind of end that are looked at in every run; the others in the long one."""

FORMULAS = (
    "sign(x)",
    "sign(x)*cosh(x)",
    "Max(0, x)**2",
    "sqrt(x**2 - 1)",
    "Piecewise((1, Eq(x, 2)), (0, True))",
    "Piecewise((x, x < 0), (exp(-x), True))",
    "Piecewise((x, x <= -1), (x**2 - 2, x < 1), (1, True))",
    "1/(1 + x**2) - 1",
    "Max(Min(x, 1), -1)*x",
)


def facts_of(subject):
    return as_written(fact for name in SETS for fact in properties.derive(subject, name))


def check(text):
    subject = typed.definition(text)
    assert list(complaints(subject.expression, claims_of_text(facts_of(subject)))) == [], text


def claims_of_text(facts):
    return {f.property: f.value for f in facts if f.value is not None and f.scope == "True"}


@pytest.mark.parametrize("name", QUICK)
def test_the_sets_of_some_activations_are_exact(name):
    bound = bind(catalogue.get(name))
    assert list(complaints(bound.expression, claims_of_text(facts_of(bound)))) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", catalogue.names("line"))
def test_the_sets_of_the_catalogue_are_exact(name):
    claimed = {key: value for key, value in claims_of_text(bound_facts(name)).items() if key in SETS}
    assert list(complaints(bind(catalogue.get(name)).expression, claimed)) == []


@pytest.mark.parametrize("text", FORMULAS)
def test_the_sets_of_formulas_are_exact(text):
    check(text)


def typed_text(seed):
    generator = random.Random(seed)
    return formula(generator, generator.choice((2, 2, 3, 3)))


@pytest.mark.parametrize("seed", [2, 8, 14, 15, 18, 20, 24, 36])
def test_the_sets_of_random_formulas_are_exact(seed, monkeypatch):
    monkeypatch.setattr(properties, "SECONDS", 1.5)
    check(typed_text(seed))


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(500))
def test_sets_and_agreement_of_many_random_formulas(seed, monkeypatch):
    monkeypatch.setattr(properties, "SECONDS", 3)
    try:
        subject = typed.definition(typed_text(seed))
    except SymactError:
        return
    facts = properties.derive_all(subject)
    assert not any("contradict each other" in str(part) for fact in facts for part in fact.parts)
    claimed = {f.property: f.value for f in as_written(facts) if f.property in SETS and f.value is not None}
    assert list(complaints(subject.expression, claimed)) == [], typed_text(seed)


WRONG = [
    # The same sets with an end, an isolated point or a gap that is not theirs.
    ("relu(x)", "zeros", [{"from": "-oo", "to": "0"}]),
    ("relu(x)", "fixed_points", [{"from": "0", "to": "oo"}]),
    ("relu(x)", "sign", [{"from": "-oo", "to": "0", "sign": 0}, {"from": "0", "to": "oo", "sign": 1}]),
    ("relu(x)", "dead_region", [{"from": "-oo", "to": "0", "has_to": True}]),
    ("relu(x)", "critical_points", []),
    ("Max(0, x)**2", "critical_points", [{"from": "-oo", "to": "0"}]),
    ("tanh(x)", "zeros", []),
    ("x**2", "zeros", [{"at": "1/3"}]),
    ("x**2", "extrema", [{"at": "0", "value": "1", "kind": "minimum", "global": True}]),
    ("cbrt(x)", "lipschitz_at", [{"at": "0"}]),
    ("1/(1 + x**2)", "range", {"lower": "0", "lower_attained": False, "upper": "1", "upper_attained": False}),
    ("1/(1 + x**2)", "range", {"lower": "0", "lower_attained": True, "upper": "1", "upper_attained": True}),
    ("1/(1 + x**2)", "range", {"lower": "1/2", "lower_attained": True, "upper": "1", "upper_attained": True}),
    ("log(x)", "sign", [{"from": "-1", "to": "1", "sign": -1}, {"from": "1", "to": "oo", "sign": 1}]),
]


@pytest.mark.parametrize(("text", "name", "value"), WRONG)
def test_a_planted_wrong_set_is_noticed(text, name, value):
    subject = typed.definition(text)
    right = claims_of_text(facts_of(subject))
    assert list(complaints(subject.expression, {**right, name: value})) != []
