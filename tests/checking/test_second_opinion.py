"""The second opinion: planted claims that are wrong are refuted by numbers, right ones (by hand) are not."""

import copy
import json

import pytest

from symact.checking.recheck import recheck
from symact.checking.second_opinion import SecondOpinion, opinion
from symact.checking.second_opinion.evaluation import Evaluated
from symact.checking.second_opinion.points import CONTEXT
from symact.checking.second_opinion.registry import ATTACKS
from symact.definition.domain import Line
from symact.properties import domains_of, module_of, names
from tests.helpers.sheets import recorded
from tests.helpers.shell import invoke


def objection(expression, property_, value, rule="", scope="True"):
    """Return what is said against one fact, of a sheet that holds nothing else."""
    name = rule.split()[0] if rule else ""
    parameters = [{"name": name, "rule": rule, "default": "1"}] if rule else []
    fact = {"property": property_, "scope": scope, "value": value}
    return SecondOpinion({"expression": expression, "parameters": parameters, "facts": [fact]}).objection(fact)


RELU, RELU6, STEP = "Max(0, x)", "Min(6, Max(0, x))", "Piecewise((1, x >= 0), (0, True))"
CELU = "Piecewise((x, x >= 0), (alpha*(exp(x/alpha) - 1), True))"
HARD_SWISH = "x*Min(6, Max(0, x + 3))/6"
SHRINK = "Piecewise((x - l, x > l), (x + l, x < -l), (0, True))"
ONE = "sin(x)**2 + cos(x)**2"
ZERO = "1/(1 + exp(-x)) - (1 + tanh(x/2))/2"
SOFT = {"left": "soft", "right": "soft"}
HARD = {"left": "hard", "right": "hard"}


def interval(low, high, **ends):
    return {"from": low, "to": high, **ends}


def horizontal(line):
    return [{"side": side, "kind": "horizontal", "line": line, "rate": "0"} for side in ("-oo", "oo")]


def hull(lower, upper, attained=(True, True), **parts):
    ends = {"lower": lower, "lower_attained": attained[0], "upper": upper, "upper_attained": attained[1]}
    return {**ends, **parts}


LATE = "Min(1, Max(-1, x/100))"
"""Constant only beyond the inputs at which rates are looked at."""

NO_LINE = [{"side": side, "kind": "none", "line": None, "rate": None} for side in ("-oo", "oo")]

# (expression, property, wrong, right), by hand; then rule of a parameter, scope of the wrong and of the right claim.
PLANTED = [
    # x^2 but at 1, where f(-1) has no partner
    ("(x**3 - x**2)/(x - 1)", "parity", "even", "neither"),
    ("(x**2 - 1)/(x - 1)", "symmetry", ["f(x) + f(-x) = 2"], []),
    (
        LATE,
        "asymptotes",
        horizontal("1"),
        [{**each, "line": line} for each, line in zip(horizontal("1"), ("-1", "1"), strict=True)],
    ),
    (ONE, "asymptotes", NO_LINE, horizontal("1")),
    (ONE, "saturation", {"left": "none", "right": "none"}, HARD),
    (ONE, "nonlinear", True, False),
    (ONE, "dead_region", [interval("0", "pi", period="pi")], [interval("-oo", "oo")]),
    ("atan(x) + atan(1/x)", "period", "every", "none"),
    ("Piecewise((x/tanh(x), Ne(x, 0)), (1, True))", "vanishing_gradient_bound", "oo", "1"),
    ("x/tanh(x)", "vanishing_gradient_bound", "oo", "1"),
    ("exp(-1/x**2)", "vanishing_gradient_bound", "oo", "(0.82)**n"),
    (RELU, "fixed_points", [interval("0", "oo")], [interval("0", "oo", has_from=True)]),
    (RELU, "zeros", [interval("-oo", "0")], [interval("-oo", "0", has_to=True)]),
    (RELU6, "fixed_points", [interval("0", "6")], [interval("0", "6", has_from=True, has_to=True)]),
    (RELU6, "zeros", [interval("-oo", "1")], [interval("-oo", "0", has_to=True)]),
    (
        HARD_SWISH,
        "fixed_points",
        [{"at": "0", "slope": "1/2"}, interval("3", "oo")],
        [{"at": "0", "slope": "1/2"}, interval("3", "oo", has_from=True)],
    ),
    (CELU, "fixed_points", [interval("0", "oo")], [interval("0", "oo", has_from=True)], "alpha > 0"),
    (CELU, "lipschitz_at", [interval("0", "oo")], [interval("0", "oo", has_from=True)], "alpha > 0"),
    (STEP, "range", hull("0", "1"), hull("0", "1", parts="{0, 1}")),
    (STEP, "lipschitz_at", [{"at": "0"}], [{"at": "0", "kind": "jump"}]),
    (SHRINK, "zeros", [interval("-l", "l")], [interval("-l", "l", has_from=True, has_to=True)], "l > 0"),
    ("exp(a*x)", "antiderivative", [{"where": "True", "expression": "exp(a*x)/a - 1/a"}], None, "a real"),
    ("a*tanh(x/a)", "domain", "Interval(-oo, oo)", "Interval(-oo, oo)", "a real", "True", "Ne(a, 0)"),
    ("a*tanh(x/a)", "continuous", True, True, "a real", "True", "Ne(a, 0)"),
    ("x/(x - a)", "continuous", True, False, "a real", "Eq(a, 0)", "Eq(a, 0)"),
    ("1/(x - a)", "parity", "neither", "neither", "a real", "True", "Ne(a, 0)"),
    ("1/(x - a)", "parity", "even", "odd", "a real", "Eq(a, 0)", "Eq(a, 0)"),
    ("Piecewise((x, x < 0), (x + a, True))", "symmetry", [], ["f(x) + f(-x) = 0"], "a real", "True", "Eq(a, 0)"),
    ("sqrt(a)*x", "parity", "odd", "odd", "a real", "True", "a > 0"),
    ("sqrt(a)*x", "period", "none", "none", "a real", "True", "a > 0"),
    # Other kinds: one wrong claim of every property that can be attacked.
    ("log(x)", "domain", "Interval(0, oo)", "Interval.open(0, oo)"),
    ("1/(1 + exp(-x))", "range", hull("0", "1"), hull("0", "1", (False, False))),
    ("x**2", "range", hull("0", "oo", (False, False)), hull("0", "oo", (True, False))),
    ("tanh(x)", "range", hull("-2", "1", (False, False)), hull("-1", "1", (False, False))),
    ("exp(x)", "bounded", "bounded", "below"),
    ("tanh(x)", "sup_abs", "2", "1"),
    (
        "x",
        "sign",
        [interval("-oo", "0", sign=1), interval("0", "oo", sign=1)],
        [interval("-oo", "0", sign=-1), interval("0", "oo", sign=1)],
    ),
    ("x**2 - 2", "zeros", [{"at": "sqrt(2)"}], [{"at": "-sqrt(2)"}, {"at": "sqrt(2)"}]),
    ("sin(x)", "zeros", [{"at": "0", "period": "2*pi"}], [{"at": "0", "period": "pi"}]),
    ("x**2", "critical_points", [{"at": "1"}], [{"at": "0"}]),
    ("tanh(x)", "zero_centred", False, True),
    ("tanh(x)", "surjective", True, False),
    ("sign(x)", "continuous", True, False),
    ("sign(x)", "discontinuities", [], [{"at": "0", "left": "-1", "right": "1"}]),
    ("Abs(x)", "differentiable", True, False),
    ("Abs(x)", "smoothness", [{"condition": "True", "order": 1}], [{"condition": "True", "order": 0}]),
    ("x*Abs(x)", "smoothness", [{"condition": "True", "order": 2}], [{"condition": "True", "order": 1}]),
    (
        "Abs(x)",
        "breakpoints",
        [{"at": "0", "one_sided": [{"order": 1, "left": "1", "right": "1"}], "clarke": None}],
        [{"at": "0", "one_sided": [{"order": 1, "left": "-1", "right": "1"}], "clarke": ["-1", "1"]}],
    ),
    (
        "Piecewise((sin(x)/x, Ne(x, 0)), (0, True))",
        "breakpoints",
        [{"at": "0", "one_sided": [{"order": 1, "left": "0", "right": "0"}], "clarke": ["0", "0"]}],
        [{"at": "0", "one_sided": [{"order": 1, "left": "0", "right": "0"}], "clarke": None}],
    ),
    ("x**3 - x", "monotonicity", "increasing", "not monotonic"),
    (RELU, "monotonicity", "strictly increasing", "increasing"),
    ("x**3 - x", "monotonic", True, False),
    (
        "x**2",
        "monotonic_intervals",
        [interval("-1", "oo", direction="increasing")],
        [interval("0", "oo", direction="increasing")],
    ),
    ("tanh(x)", "convexity", "convex", "neither"),
    ("x**3", "convex_intervals", [interval("-1", "1", kind="convex")], [interval("0", "oo", kind="convex")]),
    ("x**2", "extrema", [], [{"at": "0", "value": "0", "kind": "minimum", "global": True}]),
    ("x**3", "inflections", [{"at": "0", "value": "1"}], [{"at": "0", "value": "0"}]),
    ("x", "parity", "neither", "odd"),
    ("tanh(x)", "symmetry", ["f(x) - f(-x) = x"], ["f(x) + f(-x) = 0"]),
    ("sin(x)", "period", "4*pi", "2*pi"),
    (RELU, "injective", True, False),
    ("x**2", "bijective", True, False),
    ("exp(x)", "inverse", [{"where": "y > 0", "expression": "log(2*y)"}], [{"where": "y > 0", "expression": "log(y)"}]),
    ("tanh(x)", "lipschitz", "2", "1"),
    ("tanh(2*x)", "lipschitz", "1", "2"),
    ("x**2", "curvature_bound", "1", "2"),
    ("tanh(x)", "derivative_1", [{"where": "True", "expression": "1/cosh(x)"}], None),
    ("x**3", "derivative_2", [{"where": "True", "expression": "3*x"}], [{"where": "True", "expression": "6*x"}]),
    ("tanh(x)", "derivative_identity", [{"where": "True", "expression": "1 - f"}], None),
    (
        "a*x",
        "parameter_derivatives",
        [{"parameter": "a", "pieces": [{"where": "True", "expression": "1"}]}],
        None,
        "a > 0",
    ),
    ("tanh(x)", "antiderivative", [{"where": "True", "expression": "log(cosh(x)) + 1"}], None),
    ("tanh(x)", "limit_pos_inf", "2", "1"),
    ("sin(x)", "limit_pos_inf", "0", "does not exist"),
    ("exp(x)", "limit_neg_inf", "does not exist", "0"),
    ("tanh(x)", "asymptotes", horizontal("1"), None),
    ("tanh(x)", "saturation", HARD, SOFT),
    (RELU6, "saturation", SOFT, HARD),
    ("tanh(x)", "saturating", False, True),
    ("exp(x)", "taylor", "1 + x + x**2 + O(x**6)", "1 + x + x**2/2 + x**3/6 + x**4/24 + x**5/120 + O(x**6)"),
    ("1/x", "asymptotic_series", [{"side": "oo", "series": "1/x + 1/x**2"}], [{"side": "oo", "series": "1/x"}]),
    ("tanh(x)", "identities", [{"identity": "f(x) = sinh(x)", "condition": "True"}], None),
    ("tanh(x)", "identities", [{"identity": "f(x) = sinh(x)/cosh(x)", "condition": "False"}], None),
    (RELU, "dying_region", False, True),
    (RELU, "gaussian_mean", "1/2", "1/sqrt(2*pi)"),
    (RELU, "gaussian_second_moment", "1/3", "1/2"),
    (RELU, "gaussian_slope_second_moment", "1", "1/2"),
    (RELU, "gain", "1", "sqrt(2)"),
    (RELU, "gain", "undefined", "sqrt(2)"),
    (
        "x/(1 + exp(-x))",
        "antiderivative",
        [{"where": "True", "expression": "x*log(exp(x) + 1) - fermi_dirac_1(-x) + pi**2/12"}],
        [{"where": "True", "expression": "x*log(exp(x) + 1) - fermi_dirac_1(x) + pi**2/12"}],
    ),
    ("x", "variance_map", {"mean": "m", "variance": "2*v"}, {"mean": "m", "variance": "v"}),
    # What nothing of the claim says, and what has another sign beside the place, or the same.
    (RELU, "discontinuities", [{"at": "0", "left": "0", "right": "0"}], []),
    (
        RELU,
        "breakpoints",
        [{"at": "0", "one_sided": [], "clarke": ["0", "1/2"]}],
        [{"at": "0", "one_sided": [], "clarke": ["0", "1"]}],
    ),
    ("sin(30*x)", "limit_pos_inf", "0", "does not exist"),
    ("exp(x)", "inflections", [{"at": "0", "value": "1"}], []),
    (
        RELU,
        "monotonic_intervals",
        [interval("-oo", "oo", direction="increasing")],
        [interval("-oo", "0", direction="constant"), interval("0", "oo", direction="increasing")],
    ),
    (RELU, "convexity", "strictly convex", "convex"),
    ("tanh(x)", "bijective", True, False),
    (
        "Min(1, Max(0, x/6 + 1/2))",
        "fixed_points",
        [{"at": "3/5", "slope": "1/6", "stability": "repelling"}],
        [{"at": "3/5", "slope": "1/6", "stability": "attracting"}],
    ),
]


@pytest.mark.every(3)
@pytest.mark.parametrize("planted", PLANTED, ids=lambda p: f"{p[0]}: {p[1]}")
def test_what_is_wrong_is_refuted_and_what_is_right_is_not(planted):
    expression, property_, wrong, right, *more = planted
    rule, false_scope, true_scope = [*more, *("", "True", "True")[len(more) :]]
    found = objection(expression, property_, wrong, rule, false_scope)
    assert found
    assert "\n" not in found
    assert right is None or objection(expression, property_, right, rule, true_scope) == ""


def test_every_property_is_attacked_but_counts():
    of_the_line = {name for name in names() if Line in domains_of(module_of(name))}
    assert of_the_line - set(ATTACKS) == {"cost", "fixed_point_map"}
    assert set(ATTACKS) <= set(names())
    assert {p[1] for p in PLANTED} == set(ATTACKS)


@pytest.mark.parametrize(
    "expression", ["1/(1 + exp(-x)", "f(x)", "x.real", "[x for x in x]", "9**9**9**9", "x" * 60_000]
)
def test_texts_that_are_no_functions_refute_nothing(expression):
    assert objection(expression, "zeros", []) in ("", None)


def test_time_is_limited(monkeypatch):
    monkeypatch.setattr(opinion, "SECONDS", 0.0)
    fact = {"property": "zeros", "scope": "True", "value": []}
    second = SecondOpinion({"expression": "x", "parameters": [], "facts": [fact]})
    assert second.objection(fact)
    assert second.objection(fact) is None


@pytest.mark.parametrize(
    ("expression", "prop", "claim", "right"),
    [
        # Huge terms cancel far out, and a rounded difference says nothing.
        ("cosh(x)**2 - sinh(x)**2", "limit_pos_inf", "1", True),
        ("exp(2*x) - exp(x)**2", "limit_pos_inf", "0", True),
        # What cancels is noise at every number of digits.
        ("log(2*cosh(x)) - log(1 + exp(-2*x)) - x", "monotonicity", "constant", True),
        ("tanh(x) - (exp(2*x) - 1)/(exp(2*x) + 1)", "saturation", {"left": "hard", "right": "hard"}, True),
        ("tanh(x) - (exp(2*x) - 1)/(exp(2*x) + 1)", "saturation", {"left": "soft", "right": "soft"}, True),
        # An irrational end of the domain is rounded, to either side.
        ("sqrt(x**2 - 1/2)", "domain", "Union(Interval(-oo, -sqrt(2)/2), Interval(sqrt(2)/2, oo))", True),
        ("sqrt(x**2 - 1/2)", "domain", "Union(Interval(-oo, -2/3), Interval(sqrt(2)/2, oo))", False),
        ("sqrt(2 - x**2)", "range", hull("0", "sqrt(2)", (True, True)), True),
        ("1/(2 + x**2)", "range", hull("0", "1/2", (True, True)), False),
        # A root of order 50 is still a third at 10^24.
        ("(1 + x**2)**(-1/100)", "range", hull("0", "1", (False, True)), True),
        ("1 - (1 + x**2)**(-1/100)", "sup_abs", "1", True),
        ("1/3 + 1/(1 + x**2)", "range", hull("0", "4/3", (False, True)), False),
        ("1/3 - 1/(1 + x**2)", "sup_abs", "1", False),
        ("sin(x)", "range", hull("-2", "1", (False, True)), False),
        # A jump that is small is one.
        (
            "Piecewise((x, x < 0), (x + 10**(-13), True))",
            "discontinuities",
            [{"at": "0", "left": "0", "right": "1/10**13"}],
            True,
        ),
        ("exp(-x**2/2)", "inflections", [{"at": s, "value": "exp(-1/2)"} for s in ("-1", "1")], True),
        ("exp(-x**2/2)", "critical_points", [{"at": "0"}], True),
        ("1/cos(x)", "critical_points", [{"at": "0", "period": "pi"}], True),
        ("Abs(x - 1/3)", "critical_points", [], True),
        # All powers of 10 are even.
        ("sin(pi*x)", "limit_pos_inf", "does not exist", True),
        ("exp(-x) + 2", "limit_pos_inf", "does not exist", False),
        # A power with a moving exponent is that of a positive number, at integers too.
        ("x**x", "domain", "Interval.open(0, oo)", True),
        ("x**x", "domain", "Interval.open(1/2, oo)", False),
        # A zero of the sine to 160 digits is none.
        ("log(sin(x))", "period", "2*pi", True),
        ("log(2 + sin(x))", "period", "pi", False),
        # Kinks that no switch of the formula shows.
        ("asin(sin(x))", "derivative_1", [{"where": "True", "expression": "cos(x)/Abs(cos(x))"}], True),
        ("asin(sin(x))", "derivative_1", [{"where": "True", "expression": "1"}], False),
        # 1 + tanh(x/2) is 0 to all digits that are kept, so that what is left far out is no value of f.
        (ZERO, "saturation", HARD, True),
        (ZERO, "monotonicity", "constant", True),
        ("exp(x)", "saturation", {"left": "hard", "right": "none"}, False),
        # A value of its own at one point: f is not Lipschitz, though f' is bounded beside it.
        ("Piecewise((sin(x)/x, Ne(x, 0)), (0, True))", "lipschitz", "oo", True),
        ("Piecewise((tanh(x)/x, Ne(x, 0)), (0, True))", "lipschitz", "oo", True),
        ("Piecewise((tanh(x)/x, Ne(x, 0)), (1, True))", "lipschitz", "oo", False),
        # The terms of a series are in their order for x below 10^-9 only: (x^2 + s^2)^(1/2) = s + x^2/(2*s) - ...
        ("sqrt(x**2 + 1/10**18)", "taylor", "1/10**9 + 10**9*x**2/2 + O(x**4)", True),
        ("sqrt(x**2 + 1/10**18)", "taylor", "1/10**9 + 10**9*x**2/3 + O(x**4)", False),
        # One slope at the kink tends to 0, and f' = 0 nowhere; so at kinks that no switch shows, and at a hole.
        ("Max(x, x**2)", "critical_points", [], True),
        ("Max(0, x)**2 - x", "critical_points", [], False),
        ("Abs(x**2 - 2)", "critical_points", [{"at": "0"}], True),
        ("asin(sin(x))", "critical_points", [], True),
        ("(x**2 - 2)**3/(x**2 - 2)", "critical_points", [{"at": "0"}], True),
        ("Max(1, x**2)**2 - x**3/3", "critical_points", [{"at": "0"}], True),
        # So small a slope grows, and so late a curvature.
        ("x**2/10**12", "lipschitz", "oo", True),
        ("x**2 + x**4/10**20", "curvature_bound", "oo", True),
        ("x**2/(x + 1)", "curvature_bound", "2", False),
        ("Piecewise((1, Eq(x, 0)), (x**2, True))", "critical_points", [], True),
        ("tanh(x/1000)", "curvature_bound", "4*sqrt(3)/9000000", True),
        ("log(1 + exp(x))", "lipschitz", "2", False),
        # f'' jumps from -2 to 2, or from 1 to 0: it passes through no zero.
        ("x*Abs(x)", "inflections", [], True),
        ("Piecewise((x, x >= 0), (exp(x) - 1, True))", "inflections", [], True),
        ("x*exp(x)", "inflections", [], False),
        # Jumps, kinks and bends that are small, or far away, are there.
        ("Piecewise((x, x < 0), (x + 10**(-13)*x, True))", "smoothness", [{"condition": "True", "order": 0}], True),
        ("Piecewise((x, x < 0), (x + x**2, True))", "smoothness", [{"condition": "True", "order": 1}], True),
        ("Piecewise((x, x < 0), (x + x**2, True))", "smoothness", [{"condition": "True", "order": 0}], False),
        ("sqrt(x**2)", "smoothness", [{"condition": "True", "order": 0}], True),
        ("Abs(x - 1/3)", "breakpoints", [], False),
        ("x*Abs(x)", "breakpoints", [], False),
        ("x**2*Abs(x)**2", "breakpoints", [], True),
        ("Piecewise((x, x < 0), (x + 10**(-13), True))", "surjective", False, True),
        ("Piecewise((x, x < 5000), (x + 7, True))", "surjective", False, True),
        ("Piecewise((x, x < 5), (2*x - 5, True))", "surjective", False, False),
        ("Piecewise((x, x < 0), (x + 10**(-13), True))", "continuous", False, True),
        ("tanh(x)", "continuous", False, False),
        ("Abs(x)", "differentiable", False, True),
        ("x*Abs(x)", "differentiable", False, False),
        ("x**3 - x/10**14", "injective", False, True),
        ("x**3", "injective", False, False),
        ("Min(x, 2000)", "inverse", "none", True),
        ("x**3 + x", "inverse", "none", False),
        ("x**3 + x", "bijective", False, False),
        ("tanh(x)", "bijective", False, True),
        ("x**2 - Abs(x - 1/3)/10**9", "convexity", "neither", True),
        ("cos(x) + x**2/2", "convexity", "neither", False),
        # Poles between inputs, and values that grow slowly, or from very small ones.
        ("1/(1 + cos(x))", "bounded", "below", True),
        ("log(log(x**2 + 3))", "bounded", "below", True),
        ("x/10**40", "bounded", "unbounded", True),
        ("x/(x**2 + 1)", "bounded", "above", False),
    ],
)
def test_claims_near_what_numbers_cannot_tell(expression, prop, claim, right):
    assert bool(objection(expression, prop, claim)) is not right


@pytest.mark.parametrize(
    ("expression", "series", "right"),
    [
        ("x*erf(x/100)", "x - 100*exp(-x**2/10000)/sqrt(pi) + O(exp(-x**2/10000)/x**2)", True),
        ("x*erf(x/100)", "x + 100*exp(-x**2/10000)/sqrt(pi) + O(exp(-x**2/10000)/x**2)", False),
        ("x*erf(x/10)", "x + 10*exp(-x**2/100)/sqrt(pi) + O(exp(-x**2/100)/x**2)", False),
    ],
)
def test_a_series_that_begins_to_hold_late(expression, series, right):
    """The terms of x*erf(x/100) are in their order from x = 100 on only."""
    assert bool(objection(expression, "asymptotic_series", [{"side": "oo", "series": series}])) is not right


@pytest.mark.parametrize(
    ("expression", "claim"), [("1/(x**2 - a)", "(x**2 - a)**(-2)"), ("x/(x**2 + a)", "-x/(x**2 + a)**2")]
)
def test_a_derivative_by_a_parameter_beside_a_pole(expression, claim):
    """At a = 0 each difference in a near x = 0 crosses the pole unless its step is small against x**2."""
    right = [{"parameter": "a", "pieces": [{"where": "True", "expression": claim}]}]
    assert not objection(expression, "parameter_derivatives", right, "a real")


def test_what_the_prover_confirms_can_still_be_refuted(monkeypatch, tmp_path):
    """Both opinions are told apart: were the prover wrong, the numbers would say so."""
    sheet = recorded("softsign")
    monkeypatch.setattr(SecondOpinion, "objection", lambda self, fact: "seen" if fact["property"] == "range" else "")
    (refuted,) = [o for o in recheck(copy.deepcopy(sheet)) if o.verdict == "refuted"]
    assert (refuted.property, refuted.reason) == ("range", "by numbers: seen")
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(sheet))
    done = invoke("recheck", str(path), catch_exceptions=False)
    assert done.return_value == 1
    assert "also attacked by numbers" in done.output


def test_a_negative_parameter_is_given_negative_values():
    formula, rule = "a*Max(0, x)", "a < 0"
    assert objection(formula, "lipschitz", "-a", rule) == ""
    assert objection(formula, "lipschitz", "2*a", rule)
    assert objection(formula, "monotonicity", "decreasing", rule) == ""
    assert objection(formula, "monotonicity", "increasing", rule)


@pytest.mark.parametrize(
    ("expression", "name", "value"),
    [
        # The least value, where tan(2*x) = 2*x: twice -0.21723362821122...
        ("sin(2*x)/x", "range", hull("-0.4344672564225", "2", (True, False))),
        ("sin(x)*log(x**2 + 1)", "surjective", True),
        ("sign(x)*log(log(Abs(x) + 1) + 1)", "surjective", True),
    ],
)
def test_what_lies_between_inputs_or_grows_slowly_is_no_objection(expression, name, value):
    assert not objection(expression, name, value)


@pytest.mark.parametrize("order", [1, 2])
def test_steps_that_are_lost_beside_terms_that_cancel_say_nothing(order):
    # So a zero at 0 comes out of a closed form that is computed: sqrt(3)*sqrt(3) - 3.
    f = Evaluated("sqrt(1 + x) - 1", {})
    assert f.slope(CONTEXT.mpf(10) ** -162, order) is None
    assert abs(f.slope(CONTEXT.mpf(10) ** -30, order) - (0.5, -0.25)[order - 1]) < 1e-8
