"""Why results for pairs are wrong: models of usual defects, run at judged pairs, against the candidate's own bits."""

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from symact.definition.bound import Bound
from symact.definition.kept_steps import steps_kept
from symact.definition.quantity import Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, Mask, magnitudes, order_keys
from symact.formats.arrays import same as same_bits
from symact.formats.decimals import decimal
from symact.formats.floating import Format
from symact.judge.figures.result import Number
from symact.judge.figures.verdict import Cause, CauseSample
from symact.judge.pairs.comparison import PairComparison, joined, number
from symact.judge.pairs.model import Model
from symact.judge.pairs.models import models, without_defect
from symact.judge.pairs.other_formula import other_formula

TRIED = 3000
"""Wrong and right pairs, of each, at which models are run."""

SCREENED = ((32, 0.125), (256, 0.25))
"""Numbers of wrong pairs, chosen at random, and the share of them that a model must return: most are cheaply ruled out.
One that returns half of all is lost with a probability below 2e-6 at the first (binomial) and 1e-13 at the second
(Hoeffding)."""

LEAST = 8
"""Wrong results that a model must reproduce."""

REPRODUCED, SHARE = 0.5, 0.8
"""Shares that a model must return bit by bit: of the wrong results, and of those that it predicts to be wrong. There
may be another defect beside it, and libraries' elementary functions differ in the last bit now and then."""


NEAR, FAR = 4, 0.05
"""Encodings by which a model may miss a wrong result, and the share of them that it may miss by more. So many of the
results that it reproduces may be right ones that it misses by more, each counted as often as it stands for others."""


class _Rows(NamedTuple):
    """Pairs at which models are run.

    Args:
        x_bits: inputs, encodings of shape (n, k).
        got, due, wrong: per entry the candidate's results, the correct ones, and what is wrong.
        weight: how many judged pairs each stands for.
    """

    x_bits: Bits
    got: Bits
    due: Bits
    wrong: Mask
    weight: Floats


@steps_kept()
def diagnose(bound: Bound, comparison: PairComparison, quantity: Quantity, fmt: Format) -> tuple[Cause, ...] | None:
    """Return the cause of wrong results, if a model of one returns the candidate's bits; None where all are right."""
    if not comparison.wrong.any():
        return None
    rows = _chosen(comparison)
    found: list[Cause] = []
    few = [(_few_wrong(rows, count), share) for count, share in SCREENED]
    innocent = list(_innocent(bound, quantity, rows, fmt))
    for model in models(bound, quantity, fmt):
        found += _fits(model, rows, few, innocent, comparison, fmt)
    if not found:
        other = other_formula(bound, quantity, fmt, rows.x_bits, rows.got, rows.wrong)
        if other is None:
            return ()
        return (
            _cause(other.name, other.says, f"compute {bound.expression}", other.bits, rows, comparison, other.rivals),
        )
    best = max(found, key=lambda each: (each.reproduced * each.share, each.share))
    rivals = {each.name for each in found if each.reproduced == best.reproduced} - {best.name}
    return (Cause(**{**best.__dict__, "rivals": tuple(sorted(rivals))}),)


def _chosen(comparison: PairComparison) -> _Rows:
    """Return some wrong and some right pairs, evenly spaced, whose inputs are finite."""
    table, entries = comparison.table, comparison.entries
    shape = (-1, entries)
    fmt = table.format
    finite = np.asarray((magnitudes(table.x_bits, fmt) <= fmt.max_bits).all(axis=1))[::entries]
    wrong = comparison.wrong.reshape(shape)
    bad = np.asarray(wrong.any(axis=1) & finite)
    sets = (np.flatnonzero(bad), np.flatnonzero(~bad & finite))
    parts = [rows[np.unique(np.linspace(0, len(rows) - 1, min(TRIED, len(rows))).astype(np.int64))] for rows in sets]
    kept = np.concatenate(parts)
    weight = np.concatenate(
        [np.full(len(part), len(rows) / max(1, len(part))) for part, rows in zip(parts, sets, strict=True)]
    )
    got, due = comparison.got_bits.reshape(shape), table.y_bits.reshape(shape)
    return _Rows(table.x_bits[::entries][kept], got[kept], due[kept], wrong[kept], weight)


def _few_wrong(rows: _Rows, count: int) -> _Rows:
    """Return so many of the wrong pairs, at random."""
    bad = np.flatnonzero(rows.wrong.any(axis=1))
    chosen = np.random.Generator(np.random.PCG64(0)).permutation(bad)[:count]
    return _Rows(*(each[chosen] for each in rows))


def _compared(model: Model, rows: _Rows, fmt: Format) -> tuple[Bits, Mask]:
    """Return what a model computes, and where that is what the candidate returned."""
    bits = model.bits(rows.x_bits).reshape(rows.got.shape)
    return bits, same_bits(bits, rows.got, fmt)


def _innocent(bound: Bound, quantity: Quantity, rows: _Rows, fmt: Format) -> Iterator[Bits]:
    """Yield what computations without a defect return: float64 rounds twice too, and may fall on a tie before."""
    for computed in without_defect(bound, quantity, fmt):
        with contextlib.suppress(SymactError):
            yield computed(rows.x_bits).reshape(rows.got.shape)


def _sides(bits: Bits, innocent: Bits, rows: _Rows, fmt: Format) -> bool:
    """Whether the candidate sides with a model where that differs from a computation without a defect."""
    apart = ~same_bits(bits, innocent, fmt)
    return bool((same_bits(bits, rows.got, fmt) & apart).sum() >= max(LEAST, SHARE * apart.sum()))


def _far(bits: Bits, rows: _Rows, fmt: Format) -> Mask:
    """Return which numbers are far from those of a model; what becomes of infinities is another matter."""
    one, other = (order_keys(each, fmt) for each in (bits, rows.got))
    finite = (magnitudes(bits, fmt) <= fmt.max_bits) & (magnitudes(rows.got, fmt) <= fmt.max_bits)
    return np.asarray(finite & (np.abs(one - other) > NEAR))


def _fits(
    model: Model,
    rows: _Rows,
    few: list[tuple[_Rows, float]],
    innocent: list[Bits],
    comparison: PairComparison,
    fmt: Format,
) -> Iterator[Cause]:
    try:
        if any((_compared(model, part, fmt)[1] & part.wrong).sum() < least * part.wrong.sum() for part, least in few):
            return
        bits, same = _compared(model, rows, fmt)
    except SymactError:
        return
    tried, reproduced = int(rows.wrong.sum()), int((same & rows.wrong).sum())
    different = ~same_bits(bits, rows.due, fmt)
    share = float((same & different).sum() / max(1, different.sum()))
    if reproduced < max(LEAST, REPRODUCED * tried) or share < SHARE:
        return
    far = _far(bits, rows, fmt)
    if rows.weight @ (far & ~rows.wrong).sum(axis=1) > FAR * (rows.weight @ (same & different).sum(axis=1)):
        return
    if (far & rows.wrong).sum() > tried * FAR:
        return
    if not all(_sides(bits, each, rows, fmt) for each in innocent):
        return
    yield _cause(model.name, model.says, model.remedy, bits, rows, comparison)


def _cause(
    name: str,
    says: str,
    remedy: str,
    bits: Bits,
    rows: _Rows,
    comparison: PairComparison,
    rivals: tuple[str, ...] = (),
) -> Cause:
    """Return a cause whose model gives some results."""
    fmt = comparison.table.format
    same, different = same_bits(bits, rows.got, fmt), ~same_bits(bits, rows.due, fmt)
    tried, reproduced = int(rows.wrong.sum()), int((same & rows.wrong).sum())
    share = float((same & different).sum() / max(1, different.sum()))
    row, entry = (int(k) for k in np.argwhere(same & rows.wrong)[0])
    x = number(joined(rows.x_bits[row].tolist(), entry, fmt), rows.x_bits.shape[1], comparison.entries, fmt)
    got, mine, due = (int(each[row, entry]) for each in (rows.got, bits, rows.due))
    shown = [Number(fmt.hex(each), decimal(each, fmt)) for each in (got, mine, due)]
    sample = CauseSample(x, shown[0], shown[1], shown[2])
    return Cause(name, says, remedy, None, tried, reproduced, share, rivals, None, None, sample)
