"""Results of softmax and its kin and of norms at many vectors: double words decide nearly all, Ziv's loop the rest."""

import numpy as np
import numpy.typing as npt

from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, Floats, Mask, to_float64
from symact.formats.floating import Format
from symact.reference import flag_bits
from symact.reference.row import columns
from symact.reference.rows import Progress
from symact.reference.sweep.double_word import two_sum
from symact.reference.table import Rows
from symact.reference.vectors.approximation import Approximation, approximate
from symact.reference.vectors.decision import Decided, decide
from symact.reference.vectors.exponential_family import Family, FamilyKind
from symact.reference.vectors.norms import norm_values
from symact.reference.vectors.reference import VectorReference
from symact.reference.vectors.shifted_rows import LARGEST

FAR_BELOW = 700.0
"""Exponents that are so far below the greatest one count as 0 in all sums (`exponentials.LEAST` is -600)."""

BLOCK = 1 << 14
"""Entries that are computed together: their arrays fit into a processor's cache."""


def filtered(reference: VectorReference, x_bits: Bits, progress: Progress | None = None) -> Decided:
    """Return the results of a function of the exponential family, or of a norm, all of them decided."""
    found = Decided.empty((len(x_bits), *reference.out_shape), reference.format)
    step = max(1, BLOCK // x_bits.shape[1])
    for start in range(0, len(x_bits), step):
        rows = slice(start, start + step)
        _fill(reference, x_bits[rows], found.part(rows), start)
        if progress:
            progress(len(x_bits[rows]))
    return found


def _fill(reference: VectorReference, x_bits: Bits, out: Decided, start: int) -> None:
    """Fill in the results of some rows, the first of which has a number in the whole."""
    fmt, function = reference.format, reference.function
    family = function.family or function.of_sums
    numbers = to_float64(x_bits, fmt)
    inexact = np.zeros(len(x_bits), dtype=np.bool_)
    if function.of_sums:
        numbers, inexact = _with_mask(numbers, reference.length, function.of_sums)
    open_rows, gone = _apart(reference, family, numbers)
    open_rows |= inexact | (np.abs(np.where(np.isinf(numbers), 0.0, numbers)) > LARGEST).any(axis=1)
    good = np.flatnonzero(~open_rows)
    if len(good):
        numbers = numbers[good]
        gone = gone[good]
        out.put(good, decide(_approximated(reference, numbers, gone), fmt))
        if family and gone.any():
            _mark(family, fmt, good, gone, out)
        evaluated = good[~out.known[good].reshape(len(good), -1).all(axis=1)]
    else:
        evaluated = good
    for place in np.sort(np.concatenate([evaluated, np.flatnonzero(open_rows)])).tolist():
        _ask(reference, x_bits[place], start + place, out, place)


def _with_mask(numbers: Floats, length: int, family: Family) -> tuple[Floats, Mask]:
    """Return x + mask in place of both, and rows in which that is not exact where it counts.

    What softmax is of a number that is so far below the greatest one as to vanish does not depend on its last bits.
    """
    x, mask, rest = numbers[:, :length], numbers[:, length : 2 * length], numbers[:, 2 * length :]
    with np.errstate(all="ignore"):
        sums, low = two_sum(x, mask)
        towards = np.where(np.isfinite(sums), sums if family.rate[0] > 0 else -sums, -np.inf)
        distance = (towards.max(axis=1, keepdims=True) - towards) * abs(family.rate[0])
    vanishes = (family.kind is FamilyKind.SOFTMAX) & (distance > FAR_BELOW)
    inexact = (low != 0) & np.isfinite(sums) & ~vanishes
    # What overflows is no sum at all, and beside an infinite x nothing may be required.
    inexact |= np.isinf(x) | (np.isinf(sums) & np.isfinite(mask))
    return np.concatenate([sums, rest], axis=1), np.asarray(inexact.any(axis=1))


def _approximated(reference: VectorReference, numbers: Floats, gone: Mask) -> Approximation:
    """Return the values of rows that are numbers, but for entries that have vanished."""
    length, quantity = reference.length, reference.quantity
    columns = np.split(numbers, range(length, numbers.shape[1], length), axis=1)
    if reference.function.norm:
        return norm_values(reference.function.norm, quantity, columns)
    if reference.function.bounded:
        return reference.function.bounded.values(columns, reference.function.single)
    family = reference.function.family or reference.function.of_sums
    assert family
    x, v = np.where(gone, 0.0, numbers[:, :length]), numbers[:, length:]
    return approximate(family, quantity, x, v if v.size else None, gone)


def _apart(reference: VectorReference, family: Family | None, numbers: Floats) -> tuple[Mask, Mask]:
    """Return which rows are not for the filter, and which entries of the others have vanished."""
    length = reference.length
    if family is None:
        return np.asarray(~np.isfinite(numbers).all(axis=1)), np.zeros((len(numbers), length), dtype=np.bool_)
    x, v = numbers[:, :length], numbers[:, length:]
    # The infinity at which the exponential vanishes.
    gone = x == (-np.inf if family.rate[0] > 0 else np.inf)
    left_out = np.isnan(numbers).any(axis=1) | (np.isinf(x) & ~gone).any(axis=1) | gone.all(axis=1)
    left_out |= np.isinf(v).any(axis=1)
    if reference.quantity != Quantity.VALUE:
        # What is left of one entry or of equal ones may be exact; gradients beside masks have limits of their own.
        left_out |= gone.any(axis=1)
    return np.asarray(left_out), np.asarray(gone)


def _mark(family: Family, fmt: Format, good: npt.NDArray[np.intp], gone: Mask, out: Decided) -> None:
    """Put in the limits at entries that have vanished, and the flag of their rows."""
    masked = good[gone.any(axis=1)]
    out.flags[masked] |= np.uint16(flag_bits.INFINITE_INPUT)
    if family.kind is FamilyKind.LOGSUMEXP:
        return
    rows, entries = np.nonzero(gone)
    there = good[rows], entries
    is_log = family.kind is FamilyKind.LOG_SOFTMAX
    for bits in (out.bits, out.low, out.high):
        bits[there] = fmt.overflow_bits | fmt.sign_bit if is_log else 0
    out.flags[there] = flag_bits.INFINITE_INPUT if is_log else flag_bits.INFINITE_INPUT | flag_bits.EXACT
    out.errors.exponent[there] = fmt.quantum
    out.errors.residual[there] = out.errors.margin[there] = 0.0
    out.known[there] = True


def _ask(reference: VectorReference, bits: Bits, number: int, out: Decided, place: int) -> None:
    """Put in the exact results of one row, also where the filter has decided, which must agree."""
    results = columns(reference.format, bits[None, :], reference.row(bits, number), (1, *reference.out_shape))
    exact = Rows(format_name=reference.format.name, quantity=reference.quantity, **results)
    y, known = out.bits[place : place + 1], out.known[place : place + 1].copy()
    require_agreement(reference, number, y[known], exact.y_bits[known])
    out.bits[place : place + 1], out.flags[place : place + 1] = exact.y_bits, exact.flags
    out.low[place : place + 1], out.high[place : place + 1] = exact.y_lo_bits, exact.y_hi_bits
    out.errors.exponent[place : place + 1] = exact.ulp_exponent
    out.errors.residual[place : place + 1] = exact.residual
    out.errors.margin[place : place + 1] = 0.0
    out.known[place : place + 1] = True


def require_agreement(reference: VectorReference, number: int, found: Bits, exact: Bits) -> None:
    """Raise AssertionError where results of double words are not those of Ziv's loop."""
    # Two ways to the same number: one must never be believed against the other.
    if (found != exact).any():
        raise AssertionError(
            f"double words and Ziv's loop disagree at row {number} of {reference.bound.activation.name}"
        )
