"""Powers whose exponent is a parameter: each fact holds at every exponent, by difference quotients and by hand."""

import pytest
import sympy
from mpmath import mp, mpf
from sympy import Rational, Symbol

from symact import properties
from symact.definition.activation import x
from symact.formula.typed import define

p = Symbol("p", positive=True)

EXPONENTS = [Rational(n, 6) for n in (1, 3, 5, 6, 7, 9, 11, 12, 13, 18, 20, 24, 30, 31, 36)]

FUNCTIONS = {
    "abs(x)**p": lambda t, n: abs(t) ** n,
    "sign(x)*abs(x)**p": lambda t, n: mp.sign(t) * abs(t) ** n,
    "max(x, 0)**p": lambda t, n: max(t, mpf(0)) ** n,
}


def told(formula, name):
    return properties.derive(define(formula, params=["p>0"]), name)


def here(facts, exponent):
    """Return the one value at an exponent, None where none is claimed."""
    found = [f.value for f in facts if f.scope.subs(p, exponent) == sympy.true]
    assert len(found) <= 1
    return found[0] if found else None


def slopes(f, exponent):
    """Return the one-sided slopes at 0, None for an infinite one."""
    with mp.workdps(40):
        n, h = mpf(exponent.p) / exponent.q, mpf(10) ** -120
        quotients = [(f(side * h, n) - f(mpf(0), n)) / (side * h) for side in (-1, 1)]
        return [None if abs(each) > 1e6 else round(each) for each in quotients]


@pytest.mark.every(2)
@pytest.mark.parametrize("formula", FUNCTIONS)
def test_the_derivative_has_the_value_at_0_that_it_has(formula):
    facts = told(formula, "derivative_1")
    for exponent in EXPONENTS:
        left, right = slopes(FUNCTIONS[formula], exponent)
        value = here(facts, exponent)
        assert value is not None
        at = [e["expression"].subs({x: 0, p: exponent}) for e in value if e["where"].subs(x, 0) == sympy.true]
        assert at == ([] if left is None or left != right else [left]), exponent


def test_the_class_by_hand():
    facts = told("abs(x)**p", "smoothness")
    for exponent in EXPONENTS:
        value = here(facts, exponent)
        # |x|^p is a polynomial for even p, and else its derivative of the order ceil(p) has no value at 0.
        order = "oo" if exponent.is_Integer and exponent % 2 == 0 else int(sympy.ceiling(exponent)) - 1
        assert value is not None
        assert [row["order"] for row in value if row["condition"].subs(p, exponent) == sympy.true] == [order]
    assert here(facts, 8) is None


@pytest.mark.parametrize("formula", FUNCTIONS)
def test_breakpoints_stand_where_some_derivative_jumps(formula):
    facts = told(formula, "breakpoints")
    for exponent in EXPONENTS:
        value = here(facts, exponent)
        whole = exponent.is_Integer and not formula.startswith("max")
        smooth = whole and exponent % 2 == (0 if formula.startswith("abs") else 1)
        assert value is None or bool(value) is not smooth, exponent


@pytest.mark.parametrize(
    ("formula", "name", "expected"),
    [
        ("abs(x)**p", "limit_neg_inf", sympy.oo),
        ("sign(x)*abs(x)**p", "limit_neg_inf", -sympy.oo),
        ("sign(x)*abs(x)**p", "monotonicity", "strictly increasing"),
        ("sign(x)*abs(x)**p", "bijective", True),
        ("abs(x)**p", "bounded", "below"),
        ("max(x, 0)**p", "monotonicity", "increasing"),
    ],
)
def test_facts_for_all_exponents(formula, name, expected):
    (fact,) = told(formula, name)
    assert (fact.value, fact.scope) == (expected, sympy.true)


def test_the_slope_of_a_logarithm_of_base_10_follows_from_its_value():
    # f' = 1/(x*log(10)), and x = 10^f.
    (fact,) = properties.derive(define("log(x)/log(10)"), "derivative_identity")
    (piece,) = fact.value
    expression = piece["expression"]
    (symbol,) = expression.free_symbols
    for place in ("1/3", "2", "50"):
        at = sympy.Rational(place)
        told = mpf(str(sympy.N(expression.subs(symbol, sympy.log(at) / sympy.log(10)), 30)))
        assert abs(told * mpf(at.p) / at.q * mp.log(10) - 1) < 1e-12
