"""Functions of several numbers as curves of one: sections of a pair, and the entries of a vector as one input moves."""

import math

import numpy as np
from sympy import Rational

from symact.definition.activation import x
from symact.definition.bound import Bound, bind
from symact.definition.domain import Pair, Vector
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.figures.course import panel
from symact.figures.curves import FLOAT64, POINTS, curve
from symact.figures.figure import Curve, Figure
from symact.formula.typed import define
from symact.reference.vectors.table import vector_values

WINDOW = 4.0

SECTIONS = (-2, -1, 1, 2)
"""Values of a pair's second input."""

STANDING = (0.0, -1.0)
"""Entries of a vector that stand still while the first moves."""


def sections(bound: Bound) -> Figure:
    """Return the figure of a function of a pair: curves over the first input for fixed values of the second.

    Raises:
        SymactError: a value is open.
    """
    assert isinstance(bound.domain, Pair)
    first, second = bound.activation.inputs
    curves = []
    for rank, value in enumerate(SECTIONS):
        section = bind(define(str(bound.expression.subs({second: Rational(value), first: x}))))
        name = f"{second} = {value}".replace("-", "\N{MINUS SIGN}")
        curves.append(curve(section, 0, -WINDOW, WINDOW, name, rank))
    said = f"Curves over {first} from {-WINDOW:g} to {WINDOW:g} for {second} = {', '.join(map(str, SECTIONS))}."
    return Figure(f"{bound.activation.title}", said, (panel(curves, -WINDOW, WINDOW, label=str(first)),))


def entries(bound: Bound) -> Figure | None:
    """Return the figure of a function of a vector: its results at (t, 0, -1) over t; None where it takes weights.

    Raises:
        SymactError: a value is open.
    """
    assert isinstance(bound.domain, Vector)
    if bound.domain.beside:
        return None
    inputs = [-WINDOW + 2 * WINDOW * k / POINTS for k in range(POINTS + 1)]
    rows = np.array([(t, *STANDING) for t in inputs], dtype=np.float64).view(np.uint64)
    found = vector_values(bound, FLOAT64, Quantity.VALUE, rows).view(np.float64).reshape(len(inputs), -1)
    columns = found.T.tolist()
    names = [f"entry {k + 1}" for k in range(len(columns))] if len(columns) > 1 else ["f"]
    curves = [
        Curve(name, (tuple((t, y) for t, y in zip(inputs, column, strict=True) if math.isfinite(y)),), rank=rank)
        for rank, (name, column) in enumerate(zip(names, columns, strict=True))
    ]
    standing = ", ".join(f"{each:g}" for each in STANDING)
    said = f"The results at the vector (t, {standing}) for t from {-WINDOW:g} to {WINDOW:g}."
    return Figure(f"{bound.activation.title} of (t, {standing})", said, (panel(curves, -WINDOW, WINDOW, label="t"),))


def example(bound: Bound) -> Figure | None:
    """Return a figure of a function of several numbers; None where there is none."""
    try:
        return sections(bound) if isinstance(bound.domain, Pair) else entries(bound)
    except SymactError:
        return None
