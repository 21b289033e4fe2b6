"""A quantity of a function of several numbers with its inputs numbered and its results written out one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import sympy
from sympy import Expr, Symbol

from symact.definition.bound import Bound
from symact.definition.domain import Line, Pair, Vector
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
    inputs = bound.activation.inputs
    return len(inputs) * _length(quantity, width, is_one_number(bound.expression, inputs), len(inputs))[0]


def is_one_number(expression: Expr, inputs: Sequence[Symbol]) -> bool:
    """Whether a function of vectors has one number for all entries: no input stands outside of reductions."""
    return not any(map(outside(expression).has, inputs))


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
    inputs = bound.activation.inputs
    one_number = is_one_number(bound.expression, inputs)
    length, vectors = _length(quantity, width, one_number, len(inputs))
    if len(inputs) * length + vectors != width:
        raise SymactError(f"{name}: {no_vectors(domain, quantity, width)}")
    domain.check(length)
    own = tuple(_numbered(symbol.name, length) for symbol in inputs)
    vs = _numbered("v", vectors)
    x = inputs[0]
    spread = (*own, vs * length if vectors == 1 else vs) if vectors else own
    symbols = (*inputs, VECTOR) if vectors else inputs
    entries = [dict(zip(symbols, entry, strict=True)) for entry in zip(*spread, strict=True)]
    found = bound.expression
    if vectors:
        found = over_entries(found, x, VECTOR, quantity, inputs[1:])
    single = one_number and quantity.kind is not Kind.VJP
    return Written((*chain.from_iterable(own), *vs), entrywise(found, entries)[: 1 if single else None], not single)


def _numbered(name: str, count: int) -> tuple[Symbol, ...]:
    """Return symbols that no definition can hold already."""
    return tuple(sympy.Dummy(f"{name}{k}", real=True) for k in range(1, count + 1))


def no_vectors(domain: Vector, quantity: Quantity, width: int) -> str:
    """Return what is said of a row whose width is none of the inputs of a function of vectors."""
    names = [*domain.names, *(["v"] if quantity.vector else [])]
    which = f"no {', '.join(names[:-1])} and {names[-1]} of one length"
    return f"rows of {width} numbers are {which}; give {', then '.join(names)}"


def _length(quantity: Quantity, width: int, one_number: bool, own: int) -> tuple[int, int]:
    """Return how many entries each of the function's own vectors and v have in an input of so many numbers."""
    if quantity.vector is None:
        return width // own, 0
    if quantity.kind is Kind.VJP and one_number:
        return (width - 1) // own, 1
    return width // (own + 1), width // (own + 1)


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
