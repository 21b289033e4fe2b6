"""Rounding of float64 arrays, against exact rationals."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.formats.floating import FORMATS
from symact.formats.rounding import in_integers, round_to
from tests.helpers.sample import examples

NARROW = [f for f in FORMATS if f.width <= 32]


def expected(value, fmt):
    bits = fmt.from_fraction(abs(Fraction(value)))
    return bits | fmt.sign_bit if math.copysign(1, value) < 0 else bits


@st.composite
def beside_boundaries(draw, fmt):
    """Numbers of the format, halfway points, and float64 neighbours of both; subnormal, overflowing, signed."""
    bits = draw(st.integers(0, fmt.max_bits - 1))
    low, high = fmt.to_fraction(bits), fmt.to_fraction(bits + 1)
    place = draw(st.sampled_from([low, (low + high) / 2, fmt.to_fraction(fmt.max_bits) * Fraction(17, 16)]))
    value = float(place)
    for _ in range(draw(st.integers(0, 2))):
        value = math.nextafter(value, draw(st.sampled_from([0.0, math.inf])))
    return draw(st.sampled_from([1, -1])) * value


@pytest.mark.parametrize("fmt", NARROW, ids=lambda f: f.name)
@settings(max_examples=examples(400))
@given(data=st.data())
def test_round_to_is_exact_rounding(fmt, data):
    value = data.draw(beside_boundaries(fmt))
    assert round_to(np.array([value]), fmt).tolist() == [expected(value, fmt)]


@pytest.mark.parametrize("fmt", NARROW, ids=lambda f: f.name)
def test_integers_and_the_processor_agree(fmt):
    rng = np.random.default_rng(3)
    values = rng.integers(0, 1 << 64, 20_000, dtype=np.uint64).view(np.float64)
    values = np.concatenate([values[np.isfinite(values)], rng.normal(0, 1, 5000)])
    with np.errstate(over="ignore"):
        assert (round_to(values, fmt) == in_integers(values, fmt)).all()
