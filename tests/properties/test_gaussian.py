"""Moments, gain, variance map and SELU's fixed point: against mpmath's quadrature, and torch's numbers."""

import functools

import mpmath
import pytest
import sympy
from sympy import Rational, Symbol, sqrt

from symact import catalogue, properties
from symact.definition.bound import bind
from symact.evidence import Status
from symact.formula.parser import parse
from symact.formula.syntax import RECORDED
from symact.formula.typed import definition
from tests.helpers.sheets import derive

# Piecewise by hand, so that nothing of the catalogue is believed; breakpoints of each.
REFERENCE = {
    "relu": (lambda u: max(u, mpmath.mpf(0)), [0]),
    "leaky_relu": (lambda u: u if u > 0 else u / 100, [0]),
    "elu": (lambda u: u if u > 0 else mpmath.expm1(u), [0]),
    "hard_swish": (lambda u: u * min(max(u + 3, mpmath.mpf(0)), 6) / 6, [-3, 3]),
    "gelu": (lambda u: u * mpmath.ncdf(u), []),
    "tanh": (mpmath.tanh, []),
    "sigmoid": (lambda u: 1 / (1 + mpmath.exp(-u)), []),
    "silu": (lambda u: u / (1 + mpmath.exp(-u)), []),
    "softsign": (lambda u: u / (1 + abs(u)), [0]),
}
SLOPES = {
    "relu": lambda u: mpmath.mpf(u > 0),
    "tanh": lambda u: mpmath.sech(u) ** 2,
    "gelu": lambda u: mpmath.ncdf(u) + u * mpmath.npdf(u),
    "softsign": lambda u: 1 / (1 + abs(u)) ** 2,
    "silu": lambda u: (1 + u / (1 + mpmath.exp(u))) / (1 + mpmath.exp(-u)),
}


@pytest.fixture(autouse=True)
def eighteen_digits():
    with mpmath.workdps(18):
        yield


def mean(function, breaks, mu=0, variance=1):
    """Return E f(mu + sqrt(v) Z) by quadrature between the breakpoints."""
    spread = mpmath.sqrt(variance)
    cuts = sorted({*range(-12, 13, 3), *((b - mu) / spread for b in breaks)})
    return mpmath.quad(lambda z: function(mu + spread * z) * mpmath.npdf(z), cuts)


def facts(subject, name):
    return {fact.scope: fact for fact in derive(subject, name)}


def value(subject, name):
    (fact,) = derive(subject, name)
    return number(fact.value)


def number(text, **symbols):
    expression = parse(text, {s: Symbol(s, real=True) for s in symbols}, RECORDED)
    return mpmath.mpf(str(expression.subs({Symbol(s, real=True): v for s, v in symbols.items()}).evalf(30)))


@pytest.mark.every(2)
@pytest.mark.parametrize("name", REFERENCE)
def test_moments_and_gain(name):
    bound = bind(catalogue.get(name))
    function, breaks = REFERENCE[name]
    first, second = mean(function, breaks), mean(lambda u: function(u) ** 2, breaks)
    assert abs(value(bound, "gaussian_mean") - first) < 1e-14
    assert abs(value(bound, "gaussian_second_moment") - second) < 1e-14
    assert abs(value(bound, "gain") - 1 / mpmath.sqrt(second)) < 1e-14
    if name in SLOPES:
        slope = mean(lambda u: SLOPES[name](u) ** 2, breaks)
        assert abs(value(bound, "gaussian_slope_second_moment") - slope) < 1e-14


@pytest.mark.parametrize(("bias", "lambd"), [("1", "1"), ("-1/2", "1/2"), ("0", "2"), ("3", "0"), ("1/3", "1")])
def test_a_gain_that_roots_write_in_two_ways_has_one_formula(bias, lambd):
    shrink = catalogue.get("shrink")
    (fact,) = gains("shrink")
    found = fact.value.subs({shrink.param("bias").symbol: bias, shrink.param("lambd").symbol: lambd})
    b, edge = float(Rational(bias)), float(Rational(lambd))
    moment = 2 * mpmath.quad(lambda u: (u - b) ** 2 * mpmath.npdf(u), [edge, 8, mpmath.inf])
    assert fact.scope == sympy.true
    assert abs(float(found) - 1 / mpmath.sqrt(moment)) < 1e-14


@functools.cache
def gains(name):
    return properties.derive(catalogue.get(name), "gain")


def test_no_gain_of_nothing():
    (fact,) = derive(definition("0*x"), "gain")
    assert (fact.value, fact.status) == ("undefined", Status.PROVED)
    found = {str(fact.scope): str(fact.value) for fact in gains("linear")}
    assert found == {"Eq(slope, 0)": "undefined", "Ne(slope, 0)": "1/Abs(slope)"}


@pytest.mark.every(2)
@pytest.mark.parametrize("formula", ["sqrt(x)", "log(x)", "1/x", "exp(x**2)", "1/(x - 1)**2"])
def test_no_moment_of_what_has_none(formula):
    for name in ("gaussian_mean", "gaussian_second_moment", "gain"):
        (fact,) = derive(definition(formula), name)
        infinite = "/" in formula and name == "gaussian_second_moment"
        assert fact.value == ("undefined" if formula in ("sqrt(x)", "log(x)") else "oo" if infinite else None)


def test_the_mean_of_an_infinite_integral_is_not_taken_by_symmetry():
    # x*exp(x**2) is odd, but its mean does not exist.
    (fact,) = derive(definition("x*exp(x**2)"), "gaussian_mean")
    assert fact.value is None


@pytest.fixture
def torch_gain(torch):
    return torch.nn.init.calculate_gain


def test_torchs_gains_that_are_ours(torch_gain):
    assert torch_gain("relu") == pytest.approx(float(value(catalogue.get("relu"), "gain")), rel=1e-15)
    (fact,) = derive(catalogue.get("relu"), "gain")
    assert parse(fact.value) == sqrt(2)
    for a in (0.01, 0.2, 0.5, 3.0):
        bound = bind(catalogue.get("leaky_relu"), {"negative_slope": repr(a)})
        assert torch_gain("leaky_relu", a) == pytest.approx(float(value(bound, "gain")), rel=1e-15)
    slope = Symbol("negative_slope", real=True)
    (fact,) = derive(catalogue.get("leaky_relu"), "gain")
    found = parse(fact.value, {"negative_slope": slope})
    assert sympy.simplify(found**2 - 2 / (1 + slope**2)) == 0
    assert torch_gain("linear") == 1 == value(catalogue.get("identity"), "gain")


@pytest.mark.parametrize(
    ("name", "torchs", "ours"), [("tanh", 5 / 3, 1.5925374197), ("selu", 3 / 4, 1), ("sigmoid", 1, 1.8462285453)]
)
def test_torchs_gains_that_are_conventions(name, torchs, ours, torch_gain):
    assert torch_gain(name) == pytest.approx(torchs, rel=1e-15)
    found = value(bind(catalogue.get(name)), "gain")
    assert float(found) == pytest.approx(ours, abs=1e-9)
    assert abs(found - torchs) > 0.05


@pytest.mark.every(2)
@pytest.mark.parametrize("name", ["relu", "elu", "hard_swish", "leaky_relu"])
def test_variance_maps_in_closed_form(name):
    (fact,) = derive(bind(catalogue.get(name)), "variance_map")
    assert fact.value["input"] == "N(m, v)"
    function, breaks = REFERENCE[name]
    for m, v in ((Rational(-3, 2), Rational(1, 4)), (Rational(2), Rational(9))):
        mu, variance = mpmath.mpf(m.p) / m.q, mpmath.mpf(v.p) / v.q
        first = mean(function, breaks, mu, variance)
        second = mean(lambda u: function(u) ** 2, breaks, mu, variance)
        assert abs(number(fact.value["mean"], m=m, v=v) - first) < 1e-12
        assert abs(number(fact.value["variance"], m=m, v=v) - (second - first**2)) < 1e-12


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "gelu"])
def test_variance_at_the_standard_normal_input(name):
    (fact,) = derive(bind(catalogue.get(name)), "variance_map")
    assert fact.value["input"] == "N(0, 1)"
    function, breaks = REFERENCE[name]
    first, second = mean(function, breaks), mean(lambda u: function(u) ** 2, breaks)
    assert abs(number(fact.value["mean"]) - first) < 1e-14
    assert abs(number(fact.value["variance"]) - (second - first**2)) < 1e-14


def test_parameters_called_m_and_v_are_no_moments():
    (fact,) = derive(definition("m*x", ["m>0"]), "variance_map")
    assert fact.value is None or fact.value["input"] == "N(0, 1)"


def selu(u):
    # Klambauer et al. 2017, equation (14), to more digits by mpmath's own solution of equation (2).
    return LAMBDA * (u if u > 0 else ALPHA * mpmath.expm1(u))


LAMBDA, ALPHA = mpmath.mpf("1.0507009873554804934193349852946"), mpmath.mpf("1.6732632423543772848170429916717")


def test_selus_fixed_point_against_differences_of_integrals():
    (fact,) = derive(bind(catalogue.get("selu")), "fixed_point_map")
    assert fact.value["point"] == ["0", "1"]
    assert abs(mean(selu, [0])) < 1e-15
    assert abs(mean(lambda u: selu(u) ** 2, [0]) - 1) < 1e-15

    def next_mean(v):
        return mean(selu, [0], 0, v)

    def next_variance(v):
        return mean(lambda u: selu(u) ** 2, [0], 0, v) - next_mean(v) ** 2

    # Weights add up to 0 and their squares to 1, so the mean before has no influence.
    step = mpmath.mpf("1e-3")
    jacobian = [[number(entry) for entry in row] for row in fact.value["jacobian"]]
    for row, function in zip(jacobian, (next_mean, next_variance), strict=True):
        slope = (function(1 - 2 * step) - 8 * function(1 - step) + 8 * function(1 + step) - function(1 + 2 * step)) / (
            12 * step
        )
        assert row[0] == 0
        assert abs(row[1] - slope) < 1e-10
    # A triangular matrix has its diagonal for eigenvalues.
    assert number(fact.value["spectral_radius"]) == abs(jacobian[1][1])
    assert fact.value["stability"] == "attracting"
    # Klambauer et al. 2017 print 0.088834 and 0.782648.
    assert abs(jacobian[0][1] - mpmath.mpf("0.088834")) < 1e-6
    assert abs(jacobian[1][1] - mpmath.mpf("0.782648")) < 1e-6


def test_other_parameters_have_no_fixed_point_map():
    (fact,) = derive(bind(catalogue.get("selu"), {"alpha": "2", "scale": "1"}), "fixed_point_map")
    assert fact.value is None
    assert derive(catalogue.get("relu"), "fixed_point_map") == ()
