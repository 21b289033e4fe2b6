"""Values of the exponential family at many vectors in double words, with a proved bound of each one's error.

The formulas need no precision where rows are saturated: terms are shifted by the greatest, sums leave it out, and v is
taken less its value at the greatest entry. docs/vectors.md lists what is in each bound.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from flint import arb

from symact.definition.quantity import Kind as QuantityKind
from symact.definition.quantity import Quantity
from symact.enclosure.precision import working_precision
from symact.formats.arrays import Floats, Mask
from symact.reference.sweep.double_word import STEP, UNIT, Words, plus, product, two_sum
from symact.reference.vectors.exponential_family import Family, FamilyKind
from symact.reference.vectors.exponentials import ARGUMENT, levels, total, two_words
from symact.reference.vectors.flat_rows import Beside, FlatRows
from symact.reference.vectors.shifted_rows import SLACK, TINY, ShiftedRows, column

QUOTIENT = 2.0**-84.7
"""Relative error of an entry of softmax at most."""

SATURATED = 2.0**-60
"""Where the others add up to less, 1/(m + s) is 1/m - s/m^2 to 2^-60 of the difference."""


class Approximation(NamedTuple):
    """Values before rounding, each array in the shape of the results.

    Args:
        value: double words.
        error: bound of |exact - value|, infinite where nothing is known.
        side: 1 or -1 where the exact value is not 0, has that sign and is below 2^-600; else 0.
        zero: where the exact value is 0; None where that is not told.
    """

    value: Words
    error: Floats
    side: npt.NDArray[np.int8]
    zero: Mask | None = None


def approximate(family: Family, quantity: Quantity, x: Floats, v: Floats | None, gone: Mask) -> Approximation:
    """Return the values of a quantity at some vectors.

    Args:
        family: the function.
        quantity: its value, JVP or VJP.
        x: finite numbers of at most LARGEST, shape (rows, n); where `gone`, anything.
        v: the vector of a JVP or VJP, shape (rows, n), or (rows, 1) where it is one number; None for the value.
        gone: entries that have vanished from all sums, in the shape of x; what is returned of their own is nothing.
    """
    rows = ShiftedRows(family, x, v, gone)
    found, flat = FORMULAS[family.kind, quantity.kind](rows), FlatRows(rows)
    beside = flat.beside(quantity.kind) if len(flat.places) else None
    if beside is not None:
        _put(found, flat.places, beside)
    return found


def _put(found: Approximation, places: npt.NDArray[np.intp], beside: Beside) -> None:
    """Put in the values of flat rows where they are known."""
    own = tuple(slice(length) for length in found.error.shape[1:])
    known = beside.known[:, *own]
    for into, taken in zip((*found.value, found.error), (*beside.value, beside.error), strict=True):
        into[places] = np.where(known, taken[:, *own], into[places])


def _softmax(rows: ShiftedRows) -> Approximation:
    p = rows.own(rows.shares)
    error = QUOTIENT * p.high
    m, s = rows.top_count, rows.others.high
    # Beside 1/m the others show, however small they are.
    saturated = (np.frexp(m)[0] == 0.5) & (s < SATURATED) & (s > 2.0**-780)
    if saturated.any():
        place = saturated[:, None] & rows.tops[:, : p.high.shape[1]]
        off = (s / (m * m))[:, None]
        p = Words(np.where(place, (1 / m)[:, None], p.high), np.where(place, -off, p.low))
        error = np.where(place, off * 2.0**-48, error)
    return Approximation(p, error, rows.lost.astype(np.int8))


def _log_softmax(rows: ShiftedRows) -> Approximation:
    log_sum, error = rows.log_sum
    d = rows.own(rows.arguments)
    argument = 0.0 if rows.family.exact else ARGUMENT
    return _difference(d, column(log_sum), error[:, None] + argument * np.abs(d.high))


def _difference(a: Words, b: Words, error: Floats) -> Approximation:
    """Return a - b, whose rounding is small beside a small b where a has one word."""
    first = two_sum(a.high, np.broadcast_to(-b.high, a.high.shape))
    once = first.low + a.low
    low = once - b.low
    value = two_sum(first.high, low)
    bound = (error + UNIT * (np.abs(once) + np.abs(low))) * SLACK
    return Approximation(value, bound, np.zeros(value.high.shape, dtype=np.int8))


def _logsumexp(rows: ShiftedRows) -> Approximation:
    (top, relative), (log_sum, error) = rows.greatest, rows.log_sum
    if rows.family.mean:
        log_sum, error = _less_log(log_sum, error, rows.length)
    bound = error + relative * np.abs(top.high)
    return _difference(top, Words(-log_sum.high, -log_sum.low), bound)


def _less_log(log_sum: Words, error: Floats, length: int) -> tuple[Words, Floats]:
    """Return the logarithm of a mean of so many terms from that of their sum, and a bound of its error."""
    with working_precision(400):
        log_length = two_words(arb(length).log())
    found = plus(log_sum, Words(*(np.full_like(error, -word) for word in log_length)))
    return found, error + 4 * UNIT * UNIT * log_length[0] + STEP * np.abs(found.high)


def _deviations(rows: ShiftedRows) -> tuple[Words, Floats]:
    """Return v less its weighted mean, and a bound of the error."""
    mean, error = rows.mean
    found = plus(rows.own(rows.centred), Words(*(np.broadcast_to(-word[:, None], rows.lost.shape) for word in mean)))
    return found, error[:, None] + STEP * np.abs(found.high)


def _softmax_product(rows: ShiftedRows) -> Approximation:
    deviation, error = _deviations(rows)
    p = rows.own(rows.shares)
    value, relative = rows.signed(product(p, deviation))
    rate = abs(rows.family.rate[0])
    bound = rate * p.high * error + np.abs(value.high) * (2 * QUOTIENT + relative) + rate * TINY * p.high
    sign = np.sign(deviation.high) * np.sign(rows.family.rate[0])
    side = np.where(rows.lost & (np.abs(deviation.high) > 2 * error), sign, 0).astype(np.int8)
    return Approximation(value, np.where(rows.lost & (side == 0), np.inf, bound * SLACK), side)


def _log_softmax_jvp(rows: ShiftedRows) -> Approximation:
    deviation, error = _deviations(rows)
    value, relative = rows.signed(deviation)
    bound = abs(rows.family.rate[0]) * error + relative * np.abs(value.high)
    return Approximation(value, bound * SLACK, np.zeros(value.high.shape, dtype=np.int8))


def _log_softmax_vjp(rows: ShiftedRows) -> Approximation:
    v, p = rows.upstream, rows.own(rows.shares)
    whole = total(Words(v, np.zeros_like(v)))
    sums = levels(v.shape[1]) * STEP * np.abs(v).sum(axis=1) * SLACK
    taken = product(p, column(whole))
    found = plus(Words(v, np.zeros_like(v)), Words(-taken.high, -taken.low))
    error = p.high * sums[:, None] + 2 * QUOTIENT * np.abs(taken.high) + STEP * np.abs(found.high)
    # What is lost is beside v, on a side that is not looked at.
    error = np.where(rows.lost, np.inf, error)
    value, relative = rows.signed(found)
    bound = abs(rows.family.rate[0]) * error + relative * np.abs(value.high)
    return Approximation(value, bound * SLACK, np.zeros(value.high.shape, dtype=np.int8))


def _logsumexp_jvp(rows: ShiftedRows) -> Approximation:
    mean, error = rows.mean
    offset = rows.offset[:, 0]
    found = plus(Words(offset, np.zeros_like(offset)), mean)
    value, relative = rows.signed(found)
    bound = abs(rows.family.rate[0]) * (error + STEP * np.abs(found.high)) + relative * np.abs(value.high)
    return Approximation(value, bound * SLACK, np.zeros(value.high.shape, dtype=np.int8))


def _logsumexp_vjp(rows: ShiftedRows) -> Approximation:
    p = rows.own(rows.shares)
    upstream = np.broadcast_to(rows.upstream, p.high.shape)
    value, relative = rows.signed(product(p, Words(upstream, np.zeros_like(upstream))))
    bound = np.abs(value.high) * (2 * QUOTIENT + relative)
    side = np.where(rows.lost, np.sign(upstream) * np.sign(rows.family.rate[0]), 0).astype(np.int8)
    return Approximation(value, np.where(rows.lost & (side == 0), np.inf, bound * SLACK), side)


FORMULAS = {
    (FamilyKind.SOFTMAX, QuantityKind.DERIVATIVE): _softmax,
    (FamilyKind.SOFTMAX, QuantityKind.JVP): _softmax_product,
    (FamilyKind.SOFTMAX, QuantityKind.VJP): _softmax_product,
    (FamilyKind.LOG_SOFTMAX, QuantityKind.DERIVATIVE): _log_softmax,
    (FamilyKind.LOG_SOFTMAX, QuantityKind.JVP): _log_softmax_jvp,
    (FamilyKind.LOG_SOFTMAX, QuantityKind.VJP): _log_softmax_vjp,
    (FamilyKind.LOGSUMEXP, QuantityKind.DERIVATIVE): _logsumexp,
    (FamilyKind.LOGSUMEXP, QuantityKind.JVP): _logsumexp_jvp,
    (FamilyKind.LOGSUMEXP, QuantityKind.VJP): _logsumexp_vjp,
}
"""Formula of each kind and quantity."""
