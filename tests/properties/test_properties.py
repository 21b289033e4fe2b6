"""Derived properties: known answers, an attack by finite differences, and planted wrong definitions."""

import re
from itertools import pairwise

import mpmath
import pytest
import sympy
from sympy import Abs, Eq, Max, Min, Ne, Piecewise, Rational, exp, oo

from symact import catalogue, properties
from symact.analysis.domain import natural_pieces
from symact.definition.activation import Activation, Param, Source, x
from symact.definition.bound import bind
from symact.definition.pieces import intervals
from symact.errors import SymactError
from symact.evidence import Proof, Status
from symact.formula.parser import parse
from symact.formula.syntax import RECORDED
from symact.properties import breakpoints, derivatives, limits, smoothness
from symact.symbolic.fixed_point_condition import solution
from symact.symbolic.piecewise_zero_test import zeros
from tests.helpers.definitions import made
from tests.helpers.paths import DOCS, PACKAGE
from tests.helpers.sample import sampled
from tests.helpers.sheets import as_written, bound_facts, derive, facts

p = Param.real("p", default=2)
q = Param.positive("q", default=2)
P, Q = p.symbol, q.symbol


def smooth(subject):
    (fact,) = as_written(derive(subject, "smoothness"))
    return {branch["condition"]: branch["order"] for branch in fact.value or ()}, fact.status


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_derivatives_limits_and_smoothness_of_the_catalogue_are_proved(name):
    modules = (breakpoints, derivatives, limits, smoothness)
    names = {each for module in modules for each in module.PROPERTY}
    assert {f.status for f in facts(name) if f.property in names} == {Status.PROVED}
    assert {f.status for f in bound_facts(name) if f.property in names} == {Status.PROVED}


# Stated in the papers (Barron 2017 for CELU and ELU; Elfwing et al. 2017, Misra 2019, ...) or plain by inspection.
KNOWN = {
    "binary_step": {"True": -1},
    "celu": {"True": 1},
    "elu": {"Eq(alpha, 1)": 1, "Ne(alpha, 1)": 0},
    "gelu": {"True": "oo"},
    "gelu_tanh": {"True": "oo"},
    "hard_sigmoid": {"True": 0},
    "hard_swish": {"True": 0},
    "leaky_relu": {"Eq(negative_slope, 1)": "oo", "Ne(negative_slope, 1)": 0},
    "mish": {"True": "oo"},
    "prelu": {"Eq(weight, 1)": "oo", "Ne(weight, 1)": 0},
    "relu": {"True": 0},
    "relu6": {"True": 0},
    "selu": {"Eq(alpha, 1)": 1, "Ne(alpha, 1)": 0},
    "sigmoid": {"True": "oo"},
    "silu": {"True": "oo"},
    "softplus": {"True": "oo"},
    "softsign": {"True": 1},
    "squareplus": {"True": "oo"},
    "tanh": {"True": "oo"},
}


@pytest.mark.parametrize("name", KNOWN)
def test_smoothness_of_the_catalogue(name):
    assert smooth(catalogue.get(name)) == (KNOWN[name], Status.PROVED)


@pytest.mark.parametrize(
    ("name", "given", "order"),
    [
        ("elu", {"alpha": "1"}, 1),
        ("elu", {"alpha": "2"}, 0),
        ("elu", {"alpha": "1.0000001"}, 0),
        ("celu", {"alpha": "1/3"}, 1),
        ("prelu", {"weight": "1"}, "oo"),
        ("prelu", {"weight": "-1"}, 0),
        ("selu", {}, 0),
    ],
)
def test_smoothness_of_bound_parameters(name, given, order):
    assert smooth(bind(catalogue.get(name), given)) == ({"True": order}, Status.PROVED)


def test_celu_is_not_c2_and_says_why():
    (fact,) = as_written(smoothness.derive(catalogue.get("celu")))
    details = [s.detail for part in fact.parts if isinstance(part, Proof) for s in part.steps if s.rule == "witness"]
    assert details == ["order 2 at `x = 0`: left `1/alpha`, right `0`"]


@pytest.mark.parametrize(
    ("expression", "params", "expected"),
    [
        # An up-jump and a down-jump, on which SymPy's is_increasing is silent.
        (Piecewise((x, x < 0), (x - 1, True)), (), {"True": -1}),
        (Piecewise((x, x < 0), (x + x**3, True)), (), {"True": 2}),
        (Piecewise((0, x < 0), (x**5, True)), (), {"True": 4}),
        (Piecewise((x, x < 0), (x, True)), (), {"True": "oo"}),
        (Abs(x) * x, (), {"True": 1}),
        (Max(x, 0) + Min(x, 0), (), {"True": "oo"}),
        (Piecewise((P * x, x < 0), (P * x, True)), (p,), {"True": "oo"}),
        (Piecewise((P, x < 0), (x, True)), (p,), {"Eq(p, 0)": 0, "Ne(p, 0)": -1}),
        (Piecewise((exp(P * x), x < 0), (1 + x + x**2 / 2, True)), (p,), {"Eq(p, 1)": 2, "Ne(p, 1)": 0}),
        (Piecewise((Q * x, x < 0), (-Q * x, True)), (q,), {"True": 0}),
        (Piecewise(((Q + 1) * x, x < 0), (x, True)), (q,), {"True": 0}),
        (Piecewise((0, x < -Q), (x + Q, x < Q), (2 * Q, True)), (q,), {"True": 0}),
    ],
)
def test_smoothness_of_other_functions(expression, params, expected):
    assert smooth(made(expression, *params)) == (expected, Status.PROVED)


def test_two_breakpoints_with_a_condition_each():
    r = Param.real("r", default=2)
    expression = Piecewise((P * x, x < 0), (x, x < 1), (1 + r.symbol * (x - 1), True))
    found, status = smooth(made(expression, p, r))
    assert found == {"Eq(p, 1) & Eq(r, 1)": "oo", "Eq(p, 1) & Ne(r, 1)": 0, "Ne(p, 1)": 0}
    assert status == Status.PROVED


def test_two_roots_with_one_class_are_one_case():
    found, status = smooth(made(Piecewise((P * (P - 1) * x, x < 0), (0, True)), p))
    assert found == {"Eq(p, 0) | Eq(p, 1)": "oo", "Ne(p, 0) & Ne(p, 1)": 0}
    assert status == Status.PROVED


@pytest.mark.parametrize(
    ("expression", "params"),
    [
        (sympy.cos(sympy.sqrt(x)), ()),  # entire, but not as it is written
        (Piecewise((sympy.cos(P) * x, x < 0), (x / 2, True)), (p,)),
    ],
)
def test_what_is_not_shown_is_unknown(expression, params):
    # For the default of a parameter it may be known.
    found = properties.derive(made(expression, *params), "smoothness")
    assert not any(fact.value and fact.scope == sympy.true for fact in found)


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
@pytest.mark.parametrize("order", [1, 2])
def test_derivatives_by_finite_differences(name, order):
    """The text of each branch is evaluated on its own interval and compared with differences of f."""
    bound = bind(catalogue.get(name))
    f = sympy.lambdify(x, bound.expression, "mpmath")
    (fact,) = [found for found in bound_facts(name) if found.property == f"derivative_{order}"]
    pieces = natural_pieces(intervals(bound.pieces))
    assert len(fact.value) >= len(pieces)
    with mpmath.workdps(100):
        # Some functions bend within 1e-9 of 0.
        step = mpmath.mpf("1e-24")
        for piece, shown in zip(pieces, fact.value, strict=False):
            low = float(piece.lower) if piece.lower is not -oo else min(float(piece.upper), 4) - 8
            high = float(piece.upper) if piece.upper is not oo else low + 8
            derived = sympy.lambdify(x, sympy.sympify(shown["expression"], locals={"x": x}), "mpmath")
            for k in range(1, 6):
                at = mpmath.mpf(low) + (high - mpmath.mpf(low)) * k / 6
                if order == 1:
                    difference = (f(at + step) - f(at - step)) / (2 * step)
                else:
                    difference = (f(at + step) - 2 * f(at) + f(at - step)) / step**2
                assert abs(difference - derived(at)) < mpmath.mpf("1e-15"), (name, at)


def test_bound_selu_is_shown_as_text():
    assert as_written(derivatives.derive(catalogue.get("selu")))[0].value == [
        {"where": "x < 0", "expression": "alpha*scale*exp(x)"},
        {"where": "x > 0", "expression": "scale"},
    ]


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_breakpoints_by_finite_differences(name):
    """One-sided slopes, and one-sided curvature, from differences that stay on their side."""
    bound = bind(catalogue.get(name))
    (found,) = [fact for fact in bound_facts(name) if fact.property == "breakpoints"]
    for entry, (left, right) in zip(found.value, pairwise(intervals(bound.pieces)), strict=True):
        with mpmath.workdps(60):
            place, step = mpmath.mpf(sympy.N(left.upper, 60)), mpmath.mpf("1e-15")
            for key, piece, sign in (("left", left, -1), ("right", right, 1)):
                g = sympy.lambdify(x, piece.expression, "mpmath")
                # Beside the place: sin(pi*x)/(pi*x) has no value at 0.
                nodes = [g(place + sign * (k + mpmath.mpf("1e-12")) * step) for k in range(3)]
                slope = sign * (nodes[1] - nodes[0]) / step
                curvature = (nodes[2] - 2 * nodes[1] + nodes[0]) / step**2
                for order, value in ((0, nodes[0]), (1, slope), (2, curvature)):
                    told = sympy.N(parse(entry["one_sided"][order][key], None, RECORDED), 40)
                    assert abs(mpmath.mpf(told) - value) < mpmath.mpf("1e-12")


def test_clarke_intervals():
    def entries(name):
        (fact,) = as_written(breakpoints.derive(catalogue.get(name)))
        return fact.value

    assert entries("relu")[0]["clarke"] == ["0", "1"]
    low, high = entries("hard_swish")
    assert (low["at"], low["clarke"]) == ("-3", ["-1/2", "0"])
    assert (high["at"], high["clarke"]) == ("3", ["1", "3/2"])
    assert entries("binary_step")[0]["clarke"] is None
    assert entries("leaky_relu")[0]["clarke"] == ["Min(1, negative_slope)", "Max(1, negative_slope)"]


def test_limits_of_the_catalogue():
    def value(name):
        return [(f.property, f.scope, f.value) for f in as_written(limits.derive(catalogue.get(name)))]

    assert value("celu") == [("limit_neg_inf", "True", "-alpha"), ("limit_pos_inf", "True", "oo")]
    assert value("selu")[0] == ("limit_neg_inf", "True", "-alpha*scale")
    assert value("sine") == [
        ("limit_neg_inf", "True", "does not exist"),
        ("limit_pos_inf", "True", "does not exist"),
    ]
    assert ("limit_neg_inf", "weight > 0", "-oo") in value("prelu")
    assert ("limit_neg_inf", "weight < 0", "oo") in value("prelu")
    assert value("mish")[0][2] == "0"


def test_limit_without_a_rule_is_unknown():
    (left, _) = as_written(limits.derive(made(sympy.gamma(x**2 + 1))))
    assert left.value is None
    assert left.status == Status.UNKNOWN


def test_zeros():
    assert zeros(P - 1) == [(P, 1)]
    assert zeros(Q + 1) == []
    assert zeros(exp(P) * (P - 3)) == [(P, 3)]
    assert zeros(P**2 - 2) is None or len(zeros(P**2 - 2)) == 2
    assert zeros(sympy.cos(P)) is None


def test_conditions_are_exclusive_and_cover():
    rows = smoothness.classes_by_cases(made(Piecewise((P * (P - 1) * x, x < 0), (0, True)), p))
    for value, order in ((0, "oo"), (1, "oo"), (2, 0), (Rational(1, 2), 0)):
        assert [found.order for condition, found in rows if condition.subs(P, value) == sympy.true] == [order]


def test_hard_rates_are_scaled_before_simplification():
    """exp(851 x/500) must not become a polynomial of degree 851; this would run for hours."""
    (first, second) = as_written(derivatives.derive(catalogue.get("quick_gelu")))
    assert "851" in first.value[0]["expression"]
    assert second.status == Status.PROVED
    wide = made(1 / (1 + exp(-Rational(1702, 1000) * x) + exp(-Rational(1, 7919) * x)))
    assert as_written(derivatives.derive(wide))[1].status == Status.PROVED


def test_chain_form_is_the_derivative():
    for name in ("mish", "gelu_tanh"):
        expression = catalogue.get(name).expression
        for order in (1, 2):
            shown, definitions = derivatives.chain_form(expression, derivatives.inner_argument(expression), order)
            assert definitions
            whole = shown.subs(dict(definitions))
            difference = whole - sympy.diff(expression, x, order)
            for point in (-3, Rational(-1, 2), 1, 2):
                assert abs(sympy.N(difference.subs(x, point), 30, maxn=300)) < 1e-25


def test_properties_are_found_and_named():
    assert "smoothness" in properties.names()
    assert derive(catalogue.get("relu"), "smoothness")[0].value == [{"condition": "True", "order": 0}]
    with pytest.raises(SymactError, match="smoothness"):
        derive(catalogue.get("relu"), "smothness")


def explained():
    """Return the rules that docs/rules.md has a row for."""
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| ([a-zA-Z][^|]*?) \|", text, flags=re.MULTILINE)) - {"rule"}


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_every_rule_of_a_sheet_is_explained(name):
    parts = [part for fact in facts(name) for part in fact.parts]
    assert {step.rule for part in parts if isinstance(part, Proof) for step in part.steps} <= explained()


def test_every_rule_is_explained():
    used = {step.rule for step in solution(catalogue.get("selu")).evidence.steps}
    for path in PACKAGE.rglob("*.py"):
        used |= set(re.findall(r'Step\(\s*"([^"]+)"', path.read_text(encoding="utf-8")))
    assert used <= explained()


def test_branches_mention_their_condition():
    (fact,) = as_written(smoothness.derive(catalogue.get("elu")))
    alpha = catalogue.get("elu").param("alpha").symbol
    assert [b["condition"] for b in fact.value] == [str(Eq(alpha, 1)), str(Ne(alpha, 1))]


@pytest.mark.parametrize("exponent", [Rational(1, 2), Rational(3, 2), Rational(5, 2)])
def test_a_piece_may_end_in_a_branch_point(exponent):
    activation = Activation("power", "power", Abs(x) ** exponent, (Source("here", "planted"),))
    facts = {fact.property: fact for fact in as_written(properties.derive_all(activation))}
    assert facts["smoothness"].value == [{"condition": "True", "order": int(exponent)}]
    assert [row["left"] in ("oo", "-oo") for row in facts["breakpoints"].value[0]["one_sided"]] == [
        exponent < order for order in range(3)
    ]


@pytest.mark.parametrize("error", [OverflowError("int too big to convert"), MemoryError(), RecursionError("too deep")])
def test_numbers_that_no_memory_holds_leave_a_property_unknown(monkeypatch, error):
    """SymPy may write out constants such as exp(exp(exp(30))); the rest of the sheet stands."""

    def derived(subject):
        raise error

    monkeypatch.setattr(properties.module_of("parity"), "derive", derived)
    (fact,) = properties.derive(catalogue.get("tanh"), "parity")
    assert fact.status is Status.UNKNOWN
