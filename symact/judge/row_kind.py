"""Which function of rows a definition is, read from its expression: softmax and its kin have known bounds and laws."""

from __future__ import annotations

import sympy
from sympy import Expr, exp, log

from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.reductions import Total, outside
from symact.judge.rows.plans import Form, Function


def function_of(bound: Bound) -> Function | None:
    """Return the function of rows that a definition is, with its parameters, or None for any other."""
    if not isinstance(bound.domain, Vector) or len(bound.activation.inputs) != 1:
        return None
    (x,) = bound.activation.inputs
    for scale in _scales(bound.expression, x):
        total = Total(exp(scale * x))
        forms: dict[Form, Expr] = {
            "softmax": exp(scale * x) / total,
            "log_softmax": scale * x - log(total),
            "logsumexp": log(total),
        }
        for form, expression in forms.items():
            if bound.expression == expression:
                return Function(form, float(scale))
    return None


def _scales(expression: Expr, x: sympy.Symbol) -> list[Expr]:
    """Return the factors of x in the exponentials of an expression, each a number."""
    found = {power.exp.coeff(x) for power in expression.atoms(sympy.exp, sympy.Pow) if power.exp.has(x)}
    found |= {power.args[0].coeff(x) for power in expression.atoms(sympy.exp) if power.args[0].has(x)}
    return sorted((each for each in found if each.is_real and each.is_number and each != 0), key=sympy.default_sort_key)


def one_number(bound: Bound) -> bool:
    """Whether the function's result is one number, as that of logsumexp."""
    return not outside(bound.expression).has(*bound.activation.inputs)
