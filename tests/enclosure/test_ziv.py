"""Ziv's loop: hard points are decided, undecidable ones are named, exact ones are exact."""

from fractions import Fraction

import mpmath
import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Rational, acosh, asinh, atan, cos, erf, exp, log, pi, sin, sqrt, tanh

from symact import functions
from symact.balls.scaled_ball import ScaledBall
from symact.definition.activation import x
from symact.enclosure.program import Program
from symact.enclosure.ziv import START_PRECISION, evaluate, to_wide
from symact.errors import SymactError, UndecidedError
from symact.formats.floating import get_format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.mpmath_values import mpf_to_wide

GELU_TANH = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + Rational(44715, 1000000) * x**3)))
SOFTPLUS = log(1 + exp(x))
EXPRESSIONS = {
    "gelu": x / 2 * (1 + erf(x / sqrt(2))),
    "gelu_tanh": GELU_TANH,
    "softplus": SOFTPLUS,
    "mish": x * tanh(SOFTPLUS),
    "silu": x / (1 + exp(-x)),
    "textbook tanh": (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
    "squareplus": (x + sqrt(x**2 + 4)) / 2,
    "sine": sin(30 * x),
}
HARD_POINTS = [
    Fraction(s) * p
    for s in (1, -1)
    for p in (1, 30, 10**4, 2**1023, Fraction(1, 2**1074), Fraction(3, 2**300), Fraction(2**53 - 1, 2**53))
]


def at(expression, point):
    return evaluate(Program(expression, x), fmpq(point.numerator, point.denominator))


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_hard_points_are_decided(name, order):
    derivative = sympy.diff(EXPRESSIONS[name], x, order)
    for point in HARD_POINTS:
        wide = at(derivative, point)
        assert wide.exact or wide.significand % 2 == 1


def test_gelu_tanh_at_minus_ten_thousand_underflows():
    wide = at(GELU_TANH, Fraction(-10_000))
    assert wide == RoundToOdd.tiny(True)
    assert get_format("float64").round(wide) == 1 << 63


@pytest.mark.every(3)
@pytest.mark.parametrize("name", EXPRESSIONS)
@given(point=st.fractions(min_value=-40, max_value=40, max_denominator=2**30))
def test_values_agree_with_mpmath(name, point):
    wide = at(EXPRESSIONS[name], point)
    with mpmath.workprec(9000):
        truth = sympy.lambdify(x, EXPRESSIONS[name], "mpmath")(mpmath.mpf(point.numerator) / point.denominator)
        sign, man, exponent, _ = truth._mpf_
    exact = Fraction(int(man)) * Fraction(2) ** exponent * (-1 if sign else 1)
    error = abs(wide.to_fraction() - exact)
    assert error <= abs(exact) * Fraction(1, 2**126)


def test_saturation_keeps_its_side():
    """1 - 2^-k for huge k rounds to odd as the largest 128-bit number below 1."""
    below_one = RoundToOdd(False, 2**128 - 1, -128, False)
    assert at(tanh(x), Fraction(10**6)) == below_one
    assert at(1 / (1 + exp(-x)), Fraction(10**30)) == below_one
    assert at(exp(x) / (exp(x) + 1), Fraction(10**300)) == below_one
    above = at(1 + exp(-x), Fraction(10**300))
    assert above == RoundToOdd(False, 2**127 + 1, -127, False)
    third = at((exp(x) - 1) / 3, Fraction(-(10**300)))
    assert third.to_fraction() == RoundToOdd.from_ratio(-1, 3).to_fraction()


GOMPERTZ = exp(-exp(x))


def lies_beside(wide, anchor, side):
    """Whether a value lies on one side of a number, nearer than any format resolves."""
    if anchor == 0:
        assert wide == RoundToOdd.tiny(side < 0)
    else:
        assert not wide.exact
        assert 0 < side * (wide.to_fraction() / anchor - 1) < Fraction(1, 2**126)


with mpmath.workprec(400):
    PI = RoundToOdd.from_bits(False, int(mpmath.floor(mpmath.ldexp(mpmath.pi, 300))), -300, True)


@pytest.mark.parametrize(
    ("expression", "point", "anchor", "side"),
    [
        (1 - GOMPERTZ, 10**6, 1, -1),
        (1 - GOMPERTZ, 2**1023, 1, -1),
        (1 - GOMPERTZ, -(10**18), 0, 1),
        (-GOMPERTZ, 10**6, 0, -1),
        (exp(x) * GOMPERTZ, 162_816, 0, 1),
        (x / (1 - x * exp(-x - exp(x))), 2**100, 2**100, 1),
        (x * tanh(exp(x)), 2**100, 2**100, -1),
        (sqrt(1 - GOMPERTZ), 10**6, 1, -1),
        (log(1 - GOMPERTZ), 10**6, 0, -1),
        (log(1 + GOMPERTZ), 2**100, 0, 1),
        (x * erf(exp(x)), 2**100, 2**100, -1),
        # tanh(log(2)) = 3/5, and what is missing to 2 is positive.
        (x * tanh(log(1 + 1 / (1 + exp(-x)))), 30_080, 18_048, -1),
        # With q = exp(-x) it is 1 - q^2/(1 + q)^2; with q = exp(-2*x) the next is 4*q^2/(1 + q)^3.
        (1 / (1 + exp(-x)) + exp(-x) / (1 + exp(-x)) ** 2, 10**20, 1, -1),
        (1 / (1 + exp(-x)) + exp(-x) / (1 + exp(-x)) ** 2, 75_000, 1, -1),
        ((1 - tanh(x) ** 2) / (1 + exp(-2 * x)) - 4 * tanh(x) * exp(-2 * x) / (1 + exp(-2 * x)) ** 2, 10**6, 0, 1),
    ],
)
def test_exponents_that_no_precision_resolves_leave_the_side(expression, point, anchor, side):
    lies_beside(at(expression, Fraction(point)), anchor, side)


RATE = x * exp(-x - exp(x))


@pytest.mark.parametrize("point", [30, 200, 29_824, 2**100, 2**1023])
@pytest.mark.parametrize(
    ("expression", "anchor", "side"),
    [
        # Each side by hand: E = exp(-exp(x)) is a factor of all that is left.
        (GOMPERTZ - RATE, 0, 1),
        (RATE - GOMPERTZ * exp(x), 0, -1),
        (sympy.diff(-x * GOMPERTZ.subs(x, -x), x).subs(x, -x), 0, 1),
        (sympy.diff(x / (1 - RATE), x), 1, -1),
        (sympy.diff(x * tanh(exp(x)), x), 1, 1),
        (sympy.diff(x * tanh(exp(x)), x, 2), 0, -1),
        (sympy.diff(x * erf(exp(x)), x), 1, 1),
        (GOMPERTZ - exp(-exp(2 * x)), 0, 1),
        (exp(-exp(2 * x)) * exp(3 * exp(x)) - exp(-4 * exp(x)), 0, -1),
        (x * exp(-exp(exp(x))) - exp(-exp(x + 1)), 0, -1),
    ],
)
def test_differences_of_numbers_below_all_formats_have_the_sign_of_the_greater(expression, anchor, side, point):
    lies_beside(at(expression, Fraction(point)), anchor, side)


def test_numbers_above_all_formats_and_equal_ones():
    assert at(exp(exp(x)) - x * exp(exp(x) - 1), Fraction(2**100)) == RoundToOdd.huge(True)
    assert at(exp(exp(x)) * exp(-exp(x) + x, evaluate=False) / exp(x) - 1, Fraction(2**100)).significand == 0
    assert at(log(1 + exp(exp(x))) - exp(x), Fraction(2**100)) == RoundToOdd.tiny(False)


def test_of_two_numbers_whose_exponents_are_known_by_their_digits_alone_no_difference_is_guessed():
    with pytest.raises(UndecidedError):
        evaluate(Program(exp(-sqrt(2) * exp(x)) - x * exp(-sqrt(2) * exp(x) - x), x), fmpq(10**6), limit=1024)


@pytest.mark.parametrize("point", [20, 10**6, 2**1023])
@pytest.mark.parametrize(
    ("expression", "right"),
    [
        (x - exp(exp(x)) * tanh(x), RoundToOdd.huge(True)),
        (x * exp(-exp(exp(x))), RoundToOdd.tiny(False)),
        (-x / (x + exp(exp(x))), RoundToOdd.tiny(True)),
        (exp(exp(x)) / (1 + exp(exp(x))), RoundToOdd(False, 2**128 - 1, -128, False)),
        (2 * atan(exp(exp(x))), PI),
        (-2 * atan(-exp(exp(x))), PI),
    ],
)
def test_what_is_beyond_every_format_is_decided_at_once(expression, right, point):
    assert at(expression, Fraction(point)) == right


@pytest.mark.parametrize("function", [asinh, lambda u: 2 * acosh(u), lambda u: log(1 + 2 * u)])
def test_a_number_beyond_all_balls_is_not_infinity(function):
    """1/asinh(exp(exp(1000))) is about exp(-1000), and not 0."""
    wide = at(1 / function(exp(exp(x))), Fraction(1000))
    with mpmath.workprec(300):
        near = mpmath.exp(-1000) / (2 if function(x).is_Mul else 1)
        assert not wide.exact
        assert abs(mpmath.ldexp(wide.significand, wide.exponent) / near - 1) < mpmath.ldexp(1, -120)
    assert at(1 / function(exp(exp(x))), Fraction(10**6)) == RoundToOdd.tiny(False)


def test_algebra_is_not_asked_to_write_out_vast_numbers():
    """SymPy would not come back from exp(exp(2^100))."""
    with pytest.raises(UndecidedError):
        at(sin(exp(exp(x))), Fraction(2**100))


def test_exact_values_and_ties():
    assert at(EXPRESSIONS["squareplus"], Fraction(3, 2)) == RoundToOdd.from_ratio(2, 1)
    assert at(EXPRESSIONS["squareplus"], Fraction(0)) == RoundToOdd.from_ratio(1, 1)
    assert at(exp(x), Fraction(0)) == RoundToOdd.from_ratio(1, 1)
    assert at(x / (1 + x), Fraction(2)) == RoundToOdd.from_ratio(2, 3)
    tie = Fraction(2**8 + 1, 2**8)
    assert get_format("bfloat16").round(at(x, tie)) == get_format("bfloat16").from_fraction(Fraction(1))


def test_algebraic_ties_hidden_from_rational_arithmetic():
    """sqrt(x) sqrt(4x) = 2x and (sqrt(2) x)^2 / 2 = x^2, with radicals that rationals cannot follow."""
    hidden = sympy.Mul(sqrt(x + 1), sqrt(4 * x + 4, evaluate=False), evaluate=False)
    assert at(hidden, Fraction(2)) == RoundToOdd.from_ratio(6, 1)
    golden = (sqrt(x) + 1) * (sqrt(x) - 1)
    assert at(golden, Fraction(5)) == RoundToOdd.from_ratio(4, 1)


def test_an_undecidable_value_is_named_and_not_guessed():
    # sqrt(2)^2 arranged so that no exact path sees it: log(exp(1) exp(x)) - 1 at x = 0 is exactly 0.
    hidden = log(sympy.exp(1, evaluate=False) * sympy.exp(x)) - 1
    with pytest.raises(UndecidedError, match=r"log.*at x = 0 is undecided at 1024 bits"):
        evaluate(Program(hidden, x), fmpq(0), limit=1024)
    with pytest.raises(UndecidedError, match="logarithm"):
        evaluate(Program(log(x), x), fmpq(-1), limit=200)
    for expression, pole in ((1 / x, 0), (1 / (x**3 + 1), -1), (1 / sqrt(x), 0)):
        with pytest.raises(UndecidedError, match="division by zero"):
            evaluate(Program(expression, x), fmpq(pole), limit=4096)


def test_a_missing_rule_is_loud():
    with pytest.raises(SymactError, match=r"no enclosure is known for `gamma\(x\)`"):
        Program(sympy.gamma(x), x)


@pytest.mark.every(4)
@pytest.mark.parametrize("function", functions.classes(lambda each: True), ids=str)
@given(point=st.fractions(min_value=Fraction(1, 8), max_value=12, max_denominator=1000))
def test_both_readings_of_a_rule_agree(function, point):
    asked = functions.of(function).domain(sympy.Rational(point))
    assume(all(sympy.sign(each.argument) in each.signs for each in asked))
    assume(point != 1 or function(sympy.S.One) != 0)
    program = Program(function(x), x)
    q = fmpq(point.numerator, point.denominator)
    wide = to_wide(program.scaled_ball(q, 300))
    ball = program.plain(q, 300)
    assert wide is not None
    ctx.prec = 400
    kept = arb(fmpq(wide.to_fraction().numerator, wide.to_fraction().denominator))
    assert abs(kept - ball) < abs(kept) * arb(2) ** -126


@pytest.mark.parametrize("gap", [1, 60, 127, 128, 129, 140, 500, 10_000])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("anchor", [Fraction(1), Fraction(-3, 4), Fraction(1, 3), Fraction(2**128 + 1, 2**7)])
def test_an_anchor_and_a_rest_round_like_their_exact_sum(anchor, sign, gap):
    ctx.prec = 20_000
    rest = Fraction(sign, 7 * 2**gap)
    value = ScaledBall(fmpq(anchor.numerator, anchor.denominator), arb(fmpq(rest.numerator, rest.denominator)))
    total = anchor + rest
    assert to_wide(value) == RoundToOdd.from_ratio(total.numerator, total.denominator)


@pytest.mark.parametrize(
    ("turns", "sine", "cosine"),
    [
        ("0", 0, 1),
        ("1/6", "1/2", None),
        ("1/4", None, None),
        ("1/3", None, "1/2"),
        ("1/2", 1, 0),
        ("2/3", None, "-1/2"),
        ("5/6", "1/2", None),
        ("1", 0, -1),
        ("7/6", "-1/2", None),
        ("4/3", None, "-1/2"),
        ("3/2", -1, 0),
        ("5/3", None, "1/2"),
        ("11/6", "-1/2", None),
        ("2/5", None, None),
    ],
)
@pytest.mark.parametrize("whole", [0, -2, 2**40, 2 * 10**37])
def test_sine_and_cosine_of_rational_parts_of_pi(turns, sine, cosine, whole):
    """Niven's theorem: 0, +-1/2, +-1 and no other rational number; decided at once, not where precision ends."""
    point = Fraction(turns) + whole
    for function, due in ((sin, sine), (cos, cosine)):
        program = Program(function(pi * x), x)
        wide = evaluate(program, fmpq(point.numerator, point.denominator), limit=START_PRECISION)
        if due is not None:
            assert wide.exact
            assert wide.to_fraction() == Fraction(due)
        else:
            with mpmath.workprec(600):
                value = getattr(mpmath, f"{function.__name__}pi")(mpmath.mpf(point.numerator) / point.denominator)
                close = mpmath.mpf(wide.significand) * mpmath.mpf(2) ** wide.exponent * (-1) ** wide.negative
                assert not wide.exact
                assert abs(close - value) <= abs(value) * mpmath.mpf(2) ** -127


@pytest.mark.parametrize(
    "point", [Fraction(1, 2**149), Fraction(3, 2**1074), 1 + Fraction(1, 2**52), Fraction(1, 2) - Fraction(1, 2**60)]
)
@pytest.mark.parametrize(
    "expression", [sin(pi * x), cos(pi * x), sin(pi * x) / (pi * x), sin(pi * x / 3 + pi / 6), cos(2 * pi * x - pi)]
)
def test_beside_zeros_and_peaks_of_waves(expression, point):
    wide = at(expression, point)
    value = sympy.N(expression.subs(x, Rational(point.numerator, point.denominator)), 1400)
    assert not wide.exact
    assert wide == mpf_to_wide(value)
