"""The values behind a sweep's results: within their bounds, held against exact rationals of the pointwise path."""

from fractions import Fraction

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.reference.sweep.before_rounding import Trace
from symact.reference.sweep.blocks import Sweep

CASES = [("gelu", 0), ("gelu", 1), ("sigmoid", 0), ("relu", 1), ("hard_swish", 0), ("tanhshrink", 0), ("selu", 1)]


def check(reference, fmt, first, rows, trace):
    spans = trace.ordered()
    assert [s.start for s in spans] == [0, *(s.stop for s in spans[:-1])]
    assert spans[-1].stop == len(trace.held)
    starts = np.array([s.start for s in spans])
    for row in rows:
        span = spans[int(np.searchsorted(starts, row, side="right")) - 1]
        (value,) = trace.of(span, np.array([row]))
        wide = reference.row(first + int(row)).wide
        if np.isnan(value):
            continue
        exact, kept = wide.to_fraction(), Fraction(float(value))
        # The pointwise value is itself rounded to 128 bits.
        allowed = Fraction(span.absolute) + (Fraction(span.relative) + Fraction(1, 1 << 126)) * abs(kept)
        assert abs(exact - kept) <= allowed, hex(first + int(row))
        if span.strict:
            assert exact != 0
            assert (exact < 0) == bool(np.signbit(value))


@pytest.mark.every(6)
@pytest.mark.parametrize(("name", "order"), CASES)
def test_every_bfloat16_value_lies_within_its_bound(name, order):
    fmt = get_format("bfloat16")
    sweep = Sweep(bind(catalogue.get(name)), fmt, order)
    trace = Trace(1 << 16)
    sweep.bits(0, 1 << 16, trace)
    check(sweep.reference, fmt, 0, range(0, 1 << 16, 31), trace)


@pytest.mark.every(4)
@pytest.mark.parametrize(("name", "order"), CASES)
@pytest.mark.parametrize("first", [0x3F7FF000, 0xC1500100, 0x00000003, 0xC6000000, 0x41900000])
def test_float32_values_lie_within_their_bounds(name, order, first):
    fmt = get_format("float32")
    sweep = Sweep(bind(catalogue.get(name)), fmt, order)
    trace = Trace(1 << 14)
    sweep.bits(first, 1 << 14, trace)
    check(sweep.reference, fmt, first, np.random.default_rng(1).integers(0, 1 << 14, 40), trace)


def test_the_results_are_the_same_with_and_without_a_trace():
    fmt = get_format("float16")
    sweep = Sweep(bind(catalogue.get("mish")), fmt, 1)
    assert np.array_equal(sweep.bits(0xB000, 1 << 13), sweep.bits(0xB000, 1 << 13, Trace(1 << 13)))
