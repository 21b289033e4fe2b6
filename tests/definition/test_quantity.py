"""Quantities: names, JSON and inputs are one to one, and the order is that of a report."""

import itertools
import subprocess
import sys

import pytest

from symact.definition.quantity import Quantity
from symact.errors import SymactError

ALL = [*map(Quantity.of_order, range(4)), Quantity.JVP, Quantity.VJP]


def test_json_and_name_lead_back_to_the_quantity():
    assert [q.to_json() for q in ALL] == [0, 1, 2, 3, "jvp", "vjp"]
    assert [Quantity.of(q.to_json()) for q in ALL] == ALL
    assert [Quantity.of(q.name) for q in ALL if q.to_json() != 3] == [q for q in ALL if q.to_json() != 3]
    assert Quantity.of(Quantity.VJP) is Quantity.VJP
    assert str(Quantity.of_order(3)) == "derivative of order 3"


def test_the_order_is_value_derivatives_jvp_vjp():
    assert all(low < high for low, high in itertools.pairwise(ALL))
    assert len(set(ALL)) == len(ALL)


def test_the_vector_is_an_input():
    assert [q.inputs for q in ALL] == [("x",)] * 4 + [("x", "v")] * 2
    assert [q.vector for q in ALL] == [None] * 4 + ["tangent", "upstream"]


@pytest.mark.parametrize("quantity", [Quantity.JVP, Quantity.VJP])
def test_a_product_with_a_vector_has_no_order(quantity):
    with pytest.raises(SymactError, match=r"^a (JVP|VJP) has no derivative order: it takes x and the \w+ vector v$"):
        quantity.order  # noqa: B018


@pytest.mark.parametrize("wrong", [-1, True, 1.0, None, "vjq", "derivative of order 3"])
def test_anything_else_is_refused_in_one_line(wrong):
    with pytest.raises(SymactError) as caught:
        Quantity.of(wrong)
    assert "\n" not in str(caught.value)


def test_quantities_need_no_sympy():
    code = "import sys, symact.definition.quantity; assert not {'sympy', 'flint', 'numpy'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
