"""Elementary functions against MPFR (erfinv: Newton's method on its erf): values, power series, scaled balls."""

import math
import random
import statistics
from fractions import Fraction

import flint
import gmpy2
import pytest
import sympy
from flint import arb, fmpq
from sympy import S

from symact import functions
from symact.balls.scaled_ball import to_ball
from symact.definition.activation import x
from symact.enclosure.program import Program
from symact.enclosure.ziv import evaluate
from symact.formats.floating import get_format
from tests.helpers import mpfr

BITS = 128
NEW = ("acos", "acosh", "asin", "atanh", "cbrt", "csch", "erfinv", "exp2", "expm1", "log1p", "log2", "sech")
NEW += ("fermi_dirac_1",)
OLD = ("asinh", "atan", "cos", "cosh", "erf", "erfc", "exp", "log", "sin", "sinh", "sqrt", "tan", "tanh")
EXPONENTIAL = ("exp", "sinh", "cosh", "exp2", "expm1", "sech", "csch")
INSIDE = ("acos", "asin", "atanh", "erfinv")


def _erfinv(t):
    """Newton's method on MPFR's erf, or on erfc near an end, from the standard library's quantile."""
    with gmpy2.context(precision=2400):
        size, left = abs(t), 1 - abs(t)
    with gmpy2.context(precision=480):
        w = size * gmpy2.sqrt(gmpy2.const_pi()) / 2
        if size > 1e-9:
            w = gmpy2.mpfr(-statistics.NormalDist().inv_cdf(float(left) / 2) / math.sqrt(2))
        for _ in range(6):
            error = gmpy2.erf(w) - size if w < 0.5 else left - gmpy2.erfc(w)
            w -= error * gmpy2.sqrt(gmpy2.const_pi()) / 2 * gmpy2.exp(w * w)
        assert abs(error) < min(size, left) * gmpy2.mpfr(2) ** -440
        return -w if t < 0 else w


ORACLES = {name: getattr(gmpy2, name) for name in (*NEW, *OLD) if hasattr(gmpy2, name)} | {
    "erfinv": _erfinv,
    "fermi_dirac_1": lambda t: -gmpy2.li2(-gmpy2.exp(t)),
}
UNROUNDED = ("erfinv", "fermi_dirac_1")
"""Those whose oracle is no single function of MPFR."""


def points(name, count):
    """Return points of the domain: middling ones, tiny and huge ones, and some at the ends."""
    rng = random.Random(name)
    found = []
    while len(found) < count:
        mantissa = Fraction(rng.randrange(1 << 52, 1 << 53), 1 << 52)
        sign = rng.choice((1, -1))
        kind = len(found) % 3
        exponent = rng.randrange(-4, 4) if kind else rng.choice((rng.randrange(-1070, -4), rng.randrange(4, 1000)))
        t = sign * mantissa * Fraction(2) ** exponent
        if name in INSIDE:
            near_end = 1 - mantissa * Fraction(2) ** -rng.randrange(2, 60)
            t = sign * near_end if kind == 2 else sign * min(abs(t), 1 / abs(t)) * Fraction(2**53 - 1, 2**53)
        elif name == "acosh":
            t = 1 + abs(t)
        elif name == "log1p":
            t = abs(t) if kind else -min(abs(t), 1 / abs(t)) * Fraction(2**53 - 1, 2**53)
        elif name in ("log", "log2", "sqrt"):
            t = abs(t)
        elif name in ("erfc", "erf") and abs(t) > 1000:
            t /= 2 ** int(math.log2(abs(t)))
        elif name in (*EXPONENTIAL, "fermi_dirac_1") and abs(t) > 2**15:
            # Beyond, the results leave MPFR's and RoundToOdd's ranges.
            t /= 2 ** int(math.log2(abs(t)))
        found.append(t)
    return found


def exactly(t):
    """Return a dyadic rational as an mpfr, whatever the precision of the context is."""
    with gmpy2.context(precision=2400):
        return gmpy2.mpfr(t.numerator) / gmpy2.mpfr(t.denominator)


def odd(name, t):
    """Return the function's value rounded to odd at 128 bits, a Fraction, by MPFR."""
    argument = exactly(t)
    with gmpy2.context(precision=BITS, round=gmpy2.RoundToZero):
        value = ORACLES[name](argument)
    assert gmpy2.is_finite(value)
    if value == 0:
        return Fraction(0)
    man, exponent = map(int, value.as_mantissa_exp())
    missing = BITS - abs(man).bit_length()
    man, exponent = man << missing, exponent - missing
    if value.rc != 0 and man % 2 == 0:
        man += 1 if man > 0 else -1
    return Fraction(man) * Fraction(2) ** exponent


@pytest.mark.every(2)
@pytest.mark.parametrize("name", [*NEW, *OLD])
def test_values_rounded_to_odd_are_those_of_mpfr(name):
    program = Program(functions.get(name).build(x), x)
    for t in points(name, 510 if name in NEW else 60):
        wide = evaluate(program, fmpq(t.numerator, t.denominator))
        if name in UNROUNDED:
            # The oracle is not rounded to odd: it comes within a unit in the last of 128 bits.
            with gmpy2.context(precision=3 * BITS):
                truth = Fraction(*map(int, ORACLES[name](exactly(t)).as_integer_ratio()))
            assert abs(wide.to_fraction() - truth) < abs(truth) / 2 ** (BITS - 1), t
        else:
            assert wide.to_fraction() == odd(name, t), t


def contains(ball, truth):
    """Whether a ball contains a rational number, up to the 300 bits to which the number is known."""
    flint.ctx.prec = 320
    number = arb(fmpq(truth.numerator, truth.denominator))
    return bool(ball.is_finite() and (ball + arb(0, abs(number).abs_upper() * arb(2) ** -300)).overlaps(number))


def near(name, t):
    """Return the function's value as a Fraction, to 400 bits."""
    with gmpy2.context(precision=400):
        return Fraction(*map(int, ORACLES[name](exactly(t)).as_integer_ratio()))


@pytest.mark.every(3)
@pytest.mark.parametrize("name", NEW)
def test_power_series_over_an_interval_contain_values_within(name):
    """f(t + h) is the Taylor polynomial at t plus a remainder from the last coefficient on all of the interval."""
    program = Program(functions.get(name).build(x), x)
    length, rng, tried = 6, random.Random(name), 0
    for t in points(name, 600):
        # Halfway to the nearest singularity, and at an exact point inside.
        room = 1 - abs(t) if name in INSIDE else abs(t - 1) if name == "acosh" else min(abs(t), Fraction(1), abs(1 + t))
        if room <= Fraction(1, 2**200) or abs(t) > 2**200:
            continue
        step = room / 2 ** rng.randrange(3, 30) * rng.choice((1, -1))
        place, h = arb(fmpq(t.numerator, t.denominator)), arb(fmpq(step.numerator, step.denominator))
        exact = program.series(place, length, 300)
        whole = program.series(place + arb(0, abs(h).abs_upper()), length + 1, 300)
        total = sum((exact[k] * h**k for k in range(length)), arb(0)) + whole[length] * h**length
        assert contains(total, near(name, t + step)), (name, t, step)
        assert contains(whole[0], near(name, t + step))
        tried += 1
    assert tried >= 350


@pytest.mark.parametrize("name", NEW)
def test_scaled_balls_keep_a_rest_that_a_plain_ball_loses(name):
    """Of c + e with e = exp(-900), both the value and the side of f(c) are known at 128 bits."""
    record = functions.get(name)
    center = Fraction(3, 2) if name == "acosh" else Fraction(1, 2)
    argument = sympy.Rational(center.numerator, center.denominator) + sympy.exp(-900) * x
    program = Program(record.build(argument), x)
    for direction in (1, -1):
        wide = evaluate(program, fmpq(direction))
        with gmpy2.context(precision=4000):
            moved = Fraction(*map(int, (exactly(center) + direction * gmpy2.exp(gmpy2.mpfr(-900))).as_integer_ratio()))
        if name != "erfinv":
            assert abs(wide.to_fraction() - near(name, moved)) <= abs(near(name, moved)) / 2**127
    # f(0) is no number, or has no exact ball.
    if name not in ("acosh", "log2", "csch", "fermi_dirac_1"):
        slope = {"acos": -1, "exp2": math.log(2), "sech": 0, "erfinv": math.sqrt(math.pi) / 2}.get(name, 1)
        # f(u) - f(0) has the sign of f'(0) u, although exp(-900) is below 2^-1298.
        flint.ctx.prec = 128
        moved = Program(record.build(sympy.exp(-900) * x) - record.build(S.Zero), x).scaled_ball(fmpq(1), 128)
        if name not in ("acos", "sech"):
            assert to_ball(moved) * (1 if slope > 0 else -1) > 0


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("name", ["acosh", pytest.param("cbrt", marks=pytest.mark.exhaustive), "exp2", "log2"])
def test_bfloat16_numbers_are_rounded_as_mpfr_does(name, every):
    fmt = get_format("bfloat16")
    program = Program(functions.get(name).build(x), x)
    tried = 0
    for bits in range(0, 1 << 16, every):
        t = fmt.to_fraction(bits) if fmt.is_finite(bits) else None
        # Beyond 2^9 and below 2^-20 every power of 2 overflows, underflows or is next to 1.
        if t is None or t == 0 or (name == "exp2" and not 2**-20 < abs(t) < 512):
            continue
        if (name == "log2" and t < 0) or (name == "acosh" and t < 1):
            continue
        with gmpy2.context(precision=200):
            value = ORACLES[name](exactly(t))
        # Of 200 bits, 8 are kept: a result that lies that near to a tie would be one, and is exact here.
        assert fmt.round(evaluate(program, fmpq(t.numerator, t.denominator))) == mpfr._to_bits(value, fmt), t
        tried += 1
    assert tried > 7000 // every
