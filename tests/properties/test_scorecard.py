"""The words of lecture notes, counts of operations, and derivatives by parameters, all by hand or by differences."""

from functools import partial

import mpmath
import pytest
import sympy
from sympy import Abs, Max, Min, Piecewise, Rational, Symbol, exp, log, sqrt, tanh

from symact import catalogue
from symact.definition.activation import Param, x
from symact.definition.bound import bind
from symact.formula.parser import parse
from symact.formula.typed import definition
from symact.properties.cost import OperationCount
from tests.helpers.definitions import made
from tests.helpers.sample import DETAILED
from tests.helpers.sheets import derive

WORDS = (
    "nonlinear",
    "differentiable",
    "zero_centred",
    "saturating",
    "monotonic",
    "dying_region",
    "vanishing_gradient_bound",
)

# One row a function: the seven words, True as T.
TABLE = """
x                                       F T T F T F (1)**n
2*x + 1                                 F T F F T F (2)**n
0*x                                     F T F T T T (0)**n
relu(x)                                 T F F T T T (1)**n
Piecewise((x, x >= 0), (x/100, True))   T F T F T F (1)**n
tanh(x)                                 T T T T T F (1)**n
1/(1 + exp(-x))                         T T F T T F (1/4)**n
log(1 + exp(x))                         T T F T T F (1)**n
x/(1 + abs(x))                          T T T T T F (1)**n
Min(Max(x, -1), 1)                      T F T T T T (1)**n
Piecewise((1, x >= 0), (0, True))       T F F T T T oo
x**2                                    T T F F F F oo
x**3                                    T T T F T F oo
sin(x)                                  T T T F F F (1)**n
abs(x)                                  T F F F F F (1)**n
Piecewise((x, x >= 0), (exp(x) - 1, True)) T T T T T F (1)**n
1/x                                     T F F T F F oo
Piecewise((x, x < 0), (x + 1, True))    T F F F T F oo
exp(-x**2)                              T T F T F F (sqrt(2)*exp(-1/2))**n
"""


@pytest.mark.parametrize("row", [line for line in TABLE.splitlines() if line])
def test_words_by_hand(row):
    *rest, bound = row.rsplit(" ", 7)
    formula, *words = rest
    found = {}
    for name in WORDS:
        (fact,) = derive(definition(formula), name)
        found[name] = fact.value
    assert {name: found[name] for name in WORDS[:-1]} == {n: w == "T" for n, w in zip(WORDS, words, strict=False)}
    if bound == "oo" or found["vanishing_gradient_bound"] == "oo":
        assert found["vanishing_gradient_bound"] == bound
        return
    base = parse(bound.removesuffix("**n"))
    n = Symbol("n", positive=True)
    power = parse(found["vanishing_gradient_bound"], {"n": n})
    assert all(abs((power - base**n).subs(n, k).evalf(30)) < 1e-25 for k in (1, 2, 7))


@pytest.mark.parametrize(
    ("expression", "counts"),
    [
        (x, {}),
        (-x, {}),
        (x + 1, {"add": 1}),
        (3 * x - x**2 + 1, {"multiply": 1, "power": 1, "add": 2}),
        (x / 3, {"divide": 1}),
        (2 * x / 3, {"multiply": 1}),
        (1 / x, {"divide": 1}),
        (1 / x**2, {"power": 1, "divide": 1}),
        (sqrt(x), {"sqrt": 1}),
        (1 / sqrt(x), {"sqrt": 1, "divide": 1}),
        (exp(-x), {"exp": 1}),
        (1 / (1 + exp(-x)), {"exp": 1, "add": 1, "divide": 1}),
        (x / (1 + exp(-x)), {"exp": 1, "add": 1, "divide": 1}),
        (x * tanh(log(1 + exp(x))), {"exp": 1, "add": 1, "log": 1, "tanh": 1, "multiply": 1}),
        # exp(x) is computed once.
        ((exp(x) - 1) / (exp(x) + 1), {"exp": 1, "add": 2, "divide": 1}),
        (Max(0, x), {"max": 1}),
        (Min(Max(0, x), 6), {"max": 1, "min": 1}),
        (Max(x, 0, 2 * x), {"max": 2, "multiply": 1}),
        (x / (1 + Abs(x)), {"abs": 1, "add": 1, "divide": 1}),
        (Piecewise((x, x >= 0), (exp(x) - 1, True)), {"compare": 1, "exp": 1, "add": 1}),
        (Symbol("a", positive=True) ** 2 * x, {"multiply": 1}),
        (Symbol("a", positive=True) ** 2 + x, {"add": 1}),
        ((x + sqrt(x**2 + 4)) / 2, {"power": 1, "add": 2, "sqrt": 1, "divide": 1}),
        (sympy.sin(x) * sympy.cos(x), {"sin": 1, "cos": 1, "multiply": 1}),
        (x ** Rational(1, 3), {"power": 1}),
    ],
    ids=str,
)
def test_cost_by_hand(expression, counts):
    assert dict(OperationCount(expression, x).counts) == counts


def test_cost_of_a_sheet_is_sorted():
    (fact,) = derive(catalogue.get("mish"), "cost")
    assert list(fact.value) == sorted(fact.value)


WITH_PARAMETERS = [n for n in DETAILED if catalogue.get(n).params and n != "selu"]


@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_parameter_derivatives_by_differences(name):
    activation = catalogue.get(name)
    (fact,) = derive(activation, "parameter_derivatives")
    assert [row["parameter"] for row in fact.value] == [p.name for p in activation.params]
    symbols = {p.name: p.symbol for p in activation.params}
    values = {p.symbol: p.default + Rational(1, 7) for p in activation.params}
    for row in fact.value:
        own = symbols[row["parameter"]]
        function = sympy.lambdify(
            (x, own), activation.expression.subs({s: v for s, v in values.items() if s != own}), "mpmath"
        )
        for branch in row["pieces"]:
            condition = parse(f"Piecewise((1, {branch['where']}), (0, True))", symbols).subs(values)
            slope = parse(branch["expression"], symbols).subs(values)
            for at in (Rational(-17, 5), Rational(-1, 3), Rational(2, 3), Rational(16, 5), Rational(9)):
                if condition.subs(x, at) != 1:
                    continue
                with mpmath.workdps(40):
                    place, there = (mpmath.mpf(e.p) / e.q for e in (at, values[own]))
                    expected = mpmath.diff(partial(function, place), there)
                    assert abs(mpmath.mpf(str(slope.subs(x, at).evalf(30))) - expected) < 1e-18


def test_a_breakpoint_that_moves_belongs_to_no_piece():
    t = Param.positive("t", default=1)
    moving = made(Max(x - t.symbol, 0), t)
    (fact,) = derive(moving, "parameter_derivatives")
    assert fact.value == [
        {"parameter": "t", "pieces": [{"where": "x < t", "expression": "0"}, {"where": "x > t", "expression": "-1"}]}
    ]
    (fact,) = derive(bind(moving, {"t": 3}), "parameter_derivatives")
    assert fact.value[0]["pieces"] == [{"where": "x < 3", "expression": "0"}, {"where": "x > 3", "expression": "-1"}]
    given_to_the_right = Piecewise((0, x < t.symbol), (x - t.symbol, True))
    moving = made(given_to_the_right, t)
    (fact,) = derive(moving, "parameter_derivatives")
    assert [piece["where"] for piece in fact.value[0]["pieces"]] == ["x < t", "x > t"]


def test_no_parameters_no_rows():
    (fact,) = derive(catalogue.get("relu"), "parameter_derivatives")
    assert fact.value == []
