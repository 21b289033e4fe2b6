"""Functions of several numbers: how many numbers an input has, and a quantity of a pair as expressions of them."""

from typing import NamedTuple

import sympy
from sympy import Expr, Symbol

from symact.definition.bound import Bound
from symact.definition.domain import Pair, Vector
from symact.definition.products import directional, gradient
from symact.definition.quantity import Kind, Quantity
from symact.definition.reductions import is_one_number
from symact.errors import SymactError

VECTOR = sympy.Dummy("v", real=True)
"""An entry of the vector of a JVP or VJP."""


class Written(NamedTuple):
    """Expressions over the numbers of one input.

    Args:
        inputs: one symbol a number, the pair first and the vector of a JVP or VJP after it.
        results: one expression an entry of the result.
        several: whether the result has entries; else it is one number.
    """

    inputs: tuple[Symbol, ...]
    results: tuple[Expr, ...]
    several: bool


def written_out(bound: Bound, quantity: Quantity, width: int) -> Written:
    """Return a quantity of a function of a pair; arguments and errors as of `pair_inputs`."""
    slots = pair_inputs(bound, quantity, width)
    inputs, vector = slots[:2], slots[2:]
    if quantity.vector is None:
        return Written(slots, (bound.expression,), False)
    if quantity.kind is Kind.JVP:
        return Written(slots, (directional(bound.expression, inputs, vector),), False)
    return Written(slots, gradient(bound.expression, inputs, *vector), True)


def pair_inputs(bound: Bound, quantity: Quantity, width: int) -> tuple[Symbol, ...]:
    """Return a symbol for each number of an input of a function of a pair.

    Args:
        bound: the activation with its parameters.
        quantity: its value, JVP or VJP.
        width: numbers of one input, the vector of a JVP or VJP included.

    Raises:
        SymactError: the width is not that of an input, or the quantity is a derivative.
    """
    assert isinstance(bound.activation.domain, Pair)
    _need_product(bound, quantity)
    # Symbols that no definition can hold already.
    tangent = tuple(sympy.Dummy(f"v{k}", real=True) for k in (1, 2))
    vector = {None: (), "tangent": tangent, "upstream": (VECTOR,)}[quantity.vector]
    slots = (*bound.activation.inputs, *vector)
    if width != len(slots):
        raise SymactError(
            f"{bound.activation.name}: rows of {width} numbers; {quantity} needs {len(slots)}, "
            f"{', '.join(s.name for s in slots)}"
        )
    return slots


def vector_length(bound: Bound, quantity: Quantity, width: int) -> int:
    """Return how many entries each vector has in an input of a function of vectors; arguments as of `pair_inputs`.

    Raises:
        SymactError: the width is not that of an input, or the quantity is a derivative.
    """
    name, domain = bound.activation.name, bound.activation.domain
    assert isinstance(domain, Vector)
    _need_product(bound, quantity)
    one_number = quantity.kind is Kind.VJP and is_one_number(bound.expression, bound.activation.inputs)
    upstream = 1 if one_number else 0
    vectors = len(domain.names) + (1 if quantity.vector and not one_number else 0)
    length, rest = divmod(width - upstream, vectors)
    if rest:
        names = [*domain.names, *(["v"] if quantity.vector else [])]
        which = f"no {', '.join(names[:-1])} and {names[-1]} of one length"
        raise SymactError(f"{name}: rows of {width} numbers are {which}; give {', then '.join(names)}")
    return domain.check(length)


def _need_product(bound: Bound, quantity: Quantity) -> None:
    """Raise SymactError for a derivative: functions of several numbers have JVP and VJP."""
    if quantity.kind is Kind.DERIVATIVE and quantity.degree:
        raise SymactError(
            f"{bound.activation.name} is a function of {bound.space().kind}; its derivatives are JVP and VJP, "
            f"not the {quantity}"
        )
