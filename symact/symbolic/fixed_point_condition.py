"""Which parameters make a condition hold: SELU's constants in closed form, from their fixed point."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import sympy
from flint import fmpq
from sympy import Expr, Symbol, sqrt

from symact.definition.activation import Activation, FixedPoint, Param, x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece
from symact.definition.simplification import SEARCHED
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.errors import SymactError
from symact.evidence import Evidence, Proof, Step
from symact.symbolic.gaussian_moments import gaussian_mean, shortest

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


def solved(activation: Activation) -> Activation:
    """Return a definition with the parameters that its condition determines, so that it can be bound.

    Raises:
        SymactError: as `solution`.
    """
    return replace(activation, determined=solution(activation).values)


@lru_cache(maxsize=64)
def solution(activation: Activation) -> Solution:
    """Return the solution of a definition's condition with the equations and the steps that led there.

    Raises:
        SymactError: there is no condition, or the rules do not cover it; the message says which.
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
        Step("Gaussian moments", f"`E f(Z) = {mean}`"),
        Step("Gaussian moments", f"`E f(Z)^2 = {second}`"),
        Step("linear equation", f"`E f(Z) = {condition.mean}` is linear in `{a}`"),
        Step(
            "positive root", f"`Var f(Z) = {condition.variance}` has one solution with `{scale.rule}`, `{shape.rule}`"
        ),
        *(Step("substitution", f"`{p.name} = {v}`") for p, v in solved.items()),
    )
    values = tuple((p, solved[p]) for p in condition.unknowns)
    return Solution(values, mean, second - mean**2, Proof(steps))


def _roles(pieces: Sequence[Piece], condition: FixedPoint) -> tuple[Param, Param]:
    """Return (shape, scale): f is scale times something free of it, and of degree 1 in shape."""
    for scale, shape in (condition.unknowns, condition.unknowns[::-1]):
        scaled = [sympy.expand(p.expression / scale.symbol) for p in pieces]
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
        candidates: tuple[Expr, ...] = (sqrt(shortest(-c / a, SEARCHED)),)
    else:
        root = sqrt(shortest(b**2 - 4 * a * c, SEARCHED))
        candidates = ((-b + root) / (2 * a), (-b - root) / (2 * a))
    return tuple(v for v in candidates if _is_positive(v))


def _is_positive(value: Expr) -> bool:
    """Whether a ball proves a constant to be positive."""
    with working_precision():
        return bool(Program(value, x).plain(fmpq(0), SIGN_BITS) > 0)
