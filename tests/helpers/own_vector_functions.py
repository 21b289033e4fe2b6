"""Functions of vectors: random ones, what mpmath makes of them, and their Jacobians as sheets have them."""

import mpmath
import sympy
from sympy import Symbol, exp, log

from symact.definition.reductions import Greatest, Total
from tests.helpers.vector_formulas import FORMULAS, threshold

X, N = Symbol("x", real=True), Symbol("n", integer=True, positive=True)


def matrix(diagonal, *products, factor="1", columns="1", over="1"):
    """Return a Jacobian as a sheet has it, each product in words: "f f 1" for f f^T."""
    rest = {"factor": factor, "columns": columns, "over": over}
    return {"diagonal": diagonal, "products": [each.split() for each in products], **rest}


READ = {
    "Add": mpmath.fsum,
    "Mul": mpmath.fprod,
    "Pow": lambda parts: parts[0] ** parts[1],
    "Max": max,
    "Min": min,
    "Abs": lambda parts: abs(*parts),
    "exp": lambda parts: mpmath.exp(*parts),
    "log": lambda parts: mpmath.log(*parts),
    "cosh": lambda parts: mpmath.cosh(*parts),
    "sinh": lambda parts: mpmath.sinh(*parts),
    "sign": lambda parts: mpmath.sign(*parts),
    "tanh": lambda parts: mpmath.tanh(*parts),
    "exp2": lambda parts: mpmath.mpf(2) ** parts[0],
}
"""How mpmath computes the nodes of an expression."""


def number(value):
    return mpmath.mpf(int(value.p)) / int(value.q) if value.is_Rational else mpmath.mpf(sympy.N(value, 60))


def read(expression, xs, k=0, v=None):
    """Return an expression of entry k of a vector, with sums, maxima, n and functions of the catalogue."""
    if expression.is_Symbol:
        return {"x": xs[k], "v": (v or xs)[k], "n": mpmath.mpf(len(xs))}[expression.name]
    if not expression.args:
        return number(expression)
    kind = type(expression).__name__
    if kind in OF_ALL:
        (argument,) = expression.args
        return OF_ALL[kind]([read(argument, xs, i, v) for i in range(len(xs))])
    if kind in FORMULAS:
        found = FORMULAS[kind]([read(expression.args[0], xs, i, v) for i in range(len(xs))])
        return found[k if len(found) > 1 else 0]
    return READ[kind]([read(each, xs, k, v) for each in expression.args])


OF_ALL = {
    "Total": mpmath.fsum,
    "Greatest": max,
    "Threshold": lambda values: threshold(values, 1),
    "SquareThreshold": lambda values: threshold(values, 2),
}
"""How it computes what all entries share."""


OWN = (
    "exp(x)/total(exp(2*x))",
    "x/total(x)",
    "2*exp(x)/total(exp(x))",
    "exp(-3*x)/total(exp(-3*x))",
    "exp(x)/(1/2 + total(exp(x)))",
    "x - total(x)/total(1)",
    "x**2/total(x**2)",
    "-1/x*total(1)",
    "exp(x)*total(exp(-x))",
    "log(total(exp(2*x)))/2",
    "-log(total(exp(-x)))",
    "total(x**2)",
    "greatest(x) + total(x)",
    "x/greatest(x)",
)
"""Formulas of one's own, right and wrong softmaxes."""


def drawn(rng):
    """Return a random function of vectors: weights over something near their sum, and what is made of that."""
    x = X
    weight = rng.choice(
        (
            *(exp(x), exp(-x), exp(2 * x), exp(x**2), x**2 + 1, exp(x) + 1, 1 / (1 + exp(-x)), exp(sympy.Abs(x))),
            *(sympy.Max(x, 0) + 1, x**2, sympy.cosh(x), exp(sympy.tanh(x)), exp(-(x**2)), 1 + sympy.tanh(x)),
        )
    )
    total = Total(weight)
    below = rng.choice(
        (
            *(total, total, 1 + total, Greatest(weight), Total(weight**2), sympy.sqrt(Total(weight**2))),
            *(Total(1) * weight, total + Greatest(x), total * Total(1)),
        )
    )
    f = weight / below
    return rng.choice((f, f, log(f), f + x, f * x, 1 - f, f**2, sympy.sqrt(f), x - log(below), log(below), exp(f)))


def evaluated(expression):
    """Return mpmath's function of a definition; its result is one number where no entry stands outside of sums."""
    sums = {each: sympy.Dummy() for each in expression.atoms(Total, Greatest)}
    single = not expression.xreplace(sums).has(X)

    def function(xs):
        return [read(expression, xs, k) for k in range(1 if single else len(xs))]

    return function
