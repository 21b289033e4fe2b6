"""f' in terms of f, such as f (1 - f) for the sigmoid: found by the inverse function rule, piece by piece."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import sympy
from flint import arb, arb_mat
from sympy import Expr, Ne, Rational, Symbol, oo

from symact.analysis.domain import defined_where
from symact.analysis.parameter_sets import both
from symact.analysis.scale_refutation import is_refuted
from symact.analysis.sign_chart_scaled import scales, shape_at, shifts
from symact.analysis.symbolic_parameters import put_in, short_pieces
from symact.analysis.values import cases_of
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.derivatives import derivative_pieces
from symact.definition.pieces import Piece, intervals
from symact.definition.simplification import simplified
from symact.enclosure.precision import working_precision
from symact.evidence import Enclosure, Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.sentence import where
from symact.symbolic.inversion import candidates
from symact.symbolic.zero_test import ball_at, inner_points, is_identically_zero, normal

TOPIC = "derivatives"

PROPERTY = ("derivative_identity",)

f = Symbol("f", real=True)
"""The value of the activation, in which its derivative is written."""

PRECISION = 256
"""Working precision, bits, of the determinants."""


class Shape(NamedTuple):
    """A function h of f and x with h' = P(h), and f' in terms of P.

    Args:
        inner: f -> h.
        outer: (P in h, x) -> f'.
        where: a further condition on x.
    """

    inner: Callable[[Expr], Expr]
    outer: Callable[[Expr], Expr]
    where: sympy.Basic = sympy.true


SHAPES = (
    Shape(lambda e: e, lambda p: p),
    Shape(lambda e: e - x, lambda p: 1 + p),
    Shape(lambda e: e / x, lambda p: f / x + x * p, Ne(x, 0)),
)
"""h = f (sigmoid, ELU), f - x (tanhshrink), f/x (SiLU)."""


def derive(subject: Subject) -> list[Fact]:
    """Return f' in terms of f and x; an empty list, with what was excluded, where no rule finds an identity."""
    if any(s.name == f.name for s in subject.expression.free_symbols):
        return [Fact("derivative_identity", None, sympy.true, (Gap("a parameter is called f, as the function is"),))]
    rows: list[tuple[sympy.Basic, Expr]] = []
    parts: list[Evidence] = []
    pieces, values = short_pieces(subject, x)
    slopes = derivative_pieces(pieces, x, 1)
    pieces = intervals(pieces)
    for piece, slope in zip(pieces, slopes, strict=True):
        found = _identity(piece, slope.expression)
        if found is None:
            excluded = _no_quadratic(piece, slope.expression)
            return [Fact("derivative_identity", None if isinstance(excluded, Gap) else [], sympy.true, (excluded,))]
        expression, where, evidence = found
        own = [put_in(piece, values).expression]
        condition = both(where, defined_where(put_in(slope, values), own))
        rows.append((condition, expression.subs(values)))
        parts += evidence
    return [Fact("derivative_identity", cases_of(rows), sympy.true, tuple(parts))]


def _identity(piece: Piece, slope: Expr) -> tuple[Expr, sympy.Basic, tuple[Evidence, ...]] | None:
    constant = normal(slope, x, piece.lower, piece.upper)
    if constant is not None and not constant.has(x):
        constant = min((constant, slope), key=lambda e: (e.has(x), e.count_ops(), str(e)))
        return (
            constant,
            sympy.true,
            (Proof((Step("differentiation", f"`f' = {constant}` {where(piece.condition(x))}"),)),),
        )
    for shape in SHAPES:
        inner = shape.inner(piece.expression)
        polynomial = _slope_of(inner, piece)
        if polynomial is None or (shape.where != sympy.true and not polynomial.has(f)):
            continue
        expression = _short(shape.outer(polynomial.subs(f, shape.inner(f))))
        test = is_identically_zero(expression.subs(f, piece.expression) - slope, x, piece.lower, piece.upper)
        if test.zero:
            step = Step("inverse function", f"`h = {shape.inner(f)}` has `h' = {polynomial.subs(f, Symbol('h'))}`")
            return expression, shape.where, (Proof((step,)), test.evidence)
    return None


def _slope_of(inner: Expr, piece: Piece) -> Expr | None:
    """Return P with h' = P(h): 1/g' for a g with g(h(x)) = x."""
    for candidate in candidates(inner, x, f):
        # f' by roots or by erfinv of f is no identity that anybody uses.
        rooted = any(power.base.has(f) and not power.exp.is_Integer for power in candidate.atoms(sympy.Pow))
        if rooted or candidate.has(x, sympy.erfinv) or not candidate.has(f):
            continue
        slope = sympy.diff(candidate, f)
        polynomial = _short(normal(1 / slope, f) or 1 / slope)
        difference = polynomial.subs(f, inner) - sympy.diff(inner, x)
        if is_identically_zero(difference, x, piece.lower, piece.upper).zero:
            return polynomial
    return None


def _short(expression: Expr) -> Expr:
    forms = [expression]
    if expression.is_rational_function(f):
        forms += [sympy.factor(expression), sympy.cancel(expression)]
        # f (1 - f) rather than -f (f - 1).
        forms += [_turned(form) for form in forms]
    else:
        forms.append(sympy.expand(expression))
    return min(forms, key=lambda e: (e.count_ops(), e.is_Add, str(e)))


def _turned(product: Expr) -> Expr:
    """Return -a (b - c) as a (c - b)."""
    if not product.could_extract_minus_sign() or not product.is_Mul:
        return product
    for factor in product.args:
        if factor.is_Add:
            return sympy.Mul(-product / factor, sympy.Add(*(-term for term in factor.args)), evaluate=True)
    return product


def _no_quadratic(piece: Piece, slope: Expr) -> Evidence:
    """Show that f' is no a + b f + c f^2: the determinant of f', 1, f, f^2 at four points is not 0."""
    if _parameters(piece, slope):
        return _excluded_by_scale(piece, slope)
    # Not symmetric about 0, where a row of an odd function says little about another.
    points = list(dict.fromkeys(inner_points(piece.lower, piece.upper)))
    for chosen in (points[:4], points[:2] + points[4:8:2], points[::3][:4]):
        rows = [row for point in chosen if (row := _row(piece.expression, slope, point))]
        if len(rows) == 4:
            determinant = _determinant(rows)
            if not determinant.contains(0):
                places = ", ".join(str(p) for p in chosen)
                return Enclosure(((f"det of f', 1, f, `f^2` at `x = {places}`", str(determinant)),), PRECISION)
    return Gap("no identity was found, and none is excluded")


def _parameters(piece: Piece, slope: Expr) -> set[Symbol]:
    return {s for each in (piece.expression, slope, piece.lower, piece.upper) for s in each.free_symbols - {x}}


def _excluded_by_scale(piece: Piece, slope: Expr) -> Evidence:
    """Show the same with parameters where f(s*u + t) = c*g(u) + d, g without them: g' would be such a sum too."""
    for scale, shift in ((s, t) for t in shifts(slope) for s in scales(slope)):
        if is_refuted(slope, scale, shift):
            continue
        constant, shape = shape_at(slope.subs(x, x + shift), scale)
        ends = [e if e in (oo, -oo) else simplified((e - shift) / scale) for e in (piece.lower, piece.upper)]
        if not constant_sign(constant) or shape.free_symbols != {x} or any(e.free_symbols for e in ends):
            continue
        moved = piece.expression.subs(x, scale * x + shift)
        origin = next(iter(inner_points(*ends)))
        inner = simplified((moved - moved.subs(x, origin)) / (constant * scale))
        if inner.free_symbols == {x}:
            found = _no_quadratic(replace(piece, expression=inner, lower=ends[0], upper=ends[1]), shape)
            if isinstance(found, Enclosure):
                what = (
                    f"for `g(x) = {inner}` in place of f, `f({scale}*x + {shift}) = ({constant * scale})*g(x) + const`"
                )
                return replace(found, balls=tuple((f"{said}, {what}", ball) for said, ball in found.balls))
    return Gap("no identity was found, and with symbolic parameters none is excluded")


def _determinant(rows: list[list[arb]]) -> arb:
    with working_precision(PRECISION):
        return arb_mat(rows).det()


def _row(expression: Expr, slope: Expr, point: Rational) -> list[arb] | None:
    value, derivative = (ball_at(e, x, point, PRECISION) for e in (expression, slope))
    return None if value is None or derivative is None else [derivative, arb(1), value, value * value]
