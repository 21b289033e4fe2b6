"""Numbers of sheets: digits of roots against mpmath, order, equations; closed forms believed only when proved."""

import mpmath
import pytest
import sympy
from flint import arb, fmpq
from sympy import Float, Rational, S, Symbol, acosh, cos, cosh, erf, exp, log, oo, pi, sin, sqrt, tanh

from symact.definition.activation import x
from symact.enclosure.digits import digits_of_balls
from symact.enclosure.program import Program
from symact.errors import OpenSignError
from symact.symbolic import identification
from symact.symbolic.identification import recognise
from symact.symbolic.real_number import Number, Root, order, program
from symact.symbolic.root_isolation import isolate


def root(expression, low, high, k=0):
    """Return the one zero between two rationals."""
    ends = [fmpq(int(S(end).p), int(S(end).q)) for end in (Rational(low), Rational(high))]
    (box,) = [box for box in isolate(expression, k, *ends) if box.sign == 0]
    return box.root(expression, k)


MISH = x * tanh(log(1 + exp(x)))
GELU = x * (1 + erf(x / sqrt(2))) / 2
ROOTS = [
    (x * exp(x) - 1, 0, 0, 1, lambda u: u * mpmath.exp(u) - 1),
    (MISH, 1, -2, -1, lambda u: mpmath.diff(lambda v: v * mpmath.tanh(mpmath.log1p(mpmath.exp(v))), u)),
    (x**5 - x - 1, 0, 1, 2, lambda u: u**5 - u - 1),
    (cos(x) - x, 0, 0, 1, lambda u: mpmath.cos(u) - u),
]


def shown(value):
    """Return a part of a test's name; functions have none that stays."""
    return "" if callable(value) else str(value)[:30]


@pytest.mark.parametrize(("expression", "k", "low", "high", "reference"), ROOTS, ids=shown)
def test_forty_digits_of_a_root(expression, k, low, high, reference):
    with mpmath.workdps(70):
        expected = mpmath.findroot(reference, mpmath.mpf(low + high) / 2)
        shown = mpmath.nstr(expected, 40, strip_zeros=False)
    found = Number(None, root(expression, low, high, k))
    assert found.text() == shown
    assert found.decimal(7) == mpmath.nstr(expected, 7, strip_zeros=False)
    assert found.expression() == Float(shown, 40)
    assert "the root" in found.definition()


@pytest.mark.parametrize("precision", [53, 96, 400, 3000])
def test_balls_shrink_as_asked_and_contain_the_root(precision):
    own = root(x * exp(x) - 1, 0, 1)
    ball = own.ball(precision)
    assert ball.rad() < arb(2) ** (8 - precision)
    with mpmath.workprec(precision + 60):
        omega = mpmath.lambertw(1)
        middle = mpmath.mpf(str(ball.mid().str(int(precision * 0.302) + 25, radius=False)))
        assert abs(middle - omega) < mpmath.ldexp(1, 8 - precision)


def test_the_value_of_a_derivative_at_a_root():
    place = root(GELU, -1, Rational(-1, 2), 1)
    value = Number(None, place, (GELU, 0))
    slope = Number(None, place, (GELU, 2))
    with mpmath.workdps(60):
        at = mpmath.findroot(lambda u: mpmath.ncdf(u) + u * mpmath.npdf(u), -0.75)
        assert value.text() == mpmath.nstr(at * mpmath.ncdf(at), 40, strip_zeros=False)
        assert slope.text()[:35] == mpmath.nstr((2 - at**2) * mpmath.npdf(at), 40)[:35]
    assert " at the root " in value.definition()


def test_order():
    third, omega = Number(Rational(1, 3)), Number(None, root(x * exp(x) - 1, 0, 1))
    a = Symbol("a", positive=True)
    w = Symbol("w", real=True)
    assert order(third, omega) == -1
    assert order(omega, third) == 1
    assert order(omega, omega) == 0
    assert order(Number(oo), omega) == 1
    assert order(omega, Number(-oo)) == 1
    assert order(Number(-oo), Number(oo)) == -1
    assert order(Number(oo), Number(oo)) == 0
    assert order(Number(a + 1), Number(S.One)) == 1
    assert (
        order(Number(Symbol("r", real=True) - 1), Number(Symbol("r", real=True))) == -1
    )  # a real parameter that cancels
    assert order(Number(sqrt(2) + sqrt(3)), Number(sqrt(5 + 2 * sqrt(6)))) == 0
    # They differ in the forty-first digit.
    assert order(Number(pi), Number(Rational("3.14159265358979323846264338327950288419717"))) == -1
    with pytest.raises(OpenSignError):
        order(Number(w), third)


def test_equal_numbers_without_closed_form_are_not_called_different():
    one, other = root(x * exp(x) - 1, 0, 1), root(2 * x * exp(x) - 2, 0, 1)
    assert order(Number(None, one), Number(None, other)) is None


def test_mirror_images_are_equal():
    even = x**4 - 3 * x**2 + x * tanh(x) / 5
    left, right = root(even, -2, Rational(-1, 2), 1), root(even, Rational(1, 2), 2, 1)
    assert order(Number(None, left, (even, 0)), Number(None, right, (even, 0))) == 0
    # The same abscissas, but values that are only nearly mirror images.
    crooked = even + x / 10**70
    assert order(Number(None, left, (even, 0)), Number(None, right, (crooked, 0))) == -1
    bent = even + (x**3 - x) / 10**300
    assert order(Number(None, left, (even, 0)), Number(None, right, (bent, 0))) is None
    # An abscissa that is only nearly mirrored, where the slope is 0.
    aside = root(even + x / 10**400, Rational(1, 2), 2, 1)
    assert order(Number(None, left, (even, 0)), Number(None, aside, (even, 0))) is None
    # Equal values, but at -pi and 3 pi.
    wave = cos(x)
    assert order(Number(None, root(wave, -4, -3, 1), (wave, 0)), Number(None, root(wave, 9, 10, 1), (wave, 0))) is None


@pytest.mark.parametrize(
    ("expression", "k", "low", "high", "expected"),
    [
        (3 * x - 2 + x**3 - Rational(8, 27), 0, -2, 3, Rational(2, 3)),
        (tanh(x) - x**3, 1, -1, Rational(-1, 9), None),
        (x**2 - 2, 0, 1, 2, sqrt(2)),
        (x**2 - x - 1, 0, 1, 2, (1 + sqrt(5)) / 2),
        (x**2 - x - 1, 0, -1, 0, (1 - sqrt(5)) / 2),
        (x**4 - 5 * x**2 + 1, 0, 2, 3, None),
        (sin(x), 0, 3, 4, pi),
        (sin(3 * x), 0, -2, -1, -pi / 3),
        (exp(x) - 7, 0, 1, 3, log(7)),
        (exp(2 * x) - 3 * exp(x) + 1, 0, Rational(1, 2), 2, log((3 + sqrt(5)) / 2)),
        (exp(2 * x) - 7, 0, 0, 3, log(7) / 2),
        (cosh(x) - 2, 0, 1, 2, acosh(2)),
        (1 / (1 + exp(-x)), 3, -2, -1, -log(2 + sqrt(3))),
        (tanh(x), 3, Rational(1, 9), 1, log(2 + sqrt(3)) / 2),
        (x * exp(-(x**2)), 1, Rational(1, 9), 1, sqrt(2) / 2),
        (sympy.atan(x) + x, 0, -1, 2, S.Zero),
        (x * exp(x) - 1, 0, 0, 1, None),
    ],
    ids=str,
)
def test_closed_forms(expression, k, low, high, expected):
    found = recognise(root(expression, low, high, k))
    if expected is None:
        assert found.exact is None or sympy.diff(expression, x, k).subs(x, found.exact).equals(0)
        return
    assert found.exact is not None
    assert abs((found.exact - expected).evalf(60)) < 1e-55
    assert found.exact.equals(expected)


@pytest.mark.parametrize(
    "expression",
    [
        3 * x - 1 + Rational(1, 10**40),
        x**2 - 2 + Rational(1, 10**45),
        sin(x - 3) + sin(3) - Rational(1, 10**50),
        exp(x) - 2 - Rational(1, 10**45),
        exp(2 * x) - exp(x) - 2 - Rational(1, 10**45),
    ],
    ids=str,
)
def test_digits_alone_are_not_believed(expression):
    # 1/3, sqrt(2), 0, log(2) fit to forty digits and more, but they are no zeros.
    own = root(expression, Rational(-1, 7), Rational(3, 2))
    assert recognise(own) == Number(None, own)


def test_a_root_needs_its_interval():
    inside = Root(x**2 - 2, 0, fmpq(1), fmpq(2))
    assert recognise(inside).exact == sqrt(2)
    assert recognise(Root(x**2 - 2, 0, fmpq(-2), fmpq(-1))).exact == -sqrt(2)


def test_a_square_is_enclosed_where_it_may_vanish():
    (value,) = program((x - 1) ** 2).series(arb(1, "1e-3"), 1, 96)
    assert value.contains(0)
    assert value.rad() < 1e-5


def test_a_negative_number_times_a_negative_factor_has_one_sign():
    b = sympy.Symbol("b", real=True)
    number = Number(None, root(x + exp(x), -1, 0)).times(-1 / b)  # -Omega, of which mpmath knows the digits
    with mpmath.workdps(45):
        omega = mpmath.nstr(mpmath.lambertw(1).real, 38)
    assert number.text().startswith(omega)
    assert number.text().endswith("/b")


def test_a_root_is_narrowed_in_a_few_steps(monkeypatch):
    calls = []
    series = Program.series
    monkeypatch.setattr(Program, "series", lambda self, *args: calls.append(1) or series(self, *args))
    for expression, low, high in ((3 * cos(x) - 1, 1, 2), (sin(2 * x) + Rational(3, 4), 1, Rational(5, 2))):
        own = Root(expression, 0, fmpq(low), fmpq(int(S(high).p), int(S(high).q)))
        assert own.ball(768).rel_accuracy_bits() >= 768
    assert len(calls) < 100


def test_numbers_of_more_digits_than_python_writes():
    """Python converts no integer above 4,300 digits; places are told by bits."""
    with mpmath.workdps(60):
        for power in (9000, -9000):
            text = digits_of_balls(lambda bits, n=power: arb(7) ** n, 12, "a power of 7")
            assert text == mpmath.nstr(mpmath.mpf(7) ** power, 12, show_zero_exponent=True, min_fixed=0, max_fixed=0)


@pytest.mark.parametrize("value", ["1e-60", "1e-7606", "1e60"])
def test_what_no_small_coefficients_have_as_a_root_is_not_identified(value):
    assert not list(identification._algebraic(mpmath.mpf(value)))
