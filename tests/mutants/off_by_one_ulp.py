"""One result among 65,536 is the neighbour of the right one."""

import numpy as np

ACTIVATION, FORMAT, ORDER = "tanh", "bfloat16", 0
SHOWS: tuple[str, ...] = ()
ROW = 0x3F35


def spoil(table, _reference):
    got = table.y_bits.copy()
    got[np.flatnonzero(table.x_bits == ROW)] += 1
    return got
