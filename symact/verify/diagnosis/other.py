"""Another function at a case's inputs, asked for first where it must agree with what the candidate returned."""

from __future__ import annotations

import numpy as np

from symact.arrays import Bits
from symact.binding import Bound
from symact.verify.diagnosis.case import Case, reference_bits
from symact.verify.diagnosis.model import Model, matches

FEW = 24
"""Rows that are asked for first."""

ENOUGH = 0.6
"""Share of them that must agree for the others to be asked."""


def other_function(case: Case, bound: Bound) -> Bits | None:
    """Return another function's correctly rounded results, shape (n,), or None where it plainly is not the one.

    Raises:
        SymactError: it cannot be evaluated somewhere.
    """
    places = _first(case)
    bits = case.y_bits.copy()
    bits[places] = reference_bits(bound, case.format, case.order, case.x_bits[places])
    model = Model("", "", "", bits, np.ones(len(bits), dtype=bool))
    if matches(case, model)[places].mean() < ENOUGH:
        return None
    return reference_bits(bound, case.format, case.order, case.x_bits)


def _first(case: Case) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Return few rows that decide quickly: the severest errors and some evenly spread ones, of finite inputs."""
    usable = case.wrong & case.finite & case.judged
    severe = np.flatnonzero(usable & case.severe)
    rows = severe if len(severe) else np.flatnonzero(usable)
    if not len(rows):
        rows = np.flatnonzero(case.wrong)
    return rows[np.linspace(0, len(rows) - 1, min(FEW, len(rows))).astype(np.intp)]
