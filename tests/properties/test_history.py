"""No fact depends on what the process derived before: the same formulas in two orders have the same sheets."""

import pytest

from symact import properties
from symact.formula.typed import define
from symact.sheets.plain import plain
from tests.helpers.sheets import unhurried

QUICK = [
    ("a*tanh(x/a)", "a"),
    ("abs(x)**(3/2)",),
    ("sin(x)/x",),
]

FORMULAS = [
    *QUICK,
    ("tan(x)",),
    ("x**2 + a*x + 1", "a"),
    ("sqrt(x**2 + a)", "a"),
    ("x*exp(-a*x**2)", "a"),
    ("log(1 + exp(a*x))/a", "a"),
    ("x/(1 + exp(-b*x))", "b>0"),
    ("Piecewise((x, x > 0), (a*(exp(x) - 1), True))", "a"),
    ("sign(x)*abs(x)**p", "p>0"),
    ("a**x", "a>0"),
    ("a + sin(x)", "a"),
    ("x - sin(a*x)**2/a", "a>0"),
    ("clip(a*x, -1, 1)", "a"),
    ("max(a*x, x)", "a"),
    ("(x - a)/(x + a)", "a"),
    ("sqrt(x**2 + a*x + 1)", "a"),
    ("x/(x**2 + a*x + 1)", "a"),
    ("x*tanh(log(1 + exp(x)))",),
    ("x*(1 + erf(x/sqrt(2)))/2",),
    ("exp(-x**2)*cos(x)",),
    ("x*cos(x)",),
    ("1/(2 + sin(x))",),
    ("abs(sin(x))",),
    ("log(sin(x))",),
    ("x*log(abs(x))",),
    ("x**3 - 3*x + 1",),
    ("exp(-exp(x))",),
    ("2**x",),
]


def sheets(formulas):
    """Return formula -> its facts as plain data, derived in this order."""
    found = {}
    with unhurried():
        for formula, *params in formulas:
            found[formula] = [plain(fact) for fact in properties.derive_all(define(formula, params=params))]
    return found


def check(formulas):
    first, again = sheets(formulas), sheets(formulas[::-1])
    for formula in first:
        assert [f for f in first[formula] if f not in again[formula]] == []
        assert len(first[formula]) == len(again[formula])


def test_two_orders():
    check(QUICK)


@pytest.mark.exhaustive
def test_thirty_formulas_in_two_orders():
    check(FORMULAS)
