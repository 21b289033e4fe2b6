"""Which models are believed: those that predict the wrong results, and predict no others."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from symact.formats.arrays import Floats, Mask, same, to_float64
from symact.formats.rounding import spacing
from symact.judge.diagnosis.defect_model import ALTERNATIVE, FITTED, Model, deviates, matches, options, significant
from symact.judge.diagnosis.evidence import FAR_OFF, Case, Rows

SHARE = 0.9
"""Of the results that a model predicts to be wrong so many must be what it predicts."""

EXACT_SHARE = 0.99
"""The same of models that leave nothing to how elementary functions are computed."""

OVERALL = 0.8
"""Of all results that a form predicts to be off by more than an ulp so many must come, whatever spoils them."""

CLOSE, CLOSELY = 4.0, 0.5
"""Of the results that a function explains this share is within so many units of what it gives."""

SLIP, SLIPS = 2.0, 0.005
"""Rows, or their share of those reproduced, that may be right although the model says that they are far off: where an
elementary function of another library overflows one row later."""

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

SURER = 0.04
"""Of level models one whose share is greater by more comes first, the definition's own form or not."""

WORST = 1000.0

LEAST = 0.02
"""A cause explains at least this share of the findings that are not explained yet."""


@dataclass(frozen=True, eq=False)
class Standing:
    """How a model stands: its hits, the findings among them, the share of its predictions that came, the causes
    whose models explain as much, and the error in ulp from which on its predictions count.
    """

    model: Model
    hits: Mask
    explained: int
    share: float
    rivals: tuple[str, ...] = ()
    ulps: float = 0.0

    def damage(self, case: Case) -> float:
        """Return how much is explained: the sum of the errors in ulp, each counted as no more than `WORST`."""
        return float(np.minimum(case.error[self.hits], WORST).sum())


def weigh(case: Case, model: Model, findings: Mask, open_rows: Mask) -> Standing | None:
    """Return how a model stands, or None if it is not believed.

    Args:
        case: the rows.
        model: the model.
        findings: rows that are to be explained, a part of the wrong ones.
        open_rows: rows that no cause explains yet; the others are left out of the account.
    """
    matched = matches(case, model)
    if not (matched & model.domain & findings).any():
        return None
    # Of infinite inputs, and some others, a whole function says nothing.
    unsaid = ~(case.finite & model.domain) if model.everywhere else ~open_rows
    whole = ~_in_broken_run(case, matched | ~open_rows | unsaid)
    for ulps in (0.0, 1.0):
        standing = _stands(case, model, findings, open_rows, matched, ulps)
        if standing is None:
            continue
        hits = standing.hits & whole
        explained = int((hits & findings).sum())
        if (
            explained
            and hits.sum() >= model.fewest
            and _evidence(case, model, hits & significant(case, model)) >= _needed(model)
        ):
            return replace(standing, hits=hits, explained=explained)
    return None


def holds(case: Case, model: Model, open_rows: Mask, ulps: float) -> bool:
    """Whether a model that was believed at some rows fits all of them as well."""
    return _stands(case, model, case.wrong, open_rows, matches(case, model), ulps) is not None


def _needed(model: Model) -> float:
    return model.least + PER_NUMBER * model.fitted


def _stands(case: Case, model: Model, findings: Mask, open_rows: Mask, matched: Mask, ulps: float) -> Standing | None:
    """Return how a model stands whose predictions come, where it says that results are off by more than some ulp."""
    anywhere = deviates(case, model, ulps) & open_rows
    predicted = anywhere & model.domain
    hits = predicted & matched & case.wrong
    misses = predicted & ~matched
    if model.everywhere and not _closely(case, model, hits):
        return None
    if model.everywhere:
        misses |= model.domain & case.judged & open_rows & case.severe & ~matched
    sure = hits & significant(case, model)
    explained = int((hits & findings).sum())
    if not explained or not sure.any():
        return None
    least = EXACT_SHARE if model.exact else SHARE
    found = min(share(sure, misses), share(sure, misses, case.weight))
    if found < least or _refuted(case, model, predicted & ~matched, hits):
        return None
    if model.overall is not None:
        severe = deviates(case, model, model.overall) & open_rows & case.finite
        if share(severe & matched, severe & ~matched) < OVERALL:
            return None
    return Standing(model, hits, explained, found, ulps=ulps)


def _closely(case: Case, model: Model, hits: Mask) -> bool:
    """Whether most results are a function's but for a few units: of large errors a sixteenth is no rounding."""
    with np.errstate(all="ignore"):
        values = np.stack([to_float64(bits, case.format) for bits in (model.bits, *model.others)])
        off = np.abs(values - case.got).min(axis=0)
        return bool((~(off > CLOSE * spacing(case.got, case.format)))[hits].mean() >= CLOSELY) if hits.any() else True


def share(hits: Mask, misses: Mask, weight: Floats | None = None) -> float:
    """Return the share of hits among both, each row counted as often as it stands for."""
    one, other = (float((rows if weight is None else weight[rows]).sum()) for rows in (hits, misses))
    return one / (one + other) if one else 0.0


def _refuted(case: Case, model: Model, missed: Mask, hits: Mask) -> bool:
    """Whether results are right, or nearly, where the model says that they are far off: more than a row or two.

    So are numbers where it says that there are none, whatever else may explain them.
    """
    fine = missed & deviates(case, model, FAR_OFF) & ~case.severe & case.judged
    if model.freedom != FITTED:
        predicted = model.domain & case.judged & deviates(case, model, FAR_OFF)
        fine |= predicted & ~np.isfinite(to_float64(model.bits, case.format)) & np.isfinite(case.got)
    return float(case.weight[fine].sum()) > max(SLIP, SLIPS * float(case.weight[hits].sum()))


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
        # At a kink no one result is due.
        equal = same(model.bits, case.got_bits, case.format) | ~case.judged
        end = run[1:] != run[:-1]
        bits[1:] += EDGE * (end & equal[:-1] & long[1:])
        bits[:-1] += EDGE * (end & equal[1:] & long[:-1])
    alone = case.wrong.copy()
    alone[1:] &= ~case.wrong[:-1]
    alone[:-1] &= ~case.wrong[1:]
    rate = case.comparison.count / max(1, int(case.comparison.wrong.sum()))
    if not model.exact:
        # Every way to compute with a rounding too many goes wrong next to halfway points.
        alone &= np.abs(np.abs(case.residual) - 0.5) > HALFWAY
    bits[alone] += max(0.0, math.log2(rate) - 1)
    return float(bits[hits].sum())


def best(
    case: Case, models: list[Model], findings: Mask, open_rows: Mask, sure: Callable[[Standing], bool]
) -> Standing | None:
    """Return the model to believe: the one that explains most, a less free one where it explains nearly as much.

    Args:
        case: the rows.
        models: what may be believed.
        findings, open_rows: as in `weigh`.
        sure: evaluated of a model at last: whether it fits all rows.
    """
    found = [s for model in models if (s := weigh(case, model, findings, open_rows)) is not None]
    while found:
        most = max(each.explained for each in found)
        if most < max(1.0, LEAST * int(findings.sum())):
            return None
        chosen = _preferred(case, found, most)
        if (chosen.model.check is None or chosen.model.check(chosen.hits)) and sure(chosen):
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


def _gives_all(case: Case, model: Model) -> bool:
    """Whether a model gives all results at numbers other than 0, bit for bit."""
    usable = case.finite & (case.x != 0) & case.judged
    return bool(same(model.bits, case.got_bits, case.format)[usable].all())


def _preferred(case: Case, found: list[Standing], most: int) -> Standing:
    # What gives every result comes before what is less free but leaves some open: that fits by chance.
    complete = [each for each in found if _gives_all(case, each.model)]
    near = complete or [each for each in found if each.explained >= NEARLY * most]
    freedom = min(each.model.freedom for each in near)
    least = [each for each in near if each.model.freedom == freedom]
    top = max(each.explained for each in least)
    level = [each for each in least if each.explained >= LEVEL * top]
    surest = max(each.share for each in level)
    return min(
        level,
        key=lambda s: (
            s.model.fitted,
            # A turned sign comes before a slip of a form in which it is one, too.
            s.model.rewritten and freedom == ALTERNATIVE,
            s.model.exact,
            s.share < surest - SURER,
            s.model.rewritten,
            len(s.model.others),
            -int(s.hits.sum()),
            -s.share,
        ),
    )
