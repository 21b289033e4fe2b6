"""f(x) = y solved for x: outer operations are peeled off, what remains is an equation of degree 1 or 2.

What is returned are candidates; they are worth something only after substitution.
"""

import sympy
from sympy import Expr, Symbol, log, oo, sqrt, tan

from symact import functions
from symact.definition.simplification import fewest_operations
from symact.symbolic.generators import NoNormalFormError
from symact.symbolic.normal_form import NormalForm

MOST = 6
"""Candidates that are followed."""

DEEPEST = 12
"""Operations that are peeled off."""


def candidates(expression: Expr, variable: Symbol, value: Symbol) -> list[Expr]:
    """Return expressions in value among which the solutions of expression = value may be."""
    found = _solve(expression, variable, value, DEEPEST)
    forms = (form for each in found[:MOST] for form in (_tidy(each), each))
    return list(dict.fromkeys(forms))


def _solve(expression: Expr, variable: Symbol, value: Expr, depth: int) -> list[Expr]:
    if expression == variable:
        return [value]
    if not depth:
        return []
    for inner, instead in _peel(expression, variable, value):
        return [e for each in instead for e in _solve(inner, variable, each, depth - 1)]
    try:
        return _algebraic(expression, variable, value, depth - 1)
    except (NoNormalFormError, sympy.PolynomialError):
        return []


def _peel(expression: Expr, variable: Symbol, value: Expr) -> list[tuple[Expr, list[Expr]]]:
    """Return [(argument, what it may equal)] of the outermost operation; [] where x stands in several arguments."""
    moving = [a for a in expression.args if a.has(variable)]
    if len(moving) != 1:
        return []
    (inner,) = moving
    if expression.is_Add:
        return [(inner, [value - (expression - inner)])]
    if expression.is_Mul:
        return [(inner, [value / (expression / inner)])]
    record = functions.of(expression.func)
    if record is not None and record.inverse is not None:
        return [(inner, [record.inverse(value)])]
    if expression.is_Pow and inner == expression.base:
        return [(inner, _root(value, expression.exp))]
    return []


def _root(value: Expr, exponent: Expr) -> list[Expr]:
    if exponent == -1:
        return [1 / value]
    if exponent.is_Integer and exponent % 2 == 0:
        return [value ** (1 / exponent), -(value ** (1 / exponent))]
    if exponent.is_Integer:
        return [sympy.sign(value) * sympy.Abs(value) ** (1 / exponent)]
    return [value ** (1 / exponent)] if exponent.is_Rational or not exponent.has(value) else []


def _algebraic(expression: Expr, variable: Symbol, value: Expr, depth: int) -> list[Expr]:
    """Solve for the only generator that holds x, or for x itself where the other one is a square root."""
    generators = NormalForm((expression,), variable, -oo, oo)
    equation = sympy.fraction(sympy.together(generators.rational(expression) - _as_constant(value)))[0]
    moving = generators.moving(equation)
    if len(moving) == 2 and variable in moving:
        equation, moving = _without_root(equation, moving, generators), [variable]
    if len(moving) != 1 or equation is None:
        return []
    (unknown,) = moving
    kernel = generators.kernels.get(unknown, unknown)
    if kernel == expression or isinstance(kernel, tan):
        return []
    roots = [generators.back(root) for root in _polynomial_roots(equation, unknown)]
    back = {_as_constant(value): value}
    return [e for root in roots for e in _solve(kernel, variable, root.subs(back), depth)]


def _as_constant(value: Expr) -> Symbol:
    """Return a symbol that stands for the value while the equation is solved."""
    return value if value.is_Symbol else Symbol("|y|", real=True)


def _without_root(equation: Expr, moving: list[Symbol], generators: NormalForm) -> Expr | None:
    """Eliminate a square root R from A R + B = 0: A^2 R^2 = B^2."""
    for symbol, degree, square in generators.relations:
        if symbol in moving and degree == 2 and sympy.degree(equation, symbol) == 1:
            a, b = sympy.Poly(equation, symbol).all_coeffs()
            return sympy.fraction(sympy.together(sympy.expand(a**2 * square - b**2)))[0]
    return None


def _polynomial_roots(equation: Expr, unknown: Symbol) -> list[Expr]:
    """Return the roots of the factors of degree 1 and 2."""
    found: list[Expr] = []
    for factor, _ in sympy.factor_list(equation, unknown)[1]:
        coefficients = sympy.Poly(factor, unknown).all_coeffs()
        if len(coefficients) == 2:
            found.append(-coefficients[1] / coefficients[0])
        elif len(coefficients) == 3:
            a, b, c = coefficients
            root = sqrt(sympy.factor(b**2 - 4 * a * c))
            found += [(-b + root) / (2 * a), (-b - root) / (2 * a)]
    return found


def _tidy(expression: Expr) -> Expr:
    """Return the expression with one fraction inside every logarithm, and -log(a/b) as log(b/a)."""
    u, v = sympy.Wild("u"), sympy.Wild("v", properties=[lambda k: k.is_Rational and k < 0])
    joined = expression.replace(log, lambda argument: log(sympy.together(argument)))
    turned = joined.replace(v * log(u), lambda v, u: -v * log(sympy.together(1 / u)))
    forms = [sympy.expand_mul(form) if form.is_Add else form for form in (joined, turned)]
    return fewest_operations((*forms, expression))
