"""Bounds of rounding errors of RMSNorm and LayerNorm, entry by entry, for values, JVP and VJP, with weights.

With d_i the entry, less the mean mu in a layer norm, q the mean of d^2 plus eps, r = 1/sqrt(q), y = d r, c - 1
additions of a sum one after the other, k = c/2 + 13/2, u the unit roundoff of the format computed in:

    RMSNorm        |y_i| (exp(k u) - 1)
    LayerNorm      |y_i| T + E (1 + T),   E = r mean|x| (exp((c + 1) u) - 1),   T = (1 + D) exp(k u) - 1

E is what the rounded mean moves every entry by, D what the root may be off beyond the roundings of q: by the squared
shift of the mean, by squares that underflow, and, where the variance is the mean square less the squared mean
(plan way=unshifted), by what cancels there. No bound is first order alone. Where squares overflow, results may be lost.
docs/row-verdicts.md has the derivations.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import Floats, Mask
from symact.formats.floating import Format
from symact.judge.rows.function import Function
from symact.judge.rows.plans import Plan

BEYOND = 2.0**400
"""Stands for a relative error without a bound: 0 times it is 0."""


@dataclass(frozen=True)
class _Exact:
    """A norm's rows in float64, divided by a power of two near their greatest entry so that no square overflows.

    Args:
        power: that power of two's exponent, shape (rows, 1).
        own: d, divided.
        size: mean |x|, divided.
        middle: |mu|, divided; 0 without a mean.
        eps: divided by the square of the power.
        q: mean of d^2 plus eps, divided likewise.
    """

    power: Floats
    own: Floats
    size: Floats
    middle: Floats
    eps: Floats
    q: Floats

    @property
    def root(self) -> Floats:
        """1/sqrt(q), of the rows themselves."""
        return np.asarray(np.ldexp(1 / np.sqrt(self.q), -self.power.astype(int)))

    @property
    def y(self) -> Floats:
        """The norm without weights; 0 for entries of 0 in rows without an eps too."""
        return np.asarray(np.where(self.own == 0, 0.0, self.own / np.sqrt(self.q)))


def _exact(function: Function, x: Floats) -> _Exact:
    _, power = np.frexp(np.abs(x).max(axis=1, keepdims=True))
    scaled = np.ldexp(x, -power)
    mean = scaled.mean(axis=1, keepdims=True) if function.form == "layer_norm" else np.zeros((len(x), 1))
    eps = np.ldexp(function.eps, -2 * power)
    own = scaled - mean
    size = np.abs(scaled).mean(axis=1, keepdims=True)
    return _Exact(power, own, size, np.abs(mean), eps, (own * own).mean(axis=1, keepdims=True) + eps)


@dataclass(frozen=True)
class _Rounded:
    """What rounding makes of a norm's parts.

    Args:
        unit: the unit roundoff.
        count: c, so that a sum's terms go through c - 1 additions.
        root: T, the greatest relative error of an entry but for its shift.
        shift: E, the greatest error of any y by the rounded mean.
        most: what no y is computed greater than; infinite where there is no such number.
        lost: rows whose squares overflow, so that results may be 0.
    """

    unit: float
    count: float
    root: Floats
    shift: Floats
    most: Floats
    lost: Mask


def _rounded(function: Function, plan: Plan, work: Format, exact: _Exact) -> _Rounded:
    n, unit = exact.own.shape[1], 2.0**-work.precision
    layer = function.form == "layer_norm"
    count = float(plan.additions(np.array(float(n)))) + 1
    normal, greatest = (float(work.to_fraction(bits)) for bits in (work.min_normal_bits, work.max_bits))
    least = np.ldexp(normal, -2 * exact.power)
    squares = exact.own**2
    moved = exact.size * np.expm1((count + 1) * unit) if layer else np.zeros_like(exact.q)
    # Squares, their mean and eps may be flushed to 0 below the least normal number.
    low, high = np.maximum(np.abs(exact.own) - moved, 0.0) ** 2, (np.abs(exact.own) + moved) ** 2
    gone = np.where(low < 2 * least, np.minimum(least, high), 0.0).mean(axis=1, keepdims=True)
    mean = squares.mean(axis=1, keepdims=True)
    gone = gone + np.where(mean < 2 * least, np.minimum(least, mean + moved**2), 0.0)
    gone = gone + np.where(exact.eps < 2 * least, exact.eps, 0.0)
    doubt, above = gone, gone + moved**2
    if layer and plan.way == "unshifted":
        whole = mean + exact.middle**2
        shifted = exact.middle + moved
        away = whole * np.expm1((count + 2) * unit) + 2 * exact.middle * moved + moved**2 + unit * shifted**2
        away = away + unit * (mean + away)
        doubt, above = doubt + away, above + away
        squares = np.maximum(squares, whole)
    # The variance is no less than 0 whatever is off, so eps is left where it is not flushed.
    floor = np.where(exact.eps < 2 * least, 0.0, exact.eps)
    off = np.sqrt(exact.q / np.maximum(exact.q - doubt, floor)) - 1
    spread = 1 + off if plan.way == "shifted" else np.full_like(off, np.inf)
    off = np.maximum(off, 1 - 1 / np.sqrt(1 + above / exact.q))
    growth = np.exp(np.minimum((count / 2 + 6.5) * unit, 200.0))
    root = np.minimum((1 + off) * growth - 1, BEYOND)
    tiny = np.ldexp(normal, -exact.power)
    flushed = np.where(np.abs(exact.own) < 2 * tiny, tiny, 0.0)
    shift = (moved + flushed) / np.sqrt(exact.q)
    lost = squares.sum(axis=1, keepdims=True) * growth**2 >= np.ldexp(greatest, -2 * exact.power)
    most = np.sqrt(n) * spread * np.exp(np.minimum((count + 13) * unit, 200.0))
    return _Rounded(unit, count, root, np.minimum(shift, BEYOND), most, np.asarray(lost))


def errors(
    function: Function,
    quantity: Quantity,
    plan: Plan,
    work: Format,
    x: Floats,
    vector: Floats | None,
    beside: Sequence[Floats],
) -> Floats:
    """Return the greatest error, absolute, that a plan's steps allow each entry of the results.

    Args:
        function: a norm.
        quantity: its value, JVP or VJP.
        plan: how it is computed.
        work: the format that it computes in.
        x: the rows, shape (rows, n).
        vector: of a JVP or VJP, shape (rows, n).
        beside: weights and biases, shape (n,) each.
    """
    exact = _exact(function, x)
    by = _rounded(function, plan, work, exact)
    if vector is None:
        found = _of_value(by, np.abs(exact.y))
        if function.weighted:
            weight, unit = _weight(function, beside), by.unit
            found = weight * (found + (np.abs(exact.y) + found) * np.expm1((1 + function.offset) * unit))
            if function.biased:
                found = found + unit * (np.abs(exact.y * beside[0] + beside[1]) + found)
        return np.asarray(found)
    return _of_product(function, quantity, exact, by, np.abs(vector), beside)


def _of_value(by: _Rounded, y: Floats) -> Floats:
    found = y * by.root + by.shift * (1 + by.root)
    return np.asarray(np.minimum(found, y + by.most) + np.where(by.lost, y, 0.0))


def _of_product(
    function: Function, quantity: Quantity, exact: _Exact, by: _Rounded, size: Floats, beside: Sequence[Floats]
) -> Floats:
    """Return the errors of r (v - mean v - y mean(y v)), v multiplied by the weights first in a VJP.

    Args:
        function, quantity, beside: as in `errors`.
        exact: the rows.
        by: what rounding makes of them.
        size: |v|.
    """
    unit, y, count = by.unit, np.abs(exact.y), by.count
    before = (1 + function.offset) if function.weighted and quantity.kind is Kind.VJP else 0
    if before:
        size = size * _weight(function, beside)
    of_y = _of_value(by, y)
    along, astray = _mean(y * size), _mean(of_y * size)
    inner = astray + (along + astray) * np.expm1((count + 2 + before) * unit)
    found = size * np.expm1(before * unit) + of_y * along + (y + of_y) * inner
    terms = size + y * along
    if function.form == "layer_norm":
        found = found + _mean(size) * np.expm1((count + 1 + before) * unit)
        terms = terms + _mean(size)
    growth = (1 + by.root) * np.exp(6 * unit)
    found = exact.root * (found * growth + terms * (growth - 1 + by.lost))
    if function.weighted and quantity.kind is Kind.JVP:
        weight = _weight(function, beside)
        found = weight * (found + (exact.root * terms + found) * np.expm1((1 + function.offset) * unit))
    return np.asarray(found)


def absolute_terms(
    function: Function, quantity: Quantity, x: Floats, vector: Floats, beside: Sequence[Floats] = ()
) -> Floats:
    """Return per entry of a norm's JVP or VJP the sum of the absolute values of its terms."""
    with np.errstate(all="ignore"):
        exact, size = _exact(function, x), np.abs(vector)
        if function.weighted and quantity.kind is Kind.VJP:
            size = size * _weight(function, beside)
        y = np.abs(exact.y)
        found = size + y * _mean(y * size)
        if function.form == "layer_norm":
            found = found + _mean(size)
        found = exact.root * found
        return np.asarray(found * (_weight(function, beside) if function.weighted and quantity.kind is Kind.JVP else 1))


def _mean(values: Floats) -> Floats:
    return np.asarray(values.mean(axis=1, keepdims=True))


def _weight(function: Function, beside: Sequence[Floats]) -> Floats:
    return np.abs(1 + beside[0] if function.offset else beside[0])
