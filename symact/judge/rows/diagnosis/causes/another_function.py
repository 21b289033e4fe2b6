"""Another function of rows: of -x or a multiple of x, to the base 2, a mean for a sum, log_softmax for softmax, ..."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from symact.judge.rows.computation import Computation
from symact.judge.rows.diagnosis.case import FEWEST, Case, Ways, free
from symact.judge.rows.function import Form
from symact.judge.written_numbers import written

FACTORS = (0.125, 0.25, 0.5, 2.0, 4.0, 8.0, 0.1, 10.0)
"""Multiples of x that are met with: of attention with heads of 64, 16, 4 numbers, temperatures."""


def computations(case: Case) -> Ways:
    """Yield these functions, computed without a defect."""
    for how in free(case.fmt):
        yield "it is the function of -x", replace(how, factor=-1.0)
        for factor in dict.fromkeys((*FACTORS, *seen_factors(case))):
            yield f"it is the function of {factor:g} x", replace(how, factor=factor)
        yield "it is the function of x over the root of n", replace(how, factor=0.0)
        if how.exponential == "exp" and abs(case.function.scale) == 1:
            yield "it is the function to the base 2: exp2(x) in place of exp(x)", replace(how, exponential="base2")
            yield "1 is added to the sum of the shifted exponentials", replace(how, more=1.0)
            if case.function.form == "softmax":
                says = "it is quiet softmax: exp(-max) is added to the sum of the shifted exponentials"
                yield says, replace(how, quiet=True)
        yield from _related(case, how)


def _related(case: Case, how: Computation) -> Iterator[tuple[str, Computation]]:
    yield "the result has the other sign", replace(how, negated=True)
    if case.function.form == "softmax":
        yield "the exponentials are not divided by their sum", replace(how, ending="undivided")
    yield "the mean of the exponentials takes the place of their sum", replace(how, mean=True)
    if case.function.form == "logsumexp":
        return
    other: Form = "log_softmax" if case.function.form == "softmax" else "softmax"
    yield f"it is {other}", replace(how, form=other, ending="quotient" if other == "softmax" else "shifted_log")


def seen_factor(case: Case) -> float | None:
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


def seen_factors(case: Case) -> list[float]:
    """Return such a multiple, as a person would write it."""
    middle = seen_factor(case)
    if middle is None or abs(abs(middle) - 1) < 2.0**-8:
        return []
    return list(dict.fromkeys(float(each) for each in written(middle) if abs(float(each) / middle - 1) < 0.02))
