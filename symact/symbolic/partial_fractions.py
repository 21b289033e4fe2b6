"""Antiderivatives of rational functions whose coefficients hold parameters, by partial fractions.

SymPy's `ratint` computes with such coefficients as expressions, which takes seconds and leaves constants that are 0
unseen inside of logarithms.
"""

import sympy
from sympy import Expr, Poly, S, atan, log, sqrt

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.simplification import simplified
from symact.errors import OpenSignError


def rational_antiderivative(term: Expr) -> Expr | None:
    """Return an antiderivative of a rational function in x, None where a divisor has a factor of another form.

    Divisors are powers of lines, and quadratics: with two zeros these are the lines through them, else arctangents.

    Raises:
        OpenSignError: whether a quadratic has zeros depends on a parameter.
    """
    total = S.Zero
    for part in sympy.Add.make_args(sympy.apart(sympy.cancel(term), x)):
        numerator, divisor = sympy.fraction(part)
        constant, divisor = divisor.as_independent(x, as_Add=False)
        found = _integrated(numerator / constant, divisor)
        if found is None:
            return None
        total += found
    return total


def _integrated(numerator: Expr, divisor: Expr) -> Expr | None:
    """Return an antiderivative of one partial fraction."""
    if divisor == 1:
        return sympy.Add(*(c * x ** (n + 1) / (n + 1) for (n,), c in Poly(numerator, x).terms()))
    base, power = divisor.as_base_exp()
    degree = sympy.degree(base, x)
    if degree == 1 and not numerator.has(x):
        slope = base.coeff(x)
        return numerator / slope * (log(base) if power == 1 else base ** (1 - power) / (1 - power))
    return _over_quadratic(Poly(numerator, x), Poly(base, x)) if (degree, power) == (2, 1) else None


def _over_quadratic(numerator: Poly, quadratic: Poly) -> Expr:
    (s, t, _), (b, c) = quadratic.all_coeffs(), (numerator.coeff_monomial(x), numerator.coeff_monomial(1))
    discriminant = sympy.factor(quadratic.discriminant())
    sign = constant_sign(discriminant)
    if sign is None:
        raise OpenSignError(discriminant)
    if sign < 0:
        root = sqrt(-discriminant)
        rest = simplified(2 * (c - b * t / (2 * s)) / root)
        return b / (2 * s) * log(quadratic.as_expr()) + rest * atan((2 * s * x + t) / root)
    low, high = (simplified((-t + side * sqrt(discriminant)) / (2 * s)) for side in (-1, 1))
    if sign == 0:
        return b / s * log(x - low) - (c + b * low) / s / (x - low)
    weights = ((b * own + c) / (s * (own - other)) for own, other in ((low, high), (high, low)))
    return sympy.Add(*(simplified(w) * log(x - own) for w, own in zip(weights, (low, high), strict=True)))
