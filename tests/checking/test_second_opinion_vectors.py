"""The second opinion on functions of vectors and pairs: true facts stand, planted wrong ones are refuted."""

import pytest

import symact
from symact.checking.second_opinion import SecondOpinion
from symact.checking.second_opinion.registry import ATTACKS
from symact.checking.second_opinion.vector_registry import VECTOR_ATTACKS
from symact.definition.domain import Pair, Vector
from symact.properties import domains_of, module_of, names
from tests.helpers.own_vector_functions import matrix

SOFTMAX = "exp(x)/Total(exp(x))"
LSE = "log(Total(exp(x)))"
RMS = "x/sqrt(Total(x**2)/Total(1) + eps)"
SPARSE = "Max(0, x - Threshold(x))"
ENTMAX = "Max(0, x/2 - SquareThreshold(x/2))**2"
EPS = {"name": "eps", "rule": "eps >= 0", "default": "1/100"}


def objection(text, name, value, scope="True", inputs=("x",), parameters=()):
    fact = {"property": name, "scope": scope, "value": value}
    sheet = {"facts": [fact], "expression": text, "inputs": inputs, "parameters": list(parameters)}
    return SecondOpinion(sheet).objection(fact)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [*symact.names("vector"), *symact.names("pair")])
def test_every_fact_of_the_catalogue_is_attacked_and_stands(name):
    sheet = symact.sheet(name).to_json()
    opinion = SecondOpinion(sheet)
    found = {(f["property"], f["scope"]): opinion.objection(f) for f in sheet["facts"] if f["value"] is not None}
    assert not [(*fact, said) for fact, said in found.items() if said != ""]


WRONG = [
    (SOFTMAX, "entry_sum", "n"),
    (RMS, "entry_sum", "Total(x)"),
    (SOFTMAX, "entry_bounds", "Interval.open(0, 1/2)"),
    (SPARSE, "entry_bounds", "Interval.open(0, 1)"),
    (f"log({SOFTMAX})", "entry_bounds", "Interval.open(-10, 0)"),
    (SOFTMAX, "on_simplex", False),
    (f"2*{SOFTMAX}", "on_simplex", True),
    (SPARSE, "entry_order", "kept strictly"),
    ("exp(-x)/Total(exp(-x))", "entry_order", "kept"),
    (SOFTMAX, "shift_invariance", False),
    (SPARSE, "shift_invariance", False),
    ("x/Total(Abs(x))", "shift_invariance", True),
    (LSE, "shift_equivariance", False),
    (SOFTMAX, "shift_equivariance", True),
    (SOFTMAX, "scale_invariance", True),
    ("x/sqrt(Total(x**2))", "scale_invariance", False),
    ("x*Greatest(x)", "homogeneity", 1),
    ("x - Total(x)/Total(1)", "permutation_equivariance", False),
    ("Attained(x - Greatest(x))", "permutation_equivariance", True),
    (SOFTMAX, "jacobian", f"(J v)_i = v*{SOFTMAX}"),
    (LSE, "gradient", "df/dx_i = exp(x)"),
    (SOFTMAX, "jacobian_form", matrix("f", "f f 1", factor="2")),
    (SOFTMAX, "jacobian_form", matrix("f", "f f 1", factor="-1")),
    (f"log({SOFTMAX})", "jacobian_form", matrix("f", "f f 1")),
    (SOFTMAX, "jacobian_kernel", []),
    (SOFTMAX, "jacobian_kernel", ["1", "x"]),
    (SOFTMAX, "jacobian_rank", "n"),
    ("x**3 + x", "jacobian_rank", "n - 1"),
    (SOFTMAX, "lipschitz_2_norm", "1"),
    (SOFTMAX, "lipschitz_2_norm", "1/4"),
    (SOFTMAX, "lipschitz_max_norm", "1"),
    (LSE, "lipschitz_max_norm", "1/2"),
    (SPARSE, "jacobian_form", matrix("sqrt(f)", "sqrt(f) sqrt(f) Total(sqrt(f))")),
    (SPARSE, "lipschitz_max_norm", "1"),
    ("x/sqrt(Total(x**2)/Total(1))", "jacobian_form", matrix("1", "1 1 n", "f f n", over="sqrt(Total(x**2)/Total(1))")),
    ("x/sqrt(Total(x**2)/Total(1))", "entry_bounds", "Interval.open(-sqrt(n), sqrt(n))"),
    ("x/sqrt(Total(x**2)/Total(1))", "homogeneity", False),
    ("exp(tanh(x))/Total(exp(tanh(x)))", "jacobian_form", matrix("f", "f f 1")),
    ("Attained(x - Greatest(x))", "limit_scale_zero", "1/m at the m greatest entries, 0 at the others"),
    (SOFTMAX, "one_entry", "x"),
    (SOFTMAX, "one_entry", "undefined"),
    (SOFTMAX, "two_entries", ["f_1 = 1/(1 + exp(x1 - x2))"]),
    (SOFTMAX, "two_entries", ["f_1 = 1/(1 + exp(x2 - x1))", "f_1 = tanh(x1 - x2)/2 + 1/2"]),
    (SOFTMAX, "relations", ["f(x) = exp(x - softmax(x))"]),
    (LSE, "relations", ["df/dx_i = log_softmax(x)"]),
    (SOFTMAX, "limit_scale_zero", "1"),
    (SOFTMAX, "limit_scale_infinity", "1/m at the m least entries, 0 at the others"),
    (LSE, "joint_convexity", "concave"),
]


REGLU, SWIGLU, GTU = "b*Max(0, a)", "a*b/(1 + exp(-a))", "tanh(a)/(1 + exp(-b))"

WRONG_OF_PAIRS = [
    (REGLU, "homogeneous_inputs", {"a": 1, "b": 1}, {"a": 2}),
    (SWIGLU, "homogeneous_inputs", {"b": 1}, {"a": 1, "b": 1}),
    (SWIGLU, "partial_derivatives", ["df/db = a/(1 + exp(-a))"], ["df/db = 1/(1 + exp(-a))"]),
    (REGLU, "partial_derivatives", ["df/da = Piecewise((0, a < 0), (b, a > 0))"], ["df/da = b"]),
    (SWIGLU, "special_values", ["f(a, 1) = a/(1 + exp(-a))"], ["f(1, b) = b/2"]),
    (
        GTU,
        "pair_range",
        {"lower": "-1", "lower_attained": False, "upper": "1", "upper_attained": False},
        {"lower": "0", "lower_attained": False, "upper": "1", "upper_attained": False},
    ),
    (
        "b*Max(0, a)**2",
        "pair_range",
        {"lower": "-oo", "lower_attained": False, "upper": "oo", "upper_attained": False},
        {"lower": "-1", "lower_attained": False, "upper": "oo", "upper_attained": False},
    ),
    (REGLU, "pair_zeros", "Eq(b, 0) | (a <= 0)", "Eq(b, 0) | (a < 0)"),
    (SWIGLU, "limit_first_neg_inf", "0", "-oo*sign(b)"),
    (SWIGLU, "limit_first_pos_inf", "oo*sign(b)", "b"),
    (SWIGLU, "limit_second_neg_inf", "-oo*sign(a)", "-oo"),
    (GTU, "limit_second_pos_inf", "tanh(a)", "1"),
    # Far out in a both are still far from their limits at b = 10000.
    ("a/b", "limit_second_pos_inf", "0", "1"),
    ("a*atan(b)", "limit_second_neg_inf", "-pi*a/2", "pi*a/2"),
]
"""Formula, property, what holds, and what does not."""


@pytest.mark.parametrize(("text", "name", "value"), WRONG)
def test_a_wrong_fact_of_a_vector_is_refuted(text, name, value):
    parameters = [EPS] if "eps" in text else []
    assert objection(text, name, value, parameters=parameters)


@pytest.mark.parametrize(("text", "name", "right", "wrong"), WRONG_OF_PAIRS)
def test_a_wrong_fact_of_a_pair_is_refuted(text, name, right, wrong):
    assert objection(text, name, right, inputs=("a", "b")) == ""
    assert objection(text, name, wrong, inputs=("a", "b"))


def test_every_property_of_vectors_and_pairs_has_its_attack_and_a_wrong_fact():
    of_several = {name for name in names() if {Vector, Pair} & set(domains_of(module_of(name)))}
    assert set(VECTOR_ATTACKS) == of_several - set(ATTACKS)
    wrong = {name for _, name, *_ in (*WRONG, *WRONG_OF_PAIRS)}
    assert wrong | {"linear_inputs"} == set(VECTOR_ATTACKS)


def test_a_fact_is_attacked_where_its_scope_holds():
    assert objection(RMS, "scale_invariance", True, "Eq(eps, 0)", parameters=[EPS]) == ""
    assert "eps = 1/100" in objection(RMS, "scale_invariance", True, "True", parameters=[EPS])
    assert objection(RMS, "scale_invariance", False, "eps > 0", parameters=[EPS]) == ""


@pytest.mark.parametrize("value", [["a"], ["a", "b"], []])
def test_linear_inputs_of_a_pair(value):
    assert objection("b*Max(0, a)", "linear_inputs", value, inputs=("a", "b"))
    assert objection("b*Max(0, a)", "linear_inputs", ["b"], inputs=("a", "b")) == ""


@pytest.mark.parametrize("value", ["Totally(x)", "x**", "__import__('os')", "1/0", "lambda: 0", "x.real", "oo"])
def test_texts_that_say_nothing_refute_nothing_and_are_not_run(value):
    assert objection(SOFTMAX, "entry_sum", value) == ""


def test_thresholds_are_those_of_their_definition():

    assert objection(SPARSE, "one_entry", "1") == ""
    assert objection(ENTMAX, "two_entries", ["f_1 = 1/2 + x1 - x1"])
    assert objection(ENTMAX, "entry_sum", "1") == ""
