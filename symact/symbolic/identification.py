"""Closed forms of certified roots: guessed from their digits, and believed only when substitution proves them."""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

import mpmath
import sympy
from flint import arb, fmpq
from sympy import Expr, Rational, S

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.parameters import to_rational
from symact.enclosure.precision import working_precision
from symact.symbolic.real_number import Number, Root, order
from symact.symbolic.waves import WAVES

BITS = 200
"""Precision, bits, at which digits are compared with a guess; a guess that fits has at most a third of that."""

SIMPLE = 64
"""Largest denominator of a place at which an undecided cluster of zeros may be cut."""

NEAR = Fraction(1, 1 << 20)
"""How near it must be."""

LARGEST = 1000
"""Largest numerator, denominator or coefficient of a guess."""


def recognise(root: Root) -> Number:
    """Return a root in closed form where one is found and proved, else as it is.

    The candidates are rationals, quadratic irrationals and multiples of pi, places where the argument of a wave is
    such a multiple, and logarithms of rationals and of quadratic irrationals. A candidate counts if the derivative
    vanishes there by algebra and it lies where the root is the only zero.
    """
    derivative = sympy.diff(root.expression, x, root.order)
    for guess in _guesses(root, derivative):
        # The conjugate of a quadratic irrational may be negative, and its logarithm not real.
        if guess.is_real and _inside(guess, root) and _vanishes(derivative, guess):
            return Number(guess)
    return Number(None, root)


def _vanishes(expression: Expr, place: Expr) -> bool:
    value = expression.subs(x, place)
    if place.has(sympy.log):
        return _divides(expression, place)
    return bool(value.is_zero) or constant_sign(value) == 0


def _divides(expression: Expr, place: Expr) -> bool:
    """Whether a polynomial in e^x vanishes at x = log(y)/s: the minimal polynomial of y divides it in e^(s x)."""
    scale = 1 / place.as_independent(sympy.log)[0]
    y = sympy.exp(scale * place)
    numerator, _ = sympy.fraction(sympy.together(expression.rewrite(sympy.exp)))
    power = sympy.Dummy("y", positive=True)
    # Laurent polynomials in e^(x/2) become polynomials after a shift.
    in_power = sympy.expand(numerator.subs(x, sympy.log(power) / scale))
    terms = [term.as_coeff_exponent(power) for term in sympy.Add.make_args(in_power)]
    if any(c.has(power) or not e.is_Rational for c, e in terms):
        return False
    least, finest = min(e for _, e in terms), math.lcm(*(int(e.q) for _, e in terms))
    polynomial = sympy.Add(*(c * power ** ((e - least) * finest) for c, e in terms))
    return bool(sympy.rem(polynomial, _minimal(y, power).subs(power, power**finest), power) == 0)


def _minimal(y: Expr, power: Expr) -> Expr:
    """Return the polynomial with a rational or quadratic irrational root."""
    if y.is_Rational:
        return power - y
    rational, irrational = y.as_coeff_Add()
    return sympy.expand((power - rational) ** 2 - irrational**2)


def _inside(guess: Expr, root: Root) -> bool:
    low, high = (Number(Rational(int(end.p), int(end.q))) for end in (root.low, root.high))
    return order(Number(guess), low) in (0, 1) and order(Number(guess), high) in (0, -1)


def _guesses(root: Root, derivative: Expr) -> Iterator[Expr]:
    if root.low <= 0 <= root.high:
        yield S.Zero
    with working_precision(BITS):
        ball = root.ball(BITS)
        if not ball.rel_accuracy_bits() > BITS // 2:
            return
    yield from closed_forms(ball, derivative)


def closed_forms(ball: arb, expression: Expr) -> Iterator[Expr]:
    """Yield closed forms, not proved, that agree with the middle of a ball to about half of BITS.

    Args:
        ball: around a number that the expression has as a zero or a centre, say, of about BITS bits.
        expression: whose waves give candidates.
    """
    mantissa, exponent = ball.mid().man_exp()
    with mpmath.workprec(BITS):
        value = mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))
        sign = 1 if value > 0 else -1
        yield from (g for g in (_rational(value),) if g is not None)
        yield from (sign * sympy.sqrt(g) for g in (_rational(value**2),) if g is not None)
        yield from (g * sympy.pi for g in (_rational(value / mpmath.pi),) if g is not None)
        yield from _wave_places(value, expression, _rational)
        for scale in (1, 2):
            grown = mpmath.exp(scale * value) if abs(value) < BITS // 4 else None
            if grown is not None:
                yield from (sympy.log(g) / scale for g in _algebraic(grown))
        yield from _algebraic(value)


def simple_places(middle: fmpq, expression: Expr) -> Iterator[Expr]:
    """Yield simple rationals, and places where a wave's argument is a simple multiple of pi, within NEAR of middle."""
    exact = Fraction(int(middle.p), int(middle.q))
    near = exact.limit_denominator(SIMPLE)
    if abs(near - exact) <= NEAR:
        yield to_rational(near)

    def simple(value: mpmath.mpf) -> Expr | None:
        fraction = Fraction(int(mpmath.ldexp(value, BITS))) / 2**BITS
        close = fraction.limit_denominator(SIMPLE)
        return to_rational(close) if abs(close - fraction) <= NEAR else None

    with mpmath.workprec(BITS):
        yield from _wave_places(mpmath.mpf(exact.numerator) / exact.denominator, expression, simple)


def _wave_places(value: mpmath.mpf, expression: Expr, rational: Callable[[mpmath.mpf], Expr | None]) -> Iterator[Expr]:
    """Yield (q*pi - b)/a for waves of a*x + b whose argument at a value is near q*pi."""
    for wave in sorted((each for each in expression.atoms(*WAVES) if each.has(x)), key=str):
        argument = wave.args[0]
        slope, offset = sympy.diff(argument, x), argument.subs(x, 0)
        if slope.has(x) or slope.free_symbols | offset.free_symbols:
            continue
        at = mpmath.mpmathify(slope.evalf(60)) * value + mpmath.mpmathify(offset.evalf(60))
        found = rational(at / mpmath.pi)
        if found is not None:
            yield (found * sympy.pi - offset) / slope


def _rational(value: mpmath.mpf) -> Expr | None:
    mantissa, exponent = mpmath.frexp(value)
    exact = Fraction(int(mpmath.ldexp(mantissa, BITS))) * Fraction(2) ** (int(exponent) - BITS)
    near = exact.limit_denominator(LARGEST)
    if near == 0 or abs(near.numerator) > LARGEST**2:
        return None
    close = abs(exact - near) < abs(near) * Fraction(1, 2 ** (BITS // 2))
    return to_rational(near) if close else None


def _algebraic(value: mpmath.mpf) -> Iterator[Expr]:
    found = _rational(value)
    if found is not None:
        yield found
        return
    # Cauchy's bound for roots of polynomials with such coefficients; the search refuses what it rounds to 0.
    if not 1 < (1 + LARGEST) * abs(value) < (1 + LARGEST) ** 2:
        return
    relation = mpmath.pslq([mpmath.mpf(1), value, value**2], maxcoeff=LARGEST, maxsteps=1000)
    if relation and relation[2]:
        c, b, a = (sympy.Integer(int(n)) for n in relation)
        root = sympy.sqrt(b**2 - 4 * a * c)
        yield from ((-b + root) / (2 * a), (-b - root) / (2 * a))
