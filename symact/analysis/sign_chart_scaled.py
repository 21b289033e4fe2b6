"""The sign of a derivative with parameters that only stretch, move and multiply it: one chart without them decides."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sympy
from sympy import Expr, Poly, S, oo

from symact.analysis.scale_refutation import is_refuted
from symact.analysis.sign_chart import Cell, SignChart, cells_as_text, numeric_chart, record
from symact.definition.activation import x
from symact.definition.simplification import simplified
from symact.symbolic.real_number import Number
from symact.symbolic.transseries import sign_of


def by_scale(derivative: Expr, expression: Expr, order_: int, lower: Expr, upper: Expr) -> SignChart | None:
    """Put x = s*u + t, s > 0 and t made of parameters, so that f(s u + t) is a constant times a function of u alone."""
    for scale, shift in ((s, t) for t in shifts(derivative) for s in scales(derivative)):
        if is_refuted(derivative, scale, shift):
            continue
        constant, shape = shape_at(derivative.subs(x, x + shift), scale)
        ends = [end if end in (oo, -oo) else simplified((end - shift) / scale) for end in (lower, upper)]
        if (shape.free_symbols | ends[0].free_symbols | ends[1].free_symbols) - {x}:
            continue
        found = numeric_chart(shape, 0, ends[0], ends[1])
        if isinstance(found, str) or (shift != 0 and any(zero.exact is None for zero in found.zeros)):
            continue
        cells = moved_cells(found, scale, shift, constant)
        moved = {"scale": str(scale), "shift": str(shift), "constant": str(constant)}
        more: dict[str, Any] = {**moved, "chart": found.record, "cells": cells_as_text(cells)}
        return SignChart(cells, record("scale", expression, order_, Number(lower), Number(upper), **more))
    return None


@lru_cache(maxsize=1024)
def shape_at(expression: Expr, scale: Expr) -> tuple[Expr, Expr]:
    """Return (c, g) with expression(scale*u) = c*g(u), c free of u and, but for its sign, of numbers."""
    constant, shape = _tidy(expression.subs(x, scale * x)).as_independent(x, as_Add=False)
    number, constant = constant.as_coeff_Mul()
    return constant, number * shape


def moved_cells(found: SignChart, scale: Expr, shift: Expr, constant: Expr) -> tuple[Cell, ...]:
    """Return the cells of constant * g((x - shift)/scale) from those of g; raises OpenSignError as `chart`.

    Args:
        found: the chart of g; where there is a shift, all of its zeros have a closed form.
        scale, shift, constant: free of x; the scale is positive.
    """
    sign = sign_of(constant)
    ends = [_moved(cell.lower, scale, shift) for cell in found.cells] + [_moved(found.cells[-1].upper, scale, shift)]
    return tuple(Cell(*between, sign * c.sign) for between, c in zip(pairwise(ends), found.cells, strict=True))


def _moved(place: Number, scale: Expr, shift: Expr) -> Number:
    if shift == 0 or place.is_infinite:
        return place.times(scale)
    assert place.exact is not None
    return Number(simplified(place.exact * scale + shift))


def shifts(derivative: Expr) -> Iterator[Expr]:
    """Yield 0, and where a part of an expression that is affine in x vanishes, if that depends on parameters."""
    yield S.Zero
    sums = sorted((each for each in derivative.atoms(sympy.Add) if each.has(x)), key=str)
    affine = [Poly(each, x).all_coeffs() for each in sums if each.is_polynomial(x) and sympy.degree(each, x) == 1]
    places = dict.fromkeys(simplified(-offset / slope) for slope, offset in affine)
    yield from (place for place in places if place.free_symbols)


def scales(derivative: Expr) -> Iterator[Expr]:
    """Yield 1, and positive factors made of parameters that may stretch x."""
    # A parameter may be a factor alone.
    yield S.One
    parameters = sorted(derivative.free_symbols - {x}, key=str)
    for parameter in parameters:
        if parameter.is_positive:
            yield from (1 / parameter, parameter, sympy.sqrt(parameter), 1 / sympy.sqrt(parameter))
    rates = dict.fromkeys(sympy.factor(sympy.diff(each.args[0], x)) for each in derivative.atoms(sympy.Function))
    yield from (1 / rate for rate in rates if len(rate.free_symbols) > 1 and not rate.has(x) and rate.is_positive)


def _tidy(expression: Expr) -> Expr:
    """Pull common factors out of sums, inside powers too."""
    if not expression.args:
        return expression
    rebuilt = expression.func(*(_tidy(arg) for arg in expression.args))
    return sympy.factor_terms(rebuilt) if rebuilt.is_Add or rebuilt.is_Mul else sympy.expand_power_base(rebuilt)
