"""Another function at a case's inputs, asked for first where it must agree with what the candidate returned."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits
from symact.judge.diagnosis.defect_model import Model, matches
from symact.judge.diagnosis.evidence import Case
from symact.judge.diagnosis.quick_reference import Smooth

STAGES = ((8, 0.6), (48, 0.7), (300, 0.8))
"""So many rows are asked for; such a share of them must agree for more to be asked."""


def other_function(case: Case, function: Smooth) -> Bits | None:
    """Return another function's results, shape (n,), or None where it plainly is not the one.

    At inputs that are 0 or no numbers they are the correct results of the case's own function.

    Raises:
        UndecidedError: a value is not decided quickly.
    """
    usable = case.finite & (case.x != 0) & case.judged
    wrong = np.flatnonzero(usable & (case.severe if (usable & case.severe).any() else case.wrong))
    bits = case.y_bits.copy()
    for count, enough in STAGES:
        places = wrong[np.linspace(0, len(wrong) - 1, min(count, len(wrong))).astype(np.intp)] if len(wrong) else wrong
        if not len(places) or _agreeing(case, function, bits, places) < enough:
            return None
    places = np.flatnonzero(usable)
    bits[places] = function.bits(case.format, case.x_bits[places], case.x[places])
    return bits


def _agreeing(case: Case, function: Smooth, bits: Bits, places: npt.NDArray[np.intp]) -> float:
    bits[places] = function.bits(case.format, case.x_bits[places], case.x[places])
    model = Model("", "", "", bits, np.ones(len(bits), dtype=bool))
    return float(matches(case, model)[places].mean())
