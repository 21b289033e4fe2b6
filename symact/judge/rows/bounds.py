"""The bound that a verdict on rows is measured by: what an algorithm's rounding errors may add up to, per entry."""

from collections.abc import Sequence

import numpy as np

from symact.definition.quantity import Quantity
from symact.formats.arrays import Floats
from symact.formats.floating import Format, get_format
from symact.judge.rows import exponential_bounds, norm_bounds
from symact.judge.rows.function import Function
from symact.judge.rows.plans import Plan


def allowed(
    function: Function,
    quantity: Quantity,
    plan: Plan,
    fmt: Format,
    x: Floats,
    vector: Floats | None,
    ulp: Floats,
    beside: Sequence[Floats] = (),
) -> Floats:
    """Return the greatest error, absolute, that a plan allows each entry of the results, in the shape of ulp.

    A result below the least normal number may be lost, and so may a p in a gradient: whether it is, figures in ulp and
    classes tell.

    Args:
        function: which one.
        quantity: its value, JVP or VJP.
        plan: how it is computed.
        fmt: format of inputs and results.
        x: the rows, shape (rows, n).
        vector: of a JVP or VJP, shape (rows, n) or (rows, 1).
        ulp: of the exact results.
        beside: the weights and biases of a norm, shape (n,) each.
    """
    work = get_format(plan.work)
    with np.errstate(all="ignore"):
        if function.norm:
            found = norm_bounds.errors(function, quantity, plan, work, x, vector, beside)
        else:
            unit, least = 2.0**-work.precision, float(work.to_fraction(work.min_normal_bits))
            found = exponential_bounds.errors(function, quantity, plan, x, vector, unit, least)
    if work.precision > fmt.precision:
        found = found + ulp.reshape(found.shape) / 2
    return np.asarray(found.reshape(ulp.shape) + float(fmt.to_fraction(fmt.min_normal_bits)) * _small(ulp, fmt))


def _small(ulp: Floats, fmt: Format) -> Floats:
    return (ulp <= 2.0**fmt.quantum).astype(np.float64)


def absolute_terms(
    function: Function, quantity: Quantity, x: Floats, vector: Floats, beside: Sequence[Floats] = ()
) -> Floats:
    """Return per entry of a JVP or VJP the sum of the absolute values of its terms, by which errors are measured."""
    if function.norm:
        return norm_bounds.absolute_terms(function, quantity, x, vector, beside)
    return exponential_bounds.absolute_terms(function, quantity, x, vector)
