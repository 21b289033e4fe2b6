"""How a candidate behaves, beside what it returns: its input, repeated calls, short arrays; NumPy alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symact.arrays import Bits, bits_dtype, float_dtype, is_nan, to_bits, to_floats
from symact.errors import CandidateError
from symact.formats import Format
from symact.verify.candidates.resolve import one_line
from symact.verify.decimals import shown

SHORT = 3
"""Length of the short arrays: vector code takes several elements at a time and leaves the rest to scalar code."""

SHORT_CALLS = 64


@dataclass(frozen=True)
class Trial:
    """Results of a candidate, encodings of shape (n,), and findings about its conduct, one sentence each."""

    bits: Bits
    findings: tuple[str, ...]


def trial(evaluate: Callable[[Any], Any], x_bits: Bits, fmt: Format) -> Trial:
    """Call a candidate on all inputs, again, and on short arrays.

    Args:
        evaluate: takes and returns an array of the format's dtype, shape (n,).
        x_bits: encodings of the inputs, shape (n,).
        fmt: format of inputs and results.

    Raises:
        CandidateError: the candidate returns no array, or one of another shape or dtype.
    """
    bits, findings = _first(evaluate, x_bits, fmt)
    again = _called(evaluate, to_floats(x_bits, fmt), fmt)
    changed = _differ(bits, again, fmt)
    if changed.any():
        row = int(np.flatnonzero(changed)[0])
        findings.append(
            f"a second call with the same input gives another result at {int(changed.sum())} of {len(bits)} inputs; "
            f"first at x = {shown(int(x_bits[row]), fmt)}: "
            f"{shown(int(bits[row]), fmt)}, then {shown(int(again[row]), fmt)}"
        )
    else:
        findings += _short_arrays(evaluate, x_bits, bits, fmt)
    return Trial(bits, tuple(findings))


def once(evaluate: Callable[[Any], Any], x_bits: Bits, fmt: Format) -> Trial:
    """Call a candidate on all inputs, and only once; arguments and errors as for `trial`."""
    bits, findings = _first(evaluate, x_bits, fmt)
    return Trial(bits, tuple(findings))


def _first(evaluate: Callable[[Any], Any], x_bits: Bits, fmt: Format) -> tuple[Bits, list[str]]:
    values = to_floats(x_bits, fmt)
    bits = _called(evaluate, values, fmt)
    written = to_bits(values, fmt) != x_bits
    if not written.any():
        return bits, []
    row = int(np.flatnonzero(written)[0])
    return bits, [
        f"writes into its input: {int(written.sum())} of {len(bits)} elements were changed, "
        f"first x = {shown(int(x_bits[row]), fmt)}"
    ]


def _called(evaluate: Callable[[Any], Any], values: Any, fmt: Format) -> Bits:
    result = evaluate(values)
    expected = f"an array of {float_dtype(fmt)}, shape {values.shape}"
    if not isinstance(result, np.ndarray):
        raise CandidateError(f"returned a {type(result).__name__}; it must return {expected}")
    if result.dtype != float_dtype(fmt) or result.shape != values.shape:
        raise CandidateError(f"returned {result.dtype} of shape {result.shape}; it must return {expected}")
    return to_bits(result, fmt)


def _differ(one: Bits, other: Bits, fmt: Format) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return where two results differ, bit by bit; which NaN it is does not matter."""
    return np.asarray((one != other) & ~(is_nan(one, fmt) & is_nan(other, fmt)))


def _short_arrays(evaluate: Callable[[Any], Any], x_bits: Bits, bits: Bits, fmt: Format) -> list[str]:
    """Compare results in arrays of three with those in the long array, at special inputs and evenly spaced ones."""
    if len(x_bits) <= SHORT:
        return []
    special = [b for b in (fmt.infinity_bits, fmt.nan_bits, 0) if b is not None]
    special += [b | fmt.sign_bit for b in special]
    rows = np.flatnonzero(np.isin(x_bits, np.array(special, dtype=bits_dtype(fmt))))
    starts = np.unique(np.concatenate([rows, np.linspace(0, len(x_bits) - SHORT, SHORT_CALLS).astype(np.int64)]))
    starts = starts[starts <= len(x_bits) - SHORT]
    different: list[tuple[int, int]] = []
    for start in starts:
        part = slice(int(start), int(start) + SHORT)
        try:
            short = _called(evaluate, to_floats(x_bits[part], fmt), fmt)
        # The long array gave its results; what a candidate raises here is a finding beside them.
        except Exception as error:
            return [f"fails for an array of {SHORT}: {one_line(error)}"]
        places = np.flatnonzero(_differ(short, bits[part], fmt))
        different += [(int(start) + int(k), int(short[k])) for k in places]
    if not different:
        return []
    row, value = different[0]
    return [
        f"results depend on the array's length: {len(different)} of {SHORT * len(starts)} inputs give another result "
        f"in an array of {SHORT} than in one of {len(bits)}; first at x = {shown(int(x_bits[row]), fmt)}: "
        f"{shown(value, fmt)} instead of {shown(int(bits[row]), fmt)}"
    ]
