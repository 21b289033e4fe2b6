"""A quantity of a function of vectors with every entry written out: what programs of one entry are held against."""

from itertools import chain

import sympy

from symact.definition.products import over_entries
from symact.definition.quantity import Kind, Quantity
from symact.definition.reductions import entrywise, is_one_number
from symact.definition.several import VECTOR, vector_length
from symact.enclosure.program import Program
from symact.enclosure.ziv import evaluate
from symact.reference.row import exact, rounded


def numbered(name, count):
    """Return symbols that no definition can hold already."""
    return tuple(sympy.Dummy(f"{name}{k}", real=True) for k in range(1, count + 1))


def written_out(bound, quantity, width):
    """Return the inputs of a function of vectors, one symbol a number, and an expression for each entry of a result."""
    inputs = bound.activation.inputs
    one_number = is_one_number(bound.expression, inputs)
    length = vector_length(bound, quantity, width)
    own = [numbered(symbol.name, length) for symbol in inputs]
    vs = numbered("v", width - length * len(inputs))
    found, spread, symbols = bound.expression, own, inputs
    if quantity != Quantity.VALUE:
        found = over_entries(found, inputs[0], VECTOR, quantity, inputs[1:])
        spread, symbols = [*own, vs * length if len(vs) == 1 else vs], (*inputs, VECTOR)
    entries = [dict(zip(symbols, entry, strict=True)) for entry in zip(*spread, strict=True)]
    results = entrywise(found, entries)
    return (*chain.from_iterable(own), *vs), results[:1] if one_number and quantity.kind is not Kind.VJP else results


def rows(bound, fmt, quantity, x_bits):
    """Return the rows of each input, encodings: every written-out result by Ziv's loop."""
    inputs, results = written_out(bound, quantity, x_bits.shape[1])
    programs = [Program(each, inputs) for each in results]
    points = [tuple(exact(fmt, each) for each in bits) for bits in x_bits.tolist()]
    return [[rounded(fmt, evaluate(program, point)) for program in programs] for point in points]
