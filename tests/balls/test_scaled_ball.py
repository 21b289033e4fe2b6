"""ScaledBall enclosures contain the true value, wherever it lies and whatever the precision."""

from fractions import Fraction

import flint
import mpmath
import pytest
import sympy
from flint import arb, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from symact import functions
from symact.balls import scaled_ball
from symact.balls.scaled_ball import ScaledBall
from symact.errors import UndecidedError

RECORDS = {name: functions.get(name) for name in functions.names()}
FUNCTIONS = {
    name: (record.scaled_ball, record.mpmath or getattr(mpmath, name))
    for name, record in RECORDS.items()
    if record.scaled_ball is not None and (not record.domain(sympy.Symbol("u")) or name in ("log", "tan", "cbrt"))
} | {"sqrt": (scaled_ball.sqrt, mpmath.sqrt)}
ORACLE_BITS = 6000

rationals = st.builds(
    lambda m, d, e: Fraction(m, d) * Fraction(2) ** e,
    st.integers(-(2**60), 2**60),
    st.integers(1, 2**20),
    st.one_of(st.integers(-70, -40), st.integers(-900, -60)),
)


def as_mpf(q):
    return mpmath.mpf(int(q.p)) / int(q.q)


def distance(value, truth):
    """Return truth - (exact anchor term) as a ball would have to contain it, relative to the kept ball."""
    rest = truth - as_mpf(value.anchor) * mpmath.exp(as_mpf(value.shift))
    return rest / mpmath.exp(as_mpf(value.scale))


def contains(value, truth):
    """Whether the enclosure contains an mpmath number known to about ORACLE_BITS bits."""
    rest = distance(value, truth)
    size = abs(truth) + abs(as_mpf(value.anchor)) * mpmath.exp(as_mpf(value.shift))
    slack = mpmath.ldexp(size / mpmath.exp(as_mpf(value.scale)), -ORACLE_BITS + 200)
    if value.ball is None:
        return abs(rest) <= slack
    mid, rad = value.ball.mid().man_exp(), value.ball.rad().man_exp()
    middle = mpmath.ldexp(mpmath.mpf(int(mid[0])), int(mid[1]))
    radius = mpmath.ldexp(mpmath.mpf(int(rad[0])), int(rad[1]))
    return abs(rest - middle) <= radius + slack


@pytest.mark.every(7)
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("precision", [64, 168, 400])
@given(q=rationals)
def test_functions_of_exact_points(name, precision, q):
    rule, oracle = FUNCTIONS[name]
    assume(q > 0 or name not in ("log", "sqrt"))
    assume(q != 0 or name != "log")
    # mpmath sums erf's series, which takes minutes for large arguments at this precision.
    assume(abs(q) < 60 or name not in ("erf", "erfc"))
    flint.ctx.prec = precision
    value = rule(ScaledBall(fmpq(q.numerator, q.denominator)))
    with mpmath.workprec(ORACLE_BITS):
        assert contains(value, oracle(mpmath.mpf(q.numerator) / q.denominator))


@pytest.mark.every(2)
@pytest.mark.parametrize("name", FUNCTIONS)
@given(q=rationals, offset=st.integers(-2, 2), tiny=st.integers(2, 700))
def test_functions_of_an_anchor_and_a_rest(name, q, offset, tiny):
    """The argument is offset + q exp(-tiny): an anchor and a ball with a far exponent."""
    rule, oracle = FUNCTIONS[name]
    assume(abs(q) < 1000)
    flint.ctx.prec = 168
    argument = ScaledBall(fmpq(offset), arb(fmpq(q.numerator, q.denominator)), fmpq(-tiny))
    with mpmath.workprec(ORACLE_BITS):
        exact = offset + mpmath.mpf(q.numerator) / q.denominator * mpmath.exp(-tiny)
        assume(exact > 0 or name not in ("log", "sqrt"))
        truth = oracle(exact)
        value = rule(argument)
        # The argument's ball has a radius, which the mathematics passes on; containment must hold all the same.
        assert value.ball is None or not value.ball.is_finite() or contains(value, truth)


@given(a=rationals, b=rationals, s=st.integers(-3, 3), t=st.integers(-300, 300), power=st.integers(-5, 6))
def test_arithmetic(a, b, s, t, power):
    assume(a != 0)
    assume(b != 0)
    flint.ctx.prec = 168
    u = ScaledBall(fmpq(a.numerator, a.denominator), arb(fmpq(b.numerator, b.denominator)), fmpq(t), fmpq(s))
    v = ScaledBall(fmpq(b.numerator, b.denominator), None, fmpq(0), fmpq(t))
    with mpmath.workprec(ORACLE_BITS):
        x, y = mpmath.mpf(a.numerator) / a.denominator, mpmath.mpf(b.numerator) / b.denominator
        p, q = x * mpmath.exp(s) + y * mpmath.exp(t), y * mpmath.exp(t)
        for value, truth in (
            (scaled_ball.add(u, v), p + q),
            (scaled_ball.mul(u, v), p * q),
            (scaled_ball.mul(u, u), p * p),
            (scaled_ball.neg(u), -p),
            (scaled_ball.inverse(v), 1 / q),
        ):
            assert contains(value, truth)
        inverse = scaled_ball.inverse(u)
        assert not inverse.ball.is_finite() or contains(inverse, 1 / p)
        raised = scaled_ball.power(v, power)
        assert contains(raised, q**power)


def test_the_side_of_a_saturated_value_is_known():
    flint.ctx.prec = 64
    for size in (50, 10**6, 10**300):
        value = FUNCTIONS["tanh"][0](ScaledBall(fmpq(size)))
        assert value.anchor == 1
        assert value.ball < 0
        value = scaled_ball.add(FUNCTIONS["erf"][0](ScaledBall(fmpq(-size))), ScaledBall(fmpq(1)))
        assert value.anchor == 0
        assert value.ball > 0 or size == 10**300
        value = FUNCTIONS["log"][0](scaled_ball.add(ScaledBall(fmpq(1)), FUNCTIONS["exp"][0](ScaledBall(fmpq(size)))))
        assert value.anchor == size or size == 50
        assert scaled_ball.to_ball(value) > 0


def test_exact_values_stay_exact():
    assert scaled_ball.sqrt(ScaledBall(fmpq(9, 4))).is_exact
    assert scaled_ball.sqrt(ScaledBall(fmpq(9, 4))).anchor == fmpq(3, 2)
    assert FUNCTIONS["exp"][0](ScaledBall(fmpq(0))).anchor == 1
    assert FUNCTIONS["log"][0](ScaledBall(fmpq(1))).is_exact
    for record in RECORDS.values():
        if record.odd:
            assert record.scaled_ball(ScaledBall(fmpq(0))).is_exact


@pytest.mark.parametrize(
    "operation",
    [
        lambda: scaled_ball.inverse(ScaledBall(fmpq(0))),
        lambda: FUNCTIONS["log"][0](ScaledBall(fmpq(-1))),
        lambda: FUNCTIONS["log"][0](ScaledBall(fmpq(0))),
        lambda: scaled_ball.sqrt(ScaledBall(fmpq(-1))),
    ],
)
def test_undefined_operations_are_refused(operation):
    with pytest.raises(UndecidedError):
        operation()
