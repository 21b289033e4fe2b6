"""Values and one-sided derivatives of a formula in Arb balls, by a walk over the tree that shares no code with symact.

A ball contains the value for certain, so a claim that a ball contradicts is refuted, not doubted.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from functools import reduce

import flint
import sympy
from flint import arb, fmpq
from sympy import Expr, Symbol

from symact.formula.parser import parse
from symact.symbolic.isolated_root import IsolatedRoot

x = Symbol("x", real=True)
BITS = 160
MOST_BITS = 2560
STEP_BITS = 200
"""Differences are taken over 2^-200, at `FINE` bits."""
FINE = 1600
UNDEFINED_BITS = 1 << 17
"""At which a formula without a value at a point of 16 bits is taken to have none."""

Env = Mapping[Symbol, arb]

EXACT = Symbol("exact")
"""Where a walk finds the input itself if it is a rational number."""


class Undecided(Exception):
    """The precision does not tell which branch holds."""


class NoRule(Exception):
    """The walk does not know a function."""


@contextmanager
def bits(precision: int):
    """Set Arb's working precision for a block."""
    saved = flint.ctx.prec
    flint.ctx.prec = precision
    try:
        yield
    finally:
        flint.ctx.prec = saved


ONE_ARGUMENT: dict[object, Callable[[arb], arb]] = {
    sympy.exp: arb.exp,
    sympy.log: arb.log,
    sympy.erf: arb.erf,
    sympy.erfc: arb.erfc,
    sympy.sin: arb.sin,
    sympy.cos: arb.cos,
    sympy.tan: arb.tan,
    sympy.tanh: arb.tanh,
    sympy.sinh: arb.sinh,
    sympy.cosh: arb.cosh,
    sympy.atan: arb.atan,
    sympy.asin: arb.asin,
    sympy.acos: arb.acos,
    sympy.asinh: arb.asinh,
    sympy.acosh: arb.acosh,
    sympy.atanh: arb.atanh,
    sympy.erfinv: arb.erfinv,
    sympy.LambertW: arb.lambertw,
    sympy.Abs: abs,
    type(parse("cbrt(x)")): lambda u: u.root(3) if u > 0 else -((-u).root(3)),
    type(parse("exp2(x)")): lambda u: arb(2) ** u,
    type(parse("fermi_dirac_1(x)")): lambda u: -((-u.exp()).polylog(2)),
    type(parse("log2(x)")): lambda u: u.log() / arb(2).log(),
}


GROWING = (sympy.exp, sympy.sinh, sympy.cosh)


def _no_overflow(function: Callable[[arb], arb], argument: Callable[[Env], arb]) -> Callable[[Env], arb]:
    """Return a function that is undecided where the exponent of a value does not fit."""

    def bounded(env: Env) -> arb:
        place = argument(env)
        value = function(place)
        if place.is_finite() and not value.is_finite():
            raise Undecided
        return value

    return bounded


def compiled(node: sympy.Basic) -> Callable[[Env], arb]:  # noqa: C901  # one line a kind of node
    """Return a function that encloses an expression, given balls for its symbols."""
    if isinstance(node, Symbol):
        return lambda env: env[node]
    if node.is_Rational:
        exact = fmpq(int(node.p), int(node.q))
        return lambda env: arb(exact)
    if node is sympy.pi:
        return lambda env: arb.pi()
    if node is sympy.E:
        return lambda env: arb.const_e()
    if isinstance(node, sympy.Piecewise):
        return _piecewise(node)
    if isinstance(node, IsolatedRoot):
        root = _bisected(compiled(node.expression), node.low, node.high)
        return lambda env: root
    parts = [compiled(each) for each in node.args]
    if node.func in ONE_ARGUMENT and len(parts) == 1:
        function, (only,) = ONE_ARGUMENT[node.func], parts
        return _no_overflow(function, only) if node.func in GROWING else lambda env: function(only(env))
    if isinstance(node, sympy.Add):
        return lambda env: reduce(lambda a, b: a + b, (p(env) for p in parts))
    if isinstance(node, sympy.Mul):
        return lambda env: reduce(lambda a, b: a * b, (p(env) for p in parts))
    if isinstance(node, sympy.Pow):
        return _power(node, parts)
    if isinstance(node, (sympy.Max, sympy.Min)):
        pick = arb.max if isinstance(node, sympy.Max) else arb.min
        return lambda env: reduce(pick, (p(env) for p in parts))
    if isinstance(node, sympy.sign):
        return lambda env: arb(_sign(parts[0](env)))
    raise NoRule(str(node.func))


def _bisected(function: Callable[[Env], arb], low: sympy.Rational, high: sympy.Rational) -> arb:
    """Return a ball, 2^-400 wide, that contains where a function changes its sign between two numbers."""
    left, right = (fmpq(int(end.p), int(end.q)) for end in (low, high))
    with bits(FINE):
        rising = function({x: arb(right)}) > 0
        for _ in range(400):
            middle = (left + right) / 2
            left, right = (left, middle) if (function({x: arb(middle)}) > 0) == rising else (middle, right)
        return arb(left).union(arb(right))


def _power(node: sympy.Pow, parts: list[Callable[[Env], arb]]) -> Callable[[Env], arb]:
    base, exponent = parts
    if node.exp.is_Integer:
        whole = int(node.exp)
        return lambda env: base(env) ** whole if whole >= 0 else 1 / base(env) ** -whole
    if node.exp == sympy.Rational(1, 2):
        return lambda env: base(env).sqrt()

    def general(env: Env) -> arb:
        value, power = base(env), exponent(env)
        if value == 0 and power > 0:
            return arb(0)
        return value**power if value >= 0 else arb.nan()

    return general


def _sign(ball: arb) -> int:
    if ball > 0:
        return 1
    if ball < 0:
        return -1
    if ball == 0:
        return 0
    raise Undecided


def holds(condition: sympy.Basic) -> Callable[[Env], bool]:
    """Return a function that decides a condition, given balls for its symbols, or raises Undecided."""
    if condition in (sympy.true, sympy.false):
        return lambda env: bool(condition)
    if isinstance(condition, (sympy.And, sympy.Or)):
        parts = [holds(each) for each in condition.args]
        join = all if isinstance(condition, sympy.And) else any
        return lambda env: join([p(env) for p in parts])
    if isinstance(condition, sympy.Not):
        inner = holds(condition.args[0])
        return lambda env: not inner(env)
    difference = compiled(condition.lhs - condition.rhs)
    exact = _rational(condition.lhs - condition.rhs)
    allowed = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0), "==": (0,), "!=": (-1, 1)}[condition.rel_op]

    def decide(env: Env) -> bool:
        # A ball around 1/10 - 1/10 decides nothing; the fraction does.
        place = env.get(EXACT)
        if place is not None and exact is not None:
            value = exact(place)
            return (value > 0) - (value < 0) in allowed
        return _sign(difference(env)) in allowed

    return decide


def _rational(node: Expr) -> Callable[[fmpq], fmpq] | None:
    """Return the exact value of a polynomial in x with rational coefficients as a function, None for others."""
    if node == x:
        return lambda place: place
    if node.is_Rational:
        value = fmpq(int(node.p), int(node.q))
        return lambda place: value
    parts = [_rational(each) for each in node.args]
    if not isinstance(node, (sympy.Add, sympy.Mul)) or None in parts:
        return None
    start, join = (fmpq(0), operator.add) if isinstance(node, sympy.Add) else (fmpq(1), operator.mul)
    return lambda place: reduce(join, (p(place) for p in parts), start)


def _piecewise(node: sympy.Piecewise) -> Callable[[Env], arb]:
    branches = [(compiled(value), holds(condition)) for value, condition in node.args]

    def choose(env: Env) -> arb:
        for value, condition in branches:
            if condition(env):
                return value(env)
        return arb.nan()

    return choose


class Formula:
    """A formula of one variable (or of none), enclosed at points that are rationals or balls."""

    def __init__(self, expression: Expr, variable: Symbol = x) -> None:
        self.expression, self.variable = expression, variable
        self._walk = compiled(expression)

    def ball(self, point: fmpq | arb, precision: int = BITS, **others: arb) -> arb | None:
        """Return a ball that contains the value, None where it is not defined or not decided."""
        env = {self.variable: None, **{Symbol(n, real=True): v for n, v in others.items()}}
        with bits(precision):
            env[self.variable] = arb(point)
            env[EXACT] = point if isinstance(point, fmpq) and self.variable == x else None
            try:
                found = self._walk(env)
            except Undecided:
                return None
            # A ball such as 0 +/- 1 for sin(2^640) says nothing.
            rough = not found.rad() < (1 + abs(found.mid())) * 1e-9
        return found if found.is_finite() and (isinstance(point, arb) or not rough) else None

    def is_undefined(self, point: fmpq) -> bool:
        """Whether the formula has no value at a point, rather than one that is not found."""
        # 1 + exp(-65504) is above 1 from 94,505 bits on.
        with bits(UNDEFINED_BITS):
            try:
                return not self._walk({self.variable: arb(point), EXACT: point}).is_finite()
            except Undecided:
                return False

    def __call__(self, point: fmpq | arb, relative: int = 60) -> arb | None:
        """Return a ball of a relative radius below 2^-relative (or the best there is)."""
        best, precision = None, BITS
        while precision <= MOST_BITS:
            found = self.ball(point, precision)
            if found is not None:
                best = found
                if found == 0 or found.rel_accuracy_bits() >= relative:
                    break
            precision *= 4
        return best

    def beside(self, point: fmpq, side: int, order: int = 0, step_bits: int = STEP_BITS) -> arb | None:
        """Return about the limit of a derivative from one side, by differences over 2^-step_bits."""
        step = fmpq(side, 1) / fmpq(2**step_bits)
        values = [self.ball(point + k * step, FINE) for k in range(1, order + 2)]
        if any(v is None for v in values):
            return None
        with bits(FINE):
            if order == 0:
                return values[0]
            if order == 1:
                return (values[1] - values[0]) / step
            return (values[0] - 2 * values[1] + values[2]) / step**2

    def settled(self, point: fmpq, side: int, order: int) -> arb | None:
        """Return `beside` where two step widths agree, else None (an infinite slope, an oscillation)."""
        near, far = self.beside(point, side, order), self.beside(point, side, order, STEP_BITS - 40)
        if near is None or far is None:
            return None
        return near if close(near, far, 1e-9) else None

    def derivative(self, point: fmpq, order: int) -> arb | None:
        """Return about the derivative where both sides and the value agree, else None."""
        left, right = (self.settled(point, side, order) for side in (-1, 1))
        if left is None or right is None or not close(left, right, 1e-9):
            return None
        for lower in range(order):
            sides = [self.settled(point, side, lower) for side in (-1, 1)]
            sides += [self.ball(point, FINE)] if lower == 0 else []
            if any(s is None or not close(s, sides[0], 1e-9) for s in sides):
                return None
        return (left + right) / 2


def close(a: arb, b: arb, tolerance: float = 1e-18) -> bool:
    """Whether two balls agree up to a tolerance, relative for large and absolute for small numbers."""
    with bits(FINE):
        return not abs(a - b) > tolerance * (1 + abs(a) + abs(b))


def middle(ball: arb) -> fmpq:
    """Return the centre of a ball exactly."""
    mantissa, exponent = (int(part) for part in ball.mid().man_exp())
    return fmpq(mantissa * 2**exponent) if exponent >= 0 else fmpq(mantissa, 2**-exponent)
