"""Typed formulas and declarations of parameters become definitions."""

import pytest
import sympy
from sympy import Rational, Symbol

from symact.definition.activation import Activation, x
from symact.definition.bound import Bound, bind
from symact.errors import SymactError
from symact.formula import typed
from symact.formula.parser import parse
from symact.formula.typed import definition


def test_a_formula_without_parameters():
    found = definition(" x*tanh(x) ")
    assert isinstance(found, Activation)
    assert found.expression == x * sympy.tanh(x)
    assert found.title == "x*tanh(x)"
    assert found.params == ()


@pytest.mark.parametrize(
    ("declaration", "positive"), [("a>0", True), ("a > 0", True), (" a>0 ", True), ("a", False), ("a real", False)]
)
def test_declared_parameters_stay_symbols(declaration, positive):
    found = definition("a*x", [declaration])
    (param,) = found.params
    assert (param.name, bool(param.symbol.is_positive), param.default) == ("a", positive, 1)
    assert param.symbol.is_real


def test_a_definition_is_what_its_text_says():
    found = definition("tanh(x) - (exp(2*x) - 1)/(exp(2*x) + 1)").expression
    assert parse(str(found)) == found


def test_a_switch_at_a_parameter_below_a_division():
    found = definition("x/(1 + abs(x - a))", ["a"])
    assert found.expression.has(Symbol("a", real=True))


@pytest.mark.parametrize(
    ("declaration", "value"),
    [("a=1/2", Rational(1, 2)), ("a=0.1", Rational(1, 10)), ("a=-3", -3), ("a=1e-3", Rational(1, 1000))],
)
def test_given_values_are_exact(declaration, value):
    found = definition("a*Max(0, x) + x", [declaration])
    assert isinstance(found, Bound)
    assert found.expression == value * sympy.Max(0, x) + x


def test_some_given_some_open():
    found = definition("a*x + b", ["a=2", "b>0"])
    assert isinstance(found, Activation)
    assert {p.name: p.default for p in found.params} == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("formula", "declarations", "words"),
    [
        ("a*x", ["a>0", "a"], "declared twice"),
        ("x", ["a"], "does not use a"),
        ("a*x", ["a>1"], "is no declaration"),
        ("a*x", ["x=1"], "is no declaration"),
        ("a*x", ["1a"], "is no declaration"),
        ("a*x", ["a=__import__('os')"], "a"),
        ("a*x", ["a=1; b"], "is no declaration"),
        ("a*x", ["a=nan"], "a"),
        ("a*x", [""], "is no declaration"),
        ("α*x", ["α>0"], "is no"),
        ("y*x", [], "y"),
        ("x/Abs(x)", [], "not defined at x = 0"),
        ("log(relu(x))", [], "not defined"),
        ("x**p", ["p>0"], "for integers p alone"),
        ("max(tan(x), a)", ["a"], "(-a) + tan(x)"),  # by no name of a case
    ],
)
def test_refusals_in_one_line(formula, declarations, words):
    with pytest.raises(SymactError) as caught:
        definition(formula, declarations)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_powers_whose_domain_does_not_hang_on_the_exponent():
    assert definition("x**p", ["p=2"]).expression == x**2
    for formula in ("abs(x)**p", "Piecewise((x**p, x > 0), (0, True))", "x*(1 + abs(x)**p)**(-1/p)"):
        assert definition(formula, ["p>0"])


@pytest.mark.parametrize("value", ["1/2", "-3"])
def test_a_switch_that_only_the_value_places(value):
    bound = definition("Max(0, a*x) + x", [f"a={value}"])
    other = definition(f"Max(0, ({value})*x) + x")
    assert bound.expression == other.expression
    assert isinstance(definition("Max(0, a*x) + x", ["a"]), Activation)


def test_what_sympy_cannot_hold_is_one_line():
    """The formula is read within all limits; splitting it into pieces makes a number that Python does not print."""
    with pytest.raises(SymactError, match="cannot be built") as caught:
        definition("cos((Piecewise((1,-7/3!=x),(10**50,True))**1000))")
    assert "\n" not in str(caught.value)


def endless():
    while True:
        pass


def test_the_whole_definition_has_one_budget(monkeypatch):
    monkeypatch.setattr(typed, "DEFINITION_SECONDS", 0.05)
    monkeypatch.setattr(typed, "resolved", lambda expression: endless())
    with pytest.raises(SymactError, match=r"more than 0\.05 s to define"):
        definition("x")


def test_parameters_may_be_negative():
    found = definition("Piecewise((x - l, x > l), (x + l, x < -l), (0, True))", ["l<0"])
    (param,) = found.params
    assert (param.rule, param.default) == ("l < 0", -1)
    with pytest.raises(SymactError, match="l < 0"):
        bind(found, {"l": 1})


@pytest.mark.parametrize(
    ("formula", "value"),
    [("a*tanh(x/a)", 0), ("x/(x - a)", 0), ("sqrt(a)*x", -1), ("a*log(x)", 0), ("(x - 2)/(x - a)", 2)],
)
def test_values_for_which_a_formula_is_another_one_are_refused(formula, value):
    with pytest.raises(SymactError, match="write the formula for that value"):
        definition(formula, [f"a={value}"])
    assert isinstance(definition(formula, ["a=3"]), Bound)


def test_breakpoints_are_ordered_by_the_value():
    bound = definition("Piecewise((x - l, x > l), (x + l, x < -l), (0, True))", ["l=1/2"])
    assert [piece.upper for piece in bound.pieces] == [-Rational(1, 2), Rational(1, 2), sympy.oo]


def test_parameters_may_be_0_or_greater():
    found = definition("x/(1 + a*abs(x))", ["a>=0"])
    (param,) = found.params
    assert (param.rule, param.default) == ("a >= 0", 1)
    with pytest.raises(SymactError, match="a >= 0"):
        bind(found, {"a": -1})
    assert bind(found, {"a": 0}).pieces[0].expression == x
