"""Reciprocals and reciprocal roots as kernels estimate them: of few bits, by a constant, or improved by Newton."""

import numpy as np

from symact.formats.arrays import Floats
from symact.judge.rows.rounded_steps import Round

MAGIC = {False: (0x7EF311C3, 0x7EF127EA, 0x7EEEEEEE), True: (0x5F3759DF, 0x5F375A86, 0x5F37642F)}
"""What the encoding of a float32 number, of a root half of it, is subtracted from: by whether it is a root."""


def estimated(exact: Floats, of: Floats, how: str, step: Round, root: bool = False) -> Floats:
    """Return an estimate of 1/of, or of 1 over its root.

    Args:
        exact: what is estimated, rounded as its step is.
        of: the number whose reciprocal, or reciprocal root, it is.
        how: "nearest 8" or "cut 8" for so many bits, "magic 0x5f3759df" for an integer constant; with " + 1" or
            " + 2" after it for so many steps of Newton's method; "" for the exact one.
        step: rounds each step of it.
        root: whether it is a root.
    """
    if not how:
        return exact
    estimate, _, more = how.partition(" + ")
    kind, _, given = estimate.partition(" ")
    found = _magic(of, int(given, 16), root) if kind == "magic" else _few_bits(exact, kind, int(given))
    for _ in range(int(more or 0)):
        if root:
            found = step(found * step(1.5 - step(step(step(0.5 * of) * found) * found)))
        else:
            found = step(found * step(2.0 - step(of * found)))
    return found


def _few_bits(values: Floats, kind: str, bits: int) -> Floats:
    mantissa, exponent = np.frexp(values)
    scaled = np.ldexp(mantissa, bits)
    return np.asarray(np.ldexp(np.trunc(scaled) if kind == "cut" else np.round(scaled), exponent - bits))


def _magic(of: Floats, constant: int, root: bool) -> Floats:
    encoding = np.ascontiguousarray(of, dtype=np.float32).view(np.int32).astype(np.int64)
    found = constant - (encoding >> 1 if root else encoding)
    return (found & 0xFFFFFFFF).astype(np.uint32).view(np.float32).astype(np.float64)


def exponential(t: Floats, how: str, step: Round) -> Floats:
    """Return an estimate of exp(t).

    Args:
        t: the numbers.
        how: "encoding 1064866805" for 2^23 t log2 e plus a constant, taken for the encoding of a float32 number; "power
            8" for (1 + t/2^8)^(2^8); "series 3" for Taylor's of that degree after a multiple of log 2.
        step: rounds each step of it.
    """
    kind, _, given = how.partition(" ")
    number = int(given)
    if kind == "encoding":
        encoding = np.nan_to_num(step(step(t * step(np.array(2**23 * np.log2(np.e)))) + number))
        found = np.clip(encoding, 0, 0x7F800000).astype(np.uint32).view(np.float32).astype(np.float64)
        return np.where(np.isnan(t), np.nan, found)
    if kind == "power":
        found = step(1 + step(t / 2**number))
        for _ in range(number):
            found = step(found * found)
        return found
    turns = np.nan_to_num(np.rint(t * np.log2(np.e)))
    rest, found = step(t - turns * np.log(2)), np.ones_like(t)
    for k in range(number, 0, -1):
        found = step(1 + step(step(rest / k) * found))
    return np.where(np.isneginf(t), 0.0, np.ldexp(found, np.clip(turns, -2000, 2000).astype(np.int32)))
