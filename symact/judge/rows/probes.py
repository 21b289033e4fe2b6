"""Pairs of batches whose results must agree although no reference is computed for them: shifted rows, padded rows."""

from collections.abc import Callable, Iterator

import numpy as np

from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, Floats, is_nan, is_zero, to_float64
from symact.formats.decimals import shown
from symact.formats.floating import Format
from symact.formats.rounding import encode, encoding_exponent
from symact.judge.rows.bounds import allowed
from symact.judge.rows.function import Function
from symact.judge.rows.judged import Broken
from symact.judge.rows.plans import Plan

ROWS = 6

WIDTHS = (64, 5, 129)
"""Of the rows, the first where a candidate is called at one alone."""

PADDING = (1, 7, 64)
"""Numbers of -inf that are put before or behind a row."""

LEAST_PRECISION = 8
"""Bits of a significand that shifted integers need."""

Call = Callable[[Bits], Bits]
"""Returns the candidate's results for rows of x, encodings."""


def probes(
    call: Call,
    function: Function,
    plan: Plan,
    fmt: Format,
    width: int,
    seed: int,
    max_ulp: float | None,
    max_bound: float | None,
) -> Iterator[Broken]:
    """Yield what exact shifts and padding by -inf change of a function of which they change nothing.

    Args:
        call: the candidate.
        function: which one.
        plan: the declared one.
        fmt: format of inputs and results.
        width: numbers of a row.
        seed: of the rows.
        max_ulp, max_bound: the stated bounds; each result may then be off by as much.
    """
    if fmt.precision < LEAST_PRECISION or abs(function.scale) != 1.0 or function.weighted:
        return
    rng = np.random.Generator(np.random.PCG64([seed, width, 2]))
    rows = rng.integers(-16, 17, size=(ROWS, width)).astype(np.float64)
    plain = call(encode(rows, fmt))

    def off(at: Floats, results: Bits) -> Floats:
        return _limits(at, results, function, plan, fmt, max_ulp, max_bound)

    limits = off(rows, plain)
    if function.shift_invariant:
        for shift in (2.0 ** (fmt.precision - 2), -(2.0 ** (fmt.precision - 2)), 96.0):
            says = "an exact shift of all inputs changes nothing"
            moved = call(encode(rows + shift, fmt))
            # A mean of great numbers may be off by more than one of small ones.
            both = limits + off(rows + shift, moved)
            yield _compared("shift", says, rows, plain, moved, both, fmt, f"shifted by {shift:g}")
    for count in PADDING if fmt.infinity_bits is not None and not function.norm else ():
        for side, where in (("behind", slice(None, width)), ("before", slice(count, None))):
            pads = (0, count) if side == "behind" else (count, 0)
            values = np.pad(rows, ((0, 0), pads), constant_values=-np.inf * np.sign(function.scale))
            padded = call(encode(values, fmt))
            got = padded if padded.ndim == 1 else padded[:, where]
            says = "padding by -inf changes nothing"
            yield _compared("padding", says, rows, plain, got, 2 * limits, fmt, f"{count} times -inf {side} it")


def _limits(
    rows: Floats,
    got: Bits,
    function: Function,
    plan: Plan,
    fmt: Format,
    max_ulp: float | None,
    max_bound: float | None,
) -> Floats:
    """Return how far results may be off that are within the stated bounds; 0 without bounds."""
    ulp = np.ldexp(1.0, encoding_exponent(got, fmt).astype(np.int32))
    found = []
    if max_ulp is not None:
        found.append(max_ulp * ulp)
    if max_bound is not None:
        found.append(max(1.0, max_bound) * allowed(function, Quantity.VALUE, plan, fmt, rows, None, ulp))
    return np.asarray(np.min(found or [np.zeros(got.shape)], axis=0))


def _compared(
    name: str, says: str, rows: Floats, plain: Bits, got: Bits, limits: Floats, fmt: Format, how: str
) -> Broken:
    count = len(rows)
    one, other = plain.reshape(count, -1), got.reshape(count, -1)
    alike = (is_nan(one, fmt) & is_nan(other, fmt)) | (is_zero(one, fmt) & is_zero(other, fmt))
    differ = (one != other) & ~alike
    with np.errstate(all="ignore"):
        apart = np.abs(to_float64(one, fmt) - to_float64(other, fmt))
    far = differ & ~(apart <= limits.reshape(one.shape))
    broken = np.asarray(differ.any(axis=1))
    text = ""
    if broken.any():
        row = int(np.argmax(broken))
        entry = int(np.argmax(differ[row]))
        text = (
            f"row {row} of n = {rows.shape[1]}, integers from -16 to 16, {how}: entry {entry} is "
            f"{shown(int(other[row, entry]), fmt)} instead of {shown(int(one[row, entry]), fmt)}"
        )
    return Broken(name, says, np.ones(count, dtype=bool), broken, np.asarray(far.any(axis=1)), text)
