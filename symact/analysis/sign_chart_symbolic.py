"""The sign of a derivative on one piece with symbolic parameters: factors of known sign, and a change of scale."""

import math
from collections.abc import Sequence
from functools import cmp_to_key, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import sympy
from sympy import Expr, Poly, S, oo
from sympy.simplify.fu import TR8

from symact import functions
from symact.analysis.sign_chart import Cell, SignChart, cells_as_text, numeric_chart, record
from symact.analysis.sign_chart_by_slope import by_slope, of_squares
from symact.analysis.sign_chart_scaled import by_scale
from symact.analysis.sign_chart_wave import cells_of_wave
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.simplification import simplified
from symact.display import derivative_of
from symact.errors import OpenSignError
from symact.symbolic.limits import limit
from symact.symbolic.real_number import Number, order
from symact.symbolic.signs import Interval
from symact.symbolic.transseries import sign_of
from symact.symbolic.waves import WAVES

SHORT = 12
"""Operations of a derivative without parameters up to which algebra is tried before balls."""

HIGHEST_DEGREE = 24
"""Largest multiple of a rate with which exponentials are taken for powers of one another."""

LONGEST = 120
"""Operations of a derivative beyond which factoring is not tried."""

MOST_WAVES = 24
"""Operations of a derivative beyond which products of waves are left as they are: their sums take long to factor."""

SLOPES = 2
"""Further derivatives by whose signs that of a derivative is found."""


@lru_cache(maxsize=1024)
def chart(expression: Expr, order_: int, lower: Expr, upper: Expr) -> SignChart | str:
    """Return the chart of a derivative on an open interval, with or without parameters.

    Args, Returns:
        As `symact.analysis.sign_chart.numeric_chart`.

    Raises:
        OpenSignError: the answer depends on the sign of a constant, which the error names.
    """
    derivative = sympy.diff(expression, x, order_)
    if not (expression.free_symbols | lower.free_symbols | upper.free_symbols) - {x}:
        factored = _factored(derivative) if derivative.count_ops() <= SHORT else derivative
        found = _by_factors(factored, expression, order_, lower, upper)
        certified = found or numeric_chart(expression, order_, lower, upper)
        if isinstance(certified, str) and SHORT < derivative.count_ops() <= LONGEST:
            # What is 10^-17 nearly everywhere is too small for balls, and a product for algebra.
            return _by_factors(_factored(derivative), expression, order_, lower, upper) or certified
        return certified
    if derivative.count_ops() > LONGEST:
        return f"derivative {order_} of `{expression}` is too long to be factored"
    found = _with_parameters(expression, order_, lower, upper, SLOPES)
    return found or f"no rule gives the sign of {derivative_of(order_, str(expression))} for symbolic parameters"


def _with_parameters(expression: Expr, order_: int, lower: Expr, upper: Expr, slopes: int) -> SignChart | None:
    """Return the chart of a derivative, by so many of the next ones if need be, else None; raises as `chart`."""
    if sympy.diff(expression, x, order_).count_ops() > LONGEST:
        return None
    found = _by_algebra(expression, order_, lower, upper)
    if found is None and slopes and (slope := _with_parameters(expression, order_ + 1, lower, upper, slopes - 1)):
        found = by_slope(slope, expression, order_, lower, upper)
    return found


@lru_cache(maxsize=1024)
def _by_algebra(expression: Expr, order_: int, lower: Expr, upper: Expr) -> SignChart | None:
    """Return the chart of a derivative by its factors or a change of scale: charts of three orders ask for it."""
    derivative = sympy.diff(expression, x, order_)
    factored = _factored(derivative)
    found = _by_factors(factored, expression, order_, lower, upper)
    summed = _of_single_waves(derivative) if found is None else None
    if summed is not None:
        factored = summed
        found = _by_factors(summed, expression, order_, lower, upper)
    found = found or by_scale(derivative, expression, order_, lower, upper)
    if found is None and (discriminant := _open_discriminant(factored)) is not None:
        raise OpenSignError(discriminant)
    return found


def _of_single_waves(derivative: Expr) -> Expr | None:
    """Return a polynomial in waves without products of them: sin(2*x)/2 for sin(x)*cos(x); None of anything else."""
    waves = derivative.atoms(*WAVES)
    if not waves or derivative.count_ops() > MOST_WAVES or not derivative.is_polynomial(*waves):
        return None
    summed = TR8(sympy.expand(derivative))
    return None if summed == derivative else _factored(summed)


class _Factor(NamedTuple):
    """A factor of constant sign, or one that changes its sign once, from -right to right."""

    base: Expr
    power: int
    right: int
    place: Number | None

    def sign(self, lower: Number) -> int:
        """Return the sign of the power just right of lower, where no factor changes its sign further inside."""
        before = self.place is not None and order(self.place, lower) == 1
        return int((-self.right if before else self.right) ** self.power)


def _linear(factor: Expr) -> tuple[Expr, ...]:
    """Return c, u - r and u - s for a quadratic c*(u - r)*(u - s) with parameters; for anything else the factor itself.

    A quadratic whose discriminant has no known sign is left whole: a change of scale may do without it.
    """
    found = _quadratic(factor)
    if found is None:
        return (factor,)
    u, quadratic = found
    lead, slope, offset = quadratic.all_coeffs()
    if slope == 0 and u == x:
        square = sympy.cancel(-offset / lead)
        root = sympy.sqrt(square) if sign_of(square) > 0 else None
        return (factor,) if root is None else (lead, x - root, x + root)
    discriminant = sympy.factor(quadratic.discriminant())
    if constant_sign(discriminant) != 1:
        return (factor,)
    return lead, *(u - simplified((-slope + side * sympy.sqrt(discriminant)) / (2 * lead)) for side in (1, -1))


def _quadratic(factor: Expr) -> tuple[Expr, Poly] | None:
    """Return u and a polynomial of degree two in u with parameters, u being x or one function; else None."""
    powers = _powers_of_one({each for each in factor.atoms(sympy.Function) if each.has(x)})
    unknown = sympy.Dummy("u", real=True) if powers else x
    u = next((each for each, n in powers.items() if n == 1), x)
    inner = factor.xreplace({each: unknown**n for each, n in powers.items()})
    if (u != x and inner.has(x)) or not inner.is_polynomial(unknown) or sympy.degree(inner, unknown) != 2:
        return None
    return u, Poly(inner, unknown)


def _powers_of_one(kernels: set[Expr]) -> dict[Expr, int]:
    """Return functions as powers of one of them, as exp(2*x) is of exp(x); none where they are not."""
    if len(kernels) < 2 or not all(isinstance(each, sympy.exp) for each in kernels):
        return dict.fromkeys(kernels, 1) if len(kernels) == 1 else {}
    least = min(kernels, key=lambda each: (abs(sympy.diff(each.args[0], x).as_coeff_Mul()[0]), str(each)))
    ratios = {each: sympy.cancel(each.args[0] / least.args[0]) for each in kernels}
    return {each: int(n) for each, n in ratios.items()} if all(n.is_Integer and n > 0 for n in ratios.values()) else {}


def _open_discriminant(product: Expr) -> Expr | None:
    """Return a discriminant of a factor whose sign decides whether the factor changes its own, if one is open."""
    bases = [each.as_base_exp()[0] for each in sympy.Mul.make_args(product)]
    found = (
        each for base in bases for each in (_discriminant(base), _excess(base), *of_squares(base)) if each is not None
    )
    return next((each for each in found if constant_sign(each) is None), None)


def _discriminant(base: Expr) -> Expr | None:
    quadratic = _quadratic(base)
    return None if quadratic is None else sympy.factor(quadratic[1].discriminant())


def _excess(base: Expr) -> Expr | None:
    """Return k^2 - c^2 of a sum c + k*w, w a wave: the sum has one sign where it is negative; None of anything else."""
    constant, moving = base.as_independent(x, as_Add=True)
    if len(moving.atoms(sympy.Function)) != 1:
        return None
    factor, wave = sympy.factor_terms(moving).as_independent(x)
    record = functions.of(wave.func)
    if record is None or not record.wave or record.bound is None or not base.is_Add:
        return None
    return sympy.factor(factor**2 - constant**2)


def _compare(a: Number, b: Number) -> int:
    return order(a, b) or 0


def _by_factors(product: Expr, expression: Expr, order_: int, lower: Expr, upper: Expr) -> SignChart | None:
    """Return the chart of a product of factors whose signs are known."""
    return chart_of_product(sympy.Mul.make_args(product), expression, order_, lower, upper)


def chart_of_product(
    product: Sequence[Expr], expression: Expr, order_: int, lower: Expr, upper: Expr
) -> SignChart | None:
    """Multiply the signs of factors: each is constant, or changes once at a known place; None if some factor is not so.

    Args:
        product: factors whose product is the derivative.
        expression, order_, lower, upper: as in `chart`.

    Raises:
        OpenSignError: as `chart`.
    """
    whole = Number(lower), Number(upper)
    if (wave := cells_of_wave(product, lower, upper)) is not None:
        return SignChart(wave, record("factors", expression, order_, *whole, **_shown(product, wave)))
    interval = Interval(x, lower, upper, is_open=True)
    factors = []
    powers = [each.as_base_exp() if each.is_Pow and each.exp.is_Integer else (each, S.One) for each in product]
    # Of beta + gamma*x**2 > 0 no case is made at gamma = 0.
    parts = (((base,) if len(interval.signs(base)) == 1 else _linear(base), exponent) for base, exponent in powers)
    powers = [(linear, exponent) for linears, exponent in parts for linear in linears]
    for base, exponent in powers:
        if (found := _factor(base, int(exponent), interval)) is None:
            return None
        factors.append(found)
    # In the order of the factors: the first open sign is the one that is told.
    places = dict.fromkeys(f.place for f in factors if f.place is not None)
    inside = [p for p in places if order(p, whole[0]) == 1 and order(whole[1], p) == 1]
    ends = [whole[0], *sorted(inside, key=cmp_to_key(_compare)), whole[1]]
    cells = tuple(Cell(low, high, math.prod(f.sign(low) for f in factors)) for low, high in pairwise(ends))
    shown = _shown([base**exponent for base, exponent in powers], cells)
    return SignChart(cells, record("factors", expression, order_, *whole, **shown))


def _shown(product: Sequence[Expr], cells: Sequence[Cell]) -> dict[str, Any]:
    return {"factors": [str(each) for each in product], "cells": cells_as_text(cells)}


@lru_cache(maxsize=1024)
def _factored(expression: Expr) -> Expr:
    """Return an expression as a product; exp(851 x/500) would count as a power of degree 851, and is left alone."""
    coefficients = [c for f in expression.atoms(sympy.exp) for c in _coefficients(f.args[0]) if c.is_Rational]
    if coefficients and math.lcm(*(int(c.q) for c in coefficients)) * max(map(abs, coefficients)) > HIGHEST_DEGREE:
        return sympy.factor_terms(expression)
    return sympy.factor(expression)


def _coefficients(exponent: Expr) -> list[Expr]:
    return [term.as_coeff_Mul()[0] for term in sympy.Add.make_args(exponent)]


def _factor(base: Expr, power: int, interval: Interval) -> _Factor | None:
    if not base.has(x):
        return _Factor(base, power, sign_of(base), None)
    signs = interval.signs(base)
    if len(signs) == 1:
        return _Factor(base, power, min(signs), None)
    if (quadratic := _quadratic(base)) and constant_sign(sympy.factor(quadratic[1].discriminant())) == -1:
        return _Factor(base, power, sign_of(quadratic[1].LC()), None)
    change = _change(base)
    return change and _Factor(base, power, change[1], None if change[0] is None else Number(change[0]))


def _change(base: Expr) -> tuple[Expr | None, int] | None:
    """Return (place, sign right of it) of c*u + d or c*g(u) + d, u affine, g monotone; None for no place: one sign."""
    if base.is_polynomial(x) and sympy.degree(base, x) == 1:
        polynomial = Poly(base, x)
        slope, offset = polynomial.all_coeffs()
        return -offset / slope, sign_of(slope)
    kernels = [each for each in base.atoms(sympy.Function) if each.has(x)]
    if len(kernels) != 1:
        return None
    ((function,), unknown) = kernels, sympy.Dummy("g")
    equation = sympy.expand(base).xreplace({function: unknown})
    if equation.has(x) or not equation.is_polynomial(unknown) or sympy.degree(equation, unknown) != 1:
        return None
    factor, offset = equation.coeff(unknown, 1), equation.coeff(unknown, 0)
    record = functions.of(function.func)
    if record is None or not function.args[0].is_polynomial(x) or sympy.degree(function.args[0], x) != 1:
        return None
    image = _image(function.func)
    if image is None:
        return None
    level = sympy.cancel(-offset / factor)
    for side, end in zip((-1, 1), image, strict=True):
        if end not in (oo, -oo) and sign_of(side * (end - level)) <= 0:
            return None, -side * sign_of(factor)
    slope, shift = Poly(function.args[0], x).all_coeffs()
    assert record.inverse is not None
    return simplified((record.inverse(level) - shift) / slope), sign_of(factor) * sign_of(slope)


@lru_cache(maxsize=64)
def _image(function: Any) -> tuple[Expr, Expr] | None:
    """Return the ends of the open interval of values of an increasing function with an inverse; None of any other.

    What is odd, takes no value twice and is defined everywhere is monotone, and so are exponentials and logarithms.
    """
    record = functions.of(function)
    if record is None or not record.injective or record.inverse is None:
        return None
    if function is sympy.exp or function is sympy.log:
        return (S.Zero, oo) if function is sympy.exp else (-oo, oo)
    if not record.odd or record.domain(x) or constant_sign(function(S.One)) != 1:
        return None
    top = limit(function(x), x, 1).value
    return None if top is None else (-top, top)
