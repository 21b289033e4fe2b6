"""A quantity of a function of several numbers with its inputs numbered and its results written out one by one."""

from __future__ import annotations

from typing import NamedTuple

import sympy
from sympy import Expr, Symbol

from symact.definition.bound import Bound
from symact.definition.domain import Line, Pair
from symact.definition.products import directional, gradient, over_entries
from symact.definition.quantity import Kind, Quantity
from symact.definition.reductions import entrywise, outside
from symact.errors import SymactError

VECTOR = sympy.Dummy("v", real=True)
"""An entry of the vector of a JVP or VJP."""


class Written(NamedTuple):
    """Expressions over numbered inputs.

    Args:
        inputs: one symbol a number, x first and the vector of a JVP or VJP after it.
        results: one expression an entry of the result.
        several: whether the result has entries, be it only one; else it is one number.
    """

    inputs: tuple[Symbol, ...]
    results: tuple[Expr, ...]
    several: bool


def own_width(bound: Bound, quantity: Quantity, width: int) -> int:
    """Return how many of the numbers of one input are the function's own, the vector of a JVP or VJP left out."""
    if isinstance(bound.activation.domain, Pair):
        return 2
    one_number = not outside(bound.expression).has(bound.activation.inputs[0])
    return _length(quantity, width, one_number)[0]


def written_out(bound: Bound, quantity: Quantity, width: int) -> Written:
    """Return a quantity of a function of a pair or a vector, for inputs of so many numbers.

    Args:
        bound: the activation with its parameters.
        quantity: its value, JVP or VJP.
        width: numbers of one input, the vector of a JVP or VJP included.

    Raises:
        SymactError: the width is not that of an input, or the quantity is a derivative.
        DefinitionError: the function has no derivative everywhere.
    """
    name, domain = bound.activation.name, bound.activation.domain
    assert not isinstance(domain, Line)
    if quantity.kind is Kind.DERIVATIVE and quantity.degree:
        raise SymactError(
            f"{name} is a function of {bound.space().kind}; its derivatives are JVP and VJP, not the {quantity}"
        )
    if isinstance(domain, Pair):
        return _pair(bound, quantity, width)
    one_number = not outside(bound.expression).has(bound.activation.inputs[0])
    length, vectors = _length(quantity, width, one_number)
    if length + vectors != width:
        raise SymactError(f"{name}: rows of {width} numbers are no x and v of one length; give x, then v")
    domain.check(length)
    xs = _numbered("x", length)
    vs = _numbered("v", vectors)
    (x,) = bound.activation.inputs
    spread = vs * length if vectors == 1 else vs
    entries = [{x: a} | ({VECTOR: b} if vectors else {}) for a, b in zip(xs, spread or xs, strict=True)]
    found = bound.expression
    if vectors:
        found = over_entries(found, x, VECTOR, quantity)
    single = one_number and quantity.kind is not Kind.VJP
    return Written((*xs, *vs), entrywise(found, entries)[: 1 if single else None], not single)


def _numbered(name: str, count: int) -> tuple[Symbol, ...]:
    """Return symbols that no definition can hold already."""
    return tuple(sympy.Dummy(f"{name}{k}", real=True) for k in range(1, count + 1))


def _length(quantity: Quantity, width: int, one_number: bool) -> tuple[int, int]:
    """Return how many entries x and v have in an input of so many numbers."""
    if quantity.vector is None:
        return width, 0
    if quantity.kind is Kind.VJP and one_number:
        return width - 1, 1
    return width // 2, width // 2


def _pair(bound: Bound, quantity: Quantity, width: int) -> Written:
    inputs = bound.activation.inputs
    vectors = {None: (), "tangent": _numbered("v", 2), "upstream": (VECTOR,)}[quantity.vector]
    slots = (*inputs, *vectors)
    if width != len(slots):
        raise SymactError(
            f"{bound.activation.name}: rows of {width} numbers; {quantity} needs {len(slots)}, "
            f"{', '.join(s.name for s in slots)}"
        )
    if quantity.vector is None:
        return Written(slots, (bound.expression,), False)
    if quantity.kind is Kind.JVP:
        return Written(slots, (directional(bound.expression, inputs, vectors),), False)
    return Written(slots, gradient(bound.expression, inputs, VECTOR), True)
