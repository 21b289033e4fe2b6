"""The line from left to right: stretches on which a derivative keeps its sign, and what lies between them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from sympy import Expr, oo

from symact.analysis.breakpoints import breakpoints
from symact.analysis.function_study import Study
from symact.symbolic.real_number import ZERO, Number, order


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the line inside one piece on which a derivative has one sign.

    Args:
        lower, upper: its ends.
        sign: of the derivative, 0 for identically 0.
        piece: index of the piece.
        first, last: whether the stretch begins or ends where its piece does.
    """

    lower: Number
    upper: Number
    sign: int
    piece: int
    first: bool
    last: bool


def runs(study: Study, k: int) -> list[Run]:
    """Return the runs of the k-th derivative over the whole domain; raises as `Study.chart`."""
    found = []
    for index, chart in enumerate(study.charts(k)):
        last = len(chart.cells) - 1
        found += [
            Run(cell.lower, cell.upper, cell.sign, index, i == 0, i == last) for i, cell in enumerate(chart.cells)
        ]
    return found


def joined(stretches: list[Run], goes_on: Callable[[Run], bool]) -> list[Run]:
    """Join neighbours of one sign.

    Args:
        stretches: from left to right.
        goes_on: of the last run of a piece, whether what it shows of f holds across the end of the piece too.
    """
    found = stretches[:1]
    for left, right in pairwise(stretches):
        if left.sign == right.sign and (left.piece == right.piece or goes_on(left)):
            found[-1] = replace(found[-1], upper=right.upper, piece=right.piece, last=right.last)
        else:
            found.append(right)
    return found


def rotated(study: Study, merged: list[Run]) -> list[Run]:
    """Return runs of a periodic function so that they begin at a change of sign: the last goes on into the first.

    One run without a change is the whole line.
    """
    if study.period and len(merged) == 1:
        return [replace(merged[0], lower=Number(-oo), upper=Number(oo))]
    if study.period is None or merged[0].lower.is_infinite or len(merged) < 2 or merged[0].sign != merged[-1].sign:
        return merged
    end = merged[0].upper.plus(study.period)
    return merged if end is None else [*merged[1:-1], replace(merged[-1], upper=end)]


def recurrence(study: Study, run: Run, k: int) -> Expr | None:
    """Return the period after which a run of the k-th derivative recurs; None where it does not, or is all."""
    return None if run.lower.is_infinite or (k == 0 and study.drifts) else study.period


def slopes_at(study: Study, index: int, k: int = 1) -> tuple[Number | None, Number | None]:
    """Return the one-sided limits of the k-th derivative between a piece and the next; raises as `Study.end`."""
    return study.end(k, index, 1), study.end(k, index + 1, -1)


def slope_between(study: Study, index: int, k: int = 1) -> Number | None:
    """Return the k-th derivative between a piece and the next, None where f has none there; raises as `Study.end`."""
    if not breakpoints(study)[index].is_continuous:
        return None
    for each in range(1, k + 1):
        left, right = slopes_at(study, index, each)
        if left is None or right is None or left.is_infinite or right.is_infinite or order(left, right) != 0:
            return None
    return left


def has_ends(study: Study, lower: int, upper: int, slope: Number | None = None) -> tuple[bool, bool]:
    """Return whether f' goes on as it is at the ends of a stretch that begins and ends where pieces do.

    Args:
        lower, upper: index of the first and of the last piece.
        slope: f' on the stretch, where it is not 0.
    """
    if study.window:
        return True, False
    level = ZERO if slope is None else slope
    known = [
        slope_between(study, index) if 0 <= index < len(study.pieces) - 1 else None for index in (lower - 1, upper)
    ]
    below, above = (each is not None and order(each, level) == 0 for each in known)
    return below, above


def rises_at(study: Study, index: int, k: int) -> int | None:
    """Return the sign of the jump of a derivative between a piece and the next; None if a limit does not exist."""
    left, right = slopes_at(study, index, k)
    return None if left is None or right is None else order(right, left)


def continuous_at(study: Study) -> list[bool]:
    """Return for every place between two pieces whether f is continuous there."""
    return [point.is_continuous for point in breakpoints(study)]
