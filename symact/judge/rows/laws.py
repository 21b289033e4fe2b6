"""Laws of softmax and its kin that need no reference: range, sum, order, equal inputs, shifts, padding, gradients.

A right implementation may break "a shift changes nothing" or "the sum is 1" by its rounding; whether that counts
against a stated bound is decided by the bound. The other laws hold for any implementation that is worth its name.
"""

from collections.abc import Iterator

import numpy as np

from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import Bits, Floats, Mask, is_nan, is_zero
from symact.formats.decimals import shown
from symact.judge.figures.row_figures import RowLaw
from symact.judge.rows.judged import Broken, Judged, first
from symact.judge.rows.norm_laws import of_norms


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
    if judged.function.weighted:
        # Weights may do anything to the order, the range and the sum.
        return
    if not judged.function.norm:
        yield _in_range(judged)
    if judged.function.form == "logsumexp":
        return
    if judged.function.form != "hard":
        # Of several greatest one has the 1.
        yield _equal(judged)
    yield _ordered(judged)
    if judged.function.norm:
        yield from of_norms(judged, max_ulp, max_bound)
    else:
        yield _sum(judged, max_ulp, max_bound)


def _row(broken: Mask) -> int:
    return int(np.argmax(broken))


def _in_range(judged: Judged) -> Broken:
    y, tried = judged.y, judged.ordinary
    if judged.function.sums_to_one or judged.function.form == "quiet":
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
    return Broken("range", says, tried, broken, broken, first(judged, broken, text))


def _equal(judged: Judged) -> Broken:
    order = np.argsort(judged.x, axis=1, kind="stable")
    x, got = np.take_along_axis(judged.x, order, axis=1), np.take_along_axis(judged.got, order, axis=1)
    nan = is_nan(got, judged.fmt)
    zero = is_zero(got, judged.fmt)
    alike = (nan[:, 1:] & nan[:, :-1]) | (zero[:, 1:] & zero[:, :-1])
    differ = (x[:, 1:] == x[:, :-1]) & (got[:, 1:] != got[:, :-1]) & ~alike
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
    return Broken("equal", "equal inputs give equal results", same, broken, broken, first(judged, broken, text))


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
    return Broken("order", says, tried, broken, broken, first(judged, broken, text))


def sums(judged: Judged) -> tuple[Floats, Floats]:
    """Return how far the sum of each row of probabilities is from 1, and what correct rounding allows.

    That of a quiet softmax is anything up to 1.
    """
    y, half = judged.y, judged.half_ulp
    with np.errstate(all="ignore"):
        if judged.function.form == "log_softmax":
            half = np.where(np.isfinite(y), half, 0.0)
            # Of a number that is lost in exp, the spacing may be greater than any exponent.
            half = np.where(np.exp(y) > 0, np.exp(y) * np.expm1(np.minimum(half, 1.0)), np.exp(y + half))
            y = np.exp(y)
        # Sums of float64 numbers have an error far below any half ulp of a narrower format.
        away = y.sum(axis=1) - 1.0
        away = np.where(away < 0, 0.0, away) if judged.function.form == "quiet" else np.abs(away)
        return away, half.sum(axis=1) * (1 + 2.0**-40) + len(y[0]) * 2.0**-53


def _sum(judged: Judged, max_ulp: float | None, max_bound: float | None) -> Broken:
    away, window = sums(judged)
    tried = judged.ordinary
    broken = tried & ~(away <= window)
    counts = broken & ~(away <= 2 * max(0.5, max_ulp or 0.0) * window) if max_ulp is not None else broken
    if max_bound is not None:
        with np.errstate(all="ignore"):
            ulp = 2 * judged.half_ulp
            bound = judged.allowed(ulp)
            scale = np.exp(judged.y) if judged.function.form == "log_softmax" else 1.0
            limit = max(1.0, max_bound) * (bound * scale).sum(axis=1)
        counts = counts & ~(away <= limit + window)
    row = int(np.argmax(np.where(broken, np.nan_to_num(away, nan=np.inf), -1.0)))
    text = f"the sum is {away[row]:.4g} away from 1, where correct rounding allows {window[row]:.4g}"
    what = {"log_softmax": "exp(y) sums to 1", "quiet": "the results sum to no more than 1"}.get(
        judged.function.form, "the results sum to 1"
    )
    only = np.zeros(len(broken), dtype=bool)
    only[row] = broken[row]
    return Broken(
        "sum", f"{what}, within what correct rounding allows", tried, broken, counts, first(judged, only, text)
    )


def _of_gradients(judged: Judged, max_bound: float | None) -> Iterator[Broken]:
    if not judged.function.bounded:
        return
    vector, kind = judged.vector, judged.quantity.kind
    ulp = 2 * judged.half_ulp
    tried = judged.ordinary & np.isfinite(vector).all(axis=1)
    if judged.function.norm:
        # Right products of norms may overflow.
        tried &= np.isfinite(judged.y).all(axis=1)
    with np.errstate(all="ignore"):
        bound = max(1.0, max_bound or 1.0) * judged.allowed(ulp) + ulp / 2
    form, weighted = judged.function.form, judged.function.weighted
    if (form == "layer_norm" and not (weighted and kind is Kind.JVP)) or (
        kind is Kind.VJP and form not in ("rms_norm", "quiet")
    ):
        # The weights of logsumexp sum to 1, so its gradient to the one number of v; those of the others to 0, and so
        # do the products of a layer norm, whose Jacobian is symmetric.
        due = judged.function.scale * vector[:, 0] if form == "logsumexp" else 0.0
        away = np.abs(judged.y.sum(axis=1) - due)
        broken = tried & ~(away <= bound.sum(axis=1) + np.abs(judged.y).sum(axis=1) * 2.0**-50)
        row = int(np.argmax(np.where(broken, np.nan_to_num(away, nan=np.inf), -1.0)))
        text = f"the sum is {away[row]:.4g} away, where rounding allows {bound[row].sum():.4g}"
        only = np.zeros(len(broken), dtype=bool)
        only[row] = broken[row]
        what = "gradient sums" if kind is Kind.VJP else "products sum"
        says = f"the {what} to {'v' if form == 'logsumexp' else '0'}, within what rounding allows"
        yield Broken("gradient_sum", says, tried, broken, broken, first(judged, only, text))
    if (
        form == "softmax"
        or (form == "layer_norm" and not (weighted and kind is Kind.VJP))
        or (form == "log_softmax" and kind is Kind.JVP)
    ):
        constant = tried & (vector == vector[:, :1]).all(axis=1)
        outside = ~(np.abs(judged.y) <= bound)
        broken = constant & outside.any(axis=1)
        row = _row(broken)
        place = int(np.argmax(outside[row]))
        text = f"entry {place} is {shown(int(judged.got[row, place]), judged.fmt)}"
        says = "a constant vector gives 0, within what rounding allows"
        yield Broken("constant", says, constant, broken, broken, first(judged, broken, text))


def summed(found: list[Broken]) -> tuple[RowLaw, ...]:
    """Return the laws of several batches, each once."""
    names = dict.fromkeys(each.name for each in found)
    return tuple(_one([each for each in found if each.name == name]) for name in names)


def _one(found: list[Broken]) -> RowLaw:
    return RowLaw(
        found[0].name,
        found[0].says,
        sum(int(each.tried.sum()) for each in found),
        sum(int(each.broken.sum()) for each in found),
        any(bool(each.counts.any()) for each in found),
        next((each.witness for each in found if each.broken.any()), ""),
    )
