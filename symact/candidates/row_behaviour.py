"""How a candidate of rows behaves: called again, with a row alone or elsewhere, in other layouts; NumPy alone.

A row's result must not depend on the rows beside it, their number, or its place among them; a difference in the last
bit breaks parity of training and inference (batch invariance) and fails a stated bound.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates.behaviour import Trial, differ, returned, reused
from symact.candidates.finding import Finding
from symact.candidates.resolve import one_line
from symact.candidates.row_shape import RowShape
from symact.formats.arrays import Bits, Mask, is_nan, to_bits, to_float64, to_floats
from symact.formats.decimals import shown
from symact.formats.floating import Format

Evaluate = Callable[[Any, Any], Any]
"""Takes x and the vector or None, both of the format's dtype and as `RowShape.parts` has them."""

TOGETHER = 3
"""Rows of the small batches that are tried beside single rows."""

LAID_OUT = 64
"""Rows, at most, with which layouts of memory are tried."""

FACTORS = (2.0, -1.0)
"""Powers of two, and a change of sign, by which vectors are multiplied exactly."""

QUITE_OTHER = 64
"""Roundings of the row's greatest result by which results of another layout may differ, beside those of sums."""

SUMMED = 2.0**-24
"""Rounding of a sum, in float32 or what is wider: in another order one of n terms may be off by n of it."""


def trial(
    evaluate: Evaluate, bits: Bits, shape: RowShape, fmt: Format, short_calls: int, layouts: tuple[str, ...] = ()
) -> Trial:
    """Call a candidate on a batch, again, on rows alone and in another order, and in other layouts.

    Args:
        evaluate: returns results of the shape that `RowShape.returned` names.
        bits: encodings of x and the vector, shape (rows, width).
        shape: of a row.
        fmt: format of inputs and results.
        short_calls: how many rows are tried alone.
        layouts: "strided", "transposed", "reversed" and "empty" batches are tried beside one at an odd offset.

    Raises:
        CandidateError: the candidate returns no array, or one of another shape or dtype.
    """
    found, findings = _first(evaluate, bits, shape, fmt)
    again = _called(evaluate, *_values(bits, shape, fmt), fmt, shape)
    changed = differ(found, again, fmt)
    if changed.any():
        findings.append(Finding("repeat", f"a second call gives another result: {_where(changed, found, again, fmt)}"))
    else:
        findings += _batches(evaluate, bits, found, shape, fmt, short_calls)
        findings += _proportional(evaluate, bits, found, shape, fmt)
        findings += _laid_out(evaluate, bits, found, shape, fmt, layouts)
        if layouts:
            findings += reused(lambda part: evaluate(*_values(part, shape, fmt)), bits, fmt)
    return Trial(found, tuple(findings))


def once(evaluate: Evaluate, bits: Bits, shape: RowShape, fmt: Format) -> Trial:
    """Call a candidate on a batch, and only once; arguments and errors as for `trial`."""
    found, findings = _first(evaluate, bits, shape, fmt)
    return Trial(found, tuple(findings))


def _called(evaluate: Evaluate, x: Any, vector: Any, fmt: Format, shape: RowShape) -> Bits:
    """Return the encodings of what a candidate returns; raise CandidateError for another shape or dtype."""
    return shape.by_row(returned(evaluate(x, vector), shape.returned(x), fmt))


def _values(bits: Bits, shape: RowShape, fmt: Format) -> tuple[Any, Any]:
    x, vector = shape.parts(bits)
    return to_floats(x, fmt), None if vector is None else to_floats(vector, fmt)


def _first(evaluate: Evaluate, bits: Bits, shape: RowShape, fmt: Format) -> tuple[Bits, list[Finding]]:
    x, vector = _values(bits, shape, fmt)
    found = _called(evaluate, x, vector, fmt, shape)
    before = shape.parts(bits)
    findings = []
    for name, values, due in (("x", x, before[0]), ("the vector", vector, before[1])):
        if values is not None and (written := to_bits(values, fmt) != due).any():
            row = int((np.argwhere(written)[:, 0] % len(bits)).min())
            findings.append(
                Finding("input", f"writes into its input: {int(written.sum())} elements of {name}, first in row {row}")
            )
    return found, findings


def _where(changed: Mask, one: Bits, other: Bits, fmt: Format, rows: npt.NDArray[np.int64] | None = None) -> str:
    """Return how many results differ, and the first of them."""
    place = tuple(int(k) for k in np.argwhere(changed)[0])
    row = place[0] if rows is None else int(rows[place[0]])
    entry = f", entry {place[1]}" if len(place) > 1 else ""
    return (
        f"{int(changed.sum())} of {changed.size} results differ, first row {row}{entry}: "
        f"{shown(int(other[place]), fmt)} instead of {shown(int(one[place]), fmt)}"
    )


def _batches(evaluate: Evaluate, bits: Bits, found: Bits, shape: RowShape, fmt: Format, calls: int) -> list[Finding]:
    """Compare each of some rows alone and in a small batch, and all rows in another order, with the whole batch."""
    count = len(bits)
    chosen = np.unique(np.linspace(0, count - 1, min(calls, count)).astype(np.int64))
    ways = [("alone", chosen[k : k + 1]) for k in range(len(chosen))]
    ways += [(f"in a batch of {TOGETHER}", chosen[k : k + TOGETHER]) for k in (0, len(chosen) // 2)]
    ways.append(("in a batch with its rows in reverse order", np.arange(count)[::-1]))
    for how, rows in ways:
        if not len(rows) or (len(rows) == count and how != ways[-1][0]):
            continue
        try:
            got = _called(evaluate, *_values(bits[rows], shape, fmt), fmt, shape)
        # The whole batch gave its results; what a candidate raises here is a finding beside them.
        except Exception as error:
            return [Finding("arrays", f"fails for a batch of {len(rows)}: {one_line(error)}")]
        changed = differ(found[rows], got, fmt)
        if changed.any():
            width = f"rows of {shape.own}"
            says = f"a row's result depends on its batch: {width}, {how} instead of in one of {count}: "
            return [Finding("batch", says + _where(changed, found[rows], got, fmt, rows))]
    return []


def _proportional(evaluate: Evaluate, bits: Bits, found: Bits, shape: RowShape, fmt: Format) -> list[Finding]:
    """Compare results for a vector times a power of two with that multiple of the results, which is exact in range."""
    if shape.vector is None:
        return []
    results = to_float64(found, fmt)
    for factor in FACTORS:
        x, vector = _values(bits, shape, fmt)
        with np.errstate(all="ignore"):
            scaled = vector * vector.dtype.type(factor)
            got = to_float64(_called(evaluate, x, scaled.copy(), fmt, shape), fmt)
            least, greatest = (float(fmt.to_fraction(b)) for b in (fmt.min_normal_bits, fmt.max_bits))
            ordinary = (np.abs(results) >= 4 * least) & (np.abs(results) <= greatest / 4)
            # Twice the greatest numbers is infinite: a row with such a vector is another question.
            ordinary[~np.isfinite(_by_row(scaled, shape, len(bits))).all(axis=1)] = False
            wrong = ordinary & ~(got == results * factor)
        if wrong.any():
            place = tuple(int(k) for k in np.argwhere(wrong)[0])
            return [
                Finding(
                    "upstream",
                    f"results are not proportional to the vector: for {factor:g} times it {int(wrong.sum())} of "
                    f"{int(ordinary.sum())} are not {factor:g} times as great; first in row {place[0]}, "
                    f"entry {place[-1]}: {got[place]:g}, not {results[place] * factor:g}",
                )
            ]
    return []


def _by_row(vector: Any, shape: RowShape, count: int) -> npt.NDArray[np.float64]:
    """Return the vectors of a batch as float64, shape (rows, numbers of one vector)."""
    values = np.asarray(vector, dtype=np.float64)
    return values.reshape(-1, count).T if shape.pair else values.reshape(count, -1)


def _laid_out(
    evaluate: Evaluate, bits: Bits, found: Bits, shape: RowShape, fmt: Format, layouts: tuple[str, ...]
) -> list[Finding]:
    """Compare results for batches that lie in memory in other ways with those of the contiguous one."""
    rows = np.unique(np.linspace(0, len(bits) - 1, min(LAID_OUT, len(bits))).astype(np.int64))
    findings = []
    for layout in ("at an odd offset", *layouts):
        part = rows[:0] if layout == "empty" else rows
        x, vector = (None if v is None else _arranged(v, layout) for v in _values(bits[part], shape, fmt))
        try:
            got = _called(evaluate, x, vector, fmt, shape)
        # As for batches.
        except Exception as error:
            findings.append(Finding("arrays", f"fails for a batch that is {layout}: {one_line(error)}"))
            continue
        changed = differ(found[part], got, fmt)
        if changed.any():
            says = f"results depend on the batch's layout: in one that is {layout} "
            given = None if shape.vector is None else bits[part, shape.own :]
            kind = "arrays" if _quite_other(found[part], got, given, shape.own, fmt) else "layout"
            findings.append(Finding(kind, says + _where(changed, found[part], got, fmt, part)))
    return findings


def _quite_other(one: Bits, other: Bits, vector: Bits | None, n: int, fmt: Format) -> bool:
    """Whether results differ by more than those of sums in another order; gradients cancel, their terms do not."""
    if (is_nan(one, fmt) != is_nan(other, fmt)).any():
        return True
    a, b = (np.nan_to_num(to_float64(bits, fmt)) for bits in (one, other))
    size = np.maximum(np.abs(a), np.abs(b)).max(axis=-1, keepdims=a.ndim > 1)
    if vector is not None:
        given = np.abs(np.nan_to_num(to_float64(vector, fmt))).reshape(len(vector), -1).max(axis=1)
        size = np.maximum(size, given.reshape(-1, *[1] * (a.ndim - 1)))
    # A gradient has two sums, one of them in its factor.
    room = QUITE_OTHER * 2.0**-fmt.precision + 2 * n * min(SUMMED, 2.0**-fmt.precision)
    # Halved, so that the difference of two numbers does not overflow.
    return bool((np.abs(a / 2 - b / 2) > room / 2 * size).any())


def _arranged(values: Any, layout: str) -> Any:
    """Return an array with the same elements that lies in memory in another way."""
    if layout == "reversed":
        return np.ascontiguousarray(values[::-1])[::-1]
    if layout == "transposed":
        return np.asfortranarray(values)
    if layout == "strided":
        # Every row has other numbers behind it, as a part of a wider array.
        base = np.ones((*values.shape[:-1], values.shape[-1] + 3), dtype=values.dtype)
        base[..., : values.shape[-1]] = values
        return base[..., : values.shape[-1]]
    base = np.zeros(values.size + 1, dtype=values.dtype)
    base[1:] = values.reshape(-1)
    return base[1:].reshape(values.shape)
