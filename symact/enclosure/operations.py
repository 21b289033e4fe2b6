"""How each operation of a formula is enclosed, in three readings.

A plain Arb ball is quick and nearly always enough, a scaled one serves tails, tiny arguments and exact values, and a
power series derivatives of any order over a whole interval.
"""

import operator
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import flint
import sympy
from flint import arb, arb_series, fmpq, fmpz
from sympy import Expr

from symact import functions
from symact.balls import scaled_ball
from symact.balls.scaled_ball import ScaledBall
from symact.definition.elementary import lacking
from symact.definition.enclosed_number import EnclosedNumber
from symact.errors import SymactError
from symact.functions import cos as cosine
from symact.functions import sin as sine
from symact.functions.exp import exp as scaled_exp
from symact.functions.tanh import of_logarithm as tanh_of_logarithm


class Rule(NamedTuple):
    """How an operation is enclosed: on scaled balls, on plain balls and on power series with balls."""

    scaled_ball: Callable[..., ScaledBall]
    plain: Callable[..., arb]
    series: Callable[..., arb | arb_series]


CONSTANTS: dict[Any, Rule] = {
    sympy.pi: Rule(lambda: ScaledBall(scaled_ball.ZERO, arb.pi()), arb.pi, arb.pi),
    sympy.E: Rule(lambda: scaled_exp(ScaledBall(scaled_ball.ONE)), arb.const_e, arb.const_e),
}
"""SymPy constant -> its enclosure."""

OF_HALF_TURNS: dict[Any, Rule] = {
    sympy.sin: Rule(sine.of_half_turns, arb.sin_pi, arb_series.sin_pi),
    sympy.cos: Rule(cosine.of_half_turns, arb.cos_pi, arb_series.cos_pi),
}
"""sin and cos -> how those of pi u are enclosed, which are rational at many rational u."""

ADD = Rule(scaled_ball.add, operator.add, operator.add)
MUL = Rule(scaled_ball.mul, operator.mul, operator.mul)
SQRT = Rule(scaled_ball.sqrt, arb.sqrt, arb_series.sqrt)


def _no_series(*arguments: arb | arb_series) -> arb:
    """Return what says nothing: a maximum has no power series where its arguments cross."""
    return arb.nan()


MAX = Rule(scaled_ball.maximum, arb.max, _no_series)


def to_fmpq(value: sympy.Rational) -> fmpq:
    """Return a SymPy rational as a FLINT rational."""
    return fmpq(fmpz(int(value.p)), fmpz(int(value.q)))


def elementary(function: Any, expression: Expr, exponential: Callable[[ScaledBall], ScaledBall] = scaled_exp) -> Rule:
    """Return how an elementary function is enclosed.

    Raises:
        SymactError: no rule covers it.
    """
    record = functions.of(function)
    if record is None:
        raise SymactError(lacking(expression, "enclosure"))
    if record.scaled_ball is None or record.ball is None or record.series is None:
        raise SymactError(record.lacks("its enclosure on balls, scaled balls and power series"))
    scaled = exponential if function is sympy.exp else record.scaled_ball
    return Rule(scaled, record.ball, record.series)


def tanh_of_log(expression: Expr, inner: Expr) -> Rule:
    """Return how tanh(log(u)) is enclosed, a rational function of u: the expression and its logarithm are given."""
    tanh, log = elementary(sympy.tanh, expression), elementary(sympy.log, inner)
    return Rule(tanh_of_logarithm, lambda u: tanh.plain(log.plain(u)), lambda u: tanh.series(log.series(u)))


def half_turns(expression: Expr) -> Expr | None:
    """Return u of sin(pi u) or cos(pi u) without pi in it, None of other expressions."""
    if expression.func not in OF_HALF_TURNS or not expression.has(sympy.pi):
        return None
    turns = sympy.expand(expression.args[0] / sympy.pi)
    return None if turns.has(sympy.pi) else turns


def rational(value: fmpq) -> Rule:
    """Return how a rational number is enclosed: exactly."""
    return Rule(lambda: ScaledBall(value), lambda: arb(value), lambda: arb(value))


def enclosed_number(number: EnclosedNumber) -> Rule:
    """Return how a number is enclosed that brings its own ball."""

    def plain() -> arb:
        return number.ball(flint.ctx.prec)

    return Rule(lambda: ScaledBall(scaled_ball.ZERO, plain()), plain, plain)


def integer_power(exponent: int) -> Rule:
    """Return how a power with a whole exponent is enclosed."""

    def plain(ball: arb) -> arb:
        return ball**exponent

    return Rule(partial(scaled_ball.power, exponent=exponent), plain, plain)
