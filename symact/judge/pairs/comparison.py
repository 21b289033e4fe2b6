"""Results for pairs against a table: errors, segments and classes of every entry, and their figures; NumPy alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, Mask, is_normal
from symact.formats.decimals import decimal
from symact.formats.floating import Format
from symact.judge.comparison.compare import CLOSE_CALL, HISTOGRAM_EDGES, Comparison, judgement
from symact.judge.comparison.failure_classes import Defect
from symact.judge.comparison.policy import Policy
from symact.judge.comparison.ulp_error import beyond_largest, exact_error
from symact.judge.figures.accumulator import Accumulator, ClassPart, Representative, SegmentPart, WorstRow
from symact.judge.figures.result import Number
from symact.reference.entries import ErrorTerms
from symact.reference.table import Flag, Rows

EDGES = np.array(HISTOGRAM_EDGES)


@dataclass(frozen=True)
class PairComparison(Comparison):
    """Every entry of a table of pairs, judged.

    Args:
        table: the entries one after another, their inputs repeated: x_bits of shape (n, k), y_bits (n,).
        entries: how many a pair has.
    """

    entries: int

    def exceeds(self, max_ulp: float) -> Mask:
        """Return which entries are off by more than the bound that `compare` was given."""
        return self.judged & (self.error > max_ulp)

    def figures(self, max_ulp: float | None = None) -> Accumulator:
        """Return the figures; a bound, ulp, adds the entries that break it."""
        broken = self.judged & False if max_ulp is None else self.violations(max_ulp)
        judged = (self.error, self.judged, self.wrong, self.segment, self.table.y_bits, self.defects)
        return figures(*judged, broken, self.table.format, self.quoted)

    def quoted(self, rows: Mask) -> WorstRow | None:
        """Return the entry of greatest error, of equals the one of least |a|, then |b|; None of none."""
        chosen = np.flatnonzero(rows)
        if not len(chosen):
            return None
        chosen = chosen[self.error[chosen] == self.error[chosen].max()]
        found = [self._row(row) for row in chosen[:4096].tolist()]
        return min(found, key=lambda row: (row.size, row.x))

    def _row(self, row: int) -> WorstRow:
        fmt, bits = self.table.format, self.table.x_bits[row].tolist()
        x, size = joined(bits, row % self.entries, fmt), joined([each & ~fmt.sign_bit for each in bits], 0, fmt)
        got, due = int(self.got_bits[row]), int(self.table.y_bits[row])
        return WorstRow(x, size, got, due, float(self.error[row]), int(self.segment[row]))


def figures(
    error: Floats,
    judged: Mask,
    wrong: Mask,
    segment: npt.NDArray[np.int8],
    y_bits: Bits,
    defects: Mapping[Defect, Mask],
    broken: Mask,
    fmt: Format,
    quoted: Callable[[Mask], WorstRow | None],
) -> Accumulator:
    """Return the figures of entries.

    Args:
        error, judged, wrong, segment, defects: as in a `Comparison`, each of shape (n,).
        y_bits: the right results, shape (n,).
        broken: which entries break the bound, shape (n,).
        fmt: format of the results.
        quoted: gives the worst of some entries.
    """

    def part(key: int) -> SegmentPart:
        rows = judged & (segment == key)
        off = rows & wrong
        return SegmentPart(int(rows.sum()), int(off.sum()), float(error[rows].max(initial=0.0)), quoted(off))

    def class_part(rows: Mask) -> ClassPart:
        worst, normal = quoted(rows), int(is_normal(y_bits[rows], fmt).sum())
        assert worst is not None
        return ClassPart(int(rows.sum()), normal, float(error[rows].max()), loose=Representative(None, worst))

    return Accumulator(
        judged=int(judged.sum()),
        open=int((~judged).sum()),
        mismatched=int(wrong.sum()),
        violations=int(broken.sum()),
        worst_violation=quoted(broken),
        worst_finite=quoted(judged & wrong & np.isfinite(error)),
        histogram=tuple(np.bincount(np.searchsorted(EDGES, error[judged]), minlength=len(EDGES) + 1).tolist()),
        segments={key: part(key) for key in np.unique(segment[judged]).tolist()},
        classes={defect.value: class_part(rows) for defect, rows in defects.items() if rows.any()},
    )


def joined(bits: Sequence[int], entry: int, fmt: Format) -> int:
    """Return the encodings of a row of inputs and the place of an entry as one integer, a before b before the rest."""
    found = entry
    for each in bits:
        found = found << fmt.width | each
    return found


def number(code: int, columns: int, entries: int, fmt: Format) -> Number:
    """Return what `joined` made as a report shows it: (a, b), after it the vector, and which entry of a gradient."""
    mask = (1 << fmt.width) - 1
    bits = [code >> fmt.width * k & mask for k in reversed(range(columns))]
    shown, hexes = [decimal(each, fmt) for each in bits], [fmt.hex(each) for each in bits]
    vector = f", v = {' '.join(shown[2:])}" if columns > 2 else ""
    entry = f", by {'ab'[code >> fmt.width * columns]}" if entries > 1 else ""
    return Number(" ".join(hexes), f"({', '.join(shown[:2])}{vector}{entry})")


def flat(table: Rows) -> Rows:
    """Return the entries of a table of pairs one after another."""
    entries = int(np.prod(table.out_shape, dtype=int))
    columns: Any = {key: getattr(table, key).reshape(-1) for key in ("y_bits", "y_lo_bits", "y_hi_bits", "flags")}
    zeros = np.zeros(table.y_bits.size)
    margin = table.errors.margin.reshape(-1) if table.errors else zeros
    return Rows(
        format_name=table.format_name,
        quantity=table.quantity,
        x_bits=np.repeat(table.x_bits, entries, axis=0),
        **columns,
        wide=table.wide,
        errors=ErrorTerms(table.ulp_exponent.reshape(-1), table.residual.reshape(-1), margin),
    )


def compare(table: Rows, got_bits: Bits, policy: Policy, max_ulp: float | None = None) -> PairComparison:
    """Judge results for pairs.

    Raises:
        SymactError: the policy takes subnormal inputs for 0, which has no meaning for pairs yet.
    """
    check_policy(policy)
    entries = int(np.prod(table.out_shape, dtype=int))
    rows, got = flat(table), got_bits.reshape(-1)
    judged = judgement(rows, got, policy)
    _sharpen(rows, got, judged[0], max_ulp)
    return PairComparison(rows, got, policy, *judged, entries)


def check_policy(policy: Policy) -> None:
    """Raise SymactError for a policy that has no meaning for pairs."""
    if policy.subnormals == "flush_inputs":
        raise SymactError("policy subnormals=flush_inputs is for functions of one number; choose keep or flush")


def _sharpen(rows: Rows, got: Bits, error: Floats, max_ulp: float | None) -> None:
    """Put errors near to an edge of the histogram, or to the bound, on the side where exact rationals have them."""
    edges = EDGES if max_ulp is None else np.append(EDGES, max_ulp)
    place = np.clip(np.searchsorted(np.sort(edges), error), 0, len(edges) - 1)
    ordered = np.sort(edges)
    below, above = ordered[np.maximum(place - 1, 0)], ordered[place]
    nearest = np.where(np.abs(error - below) < np.abs(error - above), below, above)
    with np.errstate(invalid="ignore"):
        close = np.abs(error - nearest) <= CLOSE_CALL * (1 + nearest)
    margin = rows.errors.margin if rows.errors else np.zeros(len(error))
    for row in np.flatnonzero(close & (error > 0) & ((margin > 0) | (rows.residual != 0))).tolist():
        exact = _exact_error(rows, row, int(got[row]))
        if exact is not None:
            edge, error[row] = float(nearest[row]), float(exact)
            if error[row] == edge and exact != edge:
                error[row] = np.nextafter(edge, np.inf if exact > edge else 0.0)


def _exact_error(rows: Rows, row: int, got: int) -> Fraction | None:
    """Return an error as a rational, also where an infinity counts as the number beyond the largest."""
    fmt, wide = rows.format, rows.wide[row]
    if not fmt.is_infinite(got) or wide is None or rows.flags[row] & (Flag.OVERFLOW | Flag.KINK | Flag.JUMP):
        return exact_error(rows, row, got)
    significand, exponent = beyond_largest(fmt)
    beyond = Fraction(significand) * Fraction(2) ** exponent
    found = -beyond if fmt.is_negative(got) else beyond
    return abs(found - wide.to_fraction()) / Fraction(2) ** fmt.ulp_exponent(wide)
