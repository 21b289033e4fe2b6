"""Values as plain data, against SymPy's printing, and their decimals against mpmath."""

import mpmath
import pytest
import sympy
from flint import arb
from sympy import Float, Rational, Symbol, erf, exp, oo, pi, sqrt

from symact.analysis.values import At, Enclosed, Identity, Interval, Power, RealSet, Series
from symact.definition.activation import x
from symact.formula.typed import definition
from symact.properties import derive
from symact.sheets.plain import decimals, written
from symact.symbolic.real_number import Number

alpha = Symbol("alpha", positive=True)
beta = Symbol("beta", positive=True)
ZERO, ONE, INFINITY = (Number(sympy.sympify(value)) for value in (0, 1, oo))


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (Rational(1, 6), lambda: mpmath.mpf(1) / 6),
        (-sqrt(2) * exp(-Rational(1, 2)) / pi, lambda: -mpmath.sqrt(2) * mpmath.exp(-0.5) / mpmath.pi),
        (erf(1) / 2 + Rational(1, 2), lambda: mpmath.erf(1) / 2 + 0.5),
        (sympy.E, lambda: +mpmath.e),
        (-sympy.pi, lambda: -mpmath.pi),
    ],
)
def test_forty_digits(number, value):
    with mpmath.workdps(60):
        found = decimals(number)
        assert abs(mpmath.mpf(found) - value()) <= abs(value()) * mpmath.mpf(10) ** -39
    assert sum(map(str.isdigit, found.partition("e")[0].lstrip("-0."))) <= 40
    assert decimals(Number(number)) == found


@pytest.mark.parametrize(
    "value",
    [
        oo,
        -oo,
        alpha,
        x**2,
        "none",
        None,
        True,
        7,
        RealSet((Interval(ZERO, ONE),)),
        Identity("f(x) - f(-x)", x),
        Series((x,), x**6),
        2 * Symbol("n"),
        x > 0,
    ],
)
def test_no_number(value):
    assert decimals(value) is None


def test_shapes():
    assert decimals(Interval(ZERO, INFINITY, True)) == {
        "lower": "0",
        "lower_attained": None,
        "upper": None,
        "upper_attained": None,
    }
    assert decimals([{"at": x}]) is None
    assert decimals([[sympy.S.One, x], [sympy.S(2)]]) == [["1", None], ["2"]]
    assert decimals([At(ONE, {"kind": "jump"})]) == [{"at": "1", "kind": None}]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (alpha**2 / 2, "alpha**2/2"),
        (x > alpha, "x > alpha"),
        (
            Interval(ZERO, INFINITY, True),
            {"lower": "0", "lower_attained": True, "upper": "oo", "upper_attained": False},
        ),
        (RealSet((Interval(ZERO, ONE, False, True), Number(sympy.S(2)))), "Union(Interval.Lopen(0, 1), {2})"),
        (At(Interval(ZERO, ONE), {"sign": 1}, 2 * pi), {"from": "0", "to": "1", "sign": 1, "period": "2*pi"}),
        (Series((x, -(x**3) / 3), x**5), "x - x**3/3 + O(x**5)"),
        (Series(()), "0"),
        (Series((), 1 / x), "O(1/x)"),
        (Series((x,), -1 / x**7), "x + O(x**(-7))"),
        (Series((), (beta - alpha) / x), "O((-alpha + beta)/x)"),
        (Series((), beta / x - alpha / x), "O(-alpha/x + beta/x)"),
        (Identity("f(x) + f(-x)", sympy.S.Zero), "f(x) + f(-x) = 0"),
        (Enclosed(arb(2), "2.000"), "2.000"),
        ([None, False, "odd", {"order": 0}], [None, False, "odd", {"order": 0}]),
    ],
)
def test_written(value, plain):
    assert written(value) == plain
    assert written(plain) == plain


def test_a_number_without_closed_form_is_its_decimal():
    (fact,) = derive(definition("x**5 - x - 1"), "zeros")
    (zero,) = fact.value
    found = written(zero)["at"]
    assert zero.where.exact is None
    with mpmath.workdps(50):
        root = mpmath.findroot(lambda t: t**5 - t - 1, 1.2)
        assert abs(mpmath.mpf(found) - root) <= mpmath.mpf(10) ** -38
    low, high = zero.where.bounds(128)
    assert 0 < high - low < 2**-100
    assert low < sympy.Rational(found) + sympy.Rational(1, 10**38)
    assert written(Power(zero.where, Symbol("n"))) == f"({found})**n"
    assert decimals(zero) == {"at": found}


def test_the_zero_set_says_which_ends_belong_to_it():
    def ends(formula):
        (fact,) = derive(definition(formula), "zeros")
        return [(each.where.has_lower, each.where.has_upper) for each in fact.value if isinstance(each.where, Interval)]

    assert ends("Max(0, x)") == [(False, True)]
    assert ends("Piecewise((x, x < 0), (0, x <= 1), (x, True))") == [(True, True)]
    assert ends("Piecewise((1, x < 0), (0, x < 1), (x, True))") == [(True, False)]
    assert ends("Piecewise((1, x <= 0), (0, x <= 1), (x, True))") == [(False, True)]


@pytest.mark.parametrize("value", [object(), Float, {1, 2}, 0.5])
def test_what_is_no_value_is_refused(value):
    with pytest.raises(TypeError, match="no type of a fact's value"):
        written(value)
