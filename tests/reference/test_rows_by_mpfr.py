"""Tables against MPFR: a spread of inputs always, all 65,536 of every 16-bit format in the long run."""

from collections import Counter

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits, to_float64
from symact.formats.floating import get_format
from symact.reference.rows import build_table
from symact.reference.swept_table import swept_table
from symact.reference.table import Flag
from tests.helpers import mpfr

# Far out exp(exp(x)) is too long for one input after another; the sweep of all inputs saturates there.
NEAR = {
    name: np.array([b for b in all_bits(get_format(name))[7::131] if abs(to_float64(b, get_format(name))) < 2.0**8])
    for name in ("float16", "bfloat16")
}

CASES = [(name, order) for name in mpfr.FUNCTIONS for order in (0, 1)]


def differences(name, order, fmt, table):
    """Return the inputs at which a table and MPFR differ; kinks and special inputs have no one value."""
    skipped = table.has(Flag.KINK | Flag.NAN_INPUT | Flag.INFINITE_INPUT)
    found = []
    for x_bits, y_bits, skip in zip(table.x_bits.tolist(), table.y_bits.tolist(), skipped.tolist(), strict=True):
        if skip or x_bits & ~fmt.sign_bit == 0:
            continue
        expected, sign_known = mpfr.correctly_rounded(name, order, fmt.to_fraction(x_bits), fmt)
        mask = -1 if sign_known else ~fmt.sign_bit
        if expected is not None and (y_bits ^ expected) & mask:
            found.append((fmt.hex(x_bits), fmt.hex(y_bits), fmt.hex(expected)))
    return found


@pytest.mark.every(9)
@pytest.mark.parametrize("format_name", ["float16", "bfloat16"])
@pytest.mark.parametrize(("name", "order"), CASES)
def test_a_spread_of_16_bit_inputs(name, order, format_name):
    fmt = get_format(format_name)
    table = build_table(bind(catalogue.get(name)), fmt, order, NEAR[fmt.name])
    assert differences(name, order, fmt, table) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("format_name", ["float16", "bfloat16"])
@pytest.mark.parametrize(("name", "order"), CASES)
def test_every_16_bit_input(name, order, format_name):
    fmt = get_format(format_name)
    assert differences(name, order, fmt, swept_table(bind(catalogue.get(name)), fmt, order)) == []


def test_the_list_covers_half_the_catalogue():
    assert len(mpfr.FUNCTIONS) >= len(catalogue.names("line")) / 2
    assert max(Counter(CASES).values()) == 1
