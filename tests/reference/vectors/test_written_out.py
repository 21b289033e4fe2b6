"""Programs of one entry against definitions written out entry by entry, for functions that no catalogue has."""

import numpy as np
import pytest
from sympy import Rational, Symbol, exp, log, sqrt

from symact import Activation, Source
from symact.definition.bound import bind
from symact.definition.domain import Vector
from symact.definition.quantity import Quantity
from symact.definition.reductions import Total
from symact.formats.floating import get_format
from symact.reference.vectors.reference import VectorReference
from symact.reference.vectors.table import pointwise_table
from tests.helpers.vectors import encode
from tests.helpers.written_out import rows

x, w = Symbol("x", real=True), Symbol("w", real=True)
MEAN = Total(x) / Total(1)
OWN = {
    "share": (x**2 + 1) / Total(x**2 + 2),
    "two_rates": exp(x) / Total(exp(2 * x)),
    "spread": log(Total(exp(x - MEAN))) * x,
    "nested": Total(x * exp(x) / Total(exp(x))),
    "scaled": w * (x - MEAN) / sqrt(1 + Total((x - MEAN) ** 2 * w**2)),
    "mean_of_exponentials": x - 2 * log(Total(exp(x / 2)) / Total(1)) + Rational(1, 3),
}


@pytest.mark.parametrize("quantity", [Quantity.VALUE, Quantity.JVP, Quantity.VJP], ids=str)
@pytest.mark.parametrize("name", OWN)
def test_both_ways_give_the_same_rows(name, quantity):
    beside = ("w",) if OWN[name].has(w) else ()
    subject = Activation(name, name, OWN[name], (Source("a test", "definition"),), domain=Vector(beside=beside))
    bound, fmt, length = bind(subject), get_format("float32"), 4
    one_number = name == "nested"
    upstream = 0 if quantity == Quantity.VALUE else 1 if one_number and quantity == Quantity.VJP else length
    width = length * (1 + len(beside)) + upstream
    bits = encode(fmt, np.random.default_rng(3).normal(size=(3, width)))
    found = pointwise_table(VectorReference(bound, fmt, quantity, width), bits)
    due = [each for row in rows(bound, fmt, quantity, bits) for each in row]
    assert found.y_bits.reshape(-1).tolist() == [each.y for each in due]
    assert found.flags.reshape(-1).tolist() == [each.flags for each in due]
    assert found.wide == tuple(each.wide for each in due)
