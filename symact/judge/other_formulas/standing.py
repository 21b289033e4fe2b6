"""How far a formula explains the results of rows, and whether that is enough to name it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symact.errors import SymactError
from symact.formats.arrays import Floats, Mask
from symact.judge.other_formulas.evidence import FEWEST, Seen
from symact.judge.other_formulas.formula import Formula

SHARE = 0.95
"""Of the results that are to be explained, and of those that are right, that a formula must give."""

SCREENED, LOOSE = 0.5, 0.3
"""Share of the former, at few rows, below which a formula is given up, and of those that it is about, at one width."""

ROW_SHARE, FEWEST_ROWS = 0.92, 20
"""Or so many of the rows, if there are some: where a row overflows, all of its results are others."""

ALIKE = 1e-10
"""Relative difference at all results, below which two formulas are one."""


@dataclass(frozen=True)
class Standing:
    """How far one formula explains the results.

    Args:
        cause, says, formula: what it is.
        values: what it gives at all results that are compared.
        reproduced, tried: of the results that are to be explained.
        agreed, compared: of all.
    """

    cause: str
    says: str
    formula: Formula
    values: Floats
    reproduced: int
    tried: int
    agreed: int
    compared: int

    @property
    def gives_all(self) -> bool:
        """Whether it gives all results."""
        return self.agreed == self.compared

    def gives_as_much_as(self, other: "Standing") -> bool:
        """Whether the results do not tell it from another."""
        return (self.reproduced, self.agreed) == (other.reproduced, other.agreed)

    def is_like(self, other: "Standing") -> bool:
        """Whether two formulas are the same at these rows."""
        return bool(np.isclose(self.values, other.values, rtol=ALIKE, atol=0, equal_nan=True).all())


class Counts:
    """How many results of some, and of how many rows nearly all of them, are what a formula gives."""

    def __init__(self) -> None:
        self.same = self.all = self.rows = self.all_rows = 0

    def add(self, near: Mask, of: Mask) -> None:
        """Count the results of one width."""
        by_row, whole = (near & of).sum(axis=1), of.sum(axis=1)
        self.same += int(by_row.sum())
        self.all += int(whole.sum())
        self.rows += int(((by_row >= SHARE * whole) & (whole > 0)).sum())
        self.all_rows += int((whole > 0).sum())

    @property
    def most(self) -> bool:
        """Whether that is nearly all of them, or nearly all rows."""
        by_rows = self.all_rows >= FEWEST_ROWS and self.rows >= ROW_SHARE * self.all_rows
        return self.same >= SHARE * self.all or by_rows


def standing(
    cause: str,
    says: str,
    formula: Formula,
    batches: Sequence[Seen],
    few: Sequence[Seen],
    dues: Sequence[tuple[Floats, Floats]],
) -> Standing | None:
    """Return how far a formula explains the results, None if it does not.

    Args:
        cause, says, formula: what is tried.
        batches: all rows.
        few: some of them, at which most formulas are ruled out.
        dues: what the due formula gives at all rows, and how far from it a result may be.
    """
    told, right, apart, values = Counts(), Counts(), Counts(), []
    try:
        if not _passes(formula, few):
            return None
        for each, due in zip(batches, dues, strict=True):
            found = each.values(formula)
            near = each.near(*found)
            with np.errstate(all="ignore"):
                differ = ~(np.abs(found[0] - due[0]) <= found[1] + due[1]) & each.counted
            told.add(near, each.tell)
            right.add(near, each.counted & ~each.tell)
            apart.add(near, differ)
            values.append(found[0][each.counted])
    except SymactError:
        return None
    # Where results hardly depend on the slip, what they are elsewhere tells both formulas apart.
    if not (told.most and apart.most and right.same >= SHARE * right.all and apart.all >= FEWEST):
        return None
    agreed, compared = told.same + right.same, told.all + right.all
    return Standing(cause, says, formula, np.concatenate(values), told.same, told.all, agreed, compared)


def _passes(formula: Formula, few: Sequence[Seen]) -> bool:
    """Whether a formula gives about half of each row: one that overflows has more results than others to explain."""
    # Most formulas are far off; how far rounding may move them takes longer.
    return roughly(formula, few[-1]) and _share([each.near(*each.values(formula)) for each in few], few) >= SCREENED


def roughly(formula: Formula, seen: Seen) -> bool:
    """Return whether a good part of some results is about what a formula gives."""
    return _share([seen.near(*seen.about(formula))], [seen]) >= LOOSE


def _share(near: Sequence[Mask], of: Sequence[Seen]) -> float:
    """Return the mean share of the results of a row that a formula gives, of those that are to be explained."""
    shares = [(mask & each.tell).sum(axis=1) / each.tell.sum(axis=1) for mask, each in zip(near, of, strict=True)]
    return float(np.concatenate(shares).mean())
