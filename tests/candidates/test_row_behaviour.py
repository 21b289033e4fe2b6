"""Whether a JVP or VJP is proportional to its vector is asked where the multiple of the vector is a number."""

import numpy as np
import pytest

from symact.candidates.row_behaviour import trial
from symact.candidates.row_shape import RowShape
from symact.formats.arrays import to_bits
from symact.formats.floating import get_format

F32 = get_format("float32")
GREATEST = 2.0**127
"""Twice this number is infinite in float32."""


def upstream(evaluate, rows, shape):
    bits = to_bits(np.array(rows, dtype=np.float32), F32)
    return [str(found) for found in trial(evaluate, bits, shape, F32, 1).findings if found.kind == "upstream"]


@pytest.mark.parametrize(
    ("rows", "shape"),
    [
        # A pair (a, b) and a vector of one number; then rows of two numbers and a vector of two.
        ([[2.0**-100, 1, GREATEST], [1, 1, 1], [3, 5, 7]], RowShape(2, (), (), pair=True)),
        ([[2.0**-100, 1, GREATEST, 1], [1, 1, 1, 1], [3, 5, 7, 9]], RowShape(2, (2,), (2,))),
    ],
)
def test_a_vector_whose_double_is_infinite_accuses_nobody(rows, shape):
    def right(x, v):
        return v * (x[: len(v)] if shape.pair else x)

    def wrong(x, v):
        return abs(v) * (x[: len(v)] if shape.pair else x)

    assert upstream(right, rows, shape) == []
    assert "for -1 times it" in upstream(wrong, rows, shape)[0]
