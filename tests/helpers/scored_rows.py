"""Softmax on NumPy as a candidate: shifted by the maximum, and with the usual mistake."""

import numpy as np


def shifted(x):
    """Softmax shifted by the maximum of each row."""
    with np.errstate(all="ignore"):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)


softmax = shifted


def softmin(x):
    """Softmin by softmax."""
    return shifted(-x)


def unshifted(x):
    """Softmax as its formula is written."""
    with np.errstate(all="ignore"):
        e = np.exp(x)
        return e / e.sum(axis=-1, keepdims=True)


def softmax_jvp(x, v):
    """The JVP of softmax, and its VJP, in float64."""
    p = shifted(x.astype(np.float64))
    with np.errstate(all="ignore"):
        return (p * (v - (p * v).sum(axis=-1, keepdims=True))).astype(x.dtype)


def twice(x, v):
    """Another product."""
    return 2 * softmax_jvp(x, v)


def narrow(x):
    """Softmax whose exponentials and their sum are rounded to the format of x."""
    wide = x.astype(np.float32)
    with np.errstate(all="ignore"):
        e = np.exp(wide - wide.max(axis=-1, keepdims=True)).astype(x.dtype)
        return (e / e.sum(axis=-1, keepdims=True, dtype=x.dtype)).astype(x.dtype)
