"""In which cases of the parameters a formula is one thing: found by hand for each formula."""

import pytest
import sympy
from sympy import Symbol

from symact import catalogue
from symact.analysis.definition_cases import definition_cases, is_defined, require_defined
from symact.analysis.special_values import special_constants
from symact.errors import DefinitionError, SymactError
from symact.formula.parser import parse
from symact.system.time_limit import at_most

a, b = Symbol("a", real=True), Symbol("b", real=True)
p = Symbol("p", positive=True)
m, n = sympy.symbols("m n", negative=True)
SYMBOLS = {str(s): s for s in (a, b, p, m, n)}


def conditions(text):
    return [str(region.condition) for region in definition_cases(parse(text, SYMBOLS))]


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tanh(x)", ["True"]),
        ("exp(a*x)", ["True"]),
        ("1/(x - a)", ["True"]),
        ("x/(x**2 - a**2)", ["True"]),
        ("p*tanh(x/p)", ["True"]),
        # A part without a value.
        ("a*tanh(x/a)", ["a < 0", "a > 0"]),
        ("sqrt(a)*x", ["Eq(a, 0)", "a > 0"]),
        ("log(a)*x", ["a > 0"]),
        ("log(a*x)", ["a < 0", "a > 0"]),
        ("max(log(a), x)", ["a > 0"]),
        ("log(max(x, a))", ["a > 0"]),
        ("sqrt(1 - a**2)*x", ["Eq(a, -1)", "(a > -1) & (a < 1)", "Eq(a, 1)"]),
        ("x/(a - b)", ["a < b", "a > b"]),
        # What is asked of x cancels: x/x, 0*log(x), 0/x.
        ("x/(x - a)", ["a < 0", "a > 0"]),
        ("(x - a)/(x - b)", ["a < b", "a > b"]),
        ("a*log(x)", ["a < 0", "a > 0"]),
        ("a/x", ["a < 0", "a > 0"]),
        # One parameter leaves what is asked as long as the other one is there.
        ("(a*x + b)*log(x)", ["a < 0", "Eq(a, 0) & (b < 0)", "Eq(a, 0) & (b > 0)", "a > 0"]),
        ("(a + b)*log(x)", ["a < -b", "a > -b"]),
        # On each side of 0, x/|x| is a constant; 1/|x| still says what it asks.
        ("x/(a + abs(x))", ["a < 0", "a > 0"]),
        ("1/(a + abs(x))", ["True"]),
        ("x/(a + abs(x - 1))", ["a < -1", "a > -1"]),
        # Where x is greater, a hole at 0 would be gone for a < 0; for a = 0 nothing is left where x < 0.
        ("x/max(x, a)", ["a > 0"]),
        # No x at all is left, or one alone.
        ("sqrt(a - x**2)", ["a > 0"]),
        ("log(a - abs(x))", ["a > 0"]),
        # On a branch on which it always holds, nothing is lost.
        ("Piecewise((a*log(x), x > 1), (0, True))", ["True"]),
        ("Piecewise((a/x, x > 1), (x, True))", ["True"]),
        # Switches and the order of breakpoints.
        ("max(p*x, x)", ["p < 1", "Eq(p, 1)", "p > 1"]),
        ("max(a*x, b*x)", ["a < b", "Eq(a, b)", "a > b"]),
        ("max(n*x, m*x)", ["m < n", "Eq(m, n)", "m > n"]),
        ("clip(x, a, b)", ["a < b", "Eq(a, b)", "a > b"]),
        ("abs(a)*x", ["a < 0", "Eq(a, 0)", "a > 0"]),
        # A value of its own at 0, which continues both sides where a = 0.
        ("a*sign(x)", ["a < 0", "Eq(a, 0)", "a > 0"]),
        ("Piecewise((x, x < 0), (a, Eq(x, 0)), (x, True))", ["a < 0", "Eq(a, 0)", "a > 0"]),
        ("abs(x**2 - a)", ["a < 0", "Eq(a, 0)", "a > 0"]),
        ("Piecewise((x - a, x > a), (x + a, x < -a), (0, True))", ["a < 0", "Eq(a, 0)", "a > 0"]),
        ("Piecewise((x - p, x > p), (x + p, x < -p), (0, True))", ["True"]),
        ("Piecewise((x - n, x > n), (x + n, x < -n), (0, True))", ["True"]),
    ],
)
def test_cases(text, expected):
    assert conditions(text) == expected


def test_a_formula_that_is_never_defined():
    with pytest.raises(DefinitionError, match="no real value"):
        definition_cases(sympy.sqrt(-(p**2) - 1) * Symbol("x", real=True))


def test_where_nothing_is_asked_of_x_no_corner_is_looked_at():
    # Of four thresholds and slopes there are some hundred corners, none of which can lose what is not asked.
    srelu = catalogue.get("srelu").expression
    with at_most(5):
        assert [str(region.condition) for region in definition_cases(srelu)][:2] == ["t_l < t_r", "Eq(t_l, t_r)"]


def test_what_is_refused_for_some_values_says_so():
    with pytest.raises(SymactError, match=r"sin\(x\).* changes its sign.*\(for \(a > -1\) & \(a < 0\)\)"):
        conditions("log(3 + max(sin(x), a))")


def test_values_outside_are_refused_by_name():
    expression = parse("x/(x - a)", SYMBOLS)
    assert not is_defined(expression, {a: sympy.S.Zero})
    assert is_defined(expression, {a: sympy.S.One})
    with pytest.raises(SymactError, match="for a = 0"):
        require_defined(expression, {a: sympy.S.Zero})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tanh(x)", set()),
        ("p*tanh(x/p)", set()),
        ("exp(a*x)", {a}),
        ("exp(a*x) + exp(x)", {a, a - 1, a + 1}),
        ("x**2 + a*x + 1", {a, a - 2, a + 2}),
        ("(x - a)/(x - b)", {a, b, a - b, a + b}),
        ("max(p*x, x)", {p - 1}),
        ("p**x + x**p", {sympy.log(p), p - 1}),  # p**x is exp(x*log(p)); x is no parameter
    ],
)
def test_constants_that_may_vanish(text, expected):
    assert set(special_constants(parse(text, SYMBOLS))) == expected
