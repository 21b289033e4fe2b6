"""Tables against MPFR: a spread of inputs always, all 65,536 of every 16-bit format in the long run."""

from collections import Counter

import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from symact.reference.rows import build_table
from symact.reference.table import Flag
from tests.helpers import mpfr

CASES = [(name, order) for name in mpfr.FUNCTIONS for order in (0, 1)]


def differences(name, order, fmt, inputs):
    """Return the inputs at which the table and MPFR differ; kinks and special inputs have no one value."""
    table = build_table(bind(catalogue.get(name)), fmt, order, inputs)
    skipped = table.has(Flag.KINK | Flag.NAN_INPUT | Flag.INFINITE_INPUT)
    found = []
    for x_bits, y_bits, skip in zip(table.x_bits.tolist(), table.y_bits.tolist(), skipped.tolist(), strict=True):
        if skip or x_bits & ~fmt.sign_bit == 0:
            continue
        expected, sign_known = mpfr.correctly_rounded(name, order, fmt.to_fraction(x_bits), fmt)
        mask = -1 if sign_known else ~fmt.sign_bit
        if (y_bits ^ expected) & mask:
            found.append((fmt.hex(x_bits), fmt.hex(y_bits), fmt.hex(expected)))
    return found


@pytest.mark.parametrize("format_name", ["float16", "bfloat16"])
@pytest.mark.parametrize(("name", "order"), CASES)
def test_a_spread_of_16_bit_inputs(name, order, format_name):
    fmt = get_format(format_name)
    assert differences(name, order, fmt, all_bits(fmt)[7::131]) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("format_name", ["float16", "bfloat16"])
@pytest.mark.parametrize(("name", "order"), CASES)
def test_every_16_bit_input(name, order, format_name):
    fmt = get_format(format_name)
    assert differences(name, order, fmt, all_bits(fmt)) == []


def test_the_list_covers_ten_functions():
    assert len(mpfr.FUNCTIONS) >= 10
    assert max(Counter(CASES).values()) == 1
