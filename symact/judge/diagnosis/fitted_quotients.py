"""A quotient of polynomials in place of a function, whatever its coefficients: they are read off the results."""

import numpy as np
from sympy import Expr

from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.judge.diagnosis.informative_rows import WIDE, Informative
from symact.judge.simulation.stepwise import Walk

Quotient = tuple[list[float], list[float]]
"""Coefficients of numerator and denominator, the constants first."""

SHARP = 24
"""Bits of a format from which on its results tell a quotient from any other smooth function."""

MOST = 7
"""Coefficients at most; of odd functions those of odd powers alone."""

CLOSE, NEARLY = 4.0, 0.97
"""Units in the last place within which a quotient gives a result, and the share of the results that it must give."""

TELLING = 4
"""So many results for each coefficient at least."""


def fitted_quotient(informative: Informative, whole: Expr, node: Expr, bounds: tuple[float, ...]) -> Quotient | None:
    """Return the quotient with the fewest coefficients with which a function gives the results, None if none does.

    Args:
        informative: the results.
        whole: the function.
        node: the part of it that the quotient takes the place of.
        bounds: values of the part at which the quotient may be cut off.
    """
    if informative.case.format.precision < SHARP:
        return None
    points, got = (values[informative.rows] for values in (informative.case.x, informative.case.got))
    try:
        at = [Walk(points, WIDE, given={node: np.full(len(points), value)}).run(whole) for value in (0.0, 1.0, 3.0)]
        argument = Walk(points, WIDE).run(node.args[0])
    except SymactError:
        return None
    slope = at[1] - at[0]
    with np.errstate(all="ignore"):
        values, unit = (got - at[0]) / slope, informative.room / np.abs(slope)
        straight = np.abs(at[0] + 3 * slope - at[2]) <= 1e-9 * np.abs(at[2])
    used = straight & np.isfinite(values) & np.isfinite(unit) & np.isfinite(argument)
    used &= ~np.isin(values.round(6), np.round(bounds, 6))
    return _fewest(argument[used], values[used], 2 * CLOSE * unit[used]) if used.mean() > 0.5 else None


def _fewest(u: Floats, values: Floats, off: Floats) -> Quotient | None:
    for odd in (True, False):
        for count in range(2, MOST + 1):
            for below in range((count + 1) // 2 + 1):
                if len(u) >= TELLING * count and (found := _solved(u, values, off, count - below, below, odd)):
                    return found
    return None


def _solved(u: Floats, values: Floats, off: Floats, above: int, below: int, odd: bool) -> Quotient | None:
    """Return the quotient that fits best if it gives nearly all values: so many coefficients above, and below but 1."""
    step = 2 if odd else 1
    powers = [step * k + (step - 1) for k in range(above)], [step * k for k in range(1, below + 1)]
    columns = np.stack([*(u**k for k in powers[0]), *(-values * u**k for k in powers[1])], axis=1)
    scale = np.abs(columns).max(axis=0)
    solved = np.linalg.lstsq(columns / scale / off[:, None], values / off, rcond=None)[0] / scale
    top, bottom = np.zeros(step * above), np.zeros(step * below + 1)
    top[powers[0]], bottom[[0, *powers[1]]] = solved[:above], [1.0, *solved[above:]]
    with np.errstate(all="ignore"):
        found = np.polyval(top[::-1], u) / np.polyval(bottom[::-1], u)
    return (top.tolist(), bottom.tolist()) if (np.abs(found - values) <= off).mean() >= NEARLY else None
