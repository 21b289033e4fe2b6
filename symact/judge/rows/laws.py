"""Laws of softmax and its kin that need no reference: range, sum, order, equal inputs, shifts, padding, gradients.

A right implementation may break "a shift changes nothing" or "the sum is 1" by its rounding; whether that counts
against a stated bound is decided by the bound. The other laws hold for any implementation that is worth its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import Bits, Floats, Mask, is_nan, to_float64
from symact.formats.decimals import shown
from symact.formats.floating import Format
from symact.formats.rounding import encoding_exponent
from symact.judge.figures.row_figures import RowLaw
from symact.judge.rows.families import Batch
from symact.judge.rows.plans import Function, Plan, allowed


@dataclass(frozen=True)
class Judged:
    """A batch with the candidate's results.

    Args:
        batch: the rows.
        got: encodings of the results, shape (rows, ...).
        function: which one.
        quantity: its value, JVP or VJP.
        fmt: format of inputs and results.
        plan: the declared one.
    """

    batch: Batch
    got: Bits
    function: Function
    quantity: Quantity
    fmt: Format
    plan: Plan

    @property
    def x(self) -> Floats:
        """The rows as numbers, shape (rows, n)."""
        return to_float64(self.batch.bits[:, : self.batch.own], self.fmt)

    @property
    def vector(self) -> Floats:
        """The vectors as numbers, shape (rows, n) or (rows, 1)."""
        return to_float64(self.batch.bits[:, self.batch.own :], self.fmt)

    @property
    def y(self) -> Floats:
        """The results as numbers, shape (rows, entries)."""
        return to_float64(self.got, self.fmt).reshape(len(self.got), -1)

    @property
    def half_ulp(self) -> Floats:
        """Half the spacing of numbers around each result, which a correctly rounded one is off by at most."""
        return np.asarray(np.ldexp(0.5, encoding_exponent(self.got, self.fmt).astype(np.int32))).reshape(self.y.shape)

    @property
    def ordinary(self) -> Mask:
        """Rows of which the laws speak: a finite number among them, and no NaN or +inf; shape (rows,)."""
        up = self.x * np.sign(self.function.scale)
        return np.asarray(np.isfinite(up).any(axis=1) & ~np.isnan(up).any(axis=1) & ~np.isposinf(up).any(axis=1))


@dataclass(frozen=True)
class Broken:
    """A law tried on the rows of a batch.

    Args:
        name, says: of the law.
        tried: rows of which it speaks, shape (rows,).
        broken: rows that break it, shape (rows,).
        counts: rows whose break fails a stated bound, shape (rows,).
        witness: the first broken row in words.
    """

    name: str
    says: str
    tried: Mask
    broken: Mask
    counts: Mask
    witness: str


def laws(judged: Judged, max_ulp: float | None, max_bound: float | None) -> Iterator[Broken]:
    """Yield the laws of the function's value, or of its JVP or VJP, on a batch.

    Args:
        judged: the batch with its results.
        max_ulp: the stated bound in ulp, or None.
        max_bound: that in multiples of the declared plan's bound, or None.
    """
    if judged.quantity != Quantity.VALUE:
        yield from _of_gradients(judged, max_bound)
        return
    yield _in_range(judged)
    if judged.function.form == "logsumexp":
        return
    yield _equal(judged)
    yield _ordered(judged)
    yield _sum(judged, max_ulp, max_bound)


def _first(judged: Judged, broken: Mask, text: str) -> str:
    rows = np.flatnonzero(broken)
    if not len(rows):
        return ""
    row = int(rows[0])
    return f"row {row} of n = {judged.batch.own} ({judged.batch.families[row]}): {text}"


def _row(broken: Mask) -> int:
    return int(np.argmax(broken))


def _in_range(judged: Judged) -> Broken:
    y, tried = judged.y, judged.ordinary
    if judged.function.form == "softmax":
        says, outside = "0 <= y <= 1", ~((y >= 0) & (y <= 1))
    elif judged.function.form == "log_softmax":
        says, outside = "y <= 0", ~(y <= 0)
    else:
        with np.errstate(invalid="ignore"):
            x = judged.x * judged.function.scale
            greatest = x.max(axis=1, keepdims=True)
            count = np.isfinite(x).sum(axis=1, keepdims=True)
            above = greatest + np.log(np.maximum(count, 1))
            exact = judged.function.scale in (1.0, -1.0)
            low = greatest if exact else greatest - 4 * judged.half_ulp
            says, outside = "max <= y <= max + log n", ~((y >= low) & (y <= above + 2 * judged.half_ulp))
    broken = tried & outside.any(axis=1)
    place = int(np.argmax(outside[_row(broken)]))
    text = f"y[{place}] = {shown(int(judged.got.reshape(y.shape)[_row(broken), place]), judged.fmt)}"
    return Broken("range", says, tried, broken, broken, _first(judged, broken, text))


def _equal(judged: Judged) -> Broken:
    order = np.argsort(judged.x, axis=1, kind="stable")
    x, got = np.take_along_axis(judged.x, order, axis=1), np.take_along_axis(judged.got, order, axis=1)
    nan = is_nan(got, judged.fmt)
    differ = (x[:, 1:] == x[:, :-1]) & (got[:, 1:] != got[:, :-1]) & ~(nan[:, 1:] & nan[:, :-1])
    same = (x[:, 1:] == x[:, :-1]).any(axis=1) & judged.ordinary
    broken = same & differ.any(axis=1)
    text = ""
    if broken.any():
        row = _row(broken)
        place = int(np.argmax(differ[row]))
        one, other = (int(k) for k in order[row, place : place + 2])
        text = (
            f"x[{one}] = x[{other}], but y[{one}] = {shown(int(judged.got[row, one]), judged.fmt)} "
            f"and y[{other}] = {shown(int(judged.got[row, other]), judged.fmt)}"
        )
    return Broken("equal", "equal inputs give equal results", same, broken, broken, _first(judged, broken, text))


def inversions(judged: Judged) -> tuple[Mask, Bits]:
    """Return where neighbours in the order of inputs have results in the other order, and that order of entries."""
    x = judged.x * np.sign(judged.function.scale)
    y = judged.y
    # Of equal inputs the least result comes first, so that they break nothing.
    order = np.lexsort((y, x), axis=1)
    x, y = (np.take_along_axis(each, order, axis=1) for each in (x, y))
    return np.asarray((x[:, 1:] > x[:, :-1]) & (y[:, 1:] < _running(y)[:, :-1])), order.astype(np.uint64)


def _running(y: Floats) -> Floats:
    """Return for each entry the greatest result of any input up to it."""
    return np.asarray(np.fmax.accumulate(y, axis=1))


def _ordered(judged: Judged) -> Broken:
    bad, order = inversions(judged)
    tried = judged.ordinary & (judged.batch.own > 1)
    broken = tried & bad.any(axis=1)
    text = ""
    if broken.any():
        row = _row(broken)
        place = int(np.argmax(bad[row])) + 1
        at = int(order[row, place])
        before = order[row, :place].astype(int)
        other = int(before[np.nanargmax(judged.y[row, before])])
        pairs = [
            f"x[{k}] = {shown(int(judged.batch.bits[row, k]), judged.fmt)} gives "
            f"{shown(int(judged.got[row, k]), judged.fmt)}"
            for k in (at, other)
        ]
        text = ", ".join(pairs)
    says = "a greater input gives no lesser result" if judged.function.scale > 0 else "a greater input gives no greater"
    return Broken("order", says, tried, broken, broken, _first(judged, broken, text))


def sums(judged: Judged) -> tuple[Floats, Floats]:
    """Return how far the sum of each row of probabilities is from 1, and what correct rounding allows."""
    y, half = judged.y, judged.half_ulp
    with np.errstate(all="ignore"):
        if judged.function.form == "log_softmax":
            half = np.where(np.isfinite(y), half, 0.0)
            # Of a number that is lost in exp, the spacing may be greater than any exponent.
            half = np.where(np.exp(y) > 0, np.exp(y) * np.expm1(np.minimum(half, 1.0)), np.exp(y + half))
            y = np.exp(y)
        # Sums of float64 numbers have an error far below any half ulp of a narrower format.
        return np.abs(y.sum(axis=1) - 1.0), half.sum(axis=1) * (1 + 2.0**-40) + len(y[0]) * 2.0**-53


def _sum(judged: Judged, max_ulp: float | None, max_bound: float | None) -> Broken:
    away, window = sums(judged)
    tried = judged.ordinary
    broken = tried & ~(away <= window)
    counts = broken & ~(away <= 2 * max(0.5, max_ulp or 0.0) * window) if max_ulp is not None else broken
    if max_bound is not None:
        with np.errstate(all="ignore"):
            ulp = 2 * judged.half_ulp
            bound = allowed(judged.function, judged.quantity, judged.plan, judged.fmt, judged.x, None, ulp)
            scale = np.exp(judged.y) if judged.function.form == "log_softmax" else 1.0
            limit = max(1.0, max_bound) * (bound * scale).sum(axis=1)
        counts = counts & ~(away <= limit + window)
    row = int(np.argmax(np.where(broken, np.nan_to_num(away, nan=np.inf), -1.0)))
    text = f"the sum is {away[row]:.4g} away from 1, where correct rounding allows {window[row]:.4g}"
    what = "exp(y) sums to 1" if judged.function.form == "log_softmax" else "the results sum to 1"
    only = np.zeros(len(broken), dtype=bool)
    only[row] = broken[row]
    return Broken(
        "sum", f"{what}, within what correct rounding allows", tried, broken, counts, _first(judged, only, text)
    )


def _of_gradients(judged: Judged, max_bound: float | None) -> Iterator[Broken]:
    vector, kind = judged.vector, judged.quantity.kind
    ulp = 2 * judged.half_ulp
    tried = judged.ordinary & np.isfinite(vector).all(axis=1)
    with np.errstate(all="ignore"):
        bound = allowed(judged.function, judged.quantity, judged.plan, judged.fmt, judged.x, vector, ulp)
        bound = max(1.0, max_bound or 1.0) * bound + ulp / 2
    form = judged.function.form
    if form != "logsumexp" and kind is Kind.VJP:
        away = np.abs(judged.y.sum(axis=1))
        broken = tried & ~(away <= bound.sum(axis=1) + np.abs(judged.y).sum(axis=1) * 2.0**-50)
        row = int(np.argmax(np.where(broken, np.nan_to_num(away, nan=np.inf), -1.0)))
        text = f"the sum is {away[row]:.4g}, where rounding allows {bound[row].sum():.4g}"
        only = np.zeros(len(broken), dtype=bool)
        only[row] = broken[row]
        says = "the gradient sums to 0, within what rounding allows"
        yield Broken("gradient_sum", says, tried, broken, broken, _first(judged, only, text))
    if form == "softmax" or (form == "log_softmax" and kind is Kind.JVP):
        constant = tried & (vector == vector[:, :1]).all(axis=1)
        outside = ~(np.abs(judged.y) <= bound)
        broken = constant & outside.any(axis=1)
        row = _row(broken)
        place = int(np.argmax(outside[row]))
        text = f"entry {place} is {shown(int(judged.got[row, place]), judged.fmt)}"
        says = "a constant vector gives 0, within what rounding allows"
        yield Broken("constant", says, constant, broken, broken, _first(judged, broken, text))


def summed(found: list[Broken]) -> tuple[RowLaw, ...]:
    """Return the laws of several batches, each once."""
    names = dict.fromkeys(each.name for each in found)
    return tuple(_one([each for each in found if each.name == name]) for name in names)


def _one(found: list[Broken]) -> RowLaw:
    first = found[0]
    return RowLaw(
        first.name,
        first.says,
        sum(int(each.tried.sum()) for each in found),
        sum(int(each.broken.sum()) for each in found),
        any(bool(each.counts.any()) for each in found),
        next((each.witness for each in found if each.broken.any()), ""),
    )
