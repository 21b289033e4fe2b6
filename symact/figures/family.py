"""A function for several values of one of its parameters."""

from collections.abc import Iterator

from sympy import Expr, Rational

from symact.definition.activation import Activation, Param
from symact.definition.bound import Bound, bind
from symact.errors import SymactError
from symact.figures.course import panel
from symact.figures.curves import curve, window
from symact.figures.figure import Figure

FACTORS = (Rational(1, 4), Rational(1, 2), Rational(1), Rational(2), Rational(4))
"""Multiples of a default that is not 0."""

AROUND = (Rational(-1), Rational(-1, 2), Rational(0), Rational(1, 2), Rational(1))
"""Values around a default of 0."""


def families(activation: Activation) -> Iterator[tuple[str, Figure]]:
    """Yield each parameter's name and the figure of f for several values of it, the others at their defaults."""
    for param in activation.params:
        members = [(value, member) for value in _chosen(param) if (member := _member(activation, param, value))]
        if len(members) < 2:
            continue
        low, high = window([member for _, member in members])
        low, high = max(low, -8.0), min(high, 8.0)
        curves = [
            curve(member, 0, low, high, f"{param.name} = {value}", rank) for rank, (value, member) in enumerate(members)
        ]
        values = ", ".join(str(value) for value, _ in members)
        said = f"The curves of f from x = {low:g} to {high:g} for {param.name} = {values}."
        yield param.name, Figure(f"{activation.title} over {param.name}", said, (panel(curves, low, high),))


def _chosen(param: Param) -> tuple[Expr, ...]:
    if param.default is None:
        return ()
    return tuple(param.default * factor for factor in FACTORS) if param.default else AROUND


def _member(activation: Activation, param: Param, value: Expr) -> Bound | None:
    """Return the function with a value of the parameter; None where it is not allowed."""
    try:
        found = bind(activation, {param.name: value})
        _ = found.pieces
    except SymactError:
        return None
    return found
