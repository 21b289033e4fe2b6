"""Definitions that no catalogue has."""

import sympy

from symact.definition.activation import Activation, Source


def made(expression, *params, name="made"):
    """Return an activation with a formula, given as SymPy or as text that SymPy reads."""
    return Activation(name, "Made", sympy.sympify(expression), (Source("test", "test"),), params)
