"""-0 where the result is +0."""

import numpy as np

ACTIVATION, FORMAT, ORDER = "tanh", "float16", 0
SHOWS = ("zero_sign",)


def spoil(table, _reference):
    return np.where(table.y_bits == 0, 0x8000, table.y_bits).astype(np.uint16)
