"""What an adapter is: the one subclass in its module, with defaults for whatever it does not declare."""

import numpy as np
import pytest

from symact.candidates import SHORT_CALLS, Adapter, Form, UnsupportedError, adapter, check_device, forms, names
from symact.candidates.call import CallSpec
from symact.candidates.row_shape import RowShape
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import to_floats
from symact.formats.floating import get_format

F32 = get_format("float32")
X = to_floats(np.array([0x3F800000, 0xBF800000], dtype=np.uint32), F32)


def test_each_library_and_each_form_has_one_adapter():
    assert {"torch", "jax", "jax_jit", "textbook"} <= set(names())
    for name in names():
        assert isinstance(adapter(name), Adapter)
        assert not isinstance(adapter(name), Form)
        assert adapter(name) is adapter(name)
    assert all(isinstance(each, Form) for each in forms())


def test_what_an_adapter_does_not_declare_has_a_default():
    class Bare(Adapter):
        pass

    bare = Bare()
    assert (bare.version(), bare.noticed(), bare.formats, bare.layouts) == ("", [], (), ())
    assert bare.short_calls == SHORT_CALLS
    assert bare.repeatable
    bare.check_format(F32)


def test_a_format_that_is_not_declared_is_refused_by_name():
    class Narrow(Adapter):
        title = "Narrow"
        formats = ("float16",)

    with pytest.raises(UnsupportedError, match="Narrow is judged in float16, not in float32"):
        Narrow().check_format(F32)


def test_an_adapter_that_compiles_has_the_profiles_of_what_it_compiles():
    assert (adapter("jax_jit").profiles_of, adapter("torch_compile").profiles_of) == ("jax", "torch")
    assert adapter("jax_jit").short_calls < SHORT_CALLS


def test_a_device_is_one_that_the_adapter_declares():
    check_device("torch", "cuda:1")
    with pytest.raises(SymactError, match="textbook is judged on cpu"):
        check_device("textbook", "cuda")


@pytest.mark.parametrize("target", ["textbook", "scipy", "module:function", "cmd:cat", "outputs:nothing.bin"])
def test_who_has_no_gradient_takes_no_vector(target):
    library = adapter(target)
    function = library.make(CallSpec(target), F32) if target.startswith(("cmd:", "outputs:")) else lambda x: x
    with pytest.raises((UnsupportedError, SymactError)):
        library.evaluate(function, X, F32, Quantity.VJP, X)


PAIRS = np.array([1, 2, 3, 10, 20, 30], dtype=np.float32)
"""The pairs (1, 10), (2, 20), (3, 30), as adapters are given them."""

V = X[[0, 0, 1]]


SIX = (*[0] * 5, 0x40000000)
"""Encodings of five times 0, and 2."""


@pytest.mark.parametrize(
    ("quantity", "shape", "function", "vector", "due"),
    [
        (Quantity.VALUE, RowShape(2, None, (), True), lambda a, b: b - a, None, [9, 18, 27]),
        (Quantity.JVP, RowShape(2, (2,), (), True), lambda a, b, da, db: a * db + b * da, PAIRS, [20, 80, 180]),
        (Quantity.VJP, RowShape(2, (), (2,), True), lambda a, b, v: (v * b, v * a), V, [10, 20, -30, 1, 2, -3]),
        (Quantity.JVP, RowShape(6, (6,), (6,)), lambda x, v: x * v, PAIRS, [1, 4, 9, 100, 400, 900]),
        (Quantity.VALUE, RowShape(6, None, (6,), beside=(SIX,)), lambda x, w: x - w, None, [1, 2, 3, 10, 20, 28]),
        (Quantity.JVP, RowShape(6, (6,), (6,), beside=(SIX,)), lambda x, w, v: v * w, PAIRS, [0, 0, 0, 0, 0, 60]),
    ],
)  # fmt: skip
def test_a_function_of_pairs_takes_them_apart_and_one_of_rows_its_vector(quantity, shape, function, vector, due):
    library, rows = adapter("module:function"), (1, -1) if shape.own == 6 else (-1,)
    given = [each if each is None else each.copy().reshape(rows) for each in (PAIRS, vector)]
    found = library.evaluate(library.of_rows(function, shape, F32), given[0], F32, quantity, given[1])
    assert (found.shape, found.reshape(-1).tolist()) == (shape.returned(given[0]), due)


def test_a_program_is_given_what_rows_share_behind_them():
    target, shape = "cmd:tail -c 24", RowShape(6, None, (6,), beside=(SIX,))
    library = adapter(target)
    tail = library.of_rows(library.make(CallSpec(target), F32), shape, F32)
    assert library.evaluate(tail, PAIRS.reshape(1, 6), F32, Quantity.VALUE).tolist() == [[0, 0, 0, 0, 0, 2]]


def test_a_program_is_given_every_a_and_then_every_b():
    target, shape = "cmd:head -c 12", RowShape(2, None, (), True)
    library = adapter(target)
    head = library.of_rows(library.make(CallSpec(target), F32), shape, F32)
    assert library.evaluate(head, PAIRS, F32, Quantity.VALUE).tolist() == [1, 2, 3]


@pytest.mark.parametrize("target", ["torch", "jax", "jax_jit"])
def test_a_product_is_the_derivative_times_the_vector(target):
    library = adapter(target)
    pytest.importorskip(library.requires)
    path = {"torch": "torch.square"}.get(target, "jax.numpy.square")
    square = library.make(CallSpec(path), F32)
    upstream = np.array([0.5, 4.0], dtype=np.float32)
    assert library.evaluate(square, X, F32, Quantity.VALUE).tolist() == [1.0, 1.0]
    assert library.evaluate(square, X, F32, Quantity.of_order(1)).tolist() == [2.0, -2.0]
    assert library.evaluate(square, X, F32, Quantity.VJP, upstream).tolist() == [1.0, -8.0]
