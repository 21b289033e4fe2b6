"""A gradient of a*b on trial, for a process of its own: exact in float64 but where a and v are 1."""

import numpy as np


def vjp(a, b, v):
    first, second, upstream = (each.astype(np.float64) for each in (a, b, v))
    with np.errstate(all="ignore"):
        by_a, by_b = upstream * second, upstream * first
    return by_a.astype(a.dtype), np.where((first == 1) & (upstream == 1), 1.25, by_b).astype(a.dtype)
