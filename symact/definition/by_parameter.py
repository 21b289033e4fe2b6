"""The derivative of an activation by one of its parameters, as a definition of its own: what trains a learnable one.

It is a function of x like the activation, so that sheets, tables and verdicts are had of it as of any other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symact.definition.domain import Line
from symact.errors import DefinitionError, SymactError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sympy import Basic, Expr, Symbol

    from symact.definition.activation import Activation

BY = "_by_"
"""Between the names of the activation and of the parameter: prelu_by_weight."""


def parts(name: object) -> tuple[str, str] | None:
    """Return the names of activation and parameter in the name of such a derivative, None where it is none."""
    if not isinstance(name, str) or BY not in name:
        return None
    activation, _, parameter = name.rpartition(BY)
    return activation, parameter


def derivative_by(activation: Activation, parameter: str) -> Activation:
    """Return the derivative of a function of one number by a parameter, as a function of x.

    Returns:
        The definition, with those parameters that are left in it. Its value at a breakpoint is the derivative of the
        piece that the point belongs to, since the breakpoint stays where it is.

    Raises:
        SymactError: there is no such parameter.
        DefinitionError: a breakpoint moves with it, or a condition determines it, or f is of several numbers.
    """
    # Names are looked at where SymPy is not loaded.
    import sympy

    from symact.definition.activation import Activation

    name, by = activation.name, activation.param(parameter)
    if not isinstance(activation.domain, Line):
        raise DefinitionError(f"{name}: derivatives by parameters are of functions of one number alone")
    if activation.condition:
        raise DefinitionError(f"{name}: a condition determines {by.name}; it is not free to have a derivative by it")
    moved = [each for each in _switches(activation.expression) if each.has(by.symbol)]
    expression = _by_pieces(activation, by.symbol) if moved else sympy.diff(activation.expression, by.symbol)
    params = tuple(each for each in activation.params if each.symbol in expression.free_symbols)
    return Activation(
        name=f"{name}{BY}{by.name}",
        title=f"{activation.title}, derivative by {by.name}",
        expression=expression,
        sources=activation.sources,
        params=params,
        ordered=tuple(pair for pair in activation.ordered if set(pair) <= set(params)),
        family=activation.family,
    )


def _switches(expression: Expr) -> Iterator[Basic]:
    """Yield what decides which piece an input belongs to."""
    from sympy import Abs, Max, Min, Piecewise, sign

    yield from expression.atoms(Max, Min, Abs, sign)
    yield from (condition for each in expression.atoms(Piecewise) for _, condition in each.args)


def _by_pieces(activation: Activation, parameter: Symbol) -> Expr:
    """Return the derivative where a switch holds the parameter, but no breakpoint does, as in |a*x|."""
    import sympy

    from symact.definition.activation import x
    from symact.definition.derivatives import as_expression

    moves = DefinitionError(
        f"{activation.name}: a breakpoint moves with {parameter}, or may; there is no derivative by it at that point"
    )
    try:
        pieces = activation.pieces
    except SymactError:
        raise moves from None
    if any(end.has(parameter) for piece in pieces for end in (piece.lower, piece.upper)):
        raise moves
    return as_expression([replace(each, expression=sympy.diff(each.expression, parameter)) for each in pieces], x, 0)
