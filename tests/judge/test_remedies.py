"""Other ways to write functions are identities (against mpmath), numbers are read off results, remedies are run."""

import math

import ml_dtypes
import mpmath
import numpy as np
import pytest
import sympy

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.formats.arrays import is_nan
from symact.formats.floating import get_format
from symact.judge.comparison.compare import compare
from symact.judge.diagnosis import diagnose
from symact.judge.diagnosis.constant_places import places
from symact.judge.diagnosis.defect_model import Model, Remedy, matches
from symact.judge.diagnosis.evidence import whole
from symact.judge.diagnosis.fitting import fitted
from symact.judge.diagnosis.informative_rows import Informative
from symact.judge.diagnosis.remedies import offered, stabilised
from symact.judge.diagnosis.sampling import chosen_rows
from symact.judge.expression_text import text
from symact.judge.run import verify
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.primitives import Logistic, Primitive, Softplus, chain_forms, fused, spelled
from symact.judge.simulation.rewritings import rewritten
from symact.judge.simulation.stepwise import Walk, styles
from symact.judge.text import remedy_line
from tests.mutants.planted import Subject, reference

HALF, BRAIN, WIDE = (get_format(name) for name in ("float16", "bfloat16", "float64"))
POINTS = (-3.3, -0.7, 0.2, 1.9)
SMOOTH = ("gelu", "gelu_tanh", "silu", "sigmoid", "tanh", "softplus", "mish", "log_sigmoid", "quick_gelu", "tanhshrink")


def number(expression, point):
    """The value by mpmath, 40 digits."""
    return mpmath.mpf(str(sympy.N(spelled(expression).subs(x, sympy.Rational(str(point))), 40)))


@pytest.mark.parametrize("name", [*SMOOTH, "relu6", "hard_sigmoid", "leaky_relu", "softsign"])
def test_a_rewriting_is_an_identity(name):
    own = short_constants(bind(catalogue.get(name)))
    for each in (*rewritten(own), fused(own)):
        for point in POINTS:
            assert mpmath.almosteq(number(each, point), number(own, point), 1e-30, 1e-30), each


@pytest.mark.parametrize("name", SMOOTH)
def test_a_chain_is_the_derivative(name):
    own = short_constants(bind(catalogue.get(name)))
    for slope in chain_forms(own):
        for each in (slope, stabilised(slope)):
            for point in POINTS:
                assert mpmath.almosteq(number(each, point), number(own.diff(x), point), 1e-25, 1e-25), each


@pytest.mark.parametrize("kind", Primitive.__subclasses__())
def test_a_primitive_is_what_it_stands_for(kind):
    points = np.array([-0.9, -0.3, 0.1, 2.5])
    wanted = [float(sympy.N(kind(x).written().subs(x, sympy.Rational(str(p))), 30)) for p in points]
    assert np.allclose(kind.stand_in(points), wanted, rtol=1e-14)
    slope = spelled(kind(x).diff(x)) - kind(x).written().diff(x)
    assert abs(sympy.N(slope.subs(x, sympy.Rational(1, 3)), 30)) < 1e-25


def test_styles_are_those_that_may_differ():
    assert styles([x * x + 1]) == ("first",)
    assert set(styles([3 * x**2 / (x + 1)])) == {"first", "last", "flat", "reciprocal"}


def test_a_product_with_the_reciprocal_rounds_twice():
    points = np.arange(1.0, 200.0)
    once, twice = (Walk(points, HALF, style).run(x / (x + 3)) for style in ("first", "reciprocal"))
    half = points.astype(np.float16)
    assert np.array_equal(once, (half / (half + np.float16(3))).astype(np.float64))
    assert np.array_equal(twice, (half * (np.float16(1) / (half + np.float16(3)))).astype(np.float64))
    assert not np.array_equal(once, twice)


def spoiled(name, dtype, order, change):
    fmt = get_format(dtype)
    table = reference(name, fmt, order)
    with np.errstate(all="ignore"):
        got = np.asarray(change(Subject(table)))
    return bind(catalogue.get(name)), compare(table, np.ascontiguousarray(got).view(table.y_bits.dtype))


def test_zero_is_near_to_nothing_but_zero():
    bound, comparison = spoiled("sigmoid", "float8_e5m2", 0, lambda s: (s.y.astype(np.float64) / 20).astype(s.y.dtype))
    case = whole(bound, comparison)
    model = Model("", "", "", np.zeros_like(case.y_bits), np.ones(len(case.x), dtype=bool))
    assert not matches(case, model)[(case.got != 0) & ~np.isnan(case.got)].any()
    assert diagnose(bound, comparison) == ()


def test_every_judged_row_is_stood_for():
    bound, comparison = spoiled("tanh", "float16", 0, lambda s: np.where(np.abs(s.x) < 0.125, s.x, s.y))
    case = chosen_rows(whole(bound, comparison))
    assert len(case.rows) < 5000
    assert case.weight.sum() == case.comparison.judged.sum()


def test_a_number_is_read_off_the_results():
    def change(s):
        v = s.x.astype(np.float64)
        return (v / (1 + np.exp(-1.62 * v))).astype(np.float16)

    bound, comparison = spoiled("quick_gelu", "float16", 0, change)
    informative = Informative.of(chosen_rows(whole(bound, comparison)))
    (place,) = [p for p in places(bound, 0) if p.right == sympy.Rational(-851, 500)]
    found = fitted(informative, place.pieces, -1.702, [])
    assert float(found.value) == -1.62
    assert found.share > 0.9


def test_a_remedy_has_been_run():
    bound, comparison = spoiled(
        "softplus", "float16", 0, lambda s: np.log(1 + np.exp(s.x.astype(np.float32))).astype(np.float16)
    )
    (cause,) = [each for each in diagnose(bound, comparison) if each.name == "log1p"]
    assert "log1p(exp(-|x|))" in cause.remedy
    assert 0.5 <= cause.remedy_error < 0.51


def test_a_remedy_has_the_error_of_its_own_steps():
    """The stable forms as NumPy computes them in float32, against values in float64."""
    points = np.linspace(-20, 20, 4001).astype(np.float32)
    small = np.exp(-np.abs(points.astype(np.float64))).astype(np.float32)
    wanted = {
        Softplus: np.maximum(points, 0) + np.log1p(small.astype(np.float64)).astype(np.float32),
        Logistic: np.where(points >= 0, np.float32(1), small) / (1 + small),
    }
    for kind, each in wanted.items():
        found = Walk(points.astype(np.float64), get_format("float32")).run(kind(x).stable())
        assert np.array_equal(found, each.astype(np.float64))
        assert not np.array_equal(found, kind.stand_in(points.astype(np.float64)).astype(np.float32))


def test_the_remedy_of_a_derivative_is_one_of_the_derivative():
    def change(s):
        e = np.exp(s.x)
        return e * (1 / (e + 1))

    bound, comparison = spoiled("softplus", "float16", 1, change)
    overflow = [cause for cause in diagnose(bound, comparison) if cause.name == "overflow"]
    assert is_nan(comparison.got_bits, HALF).sum() > 10_000
    assert overflow
    assert overflow[0].remedy.startswith("sigmoid(x)")
    assert overflow[0].remedy_error < 0.51


def test_a_clamp_is_offered_only_where_the_function_has_reached_its_limit():
    bound, comparison = spoiled(
        "silu", "float16", 0, lambda s: np.where(s.x > 100, np.float16(100), s.y).astype(np.float16)
    )
    (cause,) = diagnose(bound, comparison)
    assert cause.name == "clamp"
    assert "leave it out" in cause.remedy
    assert cause.remedy_error is None


def test_a_threshold_is_moved_to_where_both_sides_agree():
    bound, comparison = spoiled("softplus", "float16", 0, lambda s: np.where(s.x >= 4, s.x, s.y))
    (cause,) = diagnose(bound, comparison)
    table = reference("softplus", HALF, 0)
    limit = np.float16(cause.remedy.rpartition(" ")[2])
    values = Subject(table)
    beyond = (values.x >= limit) & np.isfinite(values.x)
    assert (values.x == values.y)[beyond].all()
    assert cause.remedy.startswith("the function itself, and what stands for it only for x >= ")


def test_only_what_can_be_computed_is_said_to_be_computed_instead():
    assert remedy_line("keep the sign of zero", None) == "remedy: keep the sign of zero"
    assert remedy_line("expm1(x)", 0.5) == "compute instead: expm1(x)"


def test_a_report_says_what_error_the_remedy_has():
    def gelu(values):
        half, one = np.float32(0.5), np.float32(1)
        erf = np.vectorize(math.erf, otypes=[np.float64])
        wide = values.astype(np.float32)
        return (half * wide * (one + erf(wide * np.float32(0.70710678)).astype(np.float32))).astype(values.dtype)

    verdict = verify(gelu, "gelu", dtype=ml_dtypes.bfloat16)
    assert "at the inputs tried its error is" in str(verdict)
    assert verdict.to_json()["causes"][0]["remedy_error"] < 0.51


def test_a_rational_derivative_is_offered_over_one_denominator():
    def change(s):
        below = 1 / (1 - s.x) + s.x / (1 - s.x) ** 2
        above = 1 / (1 + s.x) - s.x / (1 + s.x) ** 2
        return np.where(s.x < 0, below, above)

    bound, comparison = spoiled("softsign", "float16", 1, change)
    (cause,) = [each for each in diagnose(bound, comparison) if each.name == "cancellation"]
    assert cause.remedy.startswith("(x - 1)**(-2) for x < 0, (x + 1)**(-2) for x >= 0")
    assert cause.remedy_error < 0.6


def test_what_is_good_everywhere_goes_before_what_leaves_results_infinite():
    case = whole(*spoiled("softsign", "float16", 1, lambda s: np.where(np.abs(s.x) > 1, np.float16("nan"), s.y)))
    partial = np.where(np.abs(case.x) < 0.5, np.inf, case.y)
    remedies = [Remedy("partial", lambda c: partial), Remedy("whole", lambda c: case.y)]
    # What is correctly rounded is off by half an ulp all the same, and never by 0.
    assert offered(case, case.wrong, remedies) == ("whole", pytest.approx(0.5, abs=1e-3))
    assert offered(case, case.wrong, remedies[:1]) == ("partial", math.inf)


def test_cases_are_told_in_words():
    elu = sympy.Piecewise((x, x > 0), (sympy.exp(x) - 1, True))
    assert text(elu) == "x where x > 0, else exp(x) - 1"
    assert text(2 * elu + sympy.Rational(12345, 1001)) == "2*(x where x > 0, else exp(x) - 1) + 12.33267"
