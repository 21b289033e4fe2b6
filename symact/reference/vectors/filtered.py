"""Results of softmax and its kin and of norms at many vectors: double words decide nearly all, Ziv's loop the rest."""

import numpy as np
import numpy.typing as npt

from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, Floats, Mask, is_infinite, is_nan, to_float64
from symact.formats.floating import Format
from symact.reference import flag_bits
from symact.reference.row import columns
from symact.reference.rows import Progress
from symact.reference.table import Rows
from symact.reference.vectors.approximation import Approximation, approximate
from symact.reference.vectors.decision import Decided, decide
from symact.reference.vectors.exponential_family import Family, FamilyKind
from symact.reference.vectors.norms import norm_values
from symact.reference.vectors.reference import VectorReference
from symact.reference.vectors.shifted_rows import LARGEST

BLOCK = 1 << 12
"""Entries that are computed together: their arrays fit into a processor's cache."""


def filtered(reference: VectorReference, x_bits: Bits, progress: Progress | None = None) -> Decided:
    """Return the results of a function of the exponential family, or of a norm, all of them decided.

    Args:
        reference: of the function.
        x_bits: encodings of the inputs, shape (n, width).
        progress: called now and then with the number of rows done since the last call.
    """
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
    fmt, family = reference.format, reference.function.family
    open_rows, gone = _apart(reference, family, x_bits)
    numbers = to_float64(x_bits, fmt)
    open_rows |= (np.abs(np.where(np.isinf(numbers), 0.0, numbers)) > LARGEST).any(axis=1)
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


def _approximated(reference: VectorReference, numbers: Floats, gone: Mask) -> Approximation:
    """Return the values of rows that are numbers, but for entries that have vanished."""
    length, quantity = reference.length, reference.quantity
    if reference.function.norm:
        return norm_values(reference.function.norm, quantity, np.split(numbers, numbers.shape[1] // length, axis=1))
    assert reference.function.family
    x, v = np.where(gone, 0.0, numbers[:, :length]), numbers[:, length:]
    return approximate(reference.function.family, quantity, x, v if v.size else None, gone)


def _apart(reference: VectorReference, family: Family | None, x_bits: Bits) -> tuple[Mask, Mask]:
    """Return which rows are not for the filter, and which entries of the others have vanished."""
    fmt, length = reference.format, reference.length
    if family is None:
        special = is_nan(x_bits, fmt) | is_infinite(x_bits, fmt)
        return np.asarray(special.any(axis=1)), np.zeros((len(x_bits), length), dtype=np.bool_)
    x, v = x_bits[:, :length], x_bits[:, length:]
    nan, infinite = is_nan(x_bits, fmt).any(axis=1), is_infinite(x, fmt)
    # The infinity at which the exponential vanishes.
    sign = fmt.sign_bit if family.rate[0] > 0 else 0
    gone = infinite & ((x & x.dtype.type(fmt.sign_bit)) == sign)
    left_out = nan | (infinite & ~gone).any(axis=1) | gone.all(axis=1) | is_infinite(v, fmt).any(axis=1)
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
    out.bits[there] = fmt.overflow_bits | fmt.sign_bit if is_log else 0
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
