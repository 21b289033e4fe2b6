"""Errors of rows as multiples of what plans allow, and figures of whole rows; NumPy alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from symact.definition.quantity import Quantity
from symact.formats.arrays import Floats, Mask, is_zero, to_float64
from symact.judge.comparison.compare import Comparison
from symact.judge.figures.row_figures import FamilyCount, RowPlace, RowSum
from symact.judge.rows.bounds import absolute_terms
from symact.judge.rows.judged import Judged
from symact.judge.rows.laws import inversions, sums
from symact.judge.rows.plans import Plan
from symact.reference.table import Table

SHOWN = 3
"""Entries of greatest error that a verdict holds in each measure."""


@dataclass(frozen=True)
class Measured:
    """One batch: its table, results, and the errors of its entries, shape (rows, entries).

    Args:
        judged: the rows with the candidate's results.
        table: the correctly rounded ones.
        error: ulp, 0 where nothing is required.
        wrong: entries that are not correctly rounded.
        counted: entries of which something is required.
        of_best, of_declared: multiples of the plans' bounds; 0 without a bound.
        of_terms: of a JVP or VJP the error in units of u times the sum of absolute terms; else 0.
    """

    judged: Judged
    table: Table
    error: Floats
    wrong: Mask
    counted: Mask
    of_best: Floats
    of_declared: Floats
    of_terms: Floats

    @property
    def families(self) -> tuple[str, ...]:
        """The family of each row."""
        return self.judged.batch.families


def measured(comparison: Comparison, parts: Sequence[tuple[Judged, Table]], known: bool) -> list[Measured]:
    """Return the entries of a comparison batch by batch, measured by the plans' bounds.

    Args:
        comparison: of all entries of all batches, one after the other.
        parts: the batches with their tables.
        known: whether the function is one whose bounds are known.
    """
    found, start = [], 0
    for judged, table in parts:
        part = slice(start, start + table.y_bits.size)
        start = part.stop
        shape = judged.y.shape
        error = comparison.error[part].reshape(shape)
        wrong, counted = comparison.wrong[part].reshape(shape), comparison.judged[part].reshape(shape)
        absolute = np.where(counted, comparison.absolute[part].reshape(shape), 0.0)
        of = [np.zeros(shape)] * 3
        if known:
            of = _of_plans(judged, absolute, np.ldexp(1.0, table.ulp_exponent.astype(np.int32)).reshape(shape))
        found.append(Measured(judged, table, error, wrong, counted, *of))
    return found


def _of_plans(judged: Judged, absolute: Floats, ulp: Floats) -> list[Floats]:
    value = judged.quantity == Quantity.VALUE
    found = [_ratio(absolute, judged.allowed(ulp, plan)) for plan in (Plan.best(judged.fmt), judged.plan)]
    if value:
        return [*found, np.zeros_like(absolute)]
    terms = absolute_terms(judged.function, judged.quantity, judged.x, judged.vector, judged.beside)
    terms = terms * 2.0**-judged.fmt.precision
    # Below the least normal number the unit is that of the format, not of the terms.
    return [*found, _ratio(absolute, np.maximum(np.broadcast_to(terms, absolute.shape), ulp / 2))]


def _ratio(error: Floats, bound: Floats) -> Floats:
    """Return error/bound; what a bound cannot be given for (no finite maximum) has none to break."""
    with np.errstate(all="ignore"):
        found = np.where(error > 0, error / bound, 0.0)
    return np.asarray(np.where(np.isnan(bound), 0.0, np.where(np.isnan(found), np.inf, found)))


def families(parts: Sequence[Measured]) -> tuple[FamilyCount, ...]:
    """Return the figures of each family, over all widths."""
    names = dict.fromkeys(name for part in parts for name in part.families)
    return tuple(_family(name, parts) for name in names)


def _family(name: str, parts: Sequence[Measured]) -> FamilyCount:
    chosen = [(part, np.array([each == name for each in part.families])) for part in parts]

    def greatest(of: str) -> float:
        return max(float(getattr(part, of)[rows].max(initial=0.0)) for part, rows in chosen)

    return FamilyCount(
        name,
        sum(int(rows.sum()) for _, rows in chosen),
        sum(int(part.counted[rows].sum()) for part, rows in chosen),
        sum(int(part.wrong[rows].sum()) for part, rows in chosen),
        greatest("error"),
        greatest("of_best"),
        greatest("of_declared"),
    )


def worst(parts: Sequence[Measured]) -> tuple[RowPlace, ...]:
    """Return the entries of greatest error in ulp and in multiples of both bounds, each once, of different rows."""
    found: dict[tuple[int, int], RowPlace] = {}
    for of in ("error", "of_declared", "of_best"):
        ranked = sorted(_ranked(parts, of), key=lambda each: -each[0])[:SHOWN]
        for size, index, row, entry in ranked:
            if size > 0:
                found.setdefault((index, row), _place(parts[index], row, entry))
    return tuple(found.values())


def _ranked(parts: Sequence[Measured], of: str) -> Iterator[tuple[float, int, int, int]]:
    """Yield the greatest entries of the worst rows of each batch: size, batch, row, entry."""
    for index, part in enumerate(parts):
        values = np.where(part.wrong, getattr(part, of), 0.0)
        by_row = values.max(axis=1, initial=0.0)
        for row in np.argsort(-by_row, kind="stable")[:SHOWN].tolist():
            entry = int(np.argmax(values[row]))
            yield float(values[row, entry]), index, row, entry


def _place(part: Measured, row: int, entry: int) -> RowPlace:
    judged, fmt = part.judged, part.judged.fmt
    own = judged.batch.own
    hexes = [fmt.hex(bits) for bits in judged.batch.bits[row].tolist()]
    got, due = (int(bits.reshape(judged.y.shape)[row, entry]) for bits in (judged.got, part.table.y_bits))
    return RowPlace(
        part.families[row],
        own,
        row,
        entry,
        (*hexes[:own], *(fmt.hex(bits) for shared in judged.batch.beside for bits in shared)),
        tuple(hexes[own:]),
        fmt.hex(got),
        fmt.hex(due),
        float(part.error[row, entry]),
        float(part.of_best[row, entry]),
        float(part.of_declared[row, entry]),
    )


SAYS = {
    "total_variation": "total variation, half the sum of |result - exact value|",
    "sum": "distance of the sum from 1",
    "lost": "results that are 0 where the correct one is not",
    "inversions": "neighbours in the order of inputs whose results have the other order",
    "argmax": "greatest result elsewhere than the greatest input",
}


def row_sums(parts: Sequence[Measured]) -> tuple[RowSum, ...]:
    """Return the figures of whole rows, but for logsumexp: the greatest of each kind, and how many rows."""
    found: dict[str, list[tuple[float, int, str, int, int]]] = {name: [] for name in SAYS}
    for part in parts:
        for name, values, beyond in _by_row(part):
            ordinary = part.judged.ordinary & part.counted.all(axis=1)
            values = np.where(ordinary, np.nan_to_num(values, nan=np.inf, posinf=np.inf), 0.0)
            row = int(np.argmax(values))
            place = (part.families[row], part.judged.batch.own, row)
            found[name].append((float(values[row]), int((beyond & ordinary).sum()), *place))
    return tuple(_row_sum(name, each) for name, each in found.items() if each)


def _row_sum(name: str, found: list[tuple[float, int, str, int, int]]) -> RowSum:
    value, _, family, width, row = max(found, key=lambda each: each[0])
    place = (family, width, row) if value > 0 else ("", 0, 0)
    return RowSum(name, SAYS[name], value, sum(each[1] for each in found), *place)


def _by_row(part: Measured) -> Iterator[tuple[str, Floats, Mask]]:
    """Yield figures of the rows of a batch: name, value, and which are beyond what correct rounding allows."""
    judged, fmt = part.judged, part.judged.fmt
    if judged.quantity != Quantity.VALUE or judged.function.form == "logsumexp" or judged.function.weighted:
        return
    shape = judged.y.shape
    due = to_float64(part.table.y_bits, fmt).reshape(shape)
    with np.errstate(all="ignore"):
        ulp = np.ldexp(1.0, part.table.ulp_exponent.astype(np.int32)).reshape(shape)
        exact = due + part.table.residual.reshape(shape) * ulp
    lost = is_zero(judged.got, fmt).reshape(shape) & ~is_zero(part.table.y_bits, fmt).reshape(shape)
    if judged.function.sums_to_one:
        with np.errstate(all="ignore"):
            variation = np.abs(judged.y - exact).sum(axis=1) / 2
        yield "total_variation", variation, np.asarray(variation > ulp.sum(axis=1) / 4 * (1 + 2.0**-30))
    if judged.function.sums_to_one or judged.function.form == "log_softmax":
        away, window = sums(judged)
        yield "sum", away, np.asarray(~(away <= window))
    if judged.function.sums_to_one:
        yield "lost", np.asarray(lost.sum(axis=1), dtype=np.float64), np.asarray(lost.any(axis=1))
    bad, _ = inversions(judged)
    yield "inversions", np.asarray(bad.sum(axis=1), dtype=np.float64), np.asarray(bad.any(axis=1))
    x = judged.x * judged.function.scale
    with np.errstate(all="ignore"):
        top = np.where(x == x.max(axis=1, keepdims=True), judged.y, -np.inf).max(axis=1)
        moved = top < np.nanmax(np.where(np.isnan(judged.y), -np.inf, judged.y), axis=1)
    yield "argmax", np.asarray(moved, dtype=np.float64), np.asarray(moved)
