"""Stretches of inputs without a value: their ends against exact rationals, their rows against the pointwise path."""

from fractions import Fraction

import numpy as np
import pytest

import symact
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.reference.rows import Reference
from symact.reference.sweep.blocks import Sweep

FLOAT32 = get_format("float32")
DOMAINS = {
    "log(x)": lambda q: q > 0,
    "log(x/(1-x))": lambda q: 0 < q < 1,
    "log(1-exp(-x))": lambda q: q > 0,
    "sqrt(x*x-2)": lambda q: q * q >= 2,
    "log(log(x))": lambda q: q > 1,
    "log(x**2-3*x+1)": lambda q: q * q - 3 * q + 1 > 0,
}
"""Whether a rational other than 0 has a value, which exact arithmetic decides; 1 is an end of the third and fifth."""


def ends(sweep):
    """The encodings on either side of each end of a stretch without a value."""
    for sign, ways in zip((0, FLOAT32.sign_bit), sweep.segments, strict=True):
        for each in ways:
            if each.constant:
                yield each.first | sign
                yield each.last | sign


@pytest.mark.parametrize("formula", DOMAINS)
def test_what_is_filled_in_at_once_has_no_value_and_its_neighbours_have(formula):
    sweep, inside = Sweep(bind(symact.define(formula)), FLOAT32, 0), DOMAINS[formula]
    assert any(True for _ in ends(sweep))
    for end in ends(sweep):
        assert not inside(FLOAT32.to_fraction(end))
        for other in (end - 1, end + 1):
            magnitude = other & ~FLOAT32.sign_bit
            if 0 < magnitude <= FLOAT32.max_bits and not sweep.at_once(other):
                own = FLOAT32.to_fraction(other)
                assert inside(own) or own == Fraction(1)


@pytest.mark.every(5)
@pytest.mark.parametrize(
    ("formula", "order"), [(f, (k + other) % 2) for k, f in enumerate(DOMAINS) for other in (0, 1)]
)
def test_rows_around_the_ends_are_the_pointwise_ones(formula, order):
    bound = bind(symact.define(formula))
    sweep, reference = Sweep(bound, FLOAT32, order), Reference(bound, FLOAT32, order)
    for end in ends(sweep):
        first = max(end - 6, end & FLOAT32.sign_bit)
        found = sweep.bits(first, 13).tolist()
        assert found == [reference.row(first + k).y for k in range(13)]


def test_a_stretch_without_values_is_evaluated_once(monkeypatch):
    sweep = Sweep(bind(symact.define("log(x/(1-x))")), FLOAT32, 0)
    asked, row = [], sweep.reference.row
    monkeypatch.setattr(sweep.reference, "row", lambda bits: asked.append(bits) or row(bits))
    found = sweep.bits(0x40000000, 1 << 16)
    assert np.isnan(found.view(np.float32)).all()
    assert asked == [0x40000000]


def test_the_ends_of_a_domain_of_many_parts_are_not_looked_for():
    sweep = Sweep(bind(symact.define("log(sin(x))")), FLOAT32, 0)
    assert not any(True for _ in ends(sweep))


def test_a_slope_that_vanishes_is_filled_in_at_once_beside_inputs_without_a_value():
    """The derivative of log(1 - exp(-x)) tends to 0 like exp(-x), below all float64 numbers from 745 on."""
    bound = bind(symact.define("log(1-exp(-x))"))
    sweep, reference = Sweep(bound, FLOAT32, 1), Reference(bound, FLOAT32, 1)
    assert sweep.vanishes(0x60000000, 1 << 20)
    (first,) = (each.first for each in sweep.segments[0] if each.edge is not None)
    for start in (first - 6, 0x42D00000, 0x60000000, 0x7F7FFFFF - 12):
        assert sweep.bits(start, 13).tolist() == [reference.row(start + k).y for k in range(13)]
