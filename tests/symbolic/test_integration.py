"""Antiderivatives: differentiated by mpmath, glued at breakpoints, and refused where no rule is known."""

import mpmath
import pytest
import sympy
from sympy import Rational, Symbol, cos, cosh, erf, exp, log, sin, sinh, sqrt, tanh

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.errors import UnknownError
from symact.formula.parser import parse
from symact.formula.typed import definition
from symact.symbolic.integration import antiderivative
from tests.helpers.sample import DETAILED
from tests.helpers.sheets import derive

a = Symbol("a", positive=True)

RULED = [
    x**3 - 2 * x + Rational(1, 3),
    1 / (1 + x**2),
    1 / (x**2 - x - 2),
    x**2 * exp(-3 * x + 1),
    x * exp(x / 2) - exp(-x),
    x**2 * sin(2 * x + 1),
    x * cos(x / 3),
    exp(-(x**2)),
    x**2 * exp(-2 * x**2),
    x**3 * exp(-(x**2) / 2),
    erf(x / sqrt(2)),
    x * (1 + erf(x / sqrt(2))) / 2,
    sqrt(x**2 + 4),
    sqrt(3 * x**2 + 2),
    1 / sqrt(2 * x**2 + 3),
    x / sqrt(5 * x**2 + 1),
    x * (x**2 + 1) ** Rational(1, 3),
    (x + sqrt(x**2 + 4)) / 2,
    1 / (1 + exp(-x)),
    tanh(x),
    tanh(x) ** 2,
    1 / cosh(x) ** 2,
    sinh(2 * x),
    exp(x) / (1 + exp(2 * x)),
    1 / (1 + exp(-x)) ** 3,
    log(1 + exp(x)),
    log(3 + exp(1 - x / 2) / 5),
    x / (1 + exp(-x)),
    x * tanh(x),
    x / (3 + 2 * exp(3 * x)) ** 2,
]

FUNCTIONS = [{"fermi_dirac_1": lambda t: -mpmath.re(mpmath.polylog(2, -mpmath.exp(t)))}, "mpmath"]
"""Where SymPy finds the functions of antiderivatives."""


@pytest.mark.parametrize("expression", RULED, ids=str)
def test_the_derivative_is_the_function(expression):
    found = antiderivative(expression)
    own, other = (sympy.lambdify(x, e, FUNCTIONS) for e in (found, expression))
    with mpmath.workdps(40):
        for at in ("-1.7", "0.3", "0.9", "3.25"):
            slope = mpmath.diff(own, mpmath.mpf(at))
            assert abs(slope - other(mpmath.mpf(at))) < mpmath.mpf(10) ** -18


def test_parameters_stay():
    for expression in (exp(a * x), x / (1 + a * x**2), a * tanh(x / a), x * exp(-a * x), log(a + exp(a * x))):
        found = antiderivative(expression)
        assert abs((sympy.diff(found, x) - expression).subs({a: Rational(3, 2), x: Rational(2, 7)}).evalf(30)) < 1e-25


@pytest.mark.parametrize(
    "expression",
    [x * log(1 + exp(x)), x * tanh(log(1 + exp(x))), x**2 * tanh(x), exp(x**3), exp(x) / x, exp(exp(x)), tanh(x) / x],
)
def test_what_has_no_rule_is_refused(expression):
    with pytest.raises(UnknownError):
        antiderivative(expression)


def branches(fact, symbols=None):
    """Return (condition, expression) pairs read from a fact's text."""
    with_names = {s.name: s for s in symbols or ()}
    return [
        (
            sympy.sympify(parse(f"Piecewise((1, {row['where']}), (0, True))", with_names)),
            parse(row["expression"], with_names),
        )
        for row in fact.value
    ]


GLUED = [
    "relu(x)",
    "Min(Max(x, 0), 6)",
    "abs(x - 1)",
    "Piecewise((x, x >= 0), (exp(x) - 1, True))",
    "Piecewise((x**2, x > 1), (2*x + 1, x > -1/3), (x*exp(x), True))",
    "Piecewise((1, x > 0), (0, True))",
    "1/(1 + exp(-x))",
    "sqrt(x**2 + 4)",
    "x/(1 + abs(x))",
    "Piecewise((x, x < -1), (1/(x + 3)**2, True))",
    "abs(x)**(3/2)",
    "sqrt(9 - x)*x**2",
    "x*log(x + 3)",
    "x**2*log1p(x/4 + 1)",
    "x*atanh(x/9)",
    "x*atan(2*x)",
    "softplus(x)",
    "log(2 + 3*exp(-x/2))",
    "silu(x)",
    "elish(x)",
    "x*tanh(x)",
]


@pytest.mark.every(2)
@pytest.mark.parametrize("formula", GLUED)
def test_the_integral_from_0(formula):
    (fact,) = derive(definition(formula), "antiderivative")
    assert fact.value is not None, fact.parts
    value = sympy.lambdify(x, definition(formula).expression, "mpmath")
    rows = branches(fact)
    with mpmath.workdps(25):
        for at in (Rational(-29, 10), Rational(-1), Rational(-1, 7), Rational(0), Rational(5, 4), Rational(8)):
            here = [expression for condition, expression in rows if condition.subs(x, at) == 1]
            assert here, (at, rows)
            cuts = [0, *sorted((c for c in (-1, Rational(-1, 3), 1, 6) if min(at, 0) < c < max(at, 0)), key=abs), at]
            exact = mpmath.quad(value, [mpmath.mpf(c.p) / c.q for c in map(sympy.S, cuts)])
            for expression in here:
                assert abs(mpmath.mpf(str(expression.subs(x, at).evalf(30))) - exact) < 1e-18, at


@pytest.mark.every(2)
@pytest.mark.parametrize("name", [n for n in DETAILED if n not in ("selu", "sine")])
def test_the_catalogue(name):
    bound = bind(catalogue.get(name))
    (fact,) = derive(bound, "antiderivative")
    if fact.value is None:
        return
    value = sympy.lambdify(x, bound.expression, "mpmath")
    for condition, expression in branches(fact):
        for at in (Rational(-7, 2), Rational(2, 3), Rational(7)):
            if condition.subs(x, at) != 1:
                continue
            breaks = [p.upper for p in bound.pieces[:-1]]
            cuts = [0, *sorted((c for c in breaks if min(at, 0) < c < max(at, 0)), key=abs), at]
            exact = mpmath.quad(value, [mpmath.mpf(str(sympy.S(c).evalf(20))) for c in cuts])
            assert abs(mpmath.mpf(str(expression.subs(x, at).evalf(20))) - exact) < 1e-12


OPEN = [
    *("log(x)", "sqrt(x - 1)", "1/x", "1/(x - 1)", "x*log(1 + exp(x))", "log(exp(x) - 1/2)", "sin(x)/x"),
    # Beyond a pole there is no integral from 0.
    *("1/(x - 1)**2", "exp(x)/(exp(x) - 2)**2", "Piecewise((x, x > -1), (1/(x + 1)**2, True))"),
]


@pytest.mark.parametrize("formula", OPEN)
def test_no_integral_from_0_or_no_rule_is_open(formula):
    (fact,) = derive(definition(formula), "antiderivative")
    assert fact.value is None
