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
