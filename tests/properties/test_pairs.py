"""Facts on functions of pairs: what is written of gated units, what other formulas have, and what is not claimed."""

import mpmath
import pytest
import sympy

import symact
from symact.evidence import Status
from symact.sheets.plain import plain


def facts(name, property_):
    subject = name if name.isidentifier() else symact.define(name, inputs=("a", "b"))
    return symact.derive(subject, property_)


def only(name, property_):
    """Return a fact as a sheet writes it; one fact must hold for all parameters."""
    (fact,) = facts(name, property_)
    assert fact.scope == sympy.true
    return plain(fact)["value"]


WHOLE = {"lower": "-oo", "lower_attained": False, "upper": "oo", "upper_attained": False}


@pytest.mark.parametrize(
    ("name", "property_", "expected"),
    [
        ("swiglu", "linear_inputs", ["b"]),
        ("a*b", "linear_inputs", ["a", "b"]),
        ("glu", "homogeneous_inputs", {"a": 1}),
        ("reglu", "homogeneous_inputs", {"a": 1, "b": 1}),
        ("sreglu", "homogeneous_inputs", {"a": 2, "b": 1}),
        ("sign(a)*b**3", "homogeneous_inputs", {"a": 0, "b": 3}),
        ("glu", "partial_derivatives", ["df/da = 1/(1 + exp(-b))", "df/db = a/(4*cosh(b/2)**2)"]),
        ("reglu", "partial_derivatives", ["df/da = Piecewise((0, a < 0), (b, a > 0))", "df/db = Max(0, a)"]),
        ("swiglu", "pair_range", WHOLE),
        ("gtu", "pair_range", WHOLE | {"lower": "-1", "upper": "1"}),
        ("max(a, 0)*max(b, 0)", "pair_range", WHOLE | {"lower": "0", "lower_attained": True}),
        ("tanh(a)*atan(b)", "pair_range", WHOLE | {"lower": "-pi/2", "upper": "pi/2"}),
        ("reglu", "pair_zeros", "Eq(b, 0) | (a <= 0)"),
        ("swiglu", "pair_zeros", "Eq(a, 0) | Eq(b, 0)"),
        ("exp(a)/(1 + exp(b))", "pair_zeros", "False"),
        ("geglu", "limit_first_neg_inf", "0"),
        ("geglu", "limit_first_pos_inf", "oo*sign(b)"),
        ("glu", "limit_first_neg_inf", "-oo"),
        ("glu", "limit_second_pos_inf", "a"),
        ("gtu", "limit_first_neg_inf", "-1/(1 + exp(-b))"),
        (
            "glu",
            "special_values",
            ["f(0, b) = 0", "f(1, b) = 1/(1 + exp(-b))", "f(a, 0) = a/2", "f(a, 1) = a/(exp(-1) + 1)"],
        ),
        ("log(a)*b", "special_values", ["f(1, b) = 0", "f(a, 0) = 0", "f(a, 1) = log(a)"]),
    ],
)
def test_what_is_derived_of_gated_units(name, property_, expected):
    assert only(name, property_) == expected


def test_limits_of_swiglu_depend_on_the_sign_of_beta():
    found = {str(fact.scope): str(fact.value) for fact in facts("swiglu", "limit_first_neg_inf")}
    assert found == {"beta > 0": "0", "beta <= 0": "-oo*sign(b)"}


def test_the_range_of_the_clamped_one_is_that_of_a_gate_times_a_clamp():
    (fact,) = symact.derive("swiglu_oai", "pair_range", params={"alpha": "1.702", "limit": 7})
    gate = 7 / (1 + mpmath.exp(-mpmath.mpf("1.702") * 7))
    assert mpmath.almosteq(mpmath.mpf(sympy.N(fact.value.lower.exact, 30)), -6 * gate)
    assert mpmath.almosteq(mpmath.mpf(sympy.N(fact.value.upper.exact, 30)), 8 * gate)
    assert (fact.value.has_lower, fact.value.has_upper) == (True, True)
    assert fact.status is Status.CERTIFIED


@pytest.mark.parametrize("property_", ["pair_range", "pair_zeros", "partial_derivatives", "limit_first_pos_inf"])
@pytest.mark.parametrize("formula", ["a*b + 1", "max(a, b)"])
def test_what_is_no_product_of_two_factors_has_no_facts_by_factors(formula, property_):
    (fact,) = facts(formula, property_)
    assert fact.value is None
    assert "product" in fact.parts[0].reason


@pytest.mark.parametrize(
    ("formula", "property_", "reason"),
    [
        ("b/a", "pair_range", "gaps"),
        ("sin(a)*b", "pair_zeros", "recur"),
        ("sin(a)*b", "limit_first_pos_inf", "no limit"),
        ("sin(pi*a)*sin(pi*b)", "homogeneous_inputs", "degree"),
    ],
)
def test_what_does_not_follow_is_unknown(formula, property_, reason):
    (fact,) = facts(formula, property_)
    assert fact.value is None
    assert reason in fact.parts[0].reason


@pytest.mark.parametrize("formula", ["tanh(a)*exp(b)", "a*b + 1", "abs(a) + b"])
def test_what_is_linear_and_homogeneous_in_no_input_is_said_to_be(formula):
    for property_ in ("linear_inputs", "homogeneous_inputs"):
        (fact,) = facts(formula, property_)
        assert (property_, fact.value) in (("linear_inputs", []), ("homogeneous_inputs", {}))


def test_a_clamped_gate_is_linear_in_no_input_whatever_its_parameters():
    (fact,) = symact.derive("swiglu_oai", "linear_inputs")
    assert fact.value == []
