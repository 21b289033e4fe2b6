"""Results that a policy accepts in place of the correctly rounded ones; NumPy alone."""

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Mask, bits_dtype, is_nan, is_zero, magnitudes, order_keys, to_float64
from symact.judge.comparison.policy import Policy
from symact.reference.table import Flag, Rows


def flushed(table: Rows, got_bits: Bits, policy: Policy) -> Mask:
    """Return which rows hold a zero that the policy accepts in place of a subnormal result."""
    if policy.subnormals == "keep":
        return np.zeros(len(got_bits), dtype=bool)
    return is_zero(got_bits, table.format) & table.has(Flag.SUBNORMAL)


def input_flushed(table: Rows, got_bits: Bits, policy: Policy) -> Mask:
    """Return which rows of subnormal inputs hold what is due at the zero of that sign."""
    if policy.subnormals != "flush_inputs":
        return np.zeros(len(got_bits), dtype=bool)
    fmt = table.format
    magnitude = magnitudes(table.x_bits, fmt)
    found = (magnitude != 0) & (magnitude < fmt.min_normal_bits) & (got_bits != table.y_bits)
    for sign, (low, high) in zip((0, fmt.sign_bit), table.at_zeros, strict=True):
        ends = to_float64(np.array([low, high], dtype=bits_dtype(fmt)), fmt)
        got = to_float64(got_bits, fmt)
        side = (table.x_bits & bits_dtype(fmt).type(fmt.sign_bit)) == sign
        found &= ~side | (ends[0] <= got) & (got <= ends[1])
    return np.asarray(found)


def faithful(table: Rows, got_bits: Bits, policy: Policy) -> Mask:
    """Return which rows hold the number on the other side of the exact value, where the policy accepts it.

    A result is faithfully rounded if no number of the format lies strictly between it and the exact value.
    """
    if policy.rounding == "nearest":
        return np.zeros(len(got_bits), dtype=bool)
    fmt = table.format
    step = one_step(table, got_bits)
    sides: Mask = np.sign(table.residual) == step
    # Beyond the largest number the exact value lies between that number and infinity.
    y_negative = table.y_bits >= fmt.sign_bit
    sides |= table.has(Flag.OVERFLOW) & (step == np.where(y_negative, 1, -1))
    return np.asarray((step != 0) & sides & ~table.has(Flag.KINK | Flag.JUMP) & ~is_nan(got_bits, fmt))


def one_step(table: Rows, got_bits: Bits) -> npt.NDArray[np.int64]:
    """Return 1 or -1 where the result is the next number above or below the correctly rounded one, else 0."""
    fmt = table.format
    got, due = order_keys(got_bits, fmt), order_keys(table.y_bits, fmt)
    found = np.where(np.abs(got - due) == 1, got - due, 0)
    return np.where(is_nan(table.y_bits, fmt) & ~table.has(Flag.OVERFLOW), 0, found)


def undecided(table: Rows, got_bits: Bits, policy: Policy, margin: npt.NDArray[np.float64]) -> Mask:
    """Return which rows need the exact value to decide whether they are faithful.

    Args:
        table: whose residuals are known within a margin.
        got_bits: the candidate's encodings, shape (n,).
        policy: the choices to judge by.
        margin: bounds of the residuals' errors, ulp, shape (n,).
    """
    if policy.rounding == "nearest":
        return np.zeros(len(got_bits), dtype=bool)
    return np.asarray((one_step(table, got_bits) != 0) & (np.abs(table.residual) <= margin) & (margin > 0))
