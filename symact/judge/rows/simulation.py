"""Functions of rows computed as an implementation may compute them, every step rounded to a format: bit for bit."""

from collections.abc import Callable

import numpy as np

from symact.formats.arrays import Bits, Floats
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.judge.rows.computation import Computation, Online
from symact.judge.rows.estimates import estimated, exponential
from symact.judge.rows.function import Function
from symact.judge.rows.rounded_steps import Round, Steps, rounding, summed, toward_zero


def simulated(
    how: Computation,
    function: Function,
    fmt: Format,
    x: Floats,
    vector: Floats | None = None,
    pulled: bool = True,
) -> Bits:
    """Return the results of a computation, encodings; in the shape of x, or (rows,) for logsumexp and its JVP.

    Args:
        how: the computation.
        function: of the definition.
        fmt: format of inputs and results.
        x: the rows, shape (rows, n), as the candidate was given them.
        vector: of a JVP or VJP, shape (rows, n) or (rows, 1).
        pulled: whether it is a VJP.
    """
    with np.errstate(all="ignore"):
        scale = function.scale
        if vector is not None:
            found = _product(how, function, x * scale, vector, scale, pulled)
        else:
            found = _results(how, function, (x.T if how.across else x) * scale)
            found = found if how.floor is None else np.maximum(found, how.floor)
            found = found.T if how.across and found.ndim > 1 else found
        found = how.step()("last")(found)
        bits = encode(np.ascontiguousarray(found), fmt)
        return toward_zero(bits, found, fmt) if how.cut else bits


SHIFTS: dict[str, Callable[[Floats], Floats | float]] = {
    "maximum": lambda x: x.max(axis=1, keepdims=True),
    "maximum from 0 on": lambda x: np.maximum(x.max(axis=1, keepdims=True), 0.0),
    "nothing": lambda x: np.zeros((len(x), 1)),
    "first": lambda x: x[:, :1],
    "last": lambda x: x[:, -1:],
    "minimum": lambda x: x.min(axis=1, keepdims=True),
    "mean": lambda x: x.mean(axis=1, keepdims=True),
    "greatest magnitude": lambda x: np.abs(x).max(axis=1, keepdims=True),
    "maximum of the batch": lambda x: np.full((len(x), 1), x.max()),
    "maximum of the finite numbers of the batch": lambda x: SHIFTS["maximum of the batch"](
        np.where(np.isfinite(x), x, -np.inf)
    ),
    "maximum before the scale": lambda x: x.max(axis=1, keepdims=True),
    "maximum of the first half": lambda x: x[:, : (x.shape[1] + 1) // 2].max(axis=1, keepdims=True),
}
"""Numbers that are subtracted from a row."""


def _results(how: Computation, function: Function, x: Floats) -> Floats:
    step = how.step()
    x = step("input")(x)
    if how.least and how.least[0] == "x":
        x = np.maximum(x, how.least[1])
    x = x if how.most is None else np.minimum(x, how.most)
    x = step("scaled")(x * step("scaled")(np.array([how.log2_e]))) if how.exponential == "scaled2" else x
    before = function.scale if how.shift.endswith("before the scale") else 1.0
    maximum = step("")(np.asarray(SHIFTS[how.shift](x / before)))
    t = step("difference")(x - maximum)
    if how.least and how.least[0] == "t":
        t = np.maximum(t, how.least[1])
    weights = step("exponential")(_exponential(how, t, step))
    more = np.exp(-maximum) if function.form == "quiet" else 0.0
    total = _total(how, x, weights, step, more)
    return _ended(how, function, x, maximum, t, weights, total)


def _total(how: Computation, x: Floats, weights: Floats, step: Steps, more: Floats | float) -> Floats:
    add = rounding(how.total)
    if how.online:
        total = _online(how, how.online, x, step, add)
    else:
        terms = step("term")(weights)
        total = summed(terms, add, how.order)[:, None]
    # A sum of partial sums in a narrow format may be in a wider one.
    if isinstance(more, np.ndarray):
        return step("sum")(add(step("partial sum")(total) + how.more + step("exponential")(more)))
    return step("sum")(add(total + how.more) if how.more else total)


def _ended(
    how: Computation, function: Function, x: Floats, maximum: Floats, t: Floats, weights: Floats, total: Floats
) -> Floats:
    """Return what follows from the exponentials and their sum."""
    step = how.step()
    if function.form in ("softmax", "quiet") and how.ending in ("quotient", "renormalised"):
        found = step("result")(_quotient(how, weights, total, step) + how.inside)
        if how.ending == "quotient":
            return found
        return step("")(found / step("second sum")(summed(found, rounding(how.total), how.order)[:, None]))
    logarithm = step("logarithm")(np.log(total))
    lse = step("lse")(maximum + logarithm)
    if function.form == "logsumexp":
        return lse[:, 0]
    if how.ending.startswith("exp_minus"):
        exponent = x - lse if how.ending == "exp_minus_lse" else t - logarithm
        return _exponential(how, step("exponent")(exponent), step)
    if how.ending == "log_of_quotient":
        quotient = step("result")(_quotient(how, weights, total, step))
        return step("")(np.log(step("")(quotient + how.inside)))
    return step("")(x - lse) if how.ending == "log" else step("")(t - logarithm)


def _product(how: Computation, function: Function, x: Floats, vector: Floats, scale: float, pulled: bool) -> Floats:
    """Return the JVP or VJP, from the function's result as it is saved."""
    step, add = how.step(), rounding(how.products or how.total)
    # The gradient of logsumexp is softmax, from the row or from a result that is kept.
    quotient = function.form == "logsumexp" and how.ending == "quotient"
    given = Function("softmax", function.scale) if quotient else function
    y = step("result")(_results(how, given, x.T if how.across else x))
    y = y.T if how.across and y.ndim > 1 else y

    def sum_of(terms: Floats) -> Floats:
        if how.inner_across:
            return np.asarray(terms.sum(axis=0, keepdims=True))
        return step("inner")(summed(terms, add, how.order)[:, None])

    if function.form == "softmax":
        # Its Jacobian is symmetric.
        weighted = step("product")(y * vector)
        inner = sum_of(weighted)
        found = weighted - step("bracket")(y * inner) if how.apart else y * step("bracket")(vector - inner)
        return step("")(step("")(found) * scale)
    if not quotient:
        y = np.exp(y if function.form == "log_softmax" else step("")(x - y[:, None]))
    p = step("probability")(step("")(y))
    if function.form == "logsumexp":
        found = step("")(vector * p) if pulled else step("")(sum_of(step("product")(vector * p))[:, 0])
        return step("")(found * scale)
    inner = sum_of(vector if pulled else step("product")(p * vector))
    return step("")(step("")(vector - (step("bracket")(p * inner) if pulled else inner)) * scale)


def _exponential(how: Computation, t: Floats, step: Steps) -> Floats:
    if how.exponential == "numpy":
        return np.exp(t.astype(np.float32)).astype(np.float64)
    if how.exponential == "exp2":
        return step("")(np.exp2(step("scaled")(t * step("scaled")(np.array([how.log2_e])))))
    if " " in how.exponential:
        return exponential(t, how.exponential, step(""))
    return step("")(np.exp2(t) if how.exponential == "scaled2" else np.exp(t))


def _online(how: Computation, online: Online, x: Floats, step: Steps, add: Round) -> Floats:
    """Return the sum as online softmax has it: block by block, what is there rescaled to each new maximum."""
    total, maximum = np.zeros((len(x), 1)), np.full((len(x), 1), -np.inf)
    block = online.block or (x.shape[1] + 1) // 2
    for start in range(0, x.shape[1], block):
        part = x[:, start : start + block]
        greatest = part.max(axis=1, keepdims=True)
        greatest = greatest if online.own else np.maximum(maximum, greatest)
        factor = step("factor")(np.exp(step("distance")(maximum - greatest)))
        factor = np.where(np.isneginf(maximum), 0.0, factor) if online.rescaled else np.ones(1)
        weights = step("exponential")(_exponential(how, step("difference")(part - greatest), step))
        weights = step("term")(np.where(np.isneginf(greatest), 0.0, weights))
        own = summed(weights, step("") if online.wide else add, how.order)[:, None]
        own = own if online.fused else add(own)
        total = add((total * factor if online.fused else add(total * factor)) + own)
        maximum = greatest
    return total


def _quotient(how: Computation, weights: Floats, total: Floats, step: Steps) -> Floats:
    weights = step("numerator")(weights)
    if not how.reciprocal:
        return step("")(weights / total)
    rough = how.reciprocal if how.reciprocal != "rounded" else ""
    return step("")(weights * estimated(step("reciprocal")(1.0 / total), total, rough, step("")))
