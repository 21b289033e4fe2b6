"""Classes of wrong results: what a row is beside being so many ulp off; NumPy alone."""

from __future__ import annotations

import enum

import numpy as np

from symact.formats.arrays import Bits, Mask, bits_dtype, is_infinite, is_nan, is_zero, to_float64
from symact.formats.floating import Format
from symact.judge.comparison.acceptance import faithful, flushed, input_flushed
from symact.judge.comparison.policy import Policy
from symact.judge.comparison.ulp_error import Measure
from symact.reference.table import Flag, Rows


class Defect(enum.Enum):
    """A class of wrong results; the value is its name in reports and JSON, `says` the sentence of reports."""

    LOST = "lost", "Lost: the result is 0 although the correct one is not"
    WRONG_SIGN = "wrong_sign", "Wrong sign: the result has the sign opposite to the exact value's"
    NAN = "nan", "NaN, although a number is due"
    INFINITY = "infinity", "Infinite, although the correct result is finite"
    NOT_INFINITY = "not_infinity", "Finite, although the limit is infinite"
    NOT_NAN = "not_nan", "A number, although NaN is due"
    ZERO_SIGN = "zero_sign", "Zero of the wrong sign (policy zero_sign)"
    # Judged where the interval is known: on exhaustive tables and runs.
    OUT_OF_RANGE = "out_of_range", "Out of range: outside the interval of all correctly rounded results"

    says: str

    def __new__(cls, name: str, says: str = "") -> Defect:
        """Return the member of a name."""
        found = object.__new__(cls)
        found._value_, found.says = name, says
        return found


BREAKS_ANY_BOUND = (Defect.NAN, Defect.NOT_INFINITY, Defect.NOT_NAN, Defect.WRONG_SIGN, Defect.ZERO_SIGN)
"""Classes of which one row fails a verdict with a bound, however large; the others fail by their error alone."""


def classify(table: Rows, got_bits: Bits, policy: Policy, judged: Mask, measured: Measure) -> dict[Defect, Mask]:
    """Return for each class which judged rows belong to it; a row may belong to several.

    Args:
        table: the correctly rounded values, n rows.
        got_bits: the candidate's encodings, shape (n,).
        policy: decides which zeros count.
        judged: which rows count at all, shape (n,).
        measured: the errors and the rows inside the interval of a kink.
    """
    fmt = table.format
    reference = measured.reference_bits
    counted = judged & ~measured.inside & ~input_flushed(table, got_bits, policy) & ~faithful(table, got_bits, policy)
    got_nan, due_nan = is_nan(got_bits, fmt), is_nan(reference, fmt)
    got_zero, due_zero = is_zero(got_bits, fmt), is_zero(reference, fmt)
    got_infinite, due_infinite = is_infinite(got_bits, fmt), is_infinite(reference, fmt)
    overflow = table.has(Flag.OVERFLOW)
    opposite = _negative(got_bits, fmt) != _negative(reference, fmt)
    # A NaN that stands for an overflow keeps its sign bit, so the sign is known there too.
    signed = (~due_zero | table.has(Flag.UNDERFLOW)) & (~due_nan | overflow)
    masks = {
        Defect.LOST: got_zero & ~due_zero & ~due_nan & ~flushed(table, got_bits, policy),
        Defect.WRONG_SIGN: signed & ~got_nan & ~got_zero & opposite,
        Defect.NAN: got_nan & ~due_nan,
        Defect.INFINITY: got_infinite & ~due_infinite & ~due_nan,
        Defect.NOT_INFINITY: due_infinite & ~overflow & ~got_infinite & ~got_nan,
        Defect.NOT_NAN: due_nan & ~overflow & ~got_nan,
        Defect.ZERO_SIGN: _zero_sign(table, got_bits, policy) & opposite,
        Defect.OUT_OF_RANGE: _out_of_range(table, got_bits),
    }
    return {defect: mask & counted for defect, mask in masks.items()}


def _zero_sign(table: Rows, got_bits: Bits, policy: Policy) -> Mask:
    """Return which rows hold a zero whose sign the policy looks at."""
    if policy.zero_sign == "ignore":
        return np.zeros(len(got_bits), dtype=bool)
    fmt = table.format
    looked_at = is_zero(got_bits, fmt) & (is_zero(table.y_bits, fmt) | flushed(table, got_bits, policy))
    looked_at &= ~table.has(Flag.KINK | Flag.JUMP)
    if policy.zero_sign == "determined":
        looked_at &= ~table.has(Flag.ZERO_SIGN_OPEN)
    return looked_at


def _out_of_range(table: Rows, got_bits: Bits) -> Mask:
    if table.ends is None:
        return np.zeros(len(got_bits), dtype=bool)
    least, greatest = table.ends
    got = to_float64(got_bits, table.format)
    return np.asarray((got < least) | (got > greatest))


def _negative(bits: Bits, fmt: Format) -> Mask:
    return np.asarray(bits >> bits_dtype(fmt).type(fmt.width - 1) != 0)
