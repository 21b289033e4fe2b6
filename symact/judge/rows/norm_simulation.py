"""Norms computed as an implementation may compute them, every step rounded to a format: bit for bit."""

from collections.abc import Sequence

import numpy as np

from symact.formats.arrays import Bits, Floats
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.judge.rows.estimates import estimated
from symact.judge.rows.function import Function
from symact.judge.rows.norm_computation import NormComputation
from symact.judge.rows.rounded_steps import rounding, summed, toward_zero


def simulated(
    how: NormComputation,
    function: Function,
    fmt: Format,
    x: Floats,
    vector: Floats | None = None,
    beside: Sequence[Floats] = (),
    pulled: bool = True,
) -> Bits:
    """Return the results of a computation, encodings, in the shape of x.

    Args:
        how: the computation.
        function: of the definition.
        fmt: format of inputs and results.
        x: the rows, shape (rows, n), as the candidate was given them.
        vector: of a JVP or VJP, shape (rows, n).
        beside: weights and biases, shape (n,) each.
        pulled: whether it is a VJP.
    """
    with np.errstate(all="ignore"):
        step = how.step()
        given = step("input")(x.T if how.across else x)
        y, root = _normed(how, function, given)
        if vector is not None:
            found = _product(how, function, y, root, vector, beside, pulled)
        else:
            y = step("normed")(y)
            found = _weighted(how, function, y.T if how.across else y, beside)
        found = step("last")(found)
        bits = encode(np.ascontiguousarray(found), fmt)
        return toward_zero(bits, found, fmt) if how.cut else bits


def _weight(how: NormComputation, function: Function, beside: Sequence[Floats]) -> Floats:
    return how.step()("weight")(1 + beside[0]) if function.offset else beside[0]


def _weighted(how: NormComputation, function: Function, y: Floats, beside: Sequence[Floats]) -> Floats:
    """Return a norm times its weights, plus its biases."""
    step = how.step()
    if not function.weighted:
        return y
    y = step("weighted")(y * _weight(how, function, beside))
    return step("")(y + beside[1]) if function.biased else y


def _mean(how: NormComputation, terms: Floats, name: str) -> Floats:
    step, n = how.step(), terms.shape[1]
    return step(name)(step("total")(summed(terms, rounding(how.total), how.order)) / n)[:, None]


def _mean_square(how: NormComputation, own: Floats, x: Floats, middle: Floats) -> Floats:
    step = how.step()
    if how.by_squares:
        square = step("variance")(_mean(how, step("square")(x * x), "mean square") - step("square")(middle * middle))
        return np.maximum(square, 0) if how.by_squares == "raised" else square
    return _mean(how, step("square")(own * own), "mean square")


def _normed(how: NormComputation, function: Function, x: Floats) -> tuple[Floats, Floats]:
    """Return the norm without weights, and 1 over its root."""
    step, layer = how.step(), function.form == "layer_norm"
    middle = _mean(how, x, "mean") if layer else np.zeros((len(x), 1))
    square = _mean_square(how, step("difference")(x - middle) if layer else x, x, middle)
    eps = step("")(np.array(function.eps if how.eps is None else how.eps))
    under = step("with eps")(square + eps)
    root = step("root")(np.sqrt(under))
    if how.lanes:
        tail = np.arange(len(root))[:, None] >= len(root) - len(root) % how.lanes
        root = np.where(tail, rounding(how.narrow)(root), root)
    inverse = estimated(step("inverse")(1 / root), under, how.bits, step(""), root=True)
    if how.apart:
        scaled = x * inverse if how.apart == "fused" else step("")(x * inverse)
        return step("")(scaled - step("")(middle * inverse)), inverse
    numerator = step("difference")(x - step("late mean")(middle)) if layer else x
    return (step("")(numerator * inverse) if how.reciprocal else step("")(numerator / root)), inverse


def _product(
    how: NormComputation,
    function: Function,
    y: Floats,
    root: Floats,
    vector: Floats,
    beside: Sequence[Floats],
    pulled: bool,
) -> Floats:
    """Return r (v - mean v - y mean(y v))."""
    step, y = how.step(), how.step()("normed")(y)
    v = step("vector")(vector * _weight(how, function, beside)) if function.weighted and pulled else vector
    found = step("")(v - _mean(how, v, "mean vector")) if function.form == "layer_norm" else v
    inner = _mean(how, step("product")(y * v), "inner")
    found = step("")(step("rest")(found - step("bracket")(y * inner)) * root)
    return found if pulled or not function.weighted else step("")(found * _weight(how, function, beside))
