"""Classes of errors by their exponents, those that the edges of the histogram say; errors that need no exact value."""

from fractions import Fraction

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.judge.comparison.compare import HISTOGRAM_EDGES
from symact.judge.exhaustive.chunk import Judge
from symact.judge.exhaustive.float_filter import class_of
from symact.judge.question import Question
from symact.reference.rows import Reference


def test_classes_are_those_of_the_edges_on_them_and_beside_them():
    edges = np.array(HISTOGRAM_EDGES)
    spread = 2.0 ** np.random.default_rng(0).uniform(-12, 30, 20_000)
    error = np.concatenate([edges, np.nextafter(edges, 0), np.nextafter(edges, np.inf), [0.0, 5e-324, 1e300], spread])
    assert class_of(error).tolist() == [sum(edge < each for edge in HISTOGRAM_EDGES) for each in error.tolist()]


def test_errors_near_an_edge_are_left():
    error, margin = np.array([0.1, 0.45, 0.5, 0.55, 0.7, 1.0, 1.2, 3e6]), [0.2, 0.1, 1e-3, 0.1, 0.1, 0.0, 0.1, np.inf]
    low, high = class_of(error - margin), class_of(error + margin)
    assert (low == high).tolist() == [True, False, False, False, True, True, True, False]
    assert high[low == high].tolist() == [0, 1, 1, 2]


EXACT = {
    "hard_swish": lambda x: x * (x + 3) / 6,
    # 3/5·x + 8/25·x^2 + ...
    "mish": lambda x: x * Fraction(3, 5) + x * x * Fraction(8, 25),
    "hard_sigmoid": lambda x: (x + 3) / 6,
    "leaky_relu": lambda x: x / 100,
    "rrelu": lambda x: x * Fraction(11, 48),
}


def unit(value):
    """The ulp of a number in float32."""
    size = abs(value)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    return Fraction(2) ** max(exponent - (size < Fraction(2) ** exponent) - 23, -149)


@pytest.mark.parametrize(
    ("name", "first", "off"),
    [
        # x, and x + x^2/2 beside it: no two errors are the same.
        ("celu", 0xAC410000, 0),
        # x/2 + x^2/6: some results are 1 ulp off and little more, or less.
        ("hard_swish", 0xA0410000, 1),
        ("hard_swish", 0x20410000, 1),
        # The same with subnormal results, halfway between two numbers but for little.
        ("hard_swish", 0x80C10000, 1),
        ("hard_swish", 0x00410000, -1),
        # 3/5·x, beside a quadratic: every fifth result is a number of the format.
        ("mish", 0x94440000, 1),
        ("mish", 0x14440000, 1),
        # Lines: of many rows the error is an edge, or the greatest of all.
        ("hard_sigmoid", 0xBE410000, 1),
        ("hard_sigmoid", 0x3F410000, 1),
        ("leaky_relu", 0xC0410000, 1),
        ("leaky_relu", 0x80410000, 1),
        ("rrelu", 0xF0440000, 1),
        # x - 1/2, which has no more bits than float64, where results are x.
        ("softshrink", 0x50410000, 0),
    ],
)
def test_errors_that_no_figure_tells_apart_are_not_all_computed(name, first, off, monkeypatch):
    judge, count = Judge(bind(catalogue.get(name)), Question("", name, "float32", 0), None), 1 << 12
    got = judge.sweep.bits(first, count)
    got[::7] += np.array(off).astype(np.uint32)
    asked = []
    row = Reference.row
    monkeypatch.setattr(Reference, "row", lambda self, bits: asked.append(bits) or row(self, bits))
    found = judge.judge(first, got)
    assert len(asked) < 70
    if off:
        fmt, exact = get_format("float32"), EXACT[name]
        pairs = ((exact(fmt.to_fraction(first + k)), fmt.to_fraction(int(got[k]))) for k in range(0, count, 7))
        errors = [abs(y - value) / unit(value) for value, y in pairs]
        assert found.mismatched == len(errors)
        classes = [sum(edge < each for edge in HISTOGRAM_EDGES) for each in errors] + [0] * (count - len(errors))
        assert found.histogram == tuple(classes.count(k) for k in range(len(HISTOGRAM_EDGES) + 1))
        assert abs(max(part.max_ulp for part in found.segments.values()) - max(errors)) < 2.0**-20
