"""A pair's factor or its slope as results show it, where the other factor is known: a result divided by that."""

from typing import NamedTuple

import numpy as np
from sympy import Expr

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.floating import Format, get_format
from symact.judge.pairs.arithmetic import factor, values
from symact.judge.simulation.stepwise import Walk
from symact.reference.pairs.factors import on_line

AGREED = 0.9
"""Share of them that must be about right: some may be spoiled by rounding on the way."""

LEAST = 24
"""Results without which nothing is read."""

WORK = get_format("float64")


class Reading(NamedTuple):
    """A factor or its slope, as results show it: at which numbers, and how far a rounding is."""

    x: Floats
    seen: Floats
    unit: float

    def near(self, expected: Floats) -> float:
        """Return the share of the results that a function returns about, of those where its formula is a number."""
        # log(exp(x) + 1) overflows where softplus does not.
        there = np.isfinite(expected)
        same = np.abs(self.seen - np.where(there, expected, np.nan)) <= self.unit * np.abs(self.seen)
        return float(same.sum() / max(LEAST, there.sum()))


def read(
    bound: Bound, quantity: Quantity, fmt: Format, x_bits: Bits, got: Bits, place: int, order: int, other: Expr
) -> Reading | None:
    """Return a factor, or the slope by its input, as the results show it where the other factor is known."""
    columns = [to_float64(x_bits[:, k], fmt) for k in range(x_bits.shape[1])]
    if quantity == Quantity.VALUE:
        entry, other_order, v = 0, 0, np.ones(len(got))
    else:
        # Of a gradient by the factor's input comes its slope, from that by the other one the factor itself.
        entry, other_order, v = (place, 0, columns[2]) if order else (1 - place, 1, columns[2])
    try:
        known = values(factor(on_line(bound, other), fmt, other_order), other_order, x_bits[:, 1 - place])
    except SymactError:
        return None
    results = to_float64(got[:, entry], fmt)
    least = float(np.ldexp(1.0, fmt.emin + 2))
    with np.errstate(all="ignore"):
        seen = results / (known * v)
        usable = np.isfinite(seen) & (np.abs(results) >= least) & np.isfinite(results) & (np.abs(known) >= least)
        # Next to its zeros a factor is rounded more than once.
        usable &= (np.abs(seen) > 1e-3) & (np.abs(columns[place]) > 1e-3)
    if usable.sum() < LEAST:
        return None
    return Reading(columns[place][usable], seen[usable], float(np.ldexp(3.0, -fmt.precision)))


def walk(expression: Expr, points: Floats) -> Floats:
    """Return the values of an expression in float64, about; NaN where it has no rule."""
    try:
        return Walk(points, WORK).run(expression)
    except SymactError:
        return np.full(len(points), np.nan)
