"""Which models are believed: those that predict the wrong results, and predict no others."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from symact.formats.arrays import Mask
from symact.judge.diagnosis.defect_model import FITTED, Model, deviates, matches, options, same, significant
from symact.judge.diagnosis.evidence import Case, Rows

SHARE = 0.9
"""Of the results that a model predicts to be wrong so many must be what it predicts."""

PER_NUMBER = 8.0
"""Bits more for each number that was read off the results."""

PER_ROW = 6.0
"""Bits at most that one row counts."""

HALFWAY = 2.0**-7
"""Distance, ulp, from a halfway point below which any inexact computation may round the wrong way."""

EDGE = 4.0
"""Bits that the place counts at which a run of wrong results ends and right ones begin."""

RUN = 6
"""Rows with one wrong result that make a run."""

NEARLY = 0.8
"""A model with less freedom is preferred where it explains this share of what the best one does."""

LEVEL = 0.97
"""Models of equal freedom that explain this share of what the best of them does are level: the definition's own form,
and equality bit for bit, then decide."""

LEAST = 0.01
"""A cause explains at least this share of the findings that are not explained yet."""


@dataclass(frozen=True, eq=False)
class Standing:
    """How a model stands: its hits, the findings among them, the share of its predictions that came, and the causes
    whose models explain as much.
    """

    model: Model
    hits: Mask
    explained: int
    share: float
    rivals: tuple[str, ...] = ()


def weigh(case: Case, model: Model, findings: Mask, open_rows: Mask) -> Standing | None:
    """Return how a model stands, or None if it is not believed.

    Args:
        case: the rows.
        model: the model.
        findings: rows that are to be explained, a part of the wrong ones.
        open_rows: rows that no cause explains yet; the others are left out of the account.
    """
    matched = matches(case, model)
    whole = ~_in_broken_run(case, matched | ~open_rows)
    for severely in (False, True):
        predicted = deviates(case, model, severely=severely) & open_rows
        hits = predicted & matched & case.wrong & whole
        misses = int((predicted & ~matched).sum())
        sure = hits & significant(case, model)
        count = int(sure.sum())
        explained = int((hits & findings).sum())
        if not explained or not count or count / (count + misses) < SHARE:
            continue
        if _evidence(case, model, sure) < model.least + PER_NUMBER * model.fitted:
            continue
        return Standing(model, hits, explained, count / (count + misses))
    return None


def _runs(case: Case) -> tuple[Rows, Rows]:
    """Return the number of each row's run, of neighbours with one result that are all wrong or all right; lengths."""
    start = np.ones(len(case.x), dtype=bool)
    start[1:] = (case.got_bits[1:] != case.got_bits[:-1]) | (case.wrong[1:] != case.wrong[:-1])
    run = np.cumsum(start) - 1
    return run, np.bincount(run)


def _in_broken_run(case: Case, matched: Mask) -> Mask:
    """Return the rows of long runs of one wrong result that the model does not reproduce from end to end.

    A model that says 0 for a part of the inputs at which the result is 0 leaves open why it is 0 at the others.
    """
    run, length = _runs(case)
    missed = np.bincount(run, weights=~matched) > 0
    return np.asarray((missed & (length >= RUN))[run] & case.wrong)


def _evidence(case: Case, model: Model, hits: Mask) -> float:
    """Return the evidence in bits.

    A result off by k ulp is met by chance with odds of about 1 to 2k. Where few rows are wrong, and this one's
    neighbours are right, it also counts that the model knows which.
    """
    with np.errstate(all="ignore"):
        bits = np.clip(np.log2((1 + 2 * case.error) / options(model)), 1.0, PER_ROW)
    # A constant is one prediction, however often it is seen: each further row of a run counts one bit,
    # or none where the correct result does not change either. Where a run begins and ends is one more.
    repeated = np.zeros(len(bits), dtype=bool)
    repeated[1:] = (case.got_bits[1:] == case.got_bits[:-1]) & case.wrong[:-1]
    bits[repeated] = 1.0
    bits[1:][repeated[1:] & (case.y_bits[1:] == case.y_bits[:-1])] = 0.0
    if model.freedom != FITTED:
        run, length = _runs(case)
        long = length[run] >= RUN
        right = same(model.bits, case.got_bits, case.format) & ~case.wrong
        bits[1:] += EDGE * (right[:-1] & long[1:])
        bits[:-1] += EDGE * (right[1:] & long[:-1])
    alone = case.wrong.copy()
    alone[1:] &= ~case.wrong[:-1]
    alone[:-1] &= ~case.wrong[1:]
    rate = case.comparison.count / max(1, int(case.comparison.wrong.sum()))
    if not model.exact:
        # Every way to compute with a rounding too many goes wrong next to halfway points.
        alone &= np.abs(np.abs(case.residual) - 0.5) > HALFWAY
    bits[alone] += max(0.0, math.log2(rate) - 1)
    return float(bits[hits].sum())


def best(case: Case, models: list[Model], findings: Mask, open_rows: Mask) -> Standing | None:
    """Return the model to believe: the one that explains most, a less free one where it explains nearly as much."""
    found = [s for model in models if (s := weigh(case, model, findings, open_rows)) is not None]
    while found:
        most = max(each.explained for each in found)
        if most < max(1.0, LEAST * int(findings.sum())):
            return None
        chosen = _preferred(found, most)
        if chosen.model.check is None or chosen.model.check(chosen.hits):
            return replace(chosen, rivals=_rivals(chosen, found))
        found.remove(chosen)
    return None


def _rivals(chosen: Standing, found: list[Standing]) -> tuple[str, ...]:
    """Return the other causes with a model of the same freedom that explains as much, and passes its check."""
    names = {
        each.model.cause
        for each in found
        if each.model.freedom == chosen.model.freedom
        and int((each.hits & chosen.hits).sum()) >= LEVEL * int(chosen.hits.sum())
        and (each.model.check is None or each.model.check(each.hits))
    }
    return tuple(sorted(names - {chosen.model.cause}))


def _preferred(found: list[Standing], most: int) -> Standing:
    near = [each for each in found if each.explained >= NEARLY * most]
    freedom = min(each.model.freedom for each in near)
    least = [each for each in near if each.model.freedom == freedom]
    top = max(each.explained for each in least)
    level = [each for each in least if each.explained >= LEVEL * top]
    return min(
        level,
        key=lambda s: (s.model.fitted, s.model.exact, s.model.rewritten, len(s.model.others), -s.explained, -s.share),
    )
