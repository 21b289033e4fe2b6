"""Causes of wrong rows: a computation with one defect is named if it returns the candidate's own encodings.

Each cause, a file of `symact.judge.rows.diagnosis.causes`, changes one thing in computations that are free of defects.
Named is what returns nearly all wrong results bit by bit, and most of the right ones, unless a computation without a
defect returns as many: then it is rounding. In float32 and float64 libraries add in orders of their own and have
exponentials of their own: where nothing returns their bits, results far beyond what the declared plan allows are
explained by a computation that comes within it.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, Mask, is_nan
from symact.judge.figures.row_figures import RowCause
from symact.judge.rows import norm_simulation
from symact.judge.rows.computation import Computation
from symact.judge.rows.diagnosis import causes, norm_causes
from symact.judge.rows.diagnosis.case import FEWEST, Case, free, free_norms
from symact.judge.rows.diagnosis.results import Batch, beyond, nearby, plain, slack
from symact.judge.rows.multiples import Measured
from symact.judge.rows.norm_computation import NormComputation
from symact.judge.rows.simulation import simulated

Way = Computation | NormComputation

SHARE = 0.95
"""Of the wrong results that must come bit by bit."""

SCREENED = 0.5
"""Share of the wrong results of the first batch below which a computation is given up."""

MOST_TOLD = 3
"""Ways of one cause at most that are told beside it."""

WIDEST = 300
"""Numbers of a row at most: sums are simulated term by term."""


@dataclass(frozen=True)
class Standing:
    """How far one computation explains the results."""

    cause: str
    says: str
    how: Way
    reproduced: int
    tried: int
    agreed: int
    compared: int
    severe: int


def diagnose(found: Sequence[Measured], quantity: Quantity) -> tuple[RowCause, ...]:
    """Return the cause of wrong results that a model reproduces, with those that the rows do not tell from it.

    Args:
        found: the batches with their results.
        quantity: what was judged; of functions that are not simulated nothing is said.
    """
    parts = plain([part for part in found if part.judged.batch.own <= WIDEST and part.counted.any()])
    if not parts:
        return ()
    function = parts[0].judged.function
    if not (function.norm or function.exponential or (function.form == "quiet" and quantity == Quantity.VALUE)):
        return ()
    case = Case(parts[0].judged.fmt, parts, function, None if quantity == Quantity.VALUE else quantity.kind)
    named = _named(case, _telling(case, parts))
    if named or case.fmt.width < 32:
        return named
    return _named(case, [nearby(part) for part in parts])


def _named(case: Case, batches: Sequence[Batch]) -> tuple[RowCause, ...]:
    """Return the cause that explains what is to be explained in all batches, or nothing."""
    if sum(int(each.tell.sum()) for each in batches) < FEWEST:
        return ()
    innocent = [each for how in _innocent(case) if (each := _standing("", "", how, case, batches))]
    # A gradient of logsumexp from a rounded result is a defect in whatever format, float32 too.
    exact = [each for each in innocent if each.how.steps == "float64"]
    enough = SHARE * sum(int(each.tell.sum()) for each in batches)
    standings = []
    for each in _standings(case, batches):
        saved = case.kind is not None and case.function.form == "logsumexp" and each.cause == "saved_result"
        rounding = max(exact if saved else innocent, key=lambda other: other.reproduced, default=None)
        most = rounding.reproduced if rounding else 0
        if most < enough and each.reproduced > most and _holds(each):
            against = rounding.how if rounding else [*_innocent(case)][-1]
            standings += [each] if _differs(each.how, against, case, batches) else []
    if not standings:
        return ()
    best = max(standings, key=lambda each: (each.reproduced, each.agreed, -_freedom(each.how)))
    rivals = {each.says for each in standings if each.cause != best.cause and each.reproduced >= best.reproduced}
    names = tuple(sorted({each.cause for each in standings if each.says in rivals} - {best.cause}))
    figures = (best.reproduced, best.tried, best.agreed, best.compared)
    match = "bits" if batches[0].bound is None else "bound"
    return (RowCause(best.cause, best.says + _alike(best, standings), str(best.how), *figures, names, match),)


def _freedom(how: Way) -> int:
    """Return in how many things a computation differs from the plainest: the fewest are named."""
    return len(how.at) + sum(bool(getattr(how, each.name) != each.default) for each in fields(how))


def _alike(best: Standing, standings: Sequence[Standing]) -> str:
    """Return what the same cause says with other numbers that explain as much, such as another bound of a clamp."""
    figures = (best.reproduced, best.agreed)
    others = [each.says for each in standings if each.cause == best.cause and (each.reproduced, each.agreed) == figures]
    told = [says for says in dict.fromkeys(others) if says != best.says]
    more = f", or {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    return f"; these rows do not tell it from: {', or '.join(told[:MOST_TOLD])}{more}" if told else ""


def _telling(case: Case, parts: Sequence[Measured]) -> list[Batch]:
    """Return what is to be explained: what no computation without a defect returns, if possible beyond the plan.

    Where squares overflow, say, results are far off without a defect.
    """
    ways = [[_predicted(how, part, case) for part in parts] for how in _innocent(case)]
    left_over = [slack(part, case) for part in parts]
    whole = [Batch(part, part.wrong, part.counted, None, each) for part, each in zip(parts, left_over, strict=True)]

    def returned(bits: Sequence[Bits]) -> list[Mask]:
        return [
            each.same(mine, each.part.judged.got.reshape(mine.shape)) for each, mine in zip(whole, bits, strict=True)
        ]

    best = max(
        map(returned, ways),
        key=lambda masks: sum(int((m & p.counted).sum()) for m, p in zip(masks, parts, strict=True)),
    )
    left = [part.wrong & ~mask for part, mask in zip(parts, best, strict=True)]
    far = [mask & beyond(part) for part, mask in zip(parts, left, strict=True)]
    severe = sum(int(mask.sum()) for mask in far) >= FEWEST
    return [replace(each, tell=tell) for each, tell in zip(whole, far if severe else left, strict=True)]


def _standings(case: Case, batches: Sequence[Batch]) -> Iterator[Standing]:
    package = norm_causes if case.function.norm else causes
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for says, how in module.computations(case):
            found = _standing(info.name, says, how, case, batches)
            if found:
                yield found


def _differs(how: Way, innocent: Way, case: Case, batches: Sequence[Batch]) -> bool:
    """Whether the candidate sides with a computation where it differs from the best one without a defect.

    Where results hardly depend on the defect, both return most of them; what they return otherwise tells them apart.
    """
    rows = apart = sided = 0
    for batch in batches:
        part = batch.part
        bits, other = (_predicted(each, part, case) for each in (how, innocent))
        differ = batch.counted & ~batch.same(bits, other)
        # One rounding of a sum is in all results of its row: rows count, not results.
        rows += int(differ.any(axis=1).sum())
        apart += int(differ.sum())
        sided += int((differ & batch.same(bits, part.judged.got.reshape(bits.shape))).sum())
    return rows >= FEWEST and sided >= SHARE * apart


def _innocent(case: Case) -> Iterator[Way]:
    return free_norms(case.fmt) if case.function.norm else free(case.fmt)


def _predicted(how: Way, part: Measured, case: Case) -> Bits:
    judged = part.judged
    vector = judged.vector if case.kind else None
    if isinstance(how, NormComputation):
        return norm_simulation.simulated(
            how, judged.function, judged.fmt, judged.x, vector, judged.beside, case.vjp
        ).reshape(judged.y.shape)
    return simulated(how, judged.function, judged.fmt, judged.x, vector, case.vjp).reshape(judged.y.shape)


def _standing(cause: str, says: str, how: Way, case: Case, batches: Sequence[Batch]) -> Standing | None:
    """Return how far a computation explains the results, None once it is seen that it does not."""
    counts = np.zeros(5, dtype=np.int64)
    for batch in batches:
        part, tell = batch.part, batch.tell
        judged, bits = part.judged, _predicted(how, part, case)
        got, due = (each.reshape(judged.y.shape) for each in (judged.got, part.table.y_bits))
        same = batch.same(bits, got)
        # Elsewhere a model may be off in its own last bits, but not lose what the candidate has.
        lost = batch.counted & ~tell & ~same & (is_nan(bits, judged.fmt) != is_nan(due, judged.fmt))
        counts += [
            int((same & tell).sum()),
            int(tell.sum()),
            int((same & batch.counted).sum()),
            int(batch.counted.sum()),
            int(lost.sum()),
        ]
        # Where there is one number alone, a mean over n - 1 has whatever value.
        if judged.batch.own > 1 and counts[1] >= FEWEST and counts[0] < SCREENED * counts[1]:
            return None
    reproduced, tried, agreed, compared, severe = counts.tolist()
    return Standing(cause, says, how, reproduced, tried, agreed, compared, severe)


def _holds(each: Standing) -> bool:
    right = each.compared - each.tried
    agreed = each.agreed - each.reproduced
    return each.reproduced >= SHARE * each.tried and not each.severe and agreed >= _least(right)


def _least(right: int) -> float:
    return SHARE * right if right else 0.0
