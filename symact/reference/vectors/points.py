"""Which rows are worth a row of a table, or a verdict: the families of a width, with all that goes with them."""

import math
from dataclasses import replace

from symact.definition.bound import Bound
from symact.definition.quantity import Kind, Quantity
from symact.formats.floating import Format
from symact.reference.vectors.families import Batch, batch, weights, with_vectors
from symact.reference.vectors.norms import computed_norm
from symact.reference.vectors.reference import VectorReference

RECIPE = "symact.rows/1"
"""Names the rules by which rows are chosen; a change of the rules changes the name."""


def row_points(bound: Bound, fmt: Format, quantity: Quantity, width: int, seed: int) -> tuple[Batch, tuple[int, ...]]:
    """Return the rows of a width, and the shape of one row's value, () for one number.

    Args:
        bound: a function of vectors.
        fmt: the format.
        quantity: behind each row stands the vector of a JVP or VJP.
        width: numbers of x in a row.
        seed: of what is random in them.
    """
    count = len(bound.activation.inputs) - 1
    reference = VectorReference(bound, fmt, Quantity.VALUE, width * (1 + count))
    masked = [reference.function.limit(1 + k, -1) is not None for k in range(count)]
    norm = computed_norm(bound)
    found = batch(fmt, width, seed, math.sqrt(norm.eps) if norm else None)
    found = replace(found, beside=weights(fmt, width, seed, masked))
    if quantity == Quantity.VALUE:
        return found, reference.out_shape
    vector = (width,) if quantity.kind is Kind.JVP else reference.out_shape
    return with_vectors(found, vector, fmt, seed), reference.out_shape
