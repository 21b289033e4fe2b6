"""Words that the ledger is written in, and the formulas and symbols that several texts share."""

import sympy
from sympy import Expr, Interval, Piecewise, Symbol, exp, oo

from symact import catalogue
from symact.claims.claim import Formula, Predicate, Statement
from symact.definition.activation import Param, x
from symact.definition.bound import bind

NEGATIVE = Interval.open(-oo, 0)
POSITIVE = Interval.open(0, oo)
FROM_ZERO = Interval(0, oo)
UNIT = Interval(0, 1)

SIGMOID: Expr = 1 / (1 + exp(-x))
TANH: Expr = (exp(x) - exp(-x)) / (exp(x) + exp(-x))


def claim(
    line: int, says: str, function: str | Formula, predicate: Predicate, /, bound: bool = False, **given: str
) -> Statement:
    """Return a statement of a text.

    Args:
        line: where it stands.
        says: in a few words of our own.
        function: a name of the catalogue, or a formula.
        predicate: what is checked.
        bound: whether it is about the parameters' default or determined values.
        given: values of parameters that the text names.
    """
    return Statement(line, says, function, predicate, tuple(given.items()), bound)


def symbol(name: str, parameter: str) -> Symbol:
    """Return the symbol of a parameter of the catalogue."""
    return catalogue.get(name).param(parameter).symbol


def derivative(name: str) -> Formula:
    """Return the derivative of an activation of the catalogue as a function of its own."""
    activation = catalogue.get(name)
    return Formula(f"{name}'", sympy.diff(activation.expression, x), activation.params)


def slope_below(name: str) -> Formula:
    """Return the slope of an activation left of its breakpoints, its parameters at their defaults, as a function."""
    bound = bind(catalogue.get(name))
    said = ", ".join(f"{key} = {value}" for key, value in bound.values)
    return Formula(f"{name}' for x < {bound.pieces[0].upper}, {said}", sympy.diff(bound.pieces[0].expression, x))


def sides(right: Expr, left: Expr, zero: str = "right") -> Piecewise:
    """Return right for x > 0 and left for x < 0.

    Args:
        right, left: expressions.
        zero: which side owns x = 0; "" leaves it out.
    """
    if not zero:
        return Piecewise((right, x > 0), (left, x < 0))
    return Piecewise((right, x >= 0 if zero == "right" else x > 0), (left, True))


def positive(name: str) -> Param:
    """Return a parameter of a formula that may be any positive number."""
    return Param.positive(name, 1)
