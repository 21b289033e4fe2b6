"""How a candidate behaves, beside what it returns: its input, repeated calls, short arrays; NumPy alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symact.candidates import SHORT_CALLS
from symact.candidates.finding import Finding
from symact.candidates.resolve import one_line
from symact.errors import CandidateError
from symact.formats.arrays import Bits, bits_dtype, float_dtype, is_nan, same, to_bits, to_float64, to_floats
from symact.formats.decimals import shown
from symact.formats.floating import Format

SHORT = 3
"""Length of most short arrays: vector code takes several elements at a time and leaves the rest to scalar code."""

LENGTHS = (1, 17)
"""Further lengths: a single element; one more than a vector register or two hold."""

LAID_OUT = 4096
"""Elements, at most, with which layouts of memory are tried."""


MOSTLY = 0.5
"""Where more inputs than this share have quite other results in short arrays, results belong to places in an array."""

VECTOR_CODE = 4
"""Units in the last place of 1, x or the results by which vector and scalar code may differ, which may lose all digits
where terms cancel; beyond, other elements were computed."""


@dataclass(frozen=True)
class Trial:
    """Results of a candidate, encodings of shape (n,), and findings about its conduct."""

    bits: Bits
    findings: tuple[Finding, ...]


def trial(
    evaluate: Callable[[Any], Any],
    x_bits: Bits,
    fmt: Format,
    short_calls: int = SHORT_CALLS,
    layouts: tuple[str, ...] = (),
) -> Trial:
    """Call a candidate on all inputs, again, on short arrays, and on arrays that lie in memory in other ways.

    Args:
        evaluate: takes and returns an array of the format's dtype, shape (n,).
        x_bits: encodings of the inputs, shape (n,).
        fmt: format of inputs and results.
        short_calls: how many short arrays are tried; with few, special inputs have none of their own.
        layouts: "strided", "reversed", "transposed" and "empty" arrays are tried beside one at an odd offset.

    Raises:
        CandidateError: the candidate returns no array, or one of another shape or dtype.
    """
    bits, findings = _first(evaluate, x_bits, fmt)
    again = called(evaluate, to_floats(x_bits, fmt), fmt)
    changed = differ(bits, again, fmt)
    if changed.any():
        row = int(np.flatnonzero(changed)[0])
        says = (
            f"a second call with the same input gives another result at {int(changed.sum())} of {len(bits)} inputs; "
            f"first at x = {shown(int(x_bits[row]), fmt)}: "
            f"{shown(int(bits[row]), fmt)}, then {shown(int(again[row]), fmt)}"
        )
        findings.append(Finding("repeat", says))
    else:
        findings += _short_arrays(evaluate, x_bits, bits, fmt, short_calls)
        findings += _laid_out(evaluate, x_bits, bits, fmt, layouts)
        if layouts:
            findings += reused(lambda part: evaluate(to_floats(part, fmt)), _some(x_bits), fmt)
    return Trial(bits, tuple(findings))


def once(evaluate: Callable[[Any], Any], x_bits: Bits, fmt: Format) -> Trial:
    """Call a candidate on all inputs, and only once; arguments and errors as for `trial`."""
    bits, findings = _first(evaluate, x_bits, fmt)
    return Trial(bits, tuple(findings))


def _first(evaluate: Callable[[Any], Any], x_bits: Bits, fmt: Format) -> tuple[Bits, list[Finding]]:
    values = to_floats(x_bits, fmt)
    bits = called(evaluate, values, fmt)
    after = values.view(x_bits.dtype)
    if np.array_equal(after, x_bits):
        return bits, []
    written = after != x_bits
    row = int(np.flatnonzero(written)[0])
    says = f"writes into its input: {int(written.sum())} of {len(bits)} elements were changed, "
    return bits, [Finding("input", f"{says}first x = {shown(int(x_bits[row]), fmt)}")]


def called(evaluate: Callable[[Any], Any], values: Any, fmt: Format) -> Bits:
    """Return the encodings of what a candidate returns; raise CandidateError for another shape or dtype."""
    return returned(evaluate(values), values.shape, fmt)


def returned(result: Any, due: tuple[int, ...], fmt: Format) -> Bits:
    """Return the encodings of a result; raise CandidateError unless it is an array of the format and of that shape."""
    expected = f"an array of {float_dtype(fmt)}, shape {due}"
    if not isinstance(result, np.ndarray):
        raise CandidateError(f"returned a {type(result).__name__}; it must return {expected}")
    if result.dtype != float_dtype(fmt) or result.shape != due:
        raise CandidateError(f"returned {result.dtype} of shape {result.shape}; it must return {expected}")
    return to_bits(result, fmt)


def differ(one: Bits, other: Bits, fmt: Format) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return where two results differ, bit by bit; which NaN it is does not matter."""
    return ~same(one, other, fmt)


def _short_arrays(evaluate: Callable[[Any], Any], x_bits: Bits, bits: Bits, fmt: Format, calls: int) -> list[Finding]:
    """Compare results in short arrays with those in the long one, at special inputs and evenly spaced ones."""
    different: list[tuple[int, int, int]] = []
    tried = 0
    for start, length in _starts(x_bits, fmt, calls):
        part = slice(start, start + length)
        try:
            short = called(evaluate, to_floats(x_bits[part], fmt), fmt)
        # The long array gave its results; what a candidate raises here is a finding beside them.
        except Exception as error:
            return [Finding("arrays", f"fails for an array of {length}: {one_line(error)}")]
        tried += length
        places = np.flatnonzero(differ(short, bits[part], fmt))
        different += [(start + int(k), int(short[k]), length) for k in places]
    if not different:
        return []
    row, value, length = different[0]
    says = (
        f"results depend on the array's length: {len(different)} of {tried} inputs give another result "
        f"in an array of {length} than in one of {len(bits)}; first at x = {shown(int(x_bits[row]), fmt)}: "
        f"{shown(value, fmt)} instead of {shown(int(bits[row]), fmt)}"
    )
    short = np.array([v for _, v, _ in different], dtype=bits.dtype)
    rows = [r for r, _, _ in different]
    apart = _far_apart(x_bits[rows], short, bits[rows], fmt)
    mostly = len(different) > MOSTLY * tried
    return [Finding("position" if apart and mostly else "arrays" if apart else "length", says)]


def _starts(x_bits: Bits, fmt: Format, calls: int) -> list[tuple[int, int]]:
    """Return first row and length of each short array."""
    special = [b for b in (fmt.infinity_bits, fmt.nan_bits, 0) if b is not None and calls >= SHORT_CALLS]
    special += [b | fmt.sign_bit for b in special]
    rows = np.flatnonzero(np.isin(x_bits, np.array(special, dtype=bits_dtype(fmt))))
    spaced = np.linspace(0, max(len(x_bits) - SHORT, 0), min(calls, len(x_bits))).astype(np.int64)
    found = [(int(start), SHORT) for start in np.unique(np.concatenate([rows, spaced]))]
    middle = len(x_bits) // 2
    found += [(middle, length) for length in LENGTHS]
    return [(start, length) for start, length in found if start + length < len(x_bits)]


def reused(evaluate: Callable[[Bits], Any], bits: Bits, fmt: Format) -> list[Finding]:
    """Return a finding if a second call, with other inputs, changes what the first one returned.

    Args:
        evaluate: takes encodings and returns an array of the format's dtype.
        bits: encodings of inputs, in the first axis.
        fmt: format of the results.
    """
    try:
        first = evaluate(bits)
        before = to_bits(first, fmt)
        evaluate(np.ascontiguousarray(bits[::-1]))
    # What fails for fewer inputs than all has its finding by then.
    except Exception:
        return []
    changed = differ(before, to_bits(first, fmt), fmt)
    if not changed.any():
        return []
    count = f"{int(changed.sum())} of {changed.size} results have changed by then"
    return [Finding("reused", f"returns memory that a later call writes to: {count}")]


def _some(rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an even number of rows, evenly spaced."""
    chosen = np.unique(np.linspace(0, len(rows) - 1, min(LAID_OUT, len(rows)) // 2 * 2).astype(np.int64))
    return rows[chosen[: len(chosen) // 2 * 2]]


def _laid_out(
    evaluate: Callable[[Any], Any], x_bits: Bits, bits: Bits, fmt: Format, layouts: tuple[str, ...]
) -> list[Finding]:
    """Compare results for arrays that lie in memory in other ways with those of the contiguous one."""
    rows = _some(np.arange(len(x_bits)))
    findings = []
    for layout in ("at an odd offset", *layouts) if len(rows) else ():
        part = rows[:0] if layout == "empty" else rows
        values = _arranged(to_floats(x_bits[part], fmt), layout)
        try:
            result = called(evaluate, values, fmt)
        # As for short arrays.
        except Exception as error:
            findings.append(Finding("arrays", f"fails for an array that is {layout}: {one_line(error)}"))
            continue
        places = np.flatnonzero(differ(result.reshape(-1), bits[part], fmt))
        if len(places):
            row, value = int(rows[places[0]]), int(result.reshape(-1)[places[0]])
            says = (
                f"results depend on the array's layout: {len(places)} of {len(rows)} inputs give another result in an "
                f"array that is {layout}; first at x = {shown(int(x_bits[row]), fmt)}: {shown(value, fmt)} "
                f"instead of {shown(int(bits[row]), fmt)}"
            )
            apart = _far_apart(x_bits[part][places], result.reshape(-1)[places], bits[part][places], fmt)
            findings.append(Finding("arrays" if apart else "layout", says))
    return findings


def _far_apart(x_bits: Bits, one: Bits, other: Bits, fmt: Format) -> bool:
    """Whether some results differ by more than those of vector and of scalar code do."""
    if (is_nan(one, fmt) != is_nan(other, fmt)).any():
        return True
    x, a, b = (np.nan_to_num(to_float64(bits, fmt)) for bits in (x_bits, one, other))
    size = np.maximum.reduce([np.ones(len(x)), np.abs(x), np.abs(a), np.abs(b)])
    # Halved, so that the difference of two numbers does not overflow.
    return bool((np.abs(a / 2 - b / 2) > VECTOR_CODE / 2 * 2.0**-fmt.fraction_bits * size).any())


def _arranged(values: Any, layout: str) -> Any:
    """Return an array with the same elements that lies in memory in another way."""
    if layout == "reversed":
        # A function that takes no notice of strides reads on from the first element: what is there belongs to us.
        base = np.zeros(2 * len(values), dtype=values.dtype)
        base[: len(values)] = values[::-1]
        return base[: len(values)][::-1]
    if layout == "transposed":
        return np.ascontiguousarray(values.reshape(-1, 2).T).T
    step = 2 if layout == "strided" else 1
    base = np.zeros(step * len(values) + 1, dtype=values.dtype)
    view = base[1::step] if layout == "strided" else base[1:]
    view[...] = values
    return view
