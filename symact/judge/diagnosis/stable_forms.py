"""The stable form of a step that loses bits: what to compute in its place, in words and as an expression."""

import sympy
from sympy import Expr, erf, exp, log, tanh

from symact.definition.activation import x
from symact.judge.expression_text import text
from symact.judge.simulation.primitives import (
    Distribution,
    ExpMinusOne,
    Logistic,
    LogOnePlus,
    Softplus,
    sigmoid_argument,
    softplus_argument,
)

Stable = tuple[str, Expr] | None
"""The words, and the expression in place of the step; None if no stable form is known."""


def of_sum(node: Expr) -> Stable:
    """Return what to compute instead of a sum that cancels."""
    fixed, _ = node.as_independent(x, as_Add=True)
    for term in node.args:
        scale, rest = term.as_independent(x, as_Add=False)
        found = _of_pair(fixed, scale, rest)
        if found is not None:
            words, stable = found
            return f"{text(fixed + term)} as {words}", node - fixed - term + stable
    return None


def _of_pair(fixed: Expr, scale: Expr, rest: Expr) -> Stable:
    """Return the stable form of fixed + scale*rest."""
    size, below = abs(scale), bool(scale < 0)
    if isinstance(rest, erf) and fixed == size:
        u = -rest.args[0] if below else rest.args[0]
        return _scaled(size, f"erfc({text(-u)})"), 2 * size * Distribution(u)
    if isinstance(rest, tanh) and fixed == size:
        u = -rest.args[0] if below else rest.args[0]
        return _scaled(size, f"2/(1 + exp({text(-2 * u)}))"), 2 * size * Logistic(2 * u)
    if isinstance(rest, exp) and fixed == -scale:
        u = rest.args[0]
        return f"{'' if scale == 1 else f'{text(scale)}*'}expm1({text(u)})", scale * ExpMinusOne(u)
    if fixed == size and below and rest.is_Pow and rest.exp == 2 and isinstance(rest.base, tanh):
        u = rest.base.args[0]
        return _scaled(4 * size, f"q/(1 + q)^2 with q = exp(-2*|{text(u)}|)"), 4 * size * Logistic(2 * u) * Logistic(
            -2 * u
        )
    u = rest.args[0] if isinstance(rest, Logistic) else sigmoid_argument(rest)
    if u is not None and fixed == size and below:
        return _scaled(size, f"1/(1 + exp({text(u)}))"), size * Logistic(-u)
    if u is not None and scale == -2 * fixed:
        return _scaled(size / 2, f"tanh({text((-u if below else u) / 2)})"), scale / 2 * tanh(u / 2)
    return None


def of_log(node: Expr) -> Stable:
    """Return what to compute instead of a logarithm next to 1."""
    argument = node.args[0]
    u = softplus_argument(node) if isinstance(node, log) else None
    below = sigmoid_argument(argument)
    if u is None and below is not None:
        return f"{text(node)} as min({text(below)}, 0) - log1p(exp(-|{text(below)}|))", -Softplus(-below)
    if u is not None:
        size = -u if u.could_extract_minus_sign() else u
        return f"{text(node)} as max({text(u)}, 0) + log1p(exp(-|{text(size)}|))", Softplus(u)
    rest = sympy.expand(argument - 1)
    return f"{text(node)} as log1p({text(rest)})", LogOnePlus(rest)


def _scaled(scale: Expr, form: str) -> str:
    return form if scale == 1 else f"{text(scale)}*{form}"
