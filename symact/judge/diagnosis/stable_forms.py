"""The stable form of an operation that loses bits or overflows, in words that a program can follow."""

from __future__ import annotations

import sympy
from sympy import Expr, erf, exp, log, tanh

from symact.definition.activation import x
from symact.judge.diagnosis.expression_text import text


def of_sum(node: Expr) -> str:
    """Return what to compute instead of a sum that cancels."""
    fixed, _ = node.as_independent(x, as_Add=True)
    for term in node.args:
        scale, rest = term.as_independent(x, as_Add=False)
        pair = fixed + term
        if isinstance(rest, erf) and fixed == abs(scale):
            return _scaled(scale, f"erfc({text(-rest.args[0] if scale > 0 else rest.args[0])})", pair)
        if isinstance(rest, tanh) and fixed == abs(scale):
            u = rest.args[0] if scale > 0 else -rest.args[0]
            return _scaled(scale, f"2/(1 + exp({text(-2 * u)}))", pair)
        if isinstance(rest, exp) and fixed == -scale:
            return f"{text(pair)} as {'' if scale == 1 else f'{text(scale)}*'}expm1({text(rest.args[0])})"
    return f"rewrite {text(node)} so that its terms have one sign, or use a series where it is small"


def of_log(node: Expr) -> str:
    """Return what to compute instead of a logarithm next to 1."""
    argument = node.args[0] if isinstance(node, log) else node
    rest = sympy.expand(argument - 1)
    if isinstance(rest, exp):
        u = rest.args[0]
        if u.could_extract_minus_sign():
            return f"{text(node)} as max({text(u)}, 0) + log1p(exp(-|{text(-u)}|))"
        return f"{text(node)} as max({text(u)}, 0) + log1p(exp(-|{text(u)}|))"
    return f"{text(node)} as log1p({text(rest)})"


def of_overflow(node: Expr, whole: Expr) -> str:
    """Return what to compute instead of an operation that overflows."""
    if isinstance(node, exp):
        u = node.args[0]
        for outer in sympy.preorder_traversal(whole):
            if isinstance(outer, log) and outer.has(node):
                return of_log(outer)
        return (
            f"choose by the sign of {text(u)}, so that only exp(-|{text(u)}|) is computed, which cannot overflow: "
            "1/(1 + q) and q/(1 + q) for a sigmoid, sign*(1 - q)/(1 + q) for tanh"
        )
    return f"clamp x before {text(node)}, or factor it so that no product leaves the range (beyond, f is at its limit)"


def _scaled(scale: Expr, form: str, node: Expr) -> str:
    size = abs(scale)
    return f"{text(node)} as {form if size == 1 else f'{text(size)}*{form}'}"
