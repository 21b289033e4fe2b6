"""Constants of a formula that may vanish: where one does, the formula, its domain or a claim may be another."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

import sympy
from sympy import Basic, Expr, Max, Min, Poly
from sympy.core.relational import Relational

from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign

MOST_CONSTANTS = 8
"""Constants of one formula that are looked at, the simplest first."""

MOST_POLYNOMIALS = 8
"""Polynomials of one formula that are compared in pairs."""

HIGHEST_DEGREE = 3
"""Degree up to which a polynomial's discriminant and common zeros with others are looked at."""


@lru_cache(maxsize=256)
def special_constants(expression: Expr) -> tuple[Expr, ...]:
    """Return the constants in the parameters at whose zeros the formula may change its kind.

    Coefficients and discriminants of its polynomials in x, constants and denominators without x, exponents, differences
    of rates, and what vanishes where two of its polynomials, or one and its mirror image, have a zero in common.

    Returns:
        Factors that cannot be split, none of which has a known sign; the simplest first.
    """
    if not expression.free_symbols - {x}:
        return ()
    found: dict[Expr, None] = {}
    for constant in _constants(expression):
        for part in sympy.fraction(sympy.together(constant)):
            for factor in sympy.Mul.make_args(sympy.factor(part)):
                base = factor.as_base_exp()[0]
                base = -base if base.could_extract_minus_sign() else base
                if base.free_symbols and constant_sign(base) is None:
                    found[base] = None
    return tuple(sorted(found, key=lambda e: (e.count_ops(), str(e)))[:MOST_CONSTANTS])


def _constants(expression: Expr) -> Iterator[Expr]:
    polynomials = list(dict.fromkeys(_polynomials(expression)))
    for each in polynomials:
        yield from each.all_coeffs()
        if 2 <= each.degree() <= HIGHEST_DEGREE:
            yield each.discriminant()
    low = [p for p in polynomials if 1 <= p.degree() <= HIGHEST_DEGREE][:MOST_POLYNOMIALS]
    mirrored = [p.compose(Poly(-x, x)) for p in low]
    for p, q in [*combinations(low, 2), *((p, q) for p in low for q in mirrored)]:
        yield p.resultant(q)
    rates = [Poly(each, x).coeff_monomial(x) for each in _arguments(expression)]
    for p, q in combinations(list(dict.fromkeys(rates))[:MOST_POLYNOMIALS], 2):
        yield from (p - q, p + q)
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, Expr) and not node.has(x):
            yield node
        if node.is_Pow and not node.exp.is_number and not node.exp.has(x):
            # A power, a reciprocal, and what is neither: (1 + exp(-x))^-a is the sigmoid at a = 1.
            yield from (node.exp, node.exp - 1, node.exp + 1)


def _polynomials(expression: Expr) -> Iterator[Poly]:
    walk = sympy.preorder_traversal(expression)
    for node in walk:
        for each in _compared(node):
            if each.has(x) and each.is_polynomial(x):
                yield Poly(each, x)


def _arguments(expression: Expr) -> list[Expr]:
    """Return the arguments of functions that are polynomials in x."""
    found = [each.args[0] for each in sorted(expression.atoms(sympy.Function), key=str) if len(each.args) == 1]
    return [each for each in found if each.has(x) and each.is_polynomial(x)]


def _compared(node: Basic) -> list[Expr]:
    if isinstance(node, Relational):
        return [node.lhs - node.rhs]
    if isinstance(node, (Max, Min)):
        return [a - b for a, b in pairwise(node.args)] + list(node.args)
    return [node] if isinstance(node, Expr) else []
