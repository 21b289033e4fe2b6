"""SELU's constants against quadrature and the literature, and digits against mpmath."""

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Piecewise, Rational, Symbol, exp, oo, pi, sqrt

from symact import catalogue
from symact.definition.activation import Activation, FixedPoint, Param, Source, x
from symact.definition.bound import bind
from symact.definition.pieces import split
from symact.enclosure.digits import digits
from symact.errors import SymactError, UndecidedError
from symact.evidence import Status
from symact.symbolic.alpha_dropout import alpha_dropout
from symact.symbolic.fixed_point_condition import gaussian_mean, solution, solved
from tests.helpers.sample import examples

# As PyTorch prints them in its documentation of SELU.
PYTORCH = {"alpha": "1.6732632423543772848170429916717", "scale": "1.0507009873554804934193349852946"}


def values(activation):
    return {p.name: v for p, v in solution(activation).values}


def test_selu_digits():
    found = values(catalogue.get("selu"))
    assert {name: digits(v, 32) for name, v in found.items()} == PYTORCH


def test_selu_closed_form():
    """Klambauer et al. 2017, eq. 14."""
    found = values(catalogue.get("selu"))
    tail = sympy.erfc(1 / sqrt(2))
    with mpmath.workdps(80):
        alpha = -sqrt(2 / pi) / (tail * exp(Rational(1, 2)) - 1)
        assert abs(sympy.N(found["alpha"] - alpha, 50, maxn=500)) < 1e-45
    assert not found["scale"].has(sympy.Float, sympy.Integral)


def test_selu_keeps_mean_and_variance():
    """By quadrature, with the solved constants."""
    with mpmath.workdps(40):
        a, s = (mpmath.mpf(sympy.N(v, 40)) for _, v in solution(catalogue.get("selu")).values)

        def mean(power):
            def integrand(z):
                f = s * z if z > 0 else s * a * mpmath.expm1(z)
                return f**power * mpmath.npdf(z)

            return mpmath.quad(integrand, [-40, -10, 0, 10, 40])

        assert abs(mean(1)) < mpmath.mpf("1e-30")
        assert abs(mean(2) - mean(1) ** 2 - 1) < mpmath.mpf("1e-30")


def test_evidence():
    found = solution(catalogue.get("selu"))
    assert found.evidence.status == Status.PROVED
    assert {p.name for p, _ in found.values} == {"alpha", "scale"}


alpha = Param.positive("alpha")
scale = Param.positive("scale")
SELU_LIKE = scale.symbol * Piecewise((x, x > 0), (alpha.symbol * (exp(x) - 1), True))


def variant(expression=SELU_LIKE, **condition):
    unknowns = (alpha, scale)
    return Activation(
        "variant", "Variant", expression, (Source("test", "test"),), unknowns, FixedPoint(unknowns, **condition)
    )


@pytest.mark.parametrize(
    ("mean", "variance"),
    [
        (0, 2),
        pytest.param(Rational(1, 10), 1, marks=pytest.mark.exhaustive),
        pytest.param(Rational(-1, 10), Rational(1, 2), marks=pytest.mark.exhaustive),
    ],
)
def test_other_fixed_points(mean, variance):
    found = values(variant(mean=sympy.Rational(mean), variance=sympy.Rational(variance)))
    with mpmath.workdps(30):
        a, s = (mpmath.mpf(sympy.N(found[n], 30)) for n in ("alpha", "scale"))

        def moment(power):
            left = mpmath.quad(lambda z: (s * a * mpmath.expm1(z)) ** power * mpmath.npdf(z), [-40, -8, 0])
            return left + mpmath.quad(lambda z: (s * z) ** power * mpmath.npdf(z), [0, 8, 40])

        assert abs(moment(1) - mpmath.mpf(mean.p if mean else 0) / (mean.q if mean else 1)) < mpmath.mpf("1e-20")
        target = mpmath.mpf(sympy.Rational(variance).p) / sympy.Rational(variance).q
        assert abs(moment(2) - moment(1) ** 2 - target) < mpmath.mpf("1e-20")
        assert a > 0 < s


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (scale.symbol * (sympy.tanh(x) + alpha.symbol), "no rule integrates"),
        (scale.symbol * x + alpha.symbol**2, "no rule solves"),
        (scale.symbol * (x**2 + alpha.symbol * x), "does not depend on alpha"),
    ],
)
def test_conditions_without_a_rule(expression, words):
    with pytest.raises(SymactError, match=words):
        solution(variant(expression))


def test_no_condition():
    with pytest.raises(SymactError, match="relu has no condition"):
        solution(catalogue.get("relu"))


def test_only_a_solved_condition_can_be_bound():
    """A definition is the same before and after: the closed forms follow from it."""
    plain = variant()
    with pytest.raises(SymactError, match="alpha has no default"):
        bind(plain)
    with pytest.raises(SymactError, match="scale has no default"):
        bind(plain, {"alpha": 1})
    done = solved(plain)
    assert (done, done.definition_hash) == (plain, plain.definition_hash)
    assert bind(done).values == tuple((p.name, v) for p, v in solution(plain).values)
    assert dict(bind(plain, {"alpha": 1, "scale": 2}).values) == {"alpha": 1, "scale": 2}


@settings(max_examples=examples(25), deadline=None)
@given(
    st.integers(0, 5),
    st.fractions(-3, 3, max_denominator=5),
    st.sampled_from([(-oo, 0), (0, oo), (-oo, oo), (-1, 2), (1, oo)]),
)
def test_gaussian_moments(power, rate, ends):
    low, high = ends
    rate = Rational(rate.numerator, rate.denominator)
    inside = sympy.And(x > low, x < high)
    pieces = split(Piecewise((x**power * exp(rate * x), inside), (0, True)), x) if ends != (-oo, oo) else None
    pieces = pieces or split(x**power * exp(rate * x), x)
    with mpmath.workdps(30):
        cuts = [c for c in (-40, -10, -3, 0, 3, 10, 40) if max(low, -40) < c < min(high, 40)]
        knots = [mpmath.mpf(int(max(low, -40))), *cuts, mpmath.mpf(int(min(high, 40)))]
        by_quadrature = mpmath.quad(
            lambda z: z**power * mpmath.exp(mpmath.mpf(rate.p) / rate.q * z) * mpmath.npdf(z), knots
        )
        assert abs(mpmath.mpf(sympy.N(gaussian_mean(pieces), 30)) - by_quadrature) < mpmath.mpf("1e-15")


@pytest.mark.parametrize("count", [1, 2, 5, 16, 31, 100, 1000])
@pytest.mark.parametrize("value", [pi, exp(1), sqrt(2), exp(-100), -sympy.log(2) / 3, sympy.erfc(5), pi**100])
def test_digits_against_mpmath(value, count):
    with mpmath.workdps(count + 60):
        expected = mpmath.nstr(sympy.lambdify((), value, "mpmath")(), count, strip_zeros=False)
        assert mpmath.mpf(digits(value, count)) == mpmath.mpf(expected)
    shown = digits(value, count).lstrip("-").partition("e")[0].replace(".", "").lstrip("0")
    assert len(shown) == count


@pytest.mark.parametrize(
    ("value", "count", "text"),
    [
        (Rational(1, 3), 5, "0.33333"),
        (Rational(2, 3), 5, "0.66667"),
        (Rational(25, 2), 2, "12"),
        (Rational(27, 2), 2, "14"),
        (Rational(999999, 1000000), 3, "1.00"),
        (sympy.Integer(-7), 1, "-7"),
        (sympy.Integer(1234), 2, "1.2e+3"),
        (sympy.Integer(0), 9, "0"),
        (Rational(1, 10**9), 3, "1.00e-9"),
        (Rational(1, 1000), 3, "0.00100"),
    ],
)
def test_decimals(value, count, text):
    assert digits(value, count) == text


def test_digits_refuse():
    with pytest.raises(SymactError, match="at least 1"):
        digits(pi, 0)
    with pytest.raises(SymactError, match="parameters"):
        digits(Symbol("q"), 5)


def test_an_unrecognised_zero_is_not_guessed(monkeypatch):
    monkeypatch.setattr("symact.enclosure.digits.MOST_BITS", 1024)
    hidden = sympy.Add(sympy.atan(sympy.Integer(2)), sympy.atan(sympy.Integer(3)), -3 * pi / 4)
    with pytest.raises(UndecidedError):
        digits(hidden, 5)


def test_alpha_dropout_restores_mean_and_variance():
    """The moments of a mixture, by mpmath: a unit is dropped one time in five."""
    found = alpha_dropout(catalogue.get("selu"), Rational(1, 5))
    assert found.evidence.status is Status.PROVED
    with mpmath.workdps(40):
        d, a, b = (mpmath.mpf(digits(each, 35)) for each in found[:3])
        q = mpmath.mpf(4) / 5
        mean, second = a * (1 - q) * d + b, q * (a**2 + b**2) + (1 - q) * (a * d + b) ** 2
        assert abs(mean) < 1e-30
        assert abs(second - mean**2 - 1) < 1e-30
        assert a > 0


@pytest.mark.parametrize("rate", [Rational(1), Rational(-1, 2), pi])
def test_alpha_dropout_refuses_rates_that_are_none(rate):
    with pytest.raises(SymactError, match="below 1"):
        alpha_dropout(catalogue.get("selu"), rate)
