"""Facts of formulas with parameters: where each holds, by hand."""

import itertools
import json

import mpmath
import pytest
import sympy
from sympy import Eq, Ne, Symbol, exp

from symact import catalogue, properties
from symact.definition.activation import x
from symact.formula.typed import define
from symact.sheets.plain import plain
from symact.sheets.text import lines
from tests.helpers.sheets import as_written

a = Symbol("a", real=True)


def values(formula, name, *params):
    facts = as_written(properties.derive(define(formula, params=params), name))
    return {fact.scope: fact.value for fact in facts}


def test_an_antiderivative_that_divides_by_the_parameter():
    found = {f.scope: f.value for f in properties.derive(define("exp(a*x)", params=["a"]), "antiderivative")}
    assert {scope: branch["expression"] for scope, (branch,) in found.items()} == {
        Ne(a, 0): exp(a * x) / a - 1 / a,
        Eq(a, 0): x,
    }


def test_an_antiderivative_of_an_error_function_whose_scale_may_vanish():
    found = {f.scope: f.value for f in properties.derive(define("x*erf(x - a*x)", params=["a"]), "antiderivative")}
    assert found.keys() == {Ne(a, 1), Eq(a, 1)}
    assert found[Eq(a, 1)][0]["expression"] == 0
    own = found[Ne(a, 1)][0]["expression"].subs(a, 3)
    with mpmath.workdps(30):
        wanted = mpmath.quad(lambda t: -t * mpmath.erf(2 * t), [0, 1, 2])
        assert mpmath.almosteq(mpmath.mpf(str(own.subs(x, 2).evalf(30))), wanted, 1e-25)


A_SIGMOID = {"a < 0": "strictly decreasing", "Eq(a, 0)": "constant", "a > 0": "strictly increasing"}


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("formula", "parameter", "name", "expected"),
    [
        ("1/(x - a)", "a", "parity", {"Eq(a, 0)": "odd", "Ne(a, 0)": "neither"}),
        ("Piecewise((x, x < 0), (x + a, True))", "a", "parity", {"Eq(a, 0)": "odd", "Ne(a, 0)": "neither"}),
        ("Piecewise((x, x < 0), (x + a, True))", "a", "symmetry", {"Eq(a, 0)": ["f(x) + f(-x) = 0"], "Ne(a, 0)": []}),
        ("1/(1 + a*exp(-x))", "a>0", "symmetry", {"Eq(a, 1)": ["f(x) + f(-x) = 1"], "Ne(a, 1)": []}),
        ("sqrt(a)*x", "a", "parity", {"Eq(a, 0)": "both", "a > 0": "odd"}),
        ("sqrt(a)*x", "a", "period", {"Eq(a, 0)": "every", "a > 0": "none"}),
        ("x/(x - a)", "a", "continuous", {"Ne(a, 0)": False}),
        ("a*tanh(x/a)", "a", "continuous", {"Ne(a, 0)": True}),
        ("a*tanh(x/a)", "a", "parity", {"Ne(a, 0)": "odd"}),
        ("max(a*x, x)", "a>0", "convexity", {"Ne(a, 1)": "convex", "Eq(a, 1)": "affine"}),
        ("max(a*x, x)", "a>0", "lipschitz", {"a <= 1": "1", "a > 1": "a"}),
        ("abs(a)*x", "a", "lipschitz", {"a < 0": "-a", "Eq(a, 0)": "0", "a > 0": "a"}),
        ("Piecewise((x - l, x > l), (x + l, x < -l), (0, True))", "l<0", "continuous", {"True": False}),
        # It tends to -a/2 at -oo, and is that at x = -a; the other one is 0 at 0.
        ("(x + a)/(1 + exp(-x)) - a/2", "a", "monotonicity", {"True": "not monotonic"}),
        ("(x + a)/(1 + exp(-x)) - a/2", "a", "convexity", {"True": "neither"}),
        ("(x + a*sin(2*x))/(1 + exp(-x))", "a", "convexity", {"True": "neither"}),
        ("(x + a*sin(2*x))/(1 + exp(-x))", "a", "injective", {"True": False}),
        ("(x + a*sin(2*x))/(1 + exp(-x))", "a", "saturation", {"True": {"left": "soft", "right": "none"}}),
        ("(x + a*sin(2*x))/(1 + exp(-x))", "a", "sup_abs", {"True": "oo"}),
        ("a/(1 + exp(-x))", "a", "monotonicity", A_SIGMOID),
        ("x/(1 + a*x**2)", "a", "continuous", {"a < 0": False, "a >= 0": True}),
    ],
)
def test_scopes(formula, parameter, name, expected):
    assert values(formula, name, parameter) == expected


def test_an_asymptote_has_no_cases_at_which_only_later_terms_change_their_order():
    # f - x is -2*x*exp(-2*a*x) + exp(-x) and what both outgrow: a = 1/2 is the one place where they meet.
    rates = {
        str(scope): next(side["rate"] for side in value if side["side"] == "oo")
        for scope, value in values("log(1 + exp(x))*tanh(a*x)", "asymptotes", "a>0").items()
    }
    assert rates["a > 1/2"] == "exp(-x)"
    assert rates["Eq(a, 1/2)"] == "-2*x*exp(-x)"
    assert len(rates) <= 4


@pytest.mark.parametrize("formula", ["1/(1 + a*exp(x) + exp(2*x))", "1 + a*exp(x) + exp(2*x)"])
def test_the_rate_of_an_asymptote_is_another_where_its_coefficient_is_0(formula):
    found = {str(scope): value[0]["rate"] for scope, value in values(formula, "asymptotes", "a").items()}
    rate = found.pop("Eq(a, 0)")
    # f - 1 at x = -20, where its leading term is right to eight digits.
    exact = sympy.sympify(formula).subs({"a": 0, "x": -20}) - 1
    assert abs(sympy.N(sympy.sympify(rate).subs("x", -20) / exact - 1, 20, maxn=500)) < 1e-8
    assert all("Ne(a, 0)" in scope or "Eq(a, " in scope for scope in found)


def test_a_class_of_smoothness_has_its_scope_in_the_text():
    (below, rest) = properties.derive(define("x/(1 + a*x**2)", params=["a"]), "smoothness")
    assert (str(below.scope), str(rest.scope)) == ("a < 0", "a >= 0")
    assert lines(plain(rest)) == ["C^oo   if a >= 0"]


def test_conditions_of_a_class_of_smoothness_do_not_split_its_scope():
    # For a = 0 the conditions are on b alone, and still the same.
    found = values("Piecewise((a*x, x < 0), (b*x, True))", "smoothness", "a", "b")
    assert found == {"True": [{"condition": "Eq(a, b)", "order": "oo"}, {"condition": "Ne(a, b)", "order": 0}]}


def test_a_class_of_smoothness_is_told_by_the_discriminant_under_a_root():
    # With two zeros sqrt(x**2 + a*x + 1) ends there with an infinite slope, with one it is abs(x + a/2).
    assert values("sqrt(x**2 + a*x + 1)", "smoothness", "a") == {
        "(a > -2) & (a < 2)": [{"condition": "True", "order": "oo"}],
        "(a >= 2) | (a <= -2)": [{"condition": "True", "order": 0}],
    }


def test_no_symbol_of_a_case_is_told():
    activation = define("x - sin(a*x)**2/a", params=["a"])
    for name in ("limit_pos_inf", "inverse", "antiderivative", "monotonicity", "range", "asymptotes"):
        for fact in properties.derive(activation, name):
            data = plain(fact)
            told = [*lines(data), *(p["reason"] for p in data["evidence"] if p["kind"] == "gap")]
            assert "a_" not in json.dumps(told)


def test_conditions_that_divide_by_the_parameter_are_split_where_it_is_0():
    found = properties.derive(define("clip(a*x, -1, 1)", params=("a",)), "derivative_identity")
    slopes = {str(fact.scope): {str(piece["expression"]) for piece in fact.value} for fact in found}
    assert slopes == {"a < 0": {"0", "a"}, "Eq(a, 0)": {"0"}, "a > 0": {"0", "a"}}


def test_the_value_at_a_special_place_is_not_that_of_all():
    """0 is the slope where a = b = 0; where a = b it is b, though both have one value at 0."""
    for name, told in (("derivative_1", "b"), ("antiderivative", "b*x**2/2")):
        found = values("max(a*x, b*x)", name, "a", "b")
        assert found["Eq(a, b)"][0]["expression"] == told
    assert values("max(a*x, b*x)", "gaussian_second_moment", "a", "b") == {"True": "a**2/2 + b**2/2"}


def test_two_slopes_are_compared_on_both_sides_of_0():
    b = Symbol("b", real=True)
    subject = define("max(a*x,b*x)", params=["a", "b"])
    facts = {name: properties.derive(subject, name) for name in ("range", "lipschitz", "monotonicity")}
    for low, high in itertools.product(map(sympy.Rational, ("-3", "-1", "-1/2", "0", "1/2", "1", "3")), repeat=2):
        values = {a: low, b: high}
        here = {}
        for name, found in facts.items():
            (here[name],) = (each.value for each in found if each.scope.subs(values) == sympy.true)
        # For x > 0 f is the larger slope times x, for x < 0 the smaller one.
        right, left = max(low, high), min(low, high)
        assert here["lipschitz"].exact.subs(values) == max(abs(low), abs(high))
        assert here["range"].lower.exact == (sympy.S.Zero if left <= 0 <= right else -sympy.oo)
        assert here["range"].upper.exact == (sympy.oo if right > 0 or left < 0 else sympy.S.Zero)
        strict = {(1, 1): "strictly increasing", (-1, -1): "strictly decreasing", (0, 0): "constant"}
        weak = {(0, 1): "increasing", (-1, 0): "decreasing", (-1, 1): "not monotonic"}
        assert here["monotonicity"] == (strict | weak)[sympy.sign(left), sympy.sign(right)]


def test_a_parameter_on_both_sides_of_a_condition_is_left_out():
    # For x < 0 the smaller slope counts, which is a where a < b.
    assert values("max(a*x,b*x)", "limit_neg_inf", "a", "b") == {
        "(a < 0) & (a < b)": "oo",
        "Eq(a, 0) & (a < b)": "0",
        "(a > 0) & (a < b)": "-oo",
        "(a >= b) & (b < 0)": "oo",
        "Eq(b, 0) & (a >= 0)": "0",
        "(a >= b) & (b > 0)": "-oo",
    }


def test_two_parameters_are_compared_by_modulus_beside_a_third():
    # The values of b + c tanh(a x) are those between b - |c| and b + |c|; b alone where a or c is 0.
    symbols = a, Symbol("b", real=True), Symbol("c", real=True)
    found = properties.derive(define("b+c*tanh(a*x)", params=["a", "b", "c"]), "sup_abs")
    for point in itertools.product((-1, 0, 2), (-3, -1, 0, 1, 3), (-2, -1, 0, 1, 2)):
        values = dict(zip(symbols, point, strict=True))
        (here,) = (each for each in found if each.scope.subs(values) == sympy.true)
        rate, offset, height = point
        assert here.value.exact.subs(values) == abs(offset) + (abs(height) if rate else 0)


def test_where_two_parameters_have_special_values_at_once():
    # f = x for l = r = 1: each kink is gone at one value, and the symmetry of l = r is there at all.
    srelu = define("Piecewise((1 + r*(x - 1), x >= 1), (x, x > -1), (-1 + l*(x + 1), True))", params=["r>0", "l>0"])
    r, left = (srelu.param(name).symbol for name in "rl")
    breakpoints, symmetry = (properties.derive(srelu, name) for name in ("breakpoints", "symmetry"))
    for values in itertools.product((sympy.S.Half, sympy.S.One, sympy.S(2)), repeat=2):
        put = dict(zip((left, r), values, strict=True))
        (kinks,) = [fact.value for fact in breakpoints if fact.scope.subs(put) == sympy.true]
        assert [each["at"] for each in kinks] == [at for at, slope in ((-1, put[left]), (1, put[r])) if slope != 1]
        (found,) = [fact.value for fact in symmetry if fact.scope.subs(put) == sympy.true]
        assert bool(found) == (values[0] == values[1])
    assert len(breakpoints) == 4


@pytest.mark.parametrize(("name", "expected"), [("range", "-0.8999004665497"), ("critical_points", "-2.734900466549")])
def test_what_is_unknown_at_the_defaults_is_derived_there_beside_known_cases(name, expected):
    """b_silu is known at alpha = 0, and not for other symbols: its default is 1.67 (values by mpmath.findroot)."""
    alpha = catalogue.get("b_silu").params[0].symbol
    facts = properties.derive(catalogue.get("b_silu"), name)
    default = sympy.Rational(167, 100)
    holding = {value: [f for f in facts if f.scope.subs(alpha, value) == sympy.true] for value in (0, 1, default)}
    assert [len(each) for each in holding.values()] == [1, 1, 1]
    (found,) = holding[default]
    assert expected in str(as_written([found]))
    assert holding[1][0].value is None
