"""A switch at a threshold: from some input on the result is x, 0 or a constant."""

from collections.abc import Iterator

import numpy as np

from symact.formats.arrays import Bits, Mask
from symact.formats.decimals import decimal
from symact.judge.diagnosis.defect_model import FITTED, Model
from symact.judge.diagnosis.evidence import Case

INSIDE = 8
"""Rows before the threshold that must be right, or nearly: a result that gets worse by and by is no switch."""

VALUES = 3
"""Correct results beyond the threshold, at least: where f itself is constant there is no switch to see."""

JUMP = 4.0
"""ulp by which the first result beyond the threshold is off at least."""


def models(case: Case) -> Iterator[Model]:
    """Yield the correct results with x, 0 or the outermost result put in beyond the threshold that the results show."""
    for right in (True, False):
        side = (case.x > 0) if right else (case.x < 0)
        rows = np.flatnonzero(side & case.finite)
        if not len(rows):
            continue
        outermost = int(rows[-1] if right else rows[0])
        rows = np.flatnonzero(side & (case.finite | (case.got_bits == case.got_bits[outermost])))
        constant = np.full_like(case.x_bits, case.got_bits[outermost])
        choices = [] if case.order else [("x itself", case.x_bits)]
        if np.isfinite(case.got[outermost]):
            choices.append(("the constant", constant))
        for words, values in choices:
            found = _switch(case, rows if right else rows[::-1], values)
            if found is None:
                continue
            beyond = np.zeros(len(case.x), dtype=bool)
            beyond[rows[rows >= found] if right else rows[rows <= found]] = True
            yield _model(case, words, values, found, beyond, right)


def _switch(case: Case, outward: np.ndarray[tuple[int, ...], np.dtype[np.intp]], values: Bits) -> int | None:
    """Return the row from which on all results are the given ones, or None if there is no sharp threshold.

    Args:
        case: the rows.
        outward: rows of one side, from 0 outward.
        values: encodings, for every row.
    """
    equal = case.got_bits[outward] == values[outward]
    differing = np.flatnonzero(~equal)
    first = int(differing[-1]) + 1 if len(differing) else 0
    wrong = case.wrong[outward] & (np.arange(len(outward)) >= first)
    if first >= len(outward) or not wrong.any():
        return None
    if len(np.unique(case.y_bits[outward[first:]])) < VALUES:
        return None
    inside = outward[max(0, first - INSIDE) : first]
    if case.severe[inside].any():
        return None
    return int(outward[first])


def _model(case: Case, words: str, values: Bits, place: int, beyond: Mask, right: bool) -> Model:
    fmt = case.format
    start = decimal(int(case.x_bits[place]), fmt)
    result = "" if words == "x itself" else f" {decimal(int(values[place]), fmt)}"
    clamped = words != "x itself" and float(case.error[place]) < JUMP
    relation = ">=" if right else "<="
    if clamped:
        says = f"the result stays at{result} for x {relation} {start}: it is clamped there"
        remedy = "clamp where the format ends, or where the function has reached its limit in the format"
    else:
        says = f"for x {relation} {start} the result is {words}{result}, as after a switch at a threshold"
        remedy = "move the threshold out to where both sides round to the same number"
    bits = np.where(beyond, values, case.y_bits)
    cause = "clamp" if clamped else "threshold"
    return Model(cause, says, remedy, bits, beyond, freedom=FITTED, fitted=1, exact=True, least=2.0)
