"""Sheets of the catalogue before the second opinion: no fact is refuted, and every planted wrong one is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact import catalogue
from symact.checking.second_opinion import SecondOpinion, view
from symact.definition.bound import bind
from symact.evidence import Fact
from tests.helpers.sample import sampled
from tests.helpers.sheets import bound_facts, recorded, refuted


def expression(name):
    return bind(catalogue.get(name)).expression


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_no_fact_of_a_sheet_is_refuted(name):
    assert refuted(bound_facts(name), expression(name)) == {}


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=12))
def test_no_fact_is_refuted_at_other_values_of_parameters(name):
    sheet = recorded(name)
    second = SecondOpinion(sheet)
    said = {(f["property"], f["scope"]): second.objection(f) for f in sheet["facts"] if f["value"] is not None}
    assert {name: why for name, why in said.items() if why} == {}
    assert sum(why == "" for why in said.values()) >= 35


@pytest.mark.exhaustive
@given(st.data())
@pytest.mark.parametrize("name", catalogue.names("line"))
def test_no_fact_is_refuted_at_any_fractions(name, data):
    places = st.lists(st.fractions(min_value=-30, max_value=30, max_denominator=1000), min_size=2, max_size=8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "GRID", (*view.GRID, *(str(abs(place)) for place in data.draw(places))))
        assert refuted(bound_facts(name), expression(name)) == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize(("start", "name"), list(enumerate(catalogue.names("line"))))
def test_no_fact_is_refuted_at_float16(start, name, monkeypatch):
    """Of all positive float16 each entry has others, at both signs; together they are all of them."""
    values = np.arange(0x7C00, dtype=np.uint16).view(np.float16)[start :: len(catalogue.names("line"))]
    grid = {*view.GRID, *("/".join(map(str, float(v).as_integer_ratio())) for v in values)}
    monkeypatch.setattr(view, "GRID", tuple(grid))
    assert refuted(bound_facts(name), expression(name)) == {}


def whole(kind):
    return [{"from": "-oo", "to": "oo", **kind}]


MISH = "-0.30884341301725040370"
WRONG = [
    ("relu", "domain", "Interval(0, oo)"),
    ("relu", "domain", "Interval.open(-oo, 5)"),
    ("binary_step", "continuous", True),
    ("binary_step", "discontinuities", []),
    ("binary_step", "discontinuities", [{"at": "0", "kind": "jump", "left": "0", "right": "2", "jump": "2"}]),
    ("relu", "discontinuities", [{"at": "0", "kind": "jump", "left": "0", "right": "0", "jump": "0"}]),
    ("relu", "smoothness", [{"condition": "True", "order": 1}]),
    ("celu", "smoothness", [{"condition": "True", "order": 0}]),
    ("celu", "smoothness", [{"condition": "True", "order": "oo"}]),
    ("leaky_relu", "breakpoints", []),
    (
        "leaky_relu",
        "breakpoints",
        [{"at": "0", "one_sided": [{"order": 1, "left": "1/10", "right": "1"}], "clarke": ["1/100", "1"]}],
    ),
    ("relu", "breakpoints", [{"at": "0", "one_sided": [], "clarke": ["0", "1/2"]}]),
    ("silu", "derivative_1", [{"where": "True", "expression": "1/(1 + exp(-x))"}]),
    ("relu6", "derivative_1", [{"where": "x < 0", "expression": "0"}, {"where": "x > 0", "expression": "1"}]),
    ("tanh", "derivative_2", [{"where": "True", "expression": "-2*tanh(x)"}]),
    ("sigmoid", "derivative_identity", [{"where": "True", "expression": "f*(1 + f)"}]),
    ("tanh", "limit_pos_inf", "2"),
    ("tanh", "limit_neg_inf", "1"),
    ("sigmoid", "limit_neg_inf", "oo"),
    ("softplus", "limit_pos_inf", "-oo"),
    ("sine", "limit_pos_inf", "0"),
    ("sigmoid", "limit_pos_inf", "does not exist"),
    ("softplus", "asymptotes", [{"side": "oo", "kind": "oblique", "line": "x + 1", "rate": None}]),
    ("softplus", "asymptotes", [{"side": "oo", "kind": "oblique", "line": "x", "rate": "exp(-2*x)"}]),
    ("squareplus", "asymptotes", [{"side": "-oo", "kind": "horizontal", "line": "0", "rate": "0"}]),
    ("silu", "range", {"lower": "-1/4", "lower_attained": True, "upper": "oo", "upper_attained": False}),
    ("silu", "range", {"lower": "-1/3", "lower_attained": False, "upper": "oo", "upper_attained": False}),
    ("relu6", "range", {"lower": "0", "lower_attained": False, "upper": "6", "upper_attained": True}),
    ("softplus", "bounded", "bounded"),
    ("tanh", "bounded", "unbounded"),
    ("tanh", "sup_abs", "9/10"),
    ("tanh", "sup_abs", "2"),
    ("gelu", "sign", whole({"sign": 1})),
    ("gelu", "sign", [{"from": "0", "to": "oo", "sign": 1}]),
    ("tanhshrink", "zeros", []),
    ("tanhshrink", "zeros", [{"at": "0"}, {"at": "1/2"}]),
    ("relu", "zeros", [{"at": "0"}]),
    ("silu", "critical_points", []),
    ("silu", "critical_points", [{"at": "-1"}]),
    ("mish", "extrema", []),
    ("mish", "extrema", [{"at": "-119/100", "value": MISH, "kind": "minimum", "global": True}]),
    ("tanh", "extrema", [{"at": "0", "value": "0", "kind": "maximum", "global": False}]),
    ("gelu", "inflections", []),
    ("tanh", "inflections", [{"at": "0", "value": "1/10"}]),
    ("softplus", "inflections", [{"at": "0", "value": "log(2)"}]),
    ("silu", "monotonicity", "increasing"),
    ("relu", "monotonicity", "strictly increasing"),
    ("tanh", "monotonicity", "not monotonic"),
    ("silu", "monotonic_intervals", whole({"direction": "increasing"})),
    ("relu", "monotonic_intervals", whole({"direction": "increasing"})),
    ("tanh", "convexity", "convex"),
    ("relu", "convexity", "strictly convex"),
    ("softplus", "convexity", "neither"),
    ("tanh", "convex_intervals", whole({"kind": "convex"})),
    ("relu", "parity", "odd"),
    ("tanh", "parity", "neither"),
    ("sine", "period", "pi/30"),
    ("sine", "period", "2*pi/15"),
    ("silu", "symmetry", ["f(x) + f(-x) = 0"]),
    ("relu", "injective", True),
    ("tanh", "injective", False),
    ("tanh", "surjective", True),
    ("identity", "surjective", False),
    ("sigmoid", "bijective", True),
    ("sigmoid", "inverse", [{"where": "(y > 0) & (y < 1)", "expression": "log(y/(2 - y))"}]),
    ("tanh", "inverse", "none"),
    ("sigmoid", "lipschitz", "1/5"),
    ("sigmoid", "lipschitz", "1/3"),
    ("gelu", "lipschitz_at", [{"at": "1"}]),
    ("sigmoid", "curvature_bound", "1/20"),
    ("sigmoid", "curvature_bound", "1/5"),
    ("tanh", "saturation", {"left": "hard", "right": "soft"}),
    ("relu", "saturation", {"left": "soft", "right": "none"}),
    ("relu", "dead_region", []),
    ("relu6", "dead_region", [{"from": "-oo", "to": "1"}, {"from": "6", "to": "oo"}]),
    ("tanh", "fixed_points", []),
    ("hard_sigmoid", "fixed_points", [{"at": "3/5", "slope": "1/5", "stability": "attracting"}]),
    ("hard_sigmoid", "fixed_points", [{"at": "3/5", "slope": "1/6", "stability": "repelling"}]),
    ("tanh", "taylor", "x - x**3/3 + 2*x**5/17 + O(x**6)"),
    ("relu", "taylor", [{"side": "left", "series": "0"}, {"side": "right", "series": "x + x**2"}]),
    ("softsign", "asymptotic_series", [{"side": "oo", "series": "1 - 1/x - x**(-2) + O(x**(-4))"}]),
    ("sigmoid", "antiderivative", [{"where": "True", "expression": "log(1 + exp(x))"}]),
    ("tanh", "antiderivative", [{"where": "True", "expression": "2*log(cosh(x))"}]),
    ("relu", "gaussian_mean", "1/2"),
    ("relu", "gaussian_second_moment", "1"),
    ("relu", "gaussian_slope_second_moment", "1"),
    ("relu", "gain", "2"),
    ("relu", "variance_map", {"input": "N(m, v)", "mean": "m", "variance": "v"}),
    ("identity", "nonlinear", True),
    ("relu", "nonlinear", False),
    ("relu", "differentiable", True),
    ("sigmoid", "zero_centred", True),
    ("tanh", "zero_centred", False),
]


@pytest.mark.every(2)
@pytest.mark.parametrize(("name", "claim", "value"), WRONG, ids=lambda v: v if isinstance(v, str) else "")
def test_a_planted_wrong_fact_is_refuted(name, claim, value):
    assert refuted([Fact(claim, value, "True", ())], expression(name))[claim]
