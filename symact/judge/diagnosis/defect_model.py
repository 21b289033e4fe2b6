"""A model of a defect: what a candidate with that defect returns; and the cause that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, Floats, Mask, same, to_float64
from symact.judge.diagnosis.evidence import Case

DERIVED, ALTERNATIVE, FITTED = 0, 1, 2
"""How free a model is: none of it taken from the candidate's results; one of a few choices; read off the results."""

NEAR = 1 / 16
"""Share of an error by which a model may miss a result that is off by more than one ulp: libraries' elementary
functions differ in the last bit."""

FAR = 4
"""With n results allowed, an error of this many times n ulp is evidence."""


@dataclass(frozen=True)
class Remedy:
    """What to compute instead, and how to run it.

    Args:
        says: in words.
        values: returns its values at a case's rows.
    """

    says: str
    values: Callable[[Case], Floats]


@dataclass(frozen=True)
class Model:
    """What a candidate with one defect returns.

    Args:
        cause: name of the cause, as in docs/diagnosis.md.
        says: the cause in one sentence.
        remedy: what to do instead in words, or "".
        remedies: what may be computed instead, in the order of preference; each is run before one is offered.
        bits: the results that it predicts, encodings of the case's format, shape (n,).
        domain: the rows that it is about, shape (n,).
        freedom: DERIVED, ALTERNATIVE or FITTED.
        fitted: numbers that were read off the candidate's results.
        exact: only results equal bit for bit count.
        least: bits of evidence that are needed.
        fewest: rows that it must reproduce.
        others: further results that it allows, for elementary functions that are off by a unit in the last place;
            with such only results off by several ulp count.
        rewritten: whether it rests on another form than the definition's own.
        check: evaluated at last, with the rows that the model reproduces: whether the defect is what makes them wrong.
        again: returns the same model at other rows; evaluated at last, at all judged ones.
        overall: what it predicts to be off by more ulp must come beyond its domain too: a form is computed everywhere;
            None where its domain is all that it tells of.
        everywhere: whether it predicts all rows of its domain: of a wrong one that it takes for right nothing is
            explained.
        form: "own" where it rests on the definition's own form, seen at a row or two; "another" where it says that
            another formula is computed, with which the former is refuted.
        steps: (expression, values at the case's rows) that show the defect at a sample.
    """

    cause: str
    says: str
    remedy: str
    bits: Bits
    domain: Mask
    freedom: int = DERIVED
    fitted: int = 0
    exact: bool = False
    least: float = 20.0
    fewest: int = 1
    others: tuple[Bits, ...] = ()
    rewritten: bool = False
    check: Callable[[Mask], bool] | None = None
    again: Callable[[Case], Model] | None = None
    remedies: Callable[[], Iterable[Remedy]] | None = None
    overall: float | None = None
    everywhere: bool = False
    form: str = ""
    steps: Sequence[tuple[str, Floats]] = ()


def matches(case: Case, model: Model) -> Mask:
    """Return the rows whose result the model reproduces: bit for bit, or within a small part of the error."""
    found = _matches(case, model.bits, model.exact)
    for each in model.others:
        found = found | _matches(case, each, model.exact)
    return found


def _matches(case: Case, bits: Bits, exact: bool) -> Mask:
    fmt = case.format
    found = same(bits, case.got_bits, fmt)
    if exact:
        return found
    with np.errstate(all="ignore"):
        value = to_float64(bits, fmt)
        # Near in the measure of the numbers themselves, too: 0 is near to nothing but 0.
        size = np.minimum(np.abs(case.got - case.y), np.minimum(np.abs(case.got), np.abs(value)))
        near = np.abs(value - case.got) <= NEAR * size
    return np.asarray(found | near & case.severe & np.isfinite(case.got) & np.isfinite(value))


def deviates(case: Case, model: Model, ulps: float) -> Mask:
    """Return the judged rows at which the model may be wrong, by more than some ulp."""
    found = _deviates(case, model.bits, ulps)
    for each in model.others:
        found = found | _deviates(case, each, ulps)
    return np.asarray(found & case.judged)


def _deviates(case: Case, bits: Bits, ulps: float) -> Mask:
    off = ~same(bits, case.y_bits, case.format)
    if not ulps:
        return off
    with np.errstate(all="ignore"):
        distance = np.abs((to_float64(bits, case.format) - case.y) / case.ulp - case.residual)
        # A difference that is no number (NaN, infinities) is a severe one.
        return np.asarray(off & ~(distance <= ulps))


def options(model: Model) -> npt.NDArray[np.int64]:
    """Return how many different results the model allows at each row."""
    stacked = np.sort(np.stack([model.bits, *model.others]), axis=0)
    return np.asarray(1 + (stacked[1:] != stacked[:-1]).sum(axis=0), dtype=np.int64)


def significant(case: Case, model: Model) -> Mask:
    """Return the rows at which a match says something: all, or only those far off if the model leaves room."""
    count = options(model)
    return np.asarray((count == 1) | (case.error >= FAR * count))
