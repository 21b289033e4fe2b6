"""A table in place of the function: one result for all inputs of a cell, or a straight line between two entries."""

from collections.abc import Iterator

import numpy as np

from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.formats.rounding import encode
from symact.judge.diagnosis.defect_model import FITTED, Model
from symact.judge.diagnosis.evidence import Case

STEPS = (*(2.0**-k for k in range(10)), 0.1, 0.05, 0.01, 0.001)
"""Widths of a cell that are tried."""

FEW = 48
REACHES = (4.0, 8.0, 2.0, 16.0, 6.0, 3.0, 1.0)
"""|x| up to which a table may reach, tried in this order."""

ENOUGH = 0.7


def models(case: Case) -> Iterator[Model]:
    """Yield f at the entries of tables, and straight lines between them."""
    rows = np.flatnonzero(case.severe & case.finite & (np.abs(case.x) < 2) & (np.abs(case.x) > 2.0**-6))
    if len(rows) < 8:
        return
    few = rows[np.linspace(0, len(rows) - 1, FEW).astype(np.intp)]
    for step in STEPS:
        for way, place in WAYS.items():
            try:
                guess = encode(place(case, case.x[few], step), case.format)
                if (guess == case.got_bits[few]).mean() < ENOUGH:
                    continue
                yield from _models(case, step, way)
            except SymactError:
                continue


def _models(case: Case, step: float, way: str) -> Iterator[Model]:
    for reach in REACHES:
        inside = case.finite & (np.abs(case.x) <= reach)
        bits = case.y_bits.copy()
        bits[inside] = encode(WAYS[way](case, case.x[inside], step), case.format)
        yield Model(
            "lookup",
            f"a table with entries {step:g} apart stands for the function, {way}",
            "a finer table, or interpolation of a higher degree, until the error is below half an ulp",
            bits,
            inside,
            freedom=FITTED,
            fitted=1,
        )


def _floor(case: Case, points: Floats, step: float) -> Floats:
    return case.exact_at(np.floor(points / step) * step)


def _nearest(case: Case, points: Floats, step: float) -> Floats:
    return case.exact_at(np.rint(points / step) * step)


def _toward_zero(case: Case, points: Floats, step: float) -> Floats:
    return case.exact_at(np.trunc(points / step) * step)


def _linear(case: Case, points: Floats, step: float) -> Floats:
    low = np.floor(points / step)
    first, second = case.exact_at(low * step), case.exact_at((low + 1) * step)
    # Two infinities, or none, at the ends of a function's domain.
    with np.errstate(invalid="ignore"):
        return np.asarray(first + (points / step - low) * (second - first))


WAYS = {
    "the entry below is taken": _floor,
    "the nearest entry is taken": _nearest,
    "the entry toward zero is taken": _toward_zero,
    "with straight lines between the entries": _linear,
}
"""How a table is read."""
