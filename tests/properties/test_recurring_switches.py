"""Functions of sines and cosines that switch in every period: facts by hand, and both checks of the sheets."""

import copy
import functools

import pytest
import sympy
from sympy import Rational, pi

from symact.analysis.recurring import recurring
from symact.checking.recheck import recheck
from symact.checking.second_opinion import SecondOpinion
from symact.definition.activation import x
from symact.errors import SymactError
from symact.formula.parser import parse
from symact.formula.typed import define, definition
from symact.sheets.cached import documented
from symact.sheets.content import content

STEP = "Piecewise((1, sin(x) >= 0), (-1, True))"

# (formula, range, zeros, least period, parity, smoothness, Lipschitz constant), by hand.
KNOWN = [
    ("abs(sin(x))", ("0", "1"), [{"at": "0", "period": "pi"}], "pi", "even", 0, "1"),
    ("abs(cos(3*x))", ("0", "1"), [{"at": "pi/6", "period": "pi/3"}], "pi/3", "even", 0, "3"),
    (
        "relu(cos(x))",
        ("0", "1"),
        [{"from": "pi/2", "to": "3*pi/2", "has_from": True, "has_to": True, "period": "2*pi"}],
        "2*pi",
        "even",
        0,
        "1",
    ),
    (STEP, ("-1", "1"), [], "2*pi", "neither", -1, "oo"),
    ("abs(sin(x)) + abs(cos(x))", ("1", "sqrt(2)"), [], "pi/2", "even", 0, "1"),
    (
        "sin(x)*abs(sin(x))",
        ("-1", "1"),
        [{"at": "0", "period": "2*pi"}, {"at": "pi", "period": "2*pi"}],
        None,
        "odd",
        1,
        "1",
    ),
    ("max(sin(x), cos(x))", ("-sqrt(2)/2", "1"), None, "2*pi", "neither", 0, "1"),
    (
        "sign(sin(2*x))",
        ("-1", "1"),
        [{"at": "0", "period": "pi"}, {"at": "pi/2", "period": "pi"}],
        "pi",
        "odd",
        -1,
        "oo",
    ),
]


@functools.cache
def sheet(formula):
    return documented(content(definition(formula)))


def value(formula, name):
    (found,) = [each["value"] for each in sheet(formula)["facts"] if each["property"] == name]
    return found


@pytest.mark.parametrize(("formula", "ends", "zeros", "period", "parity", "order", "lipschitz"), KNOWN)
def test_facts_of_one_period(formula, ends, zeros, period, parity, order, lipschitz):
    found = value(formula, "range")
    assert ((found["lower"], found["upper"]), found["lower_attained"], found["upper_attained"]) == (ends, True, True)
    assert value(formula, "period") == period
    assert value(formula, "parity") == parity
    assert value(formula, "smoothness") == [{"condition": "True", "order": order}]
    assert value(formula, "lipschitz") == lipschitz
    assert value(formula, "continuous") is (order >= 0)
    assert value(formula, "domain") == "Interval(-oo, oo)"
    if zeros is not None:
        assert value(formula, "zeros") == zeros


def test_the_sign_has_its_ends():
    positive, negative = sorted(value(STEP, "sign"), key=lambda each: -each["sign"])
    assert positive == {"from": "0", "to": "pi", "has_from": True, "has_to": True, "sign": 1, "period": "2*pi"}
    assert negative == {"from": "pi", "to": "2*pi", "sign": -1, "period": "2*pi"}
    assert value("abs(sin(x))", "sign") == [{"from": "0", "to": "pi", "sign": 1, "period": "pi"}]
    assert {each["at"] for each in value(STEP, "discontinuities")} == {"0", "pi"}


def stretch(low, high, period, **says):
    return {"from": low, "to": high, **says, "period": period}


# Of f on the whole line, by hand.
SHAPES = [
    ("abs(sin(x))", "limit_pos_inf", "does not exist"),
    ("abs(sin(x))", "monotonicity", "not monotonic"),
    (
        "abs(sin(x))",
        "monotonic_intervals",
        [
            stretch("0", "pi/2", "pi", direction="increasing"),
            stretch("pi/2", "pi", "pi", direction="decreasing"),
        ],
    ),
    ("abs(sin(x))", "critical_points", [{"at": "pi/2", "period": "pi"}]),
    ("abs(sin(x))", "convexity", "neither"),
    ("abs(sin(x))", "convex_intervals", [stretch("0", "pi", "pi", kind="concave")]),
    ("abs(sin(x))", "inflections", []),
    ("abs(sin(x))", "differentiable", False),
    ("sin(x)*abs(sin(x))", "differentiable", True),
    ("sin(x)*abs(sin(x))", "zero_centred", True),
    ("abs(sin(x))", "zero_centred", False),
    ("abs(sin(x))", "surjective", False),
    ("abs(sin(x))", "saturation", {"left": "none", "right": "none"}),
    ("relu(cos(x))", "dead_region", [stretch("pi/2", "3*pi/2", "2*pi")]),
    (STEP, "extrema", []),
    (STEP, "injective", False),
    (STEP, "nonlinear", True),
    (STEP, "vanishing_gradient_bound", "oo"),
    ("sign(sin(2*x))", "dead_region", [stretch("0", "pi/2", "pi"), stretch("pi/2", "pi", "pi")]),
]


@pytest.mark.parametrize(("formula", "name", "known"), SHAPES)
def test_shape_of_one_period(formula, name, known):
    found = value(formula, name)
    assert (sorted(found, key=str) if isinstance(found, list) else found) == known


def test_steps_that_recur_are_not_taken_for_a_limit():
    """Most of sign(sin(x) - 1/2) is -1: a few far points show nothing else, and no extremum is strict."""
    formula = "sign(sin(x) - 1/2)"
    second = SecondOpinion(sheet(formula))
    for fact in sheet(formula)["facts"]:
        if fact["property"] in ("limit_neg_inf", "saturation", "saturating", "extrema"):
            assert second.objection(fact) == ""
    (own,) = [each for each in sheet("tanh(x)")["facts"] if each["property"] == "limit_pos_inf"]
    wrong = {**own, "value": "does not exist"}
    assert SecondOpinion({**sheet("tanh(x)"), "facts": [wrong]}).objection(wrong)


# Each has values of its own at multiples of pi/2, where no rounded input meets them.
AT_MULTIPLES = ["sign(sin(x))", "sign(cos(x))**2 - 1/2", "Piecewise((1, sin(x) > 0), (-1, True))"]


@pytest.mark.parametrize("formula", AT_MULTIPLES)
def test_values_at_places_that_digits_only_round_are_no_objection(formula):
    second = SecondOpinion(sheet(formula))
    assert {f["property"]: said for f in sheet(formula)["facts"] if (said := second.objection(f))} == {}


def test_a_sign_at_single_points_recurs_with_them():
    formula = AT_MULTIPLES[1]
    known = [{"at": "pi/2", "sign": -1, "period": "pi"}, stretch("pi/2", "3*pi/2", "pi", sign=1)]
    assert value(formula, "sign") == known


@pytest.mark.every(8)
@pytest.mark.parametrize("formula", [row[0] for row in KNOWN])
def test_the_sheet_withstands_both_checks(formula):
    assert {o.property: o.reason for o in recheck(copy.deepcopy(sheet(formula))) if o.verdict == "refuted"} == {}
    second = SecondOpinion(sheet(formula))
    assert sum(second.objection(fact) == "" for fact in sheet(formula)["facts"]) >= 14


@pytest.mark.parametrize(
    ("formula", "name", "wrong"),
    [
        ("abs(sin(x))", "period", "2*pi"),
        ("abs(sin(x))", "period", "pi/2"),
        ("relu(cos(x))", "parity", "odd"),
        ("abs(cos(3*x))", "lipschitz", "1"),
        ("max(sin(x), cos(x))", "smoothness", [{"condition": "True", "order": "oo"}]),
    ],
)
def test_what_is_wrong_is_refuted_by_numbers(formula, name, wrong):
    (own,) = [each for each in sheet(formula)["facts"] if each["property"] == name]
    fact = {**own, "value": wrong}
    assert SecondOpinion({**sheet(formula), "facts": [fact]}).objection(fact)


def test_a_tampered_record_of_one_period_is_no_proof_for_the_line():
    """A rule that is not meant for one period draws nothing from it, in a record too."""
    tampered = copy.deepcopy(sheet("abs(sin(x))"))
    range_fact, fixed = (
        next(f for f in tampered["facts"] if f["property"] == name) for name in ("range", "fixed_points")
    )
    fixed.update(value=[], evidence=range_fact["evidence"], status="certified")
    (outcome,) = [o for o in recheck(tampered) if o.property == "fixed_points"]
    assert outcome.verdict == "refuted"


@pytest.mark.every(2)
@pytest.mark.parametrize("text", ["abs(sin(x))", "max(sin(x), sin(2*x))", "sign(cos(x/3) - 1/5)", STEP])
def test_pieces_are_the_function(text):
    formula = parse(text)
    found = recurring(formula)
    for k in range(40):
        place = found.pieces[0].lower + found.period * Rational(2 * k + 1, 81)
        here = next(p for p in found.pieces if (place - p.lower).evalf() > 0 and (p.upper - place).evalf() > 0)
        assert abs(sympy.N(here.expression.subs(x, place) - formula.subs(x, place), 20)) < 1e-15
    around = found.around_zero()
    for k in range(-12, 13):
        place = found.period * Rational(k, 13) + Rational(1, 997)
        here = next(p for p in around if p.holds(place))
        assert abs(sympy.N(here.expression.subs(x, place) - formula.subs(x, place), 20)) < 1e-15


def test_where_the_least_period_is_open_it_is_said():
    # A kink of f'' alone: no breakpoint in f or f' tells the least period, which is 3*pi.
    found = recurring(parse("abs(cos(x/3)**3)"))
    assert (found.period, found.is_least) == (6 * pi, False)


def test_there_is_no_table():
    with pytest.raises(SymactError, match="may switch in every period") as caught:
        _ = define("abs(sin(x))", name="rectified").pieces
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("formula", "params"), [("max(sin(x), a)", ["a"]), ("sign(sin(2*x))*2", [])])
def test_reasons_name_the_parameters_and_no_remedy(formula, params):
    found = content(define(formula, params=params))
    reasons = [part["reason"] for fact in found["facts"] for part in fact["evidence"] if part["kind"] == "gap"]
    assert any("every period" in reason for reason in reasons)
    # Coordinates of the cases, as a_, are the prover's own.
    assert not [reason for reason in reasons if "formula:" in reason or "write " in reason or "a_" in reason]
