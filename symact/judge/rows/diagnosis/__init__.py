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
from symact.judge.rows.diagnosis.case import FEWEST, Case, innocent
from symact.judge.rows.diagnosis.results import Batch, beyond, nearby, plain, slack
from symact.judge.rows.multiples import Measured
from symact.judge.rows.norm_computation import NormComputation
from symact.judge.rows.simulation import simulated

Way = Computation | NormComputation

SHARE = 0.95
"""Of the wrong results that must come bit by bit."""

SCREENED, FEW = 0.5, 12
"""Share of the wrong results, first of so many rows of each batch, below which a computation is given up."""

ROW_SHARE, FEWEST_ROWS = 0.92, 20
"""Or so many of the rows, if there are some: one rounding of a sum, as of a library's own root, is in a whole row."""

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
    rows: int
    rows_tried: int


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
    right = [each for how in innocent(case) if (each := _standing("", "", how, case, batches))]
    # A gradient of logsumexp from a rounded result is a defect in whatever format, float32 too.
    exact = [each for each in right if each.how.steps == "float64"]
    enough = SHARE * sum(int(each.tell.sum()) for each in batches)
    standings = []
    for each in _standings(case, batches):
        saved = case.kind is not None and case.function.form == "logsumexp" and each.cause == "saved_result"
        rounding = max(exact if saved else right, key=lambda other: other.reproduced, default=None)
        most = rounding.reproduced if rounding else 0
        if most < enough and each.reproduced > most and _holds(each):
            against = rounding.how if rounding else [*innocent(case)][-1]
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
    whole = [Batch.of(part, part.wrong, None, slack(part, case)) for part in parts]
    returned = [[each.same(_predicted(how, each, case), each.got) for each in whole] for how in innocent(case)]
    best = max(
        returned,
        key=lambda masks: sum(int((m & p.counted).sum()) for m, p in zip(masks, parts, strict=True)),
    )
    left = [part.wrong & ~mask for part, mask in zip(parts, best, strict=True)]
    far = [mask & beyond(part) for part, mask in zip(parts, left, strict=True)]
    severe = sum(int(mask.sum()) for mask in far) >= FEWEST
    return [replace(each, tell=tell) for each, tell in zip(whole, far if severe else left, strict=True)]


def _standings(case: Case, batches: Sequence[Batch]) -> Iterator[Standing]:
    package = norm_causes if case.function.norm else causes
    screens = _screens(batches)
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for says, how in module.computations(case):
            found = _standing(info.name, says, how, case, batches, screens)
            if found:
                yield found


def _differs(how: Way, right: Way, case: Case, batches: Sequence[Batch]) -> bool:
    """Whether the candidate sides with a computation where it differs from the best one without a defect.

    Where results hardly depend on the defect, both return most of them; what they return otherwise tells them apart.
    """
    rows = apart = sided = rows_sided = 0
    for batch in batches:
        bits, other = (_predicted(each, batch, case) for each in (how, right))
        differ = batch.counted & ~batch.same(bits, other)
        # One rounding of a sum is in all results of its row: rows count, not results.
        with_candidate = batch.same(bits, batch.got)
        rows += int(differ.any(axis=1).sum())
        rows_sided += int((differ.any(axis=1) & _whole(with_candidate, differ)).sum())
        apart += int(differ.sum())
        sided += int((differ & with_candidate).sum())
    by_rows = rows >= FEWEST_ROWS and rows_sided >= ROW_SHARE * rows
    return rows >= FEWEST and (sided >= SHARE * apart or by_rows)


def _predicted(how: Way, batch: Batch, case: Case) -> Bits:
    judged = batch.judged
    vector = batch.vector if case.kind else None
    if isinstance(how, NormComputation):
        found = norm_simulation.simulated(how, judged.function, judged.fmt, batch.x, vector, judged.beside, case.vjp)
    else:
        found = simulated(how, judged.function, judged.fmt, batch.x, vector, case.vjp)
    return found.reshape(batch.got.shape)


def _screens(batches: Sequence[Batch]) -> list[Batch]:
    """Return a few rows of each batch with enough to explain, the shortest first: sums take long."""
    found = []
    for batch in sorted(batches, key=lambda each: each.judged.batch.own):
        rows = np.flatnonzero(batch.tell.any(axis=1))
        # Where there is one number alone, a mean over n - 1 has whatever value.
        if batch.judged.batch.own > 1 and batch.tell.sum() >= FEWEST:
            found.append(batch.some(np.random.Generator(np.random.PCG64(0)).permutation(rows)[:FEW]))
    return found


def _standing(
    cause: str, says: str, how: Way, case: Case, batches: Sequence[Batch], screens: Sequence[Batch] = ()
) -> Standing | None:
    """Return how far a computation explains the results, None once it is seen that it does not."""
    for few in screens if not how.by_place else ():
        same = few.tell & few.same(_predicted(how, few, case), few.got)
        if same.sum() < SCREENED * few.tell.sum():
            return None
    counts = np.zeros(7, dtype=np.int64)
    for batch in batches:
        tell, bits = batch.tell, _predicted(how, batch, case)
        same, fmt = batch.same(bits, batch.got), batch.judged.fmt
        # Elsewhere a model may be off in its own last bits, but not lose what the candidate has.
        lost = batch.counted & ~tell & ~same & (is_nan(bits, fmt) != is_nan(batch.due, fmt))
        agreed = same & batch.counted
        whole = _whole(same, tell) & _whole(same, batch.counted)
        rows = (whole & tell.any(axis=1), tell.any(axis=1))
        counts += [int(each.sum()) for each in (same & tell, tell, agreed, batch.counted, lost, *rows)]
        if batch.judged.batch.own > 1 and counts[1] >= FEWEST and counts[0] < SCREENED * counts[1]:
            return None
    return Standing(cause, says, how, *counts.tolist())


def _whole(same: Mask, of: Mask) -> Mask:
    """Return of which rows nearly all results of some are the same."""
    return np.asarray((same & of).sum(axis=1) >= SHARE * of.sum(axis=1))


def _holds(each: Standing) -> bool:
    right = each.compared - each.tried
    agreed = each.agreed - each.reproduced
    by_rows = each.rows_tried >= FEWEST_ROWS and each.rows >= ROW_SHARE * each.rows_tried
    return not each.severe and (each.reproduced >= SHARE * each.tried or by_rows) and agreed >= SHARE * right
