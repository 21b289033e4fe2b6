"""Sheets under attack: no claim of the catalogue is refuted by exact points, and every planted wrong claim is."""

import dataclasses
import functools
import random

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from symact import catalogue
from symact.definition.bound import bind
from symact.evidence import Fact, Status
from tests.attack import CHECKS, attack, unhurried
from tests.helpers.sample import sampled
from tests.helpers.sheets import bound_facts, derive

RATIONALS = [fmpq(p, q) for q in (2, 7) for p in range(-4 * q, 4 * q + 1, 1 if q < 7 else 3)]
DYADICS = [s * fmpq(2) ** k for s in (1, -1) for k in (-24, -9, -5, 3, 6, 9)]
POINTS = [*RATIONALS, *DYADICS, *(s * fmpq(65504) for s in (1, -1)), fmpq(-11, 2), fmpq(11, 2), fmpq(5), fmpq(7)]


@functools.cache
def bound(name):
    return bind(catalogue.get(name))


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_no_claim_of_a_sheet_is_refuted(name):
    # Of a domain such as (0, 1) both halves are looked at.
    inside = [fmpq(k, 8) for k in (5, 6, 7)] if name == "logit" else []
    assert attack(bound_facts(name), bound(name).expression, [*POINTS, *inside]) == []


BESIDE = ("breakpoints", "continuous", "convex_intervals", "critical_points", "dead_region", "derivative_1")
BESIDE += ("discontinuities", "domain", "extrema", "inflections", "limit_neg_inf", "limit_pos_inf", "lipschitz")
BESIDE += ("lipschitz_at",)
"""Facts that attacks on others read; where one is missing, a planted claim is not refuted."""


@functools.cache
def few_facts(name, claim):
    """Return the facts of one property at the defaults, and those beside which it is attacked."""
    with unhurried():
        return tuple(fact for each in dict.fromkeys((claim, *BESIDE)) for fact in derive(bound(name), each))


SIMPLE = ("range", "sign", "zeros", "monotonicity", "parity", "symmetry", "lipschitz", "domain", "sup_abs", "injective")


@pytest.mark.exhaustive
@given(
    st.sampled_from(catalogue.names("line")),
    st.lists(st.fractions(min_value=-30, max_value=30, max_denominator=1000), min_size=2, max_size=8),
)
def test_no_claim_is_refuted_at_any_fractions(name, places):
    points = [fmpq(p.numerator, p.denominator) for p in places]
    some = [f for f in bound_facts(name) if f.property in SIMPLE]
    # A claim that something happens somewhere is not refuted by a few points.
    sure = [f for f in some if f.value not in ("not monotonic", "neither", False)]
    found = attack(sure, bound(name).expression, [*points, *RATIONALS[::3]], fine=False)
    assert [r for r in found if "nearest" not in r.witness and "largest" not in r.witness] == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", catalogue.names("line"))
def test_no_claim_is_refuted_at_any_float16(name):
    values = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    points = [fmpq(*float(v).as_integer_ratio()) for v in values[np.isfinite(values)]]
    assert attack(bound_facts(name), bound(name).expression, points) == []


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


@pytest.mark.every(4)
@pytest.mark.parametrize(("name", "claim", "value"), WRONG, ids=lambda v: v if isinstance(v, str) else "")
def test_a_planted_wrong_claim_is_refuted_with_a_witness(name, claim, value):
    sheet = [dataclasses.replace(f, value=value) if f.property == claim else f for f in few_facts(name, claim)]
    refutation, *_ = attack(sheet, bound(name).expression, POINTS, only=[claim])
    assert refutation.property == claim
    assert refutation.witness


def test_every_kind_of_attack_has_a_planted_claim():
    assert {claim for _, claim, _ in WRONG} == set(CHECKS)


def test_what_is_unknown_or_holds_under_a_condition_is_not_attacked():
    first = few_facts("relu", "domain")[0]
    open_claim = dataclasses.replace(first, property="range", value=None, parts=())
    assert open_claim.status == Status.UNKNOWN
    assert attack([open_claim], bound("relu").expression, POINTS) == []
    special = Fact("parity", "odd", "Eq(alpha, 1)", first.parts)
    assert attack([special], bound("relu").expression, POINTS) == []


def test_random_wrong_numbers_are_refuted():
    generator = random.Random(7)
    for _ in range(20):
        slope = fmpq(generator.randrange(1, 200), 100)
        if slope == 1:
            continue
        sheet = [
            dataclasses.replace(f, value=str(slope)) if f.property == "lipschitz" else f
            for f in few_facts("tanh", "lipschitz")
        ]
        assert attack(sheet, bound("tanh").expression, POINTS, only=["lipschitz"]), slope
