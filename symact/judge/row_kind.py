"""Which function of rows a definition is, read from its expression: softmax, its kin and norms have known laws."""

import sympy
from sympy import Expr, Max, exp, log

from symact.definition.bound import Bound
from symact.definition.domain import Vector
from symact.definition.reductions import Attained, Greatest, SquareThreshold, Threshold, Total
from symact.functions.exp2 import exp2
from symact.judge.rows.function import Form, Function
from symact.reference.vectors.norms import computed_norm


def function_of(bound: Bound) -> Function | None:
    """Return the function of rows that a definition is, with its parameters, or None for any other."""
    if not isinstance(bound.domain, Vector):
        return None
    x, *beside = bound.activation.inputs
    if beside:
        return _norm(bound)
    for base, scale in _powers(bound.expression, x):
        weight = base(scale * x)
        forms: dict[Form, Expr] = {"softmax": weight / Total(weight), "logsumexp": log(Total(weight))}
        forms["quiet"] = weight / (1 + Total(weight))
        if base is exp:
            forms["log_softmax"] = scale * x - log(Total(weight))
        for form, expression in forms.items():
            if bound.expression == expression:
                return Function(form, float(scale if base is exp else scale * log(2)))
    return _sparse(bound.expression, x) or _hard(bound.expression, x) or _norm(bound)


def _sparse(expression: Expr, x: sympy.Symbol) -> Function | None:
    """Return sparsemax or 1.5-entmax of a multiple of x."""
    for reduction in expression.atoms(Threshold, SquareThreshold):
        scale = reduction.args[0].coeff(x)
        square = isinstance(reduction, SquareThreshold)
        if not (scale.is_number and scale.is_positive):
            continue
        if expression == Max(scale * x - type(reduction)(scale * x), 0) ** (2 if square else 1):
            return Function("sparse", float(2 * scale if square else scale))
    return None


def _hard(expression: Expr, x: sympy.Symbol) -> Function | None:
    """Return hardmax of x or of -x."""
    signs = (sign for sign in (1, -1) if expression == Attained(sign * x - Greatest(sign * x)))
    return next((Function("hard", float(sign)) for sign in signs), None)


def _norm(bound: Bound) -> Function | None:
    """Return a norm, with its weights."""
    norm = computed_norm(bound)
    if norm is None:
        return None
    form: Form = "layer_norm" if norm.centred else "rms_norm"
    return Function(form, 1.0, float(norm.eps), norm.weighted, norm.offset, norm.biased)


def _powers(expression: Expr, x: sympy.Symbol) -> list[tuple[type[Expr], Expr]]:
    """Return the exponentials of an expression, to the base e or 2, with the factor of x in each, a number."""
    found = [(type(each), each.args[0].coeff(x)) for each in expression.atoms(exp, exp2) if each.args[0].has(x)]
    return sorted(
        {(base, scale) for base, scale in found if scale.is_real and scale.is_number and scale != 0},
        key=lambda pair: (pair[0].__name__, sympy.default_sort_key(pair[1])),
    )
