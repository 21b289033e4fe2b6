"""Facts of one sheet that contradict each other: every row sees a planted wrong fact, and none is claimed."""

import dataclasses

import pytest
import sympy
from sympy import S, oo

from symact import catalogue, properties
from symact.analysis.agreement import agreed, contradictions
from symact.analysis.agreement_table import TABLE
from symact.analysis.values import At, Identity, Image, Interval, RealSet
from symact.evidence import Fact, Gap, Proof, Status, Step
from symact.formula import typed
from symact.symbolic.real_number import Number
from tests.helpers.sample import sampled
from tests.helpers.sheets import values

PROOF = (Proof((Step("planted", "by hand"),)),)


def n(value):
    return Number(S(value))


def fact(name, value, scope=sympy.true):
    return Fact(name, value, scope, PROOF)


def saturates(left, right):
    return {"left": left, "right": right}


def smooth(order):
    return [{"condition": S.true, "order": order}]


LINE = Interval(n(-oo), n(oo))
UNIT = Interval(n(0), n(1), True, False)
LINES = [{"side": "-oo", "kind": "horizontal", "line": S.Zero}, {"side": "oo", "kind": "none", "line": None}]
DOMAIN = RealSet((LINE,))
DEAD = [At(Interval(n(-oo), n(0)))]

# For every row values that break it and values that do not, by the theorem that the row states.
CASES = [
    (("injective", "inverse"), (True, "none"), (False, "none")),
    (("injective", "surjective", "bijective"), (True, False, True), (True, True, True)),
    (("range", "surjective"), (UNIT, True), (LINE, True)),
    (("range", "surjective"), (Image(n(-oo), n(oo), False, False, (n(0),)), True), (LINE, True)),
    (("range", "bounded"), (UNIT, "below"), (UNIT, "bounded")),
    (("range", "sup_abs"), (Interval(n(-3), n(1)), n(1)), (Interval(n(-3), n(1)), n(3))),
    (("range", "limit_neg_inf"), (UNIT, S(2)), (UNIT, S.One)),
    (("range", "limit_pos_inf"), (UNIT, -oo), (UNIT, S.Half)),
    (("range", "zeros"), (UNIT, []), (Interval(n(0), n(1)), [])),
    (("range", "sign"), (UNIT, [At(UNIT, {"sign": -1})]), (UNIT, [At(UNIT, {"sign": 1})])),
    (
        ("range", "extrema"),
        (UNIT, [At(n(0), {"value": n("1/2"), "kind": "minimum", "global": True})]),
        (UNIT, [At(n(0), {"value": n(0), "kind": "minimum", "global": True})]),
    ),
    (("parity", "range"), ("odd", UNIT), ("odd", LINE)),
    (
        ("continuous", "domain", "range"),
        (
            True,
            DOMAIN,
            Image(n(0), n(1), True, True, (n(0), n(1))),
        ),
        (True, DOMAIN, UNIT),
    ),
    (("continuous", "discontinuities"), (True, [At(n(0), {"kind": "jump"})]), (True, [])),
    (
        ("smoothness", "continuous"),
        (smooth(1), False),
        (smooth(-1), False),
    ),
    (
        ("smoothness", "differentiable", "domain"),
        (smooth("oo"), False, DOMAIN),
        (smooth("oo"), False, RealSet((UNIT,))),
    ),
    (("monotonicity", "monotonic"), ("increasing", False), ("not monotonic", False)),
    (("monotonicity", "injective"), ("strictly decreasing", False), ("increasing", False)),
    (("asymptotes", "limit_neg_inf"), (LINES, S.One), (LINES, S.Zero)),
    (("asymptotes", "limit_pos_inf"), (LINES, S.One), (LINES, oo)),
    (
        ("saturation", "limit_neg_inf"),
        (saturates("none", "none"), S.One),
        (saturates("soft", "none"), S.One),
    ),
    (("saturation", "limit_pos_inf"), (saturates("none", "hard"), oo), (saturates("none", "none"), oo)),
    (
        ("saturation", "saturating"),
        (saturates("soft", "none"), False),
        (saturates("soft", "none"), True),
    ),
    (
        ("saturation", "dead_region"),
        (saturates("soft", "none"), DEAD),
        (saturates("hard", "none"), DEAD),
    ),
    (("dead_region", "dying_region"), (DEAD, False), (DEAD, True)),
    (("lipschitz", "vanishing_gradient_bound"), (n(2), n(oo)), (n(2), S(2) ** sympy.Symbol("n"))),
    (("lipschitz", "discontinuities"), (n(2), [At(n(0), {"kind": "jump"})]), (n(oo), [At(n(0), {"kind": "jump"})])),
    (("lipschitz", "fixed_points"), (n(2), [At(n(0), {"slope": n(-3)})]), (n(2), [At(n(0), {"slope": n(-2)})])),
    (("parity", "symmetry"), ("odd", []), ("odd", [Identity("f(x) + f(-x)", S.Zero)])),
    (("parity", "gaussian_mean"), ("odd", S.One), ("odd", S.Zero)),
    (("parity", "injective"), ("even", True), ("even", False)),
    (("period", "injective"), (2 * sympy.pi, True), ("none", True)),
    (("nonlinear", "convexity"), (False, "convex"), (False, "affine")),
    (
        ("zero_centred", "sign", "zeros"),
        (True, [At(LINE, {"sign": 1}), At(LINE, {"sign": -1})], [At(n(1))]),
        (True, [At(LINE, {"sign": 1}), At(LINE, {"sign": -1})], [At(n(0))]),
    ),
]


@pytest.mark.parametrize(("names", "wrong", "right"), CASES)
def test_a_row_sees_its_contradiction_and_no_other(names, wrong, right):
    sheet = [fact(name, value) for name, value in zip(names, wrong, strict=True)]
    assert [tuple(f.property for f in found.facts) for found in contradictions(sheet)] == [names]
    for each in agreed(sheet):
        assert (each.value, each.status) == (None, Status.UNKNOWN)
        assert "contradict" in each.parts[0].reason
    assert list(contradictions([fact(name, value) for name, value in zip(names, right, strict=True)])) == []


def test_every_row_has_a_case():
    assert {row.names for row in TABLE} == {names for names, _, _ in CASES}


def test_cases_of_parameters_are_not_mixed():
    a = sympy.Symbol("a", real=True)
    apart = [fact("injective", True, a > 0), fact("inverse", "none", sympy.Eq(a, 0))]
    assert list(contradictions(apart)) == []
    assert list(contradictions([apart[0], fact("inverse", "none")])) != []


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (lambda a: a < 1, lambda a: a > 0, True),
        (lambda a: a < 1, lambda a: sympy.Eq(a, 0), True),
        (lambda a: sympy.Ne(a, 0), lambda a: a >= 0, True),
        (lambda a: a <= 0, lambda a: a > 0, False),
        (lambda a: a < 1, lambda a: sympy.Ne(a, 0) & (a >= 1), False),
    ],
)
def test_cases_that_meet_are_compared(one, other, meet):
    a = sympy.Symbol("a", real=True)
    sheet = [fact("injective", True, one(a)), fact("inverse", "none", other(a))]
    assert bool(list(contradictions(sheet))) is meet
    assert list(contradictions([sheet[0], fact("inverse", [], other(a))])) == []


def test_cases_of_a_positive_parameter_meet_where_it_is_positive():
    a = sympy.Symbol("a", positive=True)
    apart = [fact("injective", True, a < 1), fact("inverse", "none", a >= 1)]
    assert list(contradictions(apart)) == []


def test_what_is_unknown_contradicts_nothing():
    sheet = [fact("injective", True), dataclasses.replace(fact("inverse", None), parts=(Gap("open"),))]
    assert agreed(sheet) == sheet


@pytest.mark.parametrize("name", sampled(catalogue.names("line"), every=4))
def test_no_sheet_of_the_catalogue_contradicts_itself(name):
    assert list(contradictions(values(name))) == []
    assert not any("contradict" in str(part) for each in values(name) for part in each.parts)


FORMULAS = (
    "sign(x)",
    "sqrt(x)",
    "sin(x)**2 + cos(x)**2",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_sheet_of_a_formula_contradicts_itself(text):
    facts = properties.derive_all(typed.definition(text))
    assert not any("contradict" in str(part) for each in facts for part in each.parts)


def test_an_identity_for_all_parameters_is_read_in_the_case_of_the_other_fact():
    b = sympy.Symbol("b", real=True)
    symmetry = fact("symmetry", [Identity("f(x) + f(-x)", 2 * b)])
    assert list(contradictions([symmetry, fact("parity", "odd", sympy.Eq(b, 0))])) == []
    assert len(list(contradictions([symmetry, fact("parity", "even", sympy.Eq(b, 0))]))) == 1
