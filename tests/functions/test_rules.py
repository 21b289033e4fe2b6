"""The rules of the elementary functions that stand beside their enclosures: expectations by hand, mpmath, or NumPy."""

import math

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, fmpq
from sympy import Rational, S, Symbol, asin, exp, log, oo, pi, sqrt, tanh

from symact import functions
from symact.definition.activation import x
from symact.definition.elementary import POSITIVE, ElementaryFunction
from symact.enclosure.program import Program
from symact.errors import SymactError
from symact.evidence import Proof
from symact.formats.floating import get_format
from symact.formula.parser import parse
from symact.formula.typed import definition
from symact.judge.simulation.stepwise import Walk
from symact.reference.mpmath_values import Expression
from symact.sheets.latex.notation import tex
from symact.symbolic.limits import limit
from symact.symbolic.normal_form import NormalForm
from symact.symbolic.signs import Interval, prove_smooth
from symact.symbolic.zero_test import is_identically_zero
from tests.helpers.sheets import derive

RECORDS = {name: functions.get(name) for name in functions.names()}
OWN = [name for name, record in RECORDS.items() if record.function is not None]
INSIDE = ("acos", "asin", "atanh", "erfinv")
POINTS = {
    name: ("-0.75", "-0.125", "0.375") if name in INSIDE else ("1.125", "3.5") if name == "acosh" else ("0.375", "2.5")
    for name in OWN
}


def at(expression, point):
    """Return a ball of the expression at a rational point, at 200 bits."""
    return Program(expression, x).plain(fmpq(int(point.p), int(point.q)), 200)


@pytest.mark.parametrize("name", OWN)
def test_series_derivative_and_mpmath_agree(name):
    """The jet's first coefficient, SymPy's derivative, and mpmath's value of the function."""
    expression = RECORDS[name].function(x)
    for point in map(Rational, POINTS[name]):
        t = arb(fmpq(int(point.p), int(point.q)))
        value, slope = Program(expression, x).series(t, 2, 200)
        assert slope.overlaps(at(sympy.diff(expression, x), point))
        oracle = Expression(expression, x).at(int(point.p * 8 / point.q), -3, 200)
        assert mpmath.almosteq(mpmath.mpf(value.str(40, radius=False)), oracle, 1e-15)


@pytest.mark.parametrize("name", [n for n in OWN if RECORDS[n].inverse is not None])
def test_inverses_undo_functions(name):
    y = Symbol("y", real=True)
    undone = RECORDS[name].inverse(y)
    for point in map(Rational, POINTS[name]):
        value = at(RECORDS[name].function(x), point)
        found = Program(undone, y).series(value, 1, 200)[0]
        assert found.overlaps(arb(fmpq(int(point.p), int(point.q))))


@pytest.mark.parametrize("name", [n for n in OWN if RECORDS[n].antiderivative is not None])
def test_antiderivatives_are_differentiated(name):
    for point in map(Rational, POINTS[name]):
        slope = at(sympy.diff(RECORDS[name].antiderivative(x), x), point)
        assert slope.overlaps(at(RECORDS[name].function(x), point))


def f(text):
    return parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("asin(tanh(x))", pi / 2),
        ("asin(-tanh(x))", -pi / 2),
        ("acos(tanh(x))", 0),
        ("acos(-tanh(x))", pi),
        ("exp(x)*acos(tanh(x))", 2),
        ("asin(1/(2+x))", 0),
        ("acosh(x)-log(x)", log(2)),
        ("acosh(1+exp(-2*x))*exp(x)", sqrt(2)),
        ("acosh(2+1/x)", sympy.acosh(2)),
        ("atanh(tanh(x)/2)", sympy.atanh(Rational(1, 2))),
        ("atanh(x/sqrt(1+x**2))", oo),
        ("atanh(1-2/(2+x))-log(x)/2", 0),
        ("cbrt(x**3+x**2)-x", Rational(1, 3)),
        ("cbrt(1-x)", -oo),
        ("exp2(-x)*x", 0),
        ("exp2(x)/exp(x)", 0),
        ("log2(8*x+1)-log2(x)", 3),
        ("x*erfinv(1/x)", sqrt(pi) / 2),
        ("x*log1p(1/x)", 1),
        ("expm1(-x)", -1),
        ("exp(x)*sech(x)", 2),
        ("csch(x)*x", 0),
        ("x*tan(1/x)", 1),
        ("exp(x)*fermi_dirac_1(-x)", 1),
        ("fermi_dirac_1(x) - x**2/2", pi**2 / 6),
        ("fermi_dirac_1(exp(-x))", pi**2 / 12),
        ("(fermi_dirac_1(1/x) - pi**2/12)*x", log(2)),
    ],
)
def test_limits(text, value):
    found = limit(parse(text), x, 1)
    assert isinstance(found.evidence, Proof), found.evidence
    assert found.value == value or sympy.simplify(found.value - value) == 0


def test_limits_that_no_rule_gives_are_refused_by_name():
    assert "add it to symact/functions/erfinv.py" in limit(parse("erfinv(tanh(x))"), x, 1).evidence.reason
    for text in (
        "acosh(tanh(x))",
        "asin(x)",
        "atanh(2+1/x)",
        "asin(1+1/x)",
        "acosh(1-1/x)",
        "atanh(1+1/x)",
        "acosh(-x)",
    ):
        assert limit(parse(text), x, 1).value is None


def test_signs():
    everywhere, right = Interval(x, -oo, oo), Interval(x, S.Zero, oo)
    for name in OWN:
        record = RECORDS[name]
        if record.sign is None:
            continue
        for interval in (everywhere, right):
            possible = interval.signs(record.function(x))
            for point in map(Rational, POINTS[name]):
                if interval is right and point < 0:
                    continue
                value = at(record.function(x), point)
                assert (1 if value > 0 else -1) in possible, (name, point)
    assert everywhere.signs(parse("exp2(x)")) == POSITIVE
    assert right.signs(parse("cbrt(x+1)")) == POSITIVE
    assert right.signs(parse("acosh(x+1)")) == {0, 1}
    assert right.signs(parse("log2(x+1/2)")) == {-1, 0, 1}
    assert everywhere.signs(2 + sympy.atan(x)) == POSITIVE
    assert everywhere.signs(Rational(3, 2) + sympy.atan(x)) == {-1, 0, 1}


@pytest.mark.parametrize(
    ("text", "lower", "upper", "smooth"),
    [
        ("asin(x)", -1, 1, False),
        ("asin(x)", Rational(-1, 2), Rational(1, 2), True),
        ("acosh(x)", 1, oo, False),
        ("acosh(x)", Rational(9, 8), oo, True),
        ("atanh(tanh(x)/2)", -oo, oo, True),
        ("erfinv(x)", 0, 1, False),
        ("cbrt(x)", 0, 1, False),
        ("cbrt(x)", Rational(1, 8), 1, True),
        ("exp2(x)*sech(x)*expm1(x)", -oo, oo, True),
        ("csch(x)", -1, 1, False),
        ("csch(x)", 1, 2, True),
    ],
)
def test_where_functions_are_analytic(text, lower, upper, smooth):
    assert isinstance(prove_smooth(parse(text), x, S(lower), S(upper)), Proof) == smooth


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("asin(x)", "Interval(-1, 1)"),
        ("acos(2*x)", "Interval(-1/2, 1/2)"),
        ("acosh(x)", "Interval(1, oo)"),
        ("atanh(x)", "Interval.open(-1, 1)"),
        ("erfinv(x)", "Interval.open(-1, 1)"),
        ("log1p(x)", "Interval.open(-1, oo)"),
        ("log2(x)", "Interval.open(0, oo)"),
        ("cbrt(x)", "Interval(-oo, oo)"),
        ("sech(x)", "Interval(-oo, oo)"),
        ("csch(x)", "Union(Interval.open(-oo, 0), Interval.open(0, oo))"),
    ],
)
def test_domains(text, where):
    (fact,) = [each for each in derive(definition(text), "domain") if each.property == "domain"]
    assert fact.value == where


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("asin(2)", "between -1 and 1"),
        ("acosh(0)", "at least 1"),
        ("atanh(1)", "between -1 and 1"),
        ("erfinv(-1)", "between -1 and 1"),
        ("log2(0)", "no positive number"),
        ("log1p(-2)", "no positive number"),
        ("exp2(1000000)", "more than 4000 bits"),
        ("erf(erfinv(x))", "not defined everywhere and cancels"),
        ("sin(asin(x))", "not defined everywhere and cancels"),
        ("acosh(x)-acosh(x)", "not defined everywhere and cancels"),
        ("csch(x)*sinh(x)", "not defined everywhere and cancels"),
        ("exp2(log2(x))", "not defined everywhere and cancels"),
        ("asinhh(x)", "did you mean asinh"),
    ],
)
def test_formulas_that_are_refused(text, why):
    with pytest.raises(SymactError, match=why):
        parse(text)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("cbrt(x+1)", r"\sqrt[3]{x + 1}"),
        ("cbrt(x)**2", r"{\sqrt[3]{x}}^{2}"),
        ("exp2(-x)", r"2^{- x}"),
        ("log2(x)", r"\log_{2}{\left(x \right)}"),
        ("asin(x)", r"\operatorname{asin}{\left(x \right)}"),
        ("acosh(x)", r"\operatorname{acosh}{\left(x \right)}"),
        ("erfinv(x)", r"\operatorname{erfinv}{\left(x \right)}"),
        ("log1p(x)", r"\log{\left(x + 1 \right)}"),
        ("x - fermi_dirac_1(x)", r"x + \operatorname{Li}_{2}\left(- e^{x}\right)"),
    ],
)
def test_latex(text, latex):
    assert tex(parse(text)) == latex


@pytest.mark.parametrize(
    ("text", "zero"),
    [
        ("acos(x) + asin(x) - pi/2", True),
        ("atanh(x) - log((1+x)/(1-x))/2", True),
        ("exp2(2*x) - exp2(x)**2", True),
        ("exp2(x) - exp(x*log(2))", True),
        ("log2(x)*log(2) - log(x)", True),
        ("cbrt(x**2+1)**3 - x**2 - 1", True),
        ("cbrt(x**2+1)**2 - x**2 - 1", False),
        ("asin(x) + exp2(x)", False),
        ("sech(x)**2 + tanh(x)**2 - 1", True),
        ("fermi_dirac_1(x) + fermi_dirac_1(-x) - x**2/2 - pi**2/6", True),
        ("fermi_dirac_1(x) - fermi_dirac_1(-x) - x**2/2", False),
    ],
)
def test_identities(text, zero):
    assert is_identically_zero(parse(text), x, Rational(1, 8), Rational(7, 8)).zero is zero


@pytest.mark.parametrize("name", OWN)
def test_stand_ins_are_near_the_values(name):
    points = np.array([float(p) for p in POINTS[name]])
    got = Walk(points, get_format("float64")).run(RECORDS[name].function(x))
    for t, value in zip(POINTS[name], got, strict=True):
        ball = at(RECORDS[name].function(x), Rational(t))
        assert abs(arb(float(value)) - ball) < abs(ball) * 2**-50


def test_erfinv_stands_in_at_the_ends():
    got = Walk(np.array([1.0, -1.0, 0.0, 1e-12, 1 - 2.0**-40]), get_format("float64")).run(sympy.erfinv(x))
    assert got[:3].tolist() == [math.inf, -math.inf, 0.0]
    with mpmath.workprec(200):
        assert abs(got[4] / float(mpmath.erfinv(1 - mpmath.mpf(2) ** -40)) - 1) < 1e-9
    assert abs(got[3] / (1e-12 * math.sqrt(math.pi) / 2) - 1) < 1e-12


def test_a_record_is_a_class_or_notation_and_not_both():
    for given in ({}, {"function": sympy.sin, "means": sympy.sin}):
        with pytest.raises(ValueError, match="and not both"):
            ElementaryFunction(name="f", **given)


def test_every_class_has_a_full_enclosure():
    for name in OWN:
        record = RECORDS[name]
        assert None not in (record.ball, record.scaled_ball, record.series, record.numpy), name


def test_functions_of_parameters_and_nested_ones_are_generators():
    a = Symbol("a", positive=True)
    for text in ("asin(a*x/(1+a))", "cbrt(a*x)", "erfinv(x/a)"):
        expression = parse(text, {"a": a})
        form = NormalForm((expression,), x, S.Zero, S.One)
        assert form.back(form.rational(expression)).equals(expression)
    assert exp(asin(tanh(x))).has(asin)
