"""Chunks of one result that is wrong in one way: the figures are those of rows compared one by one."""

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import bits_dtype
from symact.formats.floating import get_format
from symact.judge.exhaustive import chunk
from symact.judge.exhaustive.chunk import Judge
from symact.judge.figures.accumulator import Accumulator
from symact.judge.question import Question

NAN, MINUS = 0x7FC00000, 0x80000000


def figures(name, order, dtype, first, count, got, max_ulp):
    bound, fmt = bind(catalogue.get(name)), get_format(dtype)
    judge = Judge(bound, Question("", name, fmt.name, order, max_ulp=max_ulp), (-1e30, 1e30))
    total = Accumulator()
    for start in range(first, first + count, count // 4):
        found = judge.judge(start, np.full(count // 4, got, dtype=bits_dtype(fmt)))
        total = found.merged(total) if first & fmt.sign_bit else total.merged(found)
    return total


# Each of the cases once at least, and each bound with a half of them: three in a row are of one case.
@pytest.mark.every(5)
@pytest.mark.parametrize("max_ulp", [None, 1.0, 1.2e7])
@pytest.mark.parametrize(
    ("name", "order", "dtype", "first", "got"),
    [
        # Lost, by errors from 2^23 to 2^24 ulp; whole inputs among them, and a subnormal stretch.
        ("arcsinh", 1, "float32", 0x62440000, 0), ("arcsinh", 1, "float32", 0xE27FFC80, MINUS),
        ("gelu", 0, "float32", 0x403FFF00, 0), ("gelu", 0, "float32", 0xC1400000, MINUS),
        ("softsign", 1, "float32", 0x60440000, 0), ("arcsinh", 1, "float32", 0x41FFF000, 0),
        # The greatest lies inside.
        ("gelu", 1, "float32", 0x3FB50000, 0),
        # NaN, zeros of the other sign, numbers of the other sign, out of range, far off.
        ("gelu", 1, "float32", 0x7C440000, NAN), ("gelu", 1, "float32", 0xFC440000, 0),
        ("gelu", 1, "float32", 0xFC440000, NAN), ("hard_swish", 0, "float32", 0xD6440000, MINUS),
        ("tanh", 0, "float32", 0x42440000, 0xBF800000), ("tanh", 0, "float32", 0x42440000, 0x7F000000),
        ("hard_swish", 0, "float32", 0x7E440000, 0x7F800000), ("gelu", 0, "float32", 0xC1400000, 0x7F800000),
        ("arcsinh", 1, "float32", 0x7E440000, 0x7F800000), ("tanh", 0, "float32", 0x3C440000, 0xFF800000),
        ("sigmoid", 1, "bfloat16", 0x4140, 0x7F80),
        ("silu", 0, "float32", 0x40800000, 0x41200000), ("softplus", 0, "float32", 0xC0800000, 0x3F000000),
        ("arcsinh", 1, "bfloat16", 0x6240, 0), ("gelu", 0, "bfloat16", 0xC140, 0x8000),
        # The exact values are x^3/3, below all numbers.
        ("tanhshrink", 0, "float32", 0x90440000, 0), ("tanhshrink", 0, "float32", 0x10440000, MINUS),
        # The next number, whose error is on either side of an edge: these are compared.
        ("tanh", 0, "float32", 0x41400000, 0x3F7FFFFF),
    ],
)  # fmt: skip
def test_figures_are_those_of_rows_that_are_compared(name, order, dtype, first, got, max_ulp, monkeypatch):
    count = 1 << 11 if dtype == "float32" else 16
    asked = (name, order, dtype, first, count, got, max_ulp)
    found = figures(*asked)
    monkeypatch.setattr(chunk, "alike_rows", lambda chunk, others: None)
    assert found == figures(*asked)


@pytest.mark.parametrize(
    ("name", "order", "first", "got", "defect"),
    [
        ("arcsinh", 1, 0x62440000, 0, "lost"),
        ("tanhshrink", 0, 0x90440000, 0, "zero_sign"),
        ("gelu", 0, 0xC1400000, 0x7F800000, "infinity"),
    ],
)
def test_few_rows_of_a_stretch_are_compared(name, order, first, got, defect, monkeypatch):
    compared = []
    exact = chunk.exact_rows
    monkeypatch.setattr(chunk, "exact_rows", lambda view, rows: compared.extend(rows) or exact(view, rows))
    found = figures(name, order, "float32", first, 1 << 14, got, None)
    assert (found.classes[defect].rows, found.mismatched) == (1 << 14, 1 << 14)
    assert found.classes[defect].normal == (0 if defect == "zero_sign" else 1 << 14)
    assert not compared
