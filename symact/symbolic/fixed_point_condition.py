"""Parameters that a condition determines: SELU's constants in closed form, and the digits of any constant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import sympy
from flint import arb, ctx, fmpq
from sympy import Expr, Symbol, sqrt

from symact.definition.activation import Activation, FixedPoint, Param, x
from symact.definition.pieces import Piece, constant_sign
from symact.enclosure.program import Program
from symact.errors import SymactError, UndecidedError
from symact.evidence import Evidence, Proof, Step
from symact.symbolic.gaussian_moments import gaussian_mean, shortest

MOST_BITS = 1 << 20
"""Working precision, bits, beyond which digits are refused."""


SIGN_BITS = 512
"""Working precision, bits, at which the sign of a solution is read off its ball."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Parameters that solve a definition's condition.

    Args:
        values: (parameter, closed form) pairs in the order of the condition.
        mean, variance: E f(Z) and Var f(Z) as closed forms in the unknown parameters.
        evidence: how they were found.
    """

    values: tuple[tuple[Param, Expr], ...]
    mean: Expr
    variance: Expr
    evidence: Evidence


def solve(activation: Activation) -> dict[Param, Expr]:
    """Return the parameters that the condition of a definition determines, in closed form.

    Raises:
        SymactError: there is no condition, or the rules do not cover it; the message says which.
    """
    return dict(solution(activation).values)


@lru_cache(maxsize=64)
def solution(activation: Activation) -> Solution:
    """Return the solution of a definition's condition with the equations and the steps that led there.

    Raises:
        SymactError: as `solve`.
    """
    condition = activation.condition
    if condition is None:
        raise SymactError(f"{activation.name} has no condition that determines parameters; every one has a default")
    try:
        return _fixed_point(activation.pieces, condition)
    except SymactError as error:
        raise SymactError(f"{activation.name}: {error}") from None


def _fixed_point(pieces: Sequence[Piece], condition: FixedPoint) -> Solution:
    shape, scale = _roles(pieces, condition)
    s, a = scale.symbol, shape.symbol
    mean = sympy.expand(gaussian_mean(pieces))
    second = sympy.expand(gaussian_mean(pieces, power=2))
    # E f = s (A a + B), E f^2 = s^2 (C a^2 + D a + E): the unknown shape enters f linearly.
    slope, offset = _coefficients(sympy.cancel(mean / s), a, 1)
    c, d, e = _coefficients(sympy.cancel(second / s**2), a, 2)
    solved = _scale_and_shape(condition, (slope, offset), (c, d, e), shape)
    steps = (
        Step("Gaussian moments", f"E f(Z) = {mean}"),
        Step("Gaussian moments", f"E f(Z)^2 = {second}"),
        Step("linear equation", f"E f(Z) = {condition.mean} is linear in {a}"),
        Step("positive root", f"Var f(Z) = {condition.variance} has one solution with {scale.rule}, {shape.rule}"),
        *(Step("substitution", f"{p.name} = {v}") for p, v in solved.items()),
    )
    values = tuple((p, solved[p]) for p in condition.unknowns)
    return Solution(values, mean, second - mean**2, Proof(steps))


def _roles(pieces: Sequence[Piece], condition: FixedPoint) -> tuple[Param, Param]:
    """Return (shape, scale): f is scale times something free of it, and of degree 1 in shape."""
    for scale, shape in (condition.unknowns, condition.unknowns[::-1]):
        scaled = [sympy.simplify(p.expression / scale.symbol) for p in pieces]
        linear = all(e.is_polynomial(shape.symbol) and sympy.degree(e, shape.symbol) <= 1 for e in scaled)
        if linear and not any(e.has(scale.symbol) for e in scaled):
            return shape, scale
    names = " and ".join(p.name for p in condition.unknowns)
    raise SymactError(f"of {names}, one must be a factor of f and the other enter linearly; no rule solves this")


def _coefficients(expression: Expr, symbol: Symbol, degree: int) -> tuple[Expr, ...]:
    polynomial = sympy.Poly(expression, symbol)
    return tuple(polynomial.coeff_monomial(symbol**k) for k in range(degree, -1, -1))


def _scale_and_shape(
    condition: FixedPoint, first: tuple[Expr, ...], second: tuple[Expr, ...], shape: Param
) -> dict[Param, Expr]:
    """Solve the linear equation for the shape, put it into the other, keep the root that is allowed."""
    scale = next(p for p in condition.unknowns if p is not shape)
    (slope, offset), (c, d, e) = first, second
    if constant_sign(slope) == 0:
        raise SymactError(f"the mean does not depend on {shape.name}, so it cannot determine it")
    s = sympy.Symbol("s", positive=True)
    form = (condition.mean / s - offset) / slope
    equation = sympy.expand(s**2 * (c * form**2 + d * form + e) - condition.variance - condition.mean**2)
    quadratic, linear, constant = _coefficients(equation, s, 2)
    found: list[dict[Param, Expr]] = []
    for value in _roots(quadratic, linear, constant):
        chosen = {scale: value, shape: shortest(form.subs(s, value))}
        if all(_is_positive(v) or not p.symbol.is_positive for p, v in chosen.items()):
            found.append(chosen)
    if len(found) != 1:
        raise SymactError(f"the fixed point has {len(found)} solutions that the assumptions allow, not one")
    return found[0]


def _roots(a: Expr, b: Expr, c: Expr) -> tuple[Expr, ...]:
    """Return the positive solutions of a s^2 + b s + c = 0."""
    if constant_sign(b) == 0:
        candidates: tuple[Expr, ...] = (sqrt(shortest(-c / a)),)
    else:
        root = sqrt(shortest(b**2 - 4 * a * c))
        candidates = ((-b + root) / (2 * a), (-b - root) / (2 * a))
    return tuple(v for v in candidates if _is_positive(v))


def _is_positive(value: Expr) -> bool:
    """Whether a ball proves a constant to be positive."""
    saved = ctx.prec
    try:
        return bool(Program(value, x).plain(fmpq(0), SIGN_BITS) > 0)
    finally:
        ctx.prec = saved


def digits(value: Expr, count: int) -> str:
    """Return a constant in decimal, correctly rounded to a number of significant digits.

    Args:
        value: a constant expression without parameters.
        count: significant digits, at least 1.

    Returns:
        The decimal nearest to the value, half to even.

    Raises:
        UndecidedError: the precision limit was reached, as for an unrecognised 0 or tie.
        SymactError: count is not positive, or some part of the value has no enclosure.
    """
    if count < 1:
        raise SymactError(f"digits={count}: ask for at least 1 significant digit")
    if value.free_symbols:
        raise SymactError(f"{value} has parameters; bind them before asking for digits")
    if value.is_Rational:
        return _decimal(Fraction(int(value.p), int(value.q)), count)
    program = Program(value, x)
    return digits_of_balls(lambda bits: program.plain(fmpq(0), bits), count, str(value))


def digits_of_balls(ball: Callable[[int], arb], count: int, what: str) -> str:
    """Return a number in decimal, correctly rounded, from ever narrower balls.

    Args:
        ball: working precision, bits -> a ball that contains the number.
        count: significant digits, at least 1.
        what: names the number in an error.

    Raises:
        UndecidedError: as `digits`.
    """
    saved = ctx.prec
    bits = int(count * 3.33) + 32
    try:
        while bits <= MOST_BITS:
            ends = _ends(ball(bits))
            if ends and ends[0] * ends[1] > 0:
                low, high = (_decimal(end, count) for end in ends)
                if low == high:
                    return low
            bits *= 2
    finally:
        ctx.prec = saved
    raise UndecidedError(f"{count} digits of {what} are not decided at {MOST_BITS} bits")


def _ends(ball: arb) -> tuple[Fraction, Fraction] | None:
    """Return the exact ends of a ball."""
    if not ball.is_finite():
        return None
    middle, radius = (_dyadic(part) for part in (ball.mid(), ball.rad()))
    return middle - radius, middle + radius


def _dyadic(ball: arb) -> Fraction:
    mantissa, exponent = (int(part) for part in ball.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def _decimal(value: Fraction, count: int) -> str:
    """Return a rational rounded half to even to significant digits; plain notation, or 1.5e-20 far from 1."""
    if value == 0:
        return "0"
    magnitude = abs(value)
    # 10^place <= magnitude < 10^(place+1), from an estimate that is at most one off either way.
    place = len(str(magnitude.numerator)) - len(str(magnitude.denominator))
    while Fraction(10) ** place > magnitude:
        place -= 1
    while Fraction(10) ** (place + 1) <= magnitude:
        place += 1
    whole = round(magnitude * Fraction(10) ** (count - 1 - place))
    if whole == 10**count:
        whole, place = whole // 10, place + 1
    text, sign = str(whole), "-" if value < 0 else ""
    if -7 <= place < 0:
        return f"{sign}0.{'0' * (-place - 1)}{text}"
    if 0 <= place < count:
        return f"{sign}{text[: place + 1]}.{text[place + 1 :]}".rstrip(".")
    mantissa = text[0] + (f".{text[1:]}" if count > 1 else "")
    return f"{sign}{mantissa}e{place:+d}"
