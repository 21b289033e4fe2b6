"""exp(t) as exp2(t log2 e) with the product rounded, or with a short constant: an error that grows with |t|."""

from dataclasses import replace

import numpy as np

from symact.judge.rows.computation import LOG2_E
from symact.judge.rows.diagnosis.case import FEWEST, Case, Ways, narrow, plainest
from symact.judge.written_numbers import written

SHORT = (1.4453125, 1.4423828125, 1.4427, 1.442695, 1.44, 1.5, 1.4375)
"""Constants in place of log2 e: rounded to bfloat16, to float16, to few digits."""


NEAR = 0.02
"""How far from log2 e a constant may be, as a share of it, that is read off the results: beyond, x is multiplied."""


def computations(case: Case) -> Ways:
    """Yield exponentials of base 2 with a rounded argument or another constant."""
    plain = plainest(case.fmt)
    # A short constant shows as a multiple of x next to 1.
    factor = _seen_factor(case)
    seen = [float(each) for each in written(factor * LOG2_E)] if factor and abs(factor - 1) < NEAR else []
    orders = ("recursive", "halves", "numpy") if case.fmt.width == 32 else ("recursive",)
    for order in orders:
        how = replace(plain, order=order)
        if plain.steps == "float32":
            says = "exp(t) is computed as exp2(t log2 e) with the product rounded to float32"
            yield says, replace(how, exponential="exp2")
        says = f"exp(t) is computed as exp2 of a difference of numbers x log2 e rounded to {plain.steps}"
        yield says, replace(how, exponential="scaled2")
        for constant in dict.fromkeys((*SHORT, *seen)):
            says = f"exp(t) is computed as exp2(c t) with c = {constant:g} for log2 e"
            yield says, replace(how, exponential="exp2", log2_e=constant)
    for name in narrow(case.fmt):
        says = f"exp(t) is computed as exp2(t log2 e) with the product rounded to {name}"
        every = frozenset(("scaled", "difference", "exponential", "reciprocal"))
        for at in (every, every | {"sum"}):
            # Its constant and its products are rounded with all other steps.
            how = replace(plain, narrow=name, at=at, exponential="exp2")
            yield says, how
        for at in (frozenset(("scaled",)), every, every | {"sum"}):
            how = replace(plain, narrow=name, at=at, exponential="scaled2")
            yield f"exp(t) is computed as exp2 of a difference of numbers x log2 e rounded to {name}", how


def _seen_factor(case: Case) -> float | None:
    """Return of which multiple of the differences of x the results of softmax or log_softmax are; None of none."""
    if case.kind or case.function.form not in ("softmax", "log_softmax"):
        return None
    found = []
    for part in case.parts:
        x, y = part.judged.x * case.function.scale, part.judged.y
        with np.errstate(all="ignore"):
            logs = np.log(y) if case.function.form == "softmax" else y
            top = np.argmax(x, axis=1)[:, None]
            apart = x - np.take_along_axis(x, top, axis=1)
            ratios = (logs - np.take_along_axis(logs, top, axis=1)) / apart
            told = part.wrong & (np.abs(apart) > 0.5) & (np.abs(apart) < 40) & np.isfinite(ratios)
            told &= (y > 1e-30) | (case.function.form == "log_softmax")
        found.append(ratios[told])
    seen = np.concatenate(found)
    if len(seen) < FEWEST:
        return None
    middle = float(np.median(seen))
    return middle if np.isfinite(middle) and middle else None
