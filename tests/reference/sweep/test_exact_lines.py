"""Lines with rational coefficients: ties are decided without Ziv's loop, as exact rationals say."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.exact_lines import decide, line_of

FLOAT32 = get_format("float32")
COUNT = 600
FIRSTS = (1, 0x007FFF00, 0x00FFFF00, 0x017FFF00, 0x3E2AA900, 0x3EFFFF00, 0x3F7FFF00, 0x5D000000)

LINES = {
    # name, order: where the function is a line, and that line.
    ("hard_sigmoid", 0): (3, lambda v: (v + 3) / 6),
    ("hard_swish", 1): (3, lambda v: (2 * v + 3) / 6),
    ("rrelu", 0): (2**120, lambda v: v if v > 0 else v * Fraction(11, 48)),
    ("prelu", 0): (2**120, lambda v: v if v > 0 else v / 4),
    ("leaky_relu", 0): (2**120, lambda v: v if v > 0 else v / 100),
}


@pytest.mark.parametrize(("name", "order"), LINES)
def test_lines_are_rounded_as_rationals_are(name, order):
    reach, line = LINES[name, order]
    sweep = Sweep(bind(catalogue.get(name)), FLOAT32, order)
    for sign in (0, 1 << 31):
        for first in FIRSTS:
            if FLOAT32.to_fraction(first + COUNT) > reach:
                continue
            found = sweep.bits(first | sign, COUNT)
            for k in range(0, COUNT, 17):
                value = line(FLOAT32.to_fraction(first + k | sign))
                near = FLOAT32.from_fraction(value)
                # Of a zero the sign is the value's; rationals have none.
                assert (near ^ int(found[k])) & (0x7FFFFFFF if near & 0x7FFFFFFF == 0 else 0xFFFFFFFF) == 0
    assert sweep.ziv <= 8


@pytest.mark.parametrize("sign", [1, -1])
def test_either_neighbour_leads_to_the_result_and_another_number_to_none(sign):
    line = line_of((sign * x + 3) / 6)
    points = 0.25 + np.arange(4000) * 2.0**-25
    exact = [(sign * Fraction(p) + 3) / 6 for p in points.tolist()]
    due = np.array([FLOAT32.from_fraction(value) for value in exact], dtype=np.uint32)
    unit = Fraction(1, 2 ** (24 if sign == 1 else 25))
    assert sum(value / unit % 1 == Fraction(1, 2) for value in exact) > 300
    for step in (-1, 0, 1):
        near = (due.astype(np.int64) + step).astype(np.uint32)
        found, certain = decide(line, points, near, FLOAT32)
        assert (found[certain] == due[certain]).all()
        # A result that is exact, or nearer than half a unit, has one neighbour on its other side.
        assert certain.mean() > (0.99 if step == 0 else 0.3)
    assert not decide(line, points, due + np.uint32(2), FLOAT32)[1].any()


def test_what_is_no_line_and_what_is_too_large():
    assert line_of(x / 6 + sympy.Rational(1, 2)) == (1.0, 3.0, 6.0)
    for none in (x**2, sympy.sqrt(2) * x, sympy.exp(x), sympy.Integer(3), sympy.Rational(1, 2**29) * x):
        assert line_of(none) is None


def test_a_sum_that_float64_rounds_is_left_open():
    line = line_of(x + sympy.Rational(1, 3))
    points = np.array([2.0**-60, 1.0])
    near = np.array([FLOAT32.from_fraction(Fraction(1, 3)), FLOAT32.from_fraction(Fraction(4, 3))], dtype=np.uint32)
    assert decide(line, points, near, FLOAT32)[1].tolist() == [False, True]
