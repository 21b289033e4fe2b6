"""Identities, derivatives in terms of f, derivatives by parameters and cost, of the whole catalogue."""

from dataclasses import replace

import mpmath
import pytest
import sympy
from sympy import Max, Min, Ne, Piecewise, Rational, S, Symbol, cos, exp, log, sqrt

from symact import catalogue, properties
from symact.definition.activation import Param, x
from symact.definition.bound import bind
from symact.evidence import Status
from symact.formula.typed import definition
from symact.properties import cost, derivative_identity, identities, parameter_derivatives
from tests.helpers.definitions import made
from tests.helpers.sample import DETAILED
from tests.helpers.sheets import as_written

f = Symbol("f", real=True)
alpha = Symbol("alpha", positive=True)


def parse(text, **names):
    return sympy.sympify(text, {"x": x, "f": f, **names})


def points(condition):
    grid = [Rational(k, 7) for k in (-61, -20, -5, -1, 2, 8, 23, 64)]
    return [at for at in grid if parse(condition) is True or parse(condition).subs(x, at) == sympy.true]


# f' in terms of f, as texts give it (defaults of the parameters); None: no identity of the forms tried.
SLOPES = {
    "celu": {-1: f + 1, 1: S.One},
    "elu": {-1: f + 1, 1: S.One},
    "gelu": None,
    "gelu_tanh": None,
    "hard_swish": None,
    "log_sigmoid": {0: 1 - exp(f)},
    "mish": None,
    "quick_gelu": {1: f / x + Rational(851, 500) * f * (1 - f / x)},
    "sigmoid": {0: f * (1 - f)},
    "silu": {1: f + f / x * (1 - f)},
    "sine": None,
    "softplus": {0: 1 - exp(-f)},
    "softsign": {-1: (1 + f) ** 2, 1: (1 - f) ** 2},
    "squareplus": {0: f**2 / (f**2 + 1)},
    "tanh": {0: 1 - f**2},
    "tanhshrink": {0: (x - f) ** 2},
}


@pytest.mark.every(3)
@pytest.mark.parametrize("name", DETAILED)
def test_derivative_in_terms_of_f(name):
    """By the text's formula where there is one, and by mpmath's derivative always."""
    bound = bind(catalogue.get(name))
    (fact,) = as_written(derivative_identity.derive(bound))
    assert fact.status >= Status.CERTIFIED
    if name in SLOPES and SLOPES[name] is None:
        assert fact.value == []
        return
    for at, expected in SLOPES.get(name, {}).items():
        (branch,) = [
            b for b in fact.value if parse(b["where"]) is True or parse(b["where"]).subs(x, at) == sympy.true
        ] or [b for b in fact.value if b["where"] == "Ne(x, 0)"]
        assert sympy.simplify(parse(branch["expression"]) - expected) == 0
    function = sympy.lambdify(x, bound.expression, "mpmath")
    with mpmath.workdps(40):
        for branch in fact.value:
            for at in points(branch["where"]):
                here = mpmath.mpf(at.p) / at.q
                slope = sympy.lambdify((x, f), parse(branch["expression"]), "mpmath")(here, function(here))
                assert abs(slope - mpmath.diff(function, here)) < mpmath.mpf(10) ** -15, at


@pytest.mark.every(3)
@pytest.mark.parametrize("name", DETAILED)
def test_derivative_identities_with_symbolic_parameters(name):
    (fact,) = as_written(derivative_identity.derive(catalogue.get(name)))
    if name == "sine":
        assert fact.status == Status.UNKNOWN
        return
    assert fact.status >= Status.CERTIFIED
    assert len(fact.value) == len(as_written(derivative_identity.derive(bind(catalogue.get(name))))[0].value)


def test_texts_of_derivative_identities():
    (elu,) = as_written(derivative_identity.derive(catalogue.get("elu")))
    assert elu.value == [{"where": "x < 0", "expression": "alpha + f"}, {"where": "x > 0", "expression": "1"}]
    (softplus,) = as_written(derivative_identity.derive(catalogue.get("softplus")))
    assert softplus.value == [{"where": "True", "expression": "1 - exp(-beta*f)"}]


def test_a_wrong_inverse_gives_no_identity(monkeypatch):
    monkeypatch.setattr(derivative_identity, "candidates", lambda e, variable, value: [log(value), 2 * value])
    (fact,) = as_written(derivative_identity.derive(catalogue.get("tanh")))
    assert fact.value in ([], None)


def test_an_identity_that_is_there_is_not_excluded(monkeypatch):
    """Without candidates nothing is found for the sigmoid; the determinant must not deny f (1 - f)."""
    monkeypatch.setattr(derivative_identity, "candidates", lambda e, variable, value: [])
    (fact,) = as_written(derivative_identity.derive(catalogue.get("sigmoid")))
    assert (fact.value, fact.status) == (None, Status.UNKNOWN)


@pytest.mark.parametrize("name", DETAILED)
def test_parameter_derivatives_by_mpmath(name):
    activation = catalogue.get(name)
    bound = bind(activation)
    (fact,) = as_written(parameter_derivatives.derive(bound))
    assert fact.status == Status.PROVED
    assert [row["parameter"] for row in fact.value] == [p.name for p in activation.params]
    symbols = [p.symbol for p in activation.params]
    values = [sympy.N(v, 40) for _, v in bound.values]
    function = sympy.lambdify((x, *symbols), activation.expression, "mpmath")
    with mpmath.workdps(30):
        for index, row in enumerate(fact.value):
            covered = 0
            for branch in row["pieces"]:
                told = sympy.lambdify(x, parse(branch["expression"]), "mpmath")
                for at in points(branch["where"]):
                    here, covered = mpmath.mpf(at.p) / at.q, covered + 1

                    def moved(value, here=here, index=index):
                        given = [mpmath.mpf(v) for v in values]
                        given[index] = value
                        return function(here, *given)

                    slope = mpmath.diff(moved, mpmath.mpf(values[index]))
                    assert abs(slope - told(here)) < mpmath.mpf(10) ** -12, (row["parameter"], at)
            assert covered == 8


def test_parameter_derivatives_with_symbols():
    def only(name):
        return as_written(parameter_derivatives.derive(catalogue.get(name)))[0].value

    assert only("prelu") == [
        {
            "parameter": "weight",
            "pieces": [{"where": "x < 0", "expression": "x"}, {"where": "x >= 0", "expression": "0"}],
        }
    ]
    assert only("relu") == []
    # The ends 1/(2 slope) move: f is not differentiable in the slope there.
    assert [p["where"] for p in only("hard_sigmoid")[0]["pieces"]] == [
        "x < -1/(2*slope)",
        "(x > -1/(2*slope)) & (x < 1/(2*slope))",
        "x > 1/(2*slope)",
    ]


def found(subject):
    facts = as_written(identities.derive(subject))
    assert all(fact.status >= Status.CERTIFIED for fact in facts), [fact.parts for fact in facts]
    (fact,) = facts
    return {row["identity"].removeprefix("f(x) = "): row["condition"] for row in fact.value}


# What does not hold for all parameters, from the literature: max(a x, x) needs a <= 1; torch's hard_sigmoid has
# the slope 1/6; GELU's two approximations are other functions; sign(0) = 0.
CONDITIONS = {
    ("binary_step", "sign(x)/2 + 1/2"): "False",
    ("gelu", "gelu_tanh(x)"): "False",
    ("gelu", "quick_gelu(x)"): "False",
    ("gelu_tanh", "gelu(x)"): "False",
    ("quick_gelu", "gelu(x)"): "False",
    ("leaky_relu", "Max(x, negative_slope*x)"): "negative_slope <= 1",
    ("prelu", "Max(x, weight*x)"): "weight <= 1",
    ("rrelu", "Max(x, x*(lower/2 + upper/2))"): "lower <= 2 - upper",
    ("hard_sigmoid", "relu6(x + 3)/6"): "Eq(slope, 1/6)",
}


@pytest.mark.every(3)
@pytest.mark.parametrize("name", DETAILED)
def test_textbook_forms_of_the_catalogue(name):
    conditions = found(catalogue.get(name))
    assert len(conditions) == len(catalogue.get(name).forms)
    assert conditions == {form: CONDITIONS.get((name, form), "True") for form in conditions}


@pytest.mark.every(4)
@pytest.mark.parametrize("name", DETAILED)
@pytest.mark.parametrize("factor", [Rational(1, 3), 1, 40])
def test_conditions_against_mpmath(name, factor):
    """For parameters moved off their defaults, the form agrees with f in 40 places exactly if its condition holds."""
    activation = catalogue.get(name)
    values = {p.symbol: (p.default or Rational(3, 2)) * factor for p in activation.params}
    f_at = sympy.lambdify(x, activation.expression.subs(values), "mpmath")
    names = {p.name: p.symbol for p in activation.params}
    for form in activation.forms:
        condition = parse(found(activation)[str(form)], **names)
        told = bool(condition.subs(values)) if condition not in (True, False) else condition
        form_at = sympy.lambdify(x, identities.unfold(form).subs(values), "mpmath")
        with mpmath.workdps(40):
            grid = [mpmath.mpf(k) / 8 for k in (-70, -30, -9, -1, 0, 1, 5, 20, 33, 100)]
            agrees = all(abs(f_at(at) - form_at(at)) < mpmath.mpf(10) ** -20 * (1 + abs(at)) for at in grid)
        assert agrees == bool(told), (name, form)


@pytest.mark.parametrize("name", [n for n in DETAILED if catalogue.get(n).params])
def test_bound_parameters_meet_the_condition_or_not(name):
    activation = catalogue.get(name)
    values = {p.symbol: p.default for p in activation.params if p.default is not None}
    for form, condition in found(activation).items():
        told = parse(condition, **{p.name: p.symbol for p in activation.params})
        assert found(bind(activation))[form] == str(told if told in (True, False) else told.subs(values))


def test_forms_that_are_wrong_in_one_place_are_refuted():
    """Planted: forms that agree with the definition but for one cell, one point or one part in 10^20."""
    weight = Symbol("weight", real=True)

    def wrong(name, *forms):
        return replace(catalogue.get(name), forms=forms)

    bump = Piecewise((Rational(1, 10**20), x > 1000), (0, True))
    relu = wrong("relu", Max(0, x) + bump, x * (1 + sympy.sign(x)) / 2)
    assert list(found(relu).values()) == ["False", "True"]
    prelu = wrong("prelu", Max(0, x) + weight * Min(0, x) + Max(0, x - 5) * (weight - 3))
    assert list(found(prelu).values()) == ["Eq(weight, 3)"]
    softplus = wrong("softplus", Max(x, 0) + log(1 + exp(-sympy.Abs(x))))
    assert list(found(softplus).values()) == ["Eq(beta, 1)"]  # log(2)/beta = log(2) at 0
    assert list(found(bind(softplus)).values()) == ["True"]
    assert list(found(bind(softplus, {"beta": "2"})).values()) == ["False"]


def test_a_function_without_forms_has_an_empty_list():
    assert found(made(x**2 + 1)) == {}


def test_affine_switches_keep_the_side():
    form = identities.with_affine_switches(Min(0, alpha * (exp(x) - 1)) + Max(exp(x / alpha) - 1, 0))
    assert not form.has(Max, Min)
    for at in (-2, Rational(1, 3)):
        value = form.subs({x: at, alpha: 3})
        assert abs(sympy.N(value - (Min(0, 3 * (exp(at) - 1)) + Max(exp(at / S(3)) - 1, 0)))) < 1e-12


# Counted by hand from the formulas.
COST = {
    "binary_step": {"compare": 1},
    "celu": {"add": 1, "compare": 1, "divide": 1, "exp": 1, "multiply": 1},
    "elu": {"add": 1, "compare": 1, "exp": 1, "multiply": 1},
    "gelu": {"add": 1, "divide": 1, "erf": 1, "multiply": 2},
    "gelu_tanh": {"add": 2, "divide": 1, "multiply": 3, "power": 1, "tanh": 1},
    "hard_sigmoid": {"add": 1, "max": 1, "min": 1, "multiply": 1},
    "hard_swish": {"add": 1, "divide": 1, "max": 1, "min": 1, "multiply": 1},
    "identity": {},
    "leaky_relu": {"compare": 1, "multiply": 1},
    "linear": {"multiply": 1},
    "log_sigmoid": {"add": 1, "exp": 1, "log": 1},
    "mish": {"add": 1, "exp": 1, "log": 1, "multiply": 1, "tanh": 1},
    "prelu": {"compare": 1, "multiply": 1},
    "quick_gelu": {"add": 1, "divide": 1, "exp": 1, "multiply": 1},
    "relu": {"max": 1},
    "relu6": {"max": 1, "min": 1},
    "rrelu": {"compare": 1, "multiply": 1},
    "selu": {"add": 1, "compare": 1, "exp": 1, "multiply": 2},
    "sigmoid": {"add": 1, "divide": 1, "exp": 1},
    "silu": {"add": 1, "divide": 1, "exp": 1},
    "sine": {"multiply": 1, "sin": 1},
    "softplus": {"add": 1, "divide": 1, "exp": 1, "log": 1, "multiply": 1},
    "softsign": {"abs": 1, "add": 1, "divide": 1},
    "squareplus": {"add": 2, "divide": 1, "power": 1, "sqrt": 1},
    "tanh": {"tanh": 1},
    "tanhshrink": {"add": 1, "tanh": 1},
}


@pytest.mark.parametrize("name", DETAILED)
def test_cost_of_the_catalogue(name):
    (fact,) = as_written(cost.derive(catalogue.get(name)))
    assert fact.value == COST[name]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # Equal parts once: one exp, though it is written twice.
        (exp(x) / (1 + exp(x)), {"add": 1, "divide": 1, "exp": 1}),
        (x * sqrt(2) + sqrt(3), {"add": 1, "multiply": 1}),
        (-x, {}),
        (x**2 * cos(x) / (3 * (1 + x)), {"add": 1, "cos": 1, "divide": 1, "multiply": 2, "power": 1}),
        (x / ((1 + x) * (2 + x**2)), {"add": 2, "divide": 1, "multiply": 1, "power": 1}),
        (1 / sqrt(1 + x**2), {"add": 1, "divide": 1, "power": 1, "sqrt": 1}),
        (Max(0, x, x**3), {"max": 2, "power": 1}),
        (Piecewise((x, x > 0), (2 * x, x > -1), (0, True)), {"compare": 2, "multiply": 1}),
        (Piecewise((x, Ne(x, 0)), (0, True)), {"compare": 1}),
        (2**x, {"power": 1}),
    ],
)
def test_cost_of_other_formulas(expression, expected):
    counter = cost.OperationCount(expression, x)
    assert dict(counter.counts) == expected


def test_parameters_called_like_the_value_are_refused():
    own = Param.positive("f", default=1)
    (fact,) = as_written(derivative_identity.derive(made(own.symbol * x, own)))
    assert fact.status == Status.UNKNOWN


@pytest.mark.parametrize(
    ("formula", "outside", "inside"),
    [
        ("exp(-b*x)/b", 0, -1),
        ("x**2/(b + 1)", -1, 0),
        ("sqrt(b)*abs(x)", -1, 0),
    ],
)
def test_what_is_said_of_the_text_holds_where_the_formula_has_a_value(formula, outside, inside):
    b = Symbol("b", real=True)
    for name in ("identities", "cost"):
        (fact,) = properties.derive(definition(formula, ["b"]), name)
        assert fact.scope.subs(b, outside) == sympy.false
        assert fact.scope.subs(b, inside) == sympy.true
