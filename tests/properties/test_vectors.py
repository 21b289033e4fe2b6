"""Facts on functions of vectors: attacked by numbers, held against the literature, and not claimed where they fail."""

import random

import numpy as np
import pytest
import sympy

import symact
from symact import Activation, Source, catalogue
from symact.checking.second_opinion import SecondOpinion
from symact.definition.bound import bind
from symact.definition.domain import Vector
from symact.errors import SymactError
from symact.evidence import Status
from symact.properties import applicable, derive_all
from symact.sheets.plain import plain
from tests.helpers.own_vector_functions import OWN, drawn, matrix
from tests.helpers.vector_formulas import FORMULAS

NAMES = [name for name in FORMULAS if len(catalogue.get(name).inputs) == 1]


def refuted(subject, facts):
    """Return what numbers say against facts that are known: property -> objection."""
    known = [plain(fact) for fact in facts if fact.value is not None]
    opinion = SecondOpinion({"facts": known, "expression": str(subject.expression), "parameters": []})
    return {fact["property"]: said for fact in known if (said := opinion.objection(fact)) != ""}


@pytest.mark.every(7)
@pytest.mark.parametrize("name", [*NAMES, *OWN])
def test_no_fact_is_refuted_by_numbers(name):
    definition = bind(symact.define(name) if name in OWN else catalogue.get(name))
    facts = derive_all(definition)
    assert {fact.property for fact in facts} == set(applicable(definition))
    assert all((fact.value is None) is (fact.status is Status.UNKNOWN) for fact in facts)
    assert refuted(definition, facts) == {}


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(1, 60))])
def test_no_fact_on_a_random_function_is_refuted(seed):
    own = Activation("f", "F", drawn(random.Random(seed)), (Source("a test", "random"),), domain=Vector())
    assert refuted(own, derive_all(own)) == {}


def value(name, property_, **params):
    """Return a fact as a sheet writes it; one fact must hold for all parameters."""
    (fact,) = symact.derive(name, property_, params=params or None)
    return plain(fact)["value"]


@pytest.mark.parametrize(
    ("property_", "expected"),
    [
        ("entry_sum", "1"),
        ("entry_bounds", "Interval.open(0, 1)"),
        ("on_simplex", True),
        ("entry_order", "kept strictly"),
        ("shift_invariance", True),
        ("permutation_equivariance", True),
        ("jacobian_form", matrix("f", "f f 1")),
        ("jacobian_kernel", ["1"]),
        ("jacobian_rank", "n - 1"),
        ("lipschitz_2_norm", "1/2"),
        ("lipschitz_max_norm", "1/2"),
        ("limit_scale_zero", "1/n"),
        ("limit_scale_infinity", "1/m at the m greatest entries, 0 at the others"),
        ("one_entry", "1"),
        (
            "two_entries",
            [
                "f_1 = exp(x1)/(exp(x1) + exp(x2))",
                "f_1 = 1/(exp(-x1 + x2) + 1)",
                "f_1 = tanh(x1/2 - x2/2)/2 + 1/2",
            ],
        ),
    ],
)
def test_what_the_literature_says_of_softmax(property_, expected):
    assert value("softmax", property_) == expected


@pytest.mark.parametrize(
    ("name", "property_", "expected"),
    [
        ("quiet_softmax", "on_simplex", False),
        ("quiet_softmax", "shift_invariance", False),
        ("quiet_softmax", "jacobian_rank", "n"),
        ("quiet_softmax", "entry_sum", "Total(exp(x))/(Total(exp(x)) + 1)"),
        ("quiet_softmax", "limit_scale_zero", "1/(n + 1)"),
        ("softmin", "entry_order", "reversed strictly"),
        ("softmin", "jacobian_form", matrix("f", "f f 1", factor="-1")),
        ("softmin", "relations", ["f(x) = softmax(-x)"]),
        ("softmax_base2", "lipschitz_2_norm", "log(2)/2"),
        ("softmax_temperature", "lipschitz_2_norm", "1/(2*temperature)"),
        ("log_softmax", "relations", ["f(x) = log(softmax(x))", "f(x) = x - logsumexp(x)"]),
        ("log_softmax", "jacobian_form", matrix("1", "1 exp(f) 1")),
        ("logsumexp", "shift_equivariance", True),
        ("logsumexp", "joint_convexity", "convex"),
        ("logsumexp", "relations", ["df/dx_i = softmax(x)", "f(x) = x - log_softmax(x)"]),
        ("sparsemax", "entry_bounds", "Interval(0, 1)"),
        ("sparsemax", "one_entry", "1"),
        ("sparsemax", "two_entries", ["f_1 = Max(0, Min(1, x1/2 - x2/2 + 1/2))"]),
        ("sparsemax", "lipschitz_2_norm", "1"),
        ("sparsemax", "limit_scale_zero", "1/n"),
        ("entmax15", "limit_scale_infinity", "1/m at the m greatest entries, 0 at the others"),
        ("layer_norm", "shift_invariance", True),
        ("layer_norm", "entry_sum", "0"),
        ("quiet_softmax", "lipschitz_2_norm", "1/2"),
        ("quiet_softmax", "homogeneity", False),
        ("log_softmax", "lipschitz_2_norm", "oo"),
        ("log_softmax", "lipschitz_max_norm", "2"),
        ("softmax_softcap", "jacobian_form", matrix("f", "f f 1", columns="1 - tanh(x/cap)**2")),
        ("softmax_softcap", "lipschitz_2_norm", "1/2"),
        ("softmax_softcap", "scale_invariance", False),
        ("softmax_masked", "jacobian_rank", "n - 1"),
        ("sparsemax", "jacobian_form", matrix("sign(f)", "sign(f) sign(f) Total(sign(f))")),
        ("sparsemax", "lipschitz_max_norm", "2"),
        ("entmax15", "lipschitz_2_norm", "1"),
        ("hardmax", "permutation_equivariance", False),
        ("hardmax", "lipschitz_2_norm", "oo"),
        ("hardmax", "limit_scale_zero", "1 at the first of the greatest entries, 0 at the others"),
        ("maxout", "lipschitz_2_norm", "1"),
    ],
)
def test_kin_of_softmax_and_norms_have_facts_of_their_own(name, property_, expected):
    assert value(name, property_) == expected


@pytest.mark.parametrize("rows", [[3, 0], [-0.75, 0.25], [0.5, -0.5], [0.3, 1.1], [2, 2]])
@pytest.mark.parametrize("name", ["sparsemax", "entmax15"])
def test_sparse_functions_of_two_entries_are_those_of_their_values(name, rows):
    (fact,) = symact.derive(name, "two_entries")
    symbols = sorted(fact.value[0].right.free_symbols, key=str)
    due = fact.value[0].right.subs(dict(zip(symbols, map(sympy.Rational, rows), strict=True)))
    assert symact.values(name, np.array([rows], dtype=np.float64))[0, 0] == float(sympy.N(due, 30))


@pytest.mark.parametrize(
    ("property_", "of_rms", "of_layer"),
    [
        ("entry_bounds", "Interval(-sqrt(n), sqrt(n))", "Interval(-sqrt(n - 1), sqrt(n - 1))"),
        ("jacobian_rank", "n - 1", "n - 2"),
        ("lipschitz_2_norm", "oo", "oo"),
        ("homogeneity", 0, 0),
        ("limit_scale_infinity", "x/sqrt(Total(x**2)/Total(1))", None),
    ],
)
def test_norms_without_eps_are_projections_on_a_sphere(property_, of_rms, of_layer):
    for name, due in (("rms_norm", of_rms), ("layer_norm", of_layer)):
        assert due is None or value(name, property_, eps=0) == due


@pytest.mark.parametrize(
    ("property_", "of_rms", "of_layer"),
    [
        ("entry_bounds", "Interval.open(-sqrt(n), sqrt(n))", "Interval.open(-sqrt(n - 1), sqrt(n - 1))"),
        ("jacobian_rank", "n", "n - 1"),
        ("lipschitz_2_norm", "2", "2"),
        ("lipschitz_max_norm", "oo", "oo"),
        ("homogeneity", False, False),
        ("shift_equivariance", False, False),
        ("limit_scale_zero", "0", "0"),
    ],
)
def test_norms_with_eps_are_smooth(property_, of_rms, of_layer):
    for name, due in (("rms_norm", of_rms), ("layer_norm", of_layer)):
        assert value(name, property_, eps="1/4") == due


def test_the_norm_of_a_norm_s_slopes_grows_with_the_number_of_entries():
    """At (sqrt(n - 1), 1, -1, ...) row 1 of RMSNorm's Jacobian has a sum of absolute values near sqrt(n)/2^(3/2)."""
    for n in (5, 101, 10001):
        xs = np.array([np.sqrt(n - 1), *([1.0, -1.0] * (n // 2))])
        root = np.sqrt(np.mean(xs**2) + 1e-6)
        f = xs / root
        row = ((np.arange(n) == 0) - f[0] * f / n) / root
        assert np.abs(row).sum() > np.sqrt(n) / 3


@pytest.mark.parametrize("name", ["rms_norm", "layer_norm"])
def test_scale_invariance_holds_for_eps_0_alone(name):
    found = {str(fact.scope): fact.value for fact in symact.derive(name, "scale_invariance")}
    assert found == {"Eq(eps, 0)": True, "eps > 0": False}


def test_a_parameter_that_may_be_0_takes_facts_with_it():
    own = symact.define("exp(a*x)/total(exp(a*x))", params=["a"])
    (rank,) = symact.derive(own, "jacobian_rank")
    assert str(rank.scope) == "Eq(a, 1)"
    (order,) = symact.derive(own, "entry_order")
    assert str(order.scope) == "Eq(a, 1)"


@pytest.mark.parametrize("term", ["exp(x)", "1 + x**2"])
@pytest.mark.parametrize("property_", ["entry_order", "lipschitz_2_norm", "limit_scale_infinity"])
def test_what_depends_on_an_entry_is_no_eps_of_a_norm(term, property_):
    (fact,) = symact.derive(symact.define(f"x/sqrt(total(x**2)/total(1) + {term})"), property_)
    assert fact.value is None


@pytest.mark.parametrize("factor", ["exp(greatest(x))", "exp(total(x))"])
@pytest.mark.parametrize("property_", ["jacobian", "jacobian_kernel", "lipschitz_2_norm", "limit_scale_infinity"])
def test_what_depends_on_all_entries_is_no_constant_before_a_threshold(factor, property_):
    (fact,) = symact.derive(symact.define(f"max({factor}*x - Threshold({factor}*x), 0)"), property_)
    assert fact.value is None


def test_each_of_two_parameters_that_may_be_0_has_its_cases():
    own = symact.define("exp(a*x)/(b + total(exp(a*x)))", params=["a>=0", "b>=0"])
    assert {str(fact.scope): fact.value for fact in symact.derive(own, "scale_invariance")} == {
        "Eq(a, 0)": True,
        "a > 0": False,
    }
    found = {str(fact.scope): fact.value for fact in symact.derive(own, "on_simplex")}
    zero = {"Eq(a, 0) & Eq(b, 0)": True, "Eq(b, 0) & (a > 0)": True}
    assert found == {**zero, "Eq(a, 0) & (b > 0)": False, "(a > 0) & (b > 0)": False}


def test_a_greater_of_numbers_may_hold_the_number_of_entries():
    own = symact.define("max(k*x - Threshold(k*x), 0)", params=["k>=0"])
    found = {str(fact.scope): fact.value for fact in symact.derive(own, "lipschitz_max_norm")}
    assert str(found["k > 0"].exact) == "2*k"
    assert symact.define("max(total(1) - 2, 0)*x").expression.has(sympy.Max)


@pytest.mark.parametrize(
    "formula",
    ["-1/x*total(1)", "tan(x) + total(x)", "max(tan(x) - total(x), 0)", "max(x - total(x), 0)**exp(x)"],
)
def test_a_slope_does_not_order_entries_across_a_pole(formula):
    (fact,) = symact.derive(symact.define(formula), "entry_order")
    assert fact.value is None


@pytest.mark.parametrize(
    ("formula", "params"),
    [
        ("x**2/total(x**2)", []),
        ("atan(1/x) + total(x)", []),
        ("exp(x)/(a + total(exp(x)))", ["a"]),  # no value at 0 for n = -a
        ("x + log(a + total(exp(x)))", ["a"]),
        ("acos(x + 2)*total(x)", []),
    ],
)
def test_parts_without_a_value_at_0_give_no_limit_for_all_parameters(formula, params):
    found = symact.derive(symact.define(formula, params=params), "limit_scale_zero")
    assert [fact.value for fact in found if fact.scope == sympy.true] in ([], [None])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: symact.derive("softmax", "range"), "range is a property of functions on a line"),
        (lambda: symact.derive("gelu", "jacobian"), "jacobian is a property of functions on a vector"),
        (lambda: symact.define("a*b", inputs=("a", "b", "c")), "has x, or two inputs, not 3"),
        (lambda: symact.define("total(x)*w", inputs=("w", "x")), "write x first"),
        (lambda: symact.define("a*x", inputs=("a", "exp")), "exp has a meaning in formulas"),
        (lambda: symact.define("a*b", inputs=("a", "b"), params=["a>0"]), "a is an input"),
        (lambda: symact.define("total(x)/total(x)"), "is not defined everywhere and cancels"),
        (lambda: symact.define("a*b*x", inputs=("a", "b")), "symbol x is not declared"),
        (lambda: symact.define("x", inputs=3), "inputs must be names"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(call, message):
    with pytest.raises(SymactError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_formulas_of_vectors_and_pairs_are_definitions_like_others():
    own = symact.define("exp(x)/total(exp(x))", name="mine")
    assert own.domain == Vector()
    assert own.expression == catalogue.get("softmax").expression
    weighted = symact.define("x*weight/total(x)", inputs=("x", "weight"))
    assert weighted.domain == Vector(beside=("weight",))


def test_a_norm_of_few_entries_is_written_short_and_none_of_one_is_undefined():
    values = {str(each.scope): str(each.value) for each in symact.derive("layer_norm", "one_entry")}
    assert values == {"Eq(eps, 0)": "undefined", "eps > 0": "0"}
    (fact,) = symact.derive("layer_norm", "two_entries", params={"eps": 1})
    assert plain(fact)["value"] == ["f_1 = (x1 - x2)/sqrt((x1 - x2)**2 + 4)"]
