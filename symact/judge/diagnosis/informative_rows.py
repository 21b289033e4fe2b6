"""Rows that tell which function a candidate computed: some with plain errors, and whether a function agrees there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy
from sympy import Expr

from symact.definition.pieces import Piece
from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.formats.floating import get_format
from symact.formats.rounding import spacing
from symact.judge.diagnosis.evidence import Case, Rows, thinned
from symact.judge.simulation.stepwise import Walk, constant_in

WIDE = get_format("float64")

KNOB = sympy.Symbol("knob", real=True)
"""Stands for the constant that is looked for."""

FEW, MANY = 64, 1024
"""Rows from which a number is estimated, and from which it is read off as far as they tell."""

NEAREST, FARTHEST = 2.0**-6, 12.0
"""|x| of these rows: where functions differ and float64 is exact enough."""

LEAST = 6
"""Rows that a function is looked for in, at least."""

PLAIN = 1.0
"""Errors in ulp from which on a row is evidence about a constant."""

AGREES = 1 / 8
"""A value agrees with a result if it is off by no more than this share of the error, or by `LOOSE` ulp."""

LOOSE = 0.6

HALF = 0.5 + 2.0**-10
"""Distance, ulp, to the number that a value rounds to, at most, and a little."""

STEP = 2.0**-17
"""Half the distance of two inputs between which the slope stands for a derivative, to see whether it may be the one."""

LINE = Piece(-sympy.oo, sympy.oo, sympy.S.Zero, False, False)
NO_NUMBERS: Mapping[Expr, Expr] = {}

HALF_WAY = 0.35
"""Share of the rows that must agree for a number to be considered: a second defect may spoil the others."""


@dataclass(frozen=True)
class Informative:
    """Some rows with plain errors at ordinary inputs."""

    case: Case
    rows: Rows
    more: Rows

    @classmethod
    def of(cls, case: Case) -> Informative | None:
        """Return the informative rows of a case, None if they are too few."""
        plain = case.judged & case.wrong & (case.error >= PLAIN) & np.isfinite(case.got)
        ordinary = (np.abs(case.x) >= NEAREST) & (np.abs(case.x) <= FARTHEST)
        # Of straight lines few rows are tried, wherever they are; and a result may be 0 for many reasons, but where
        # all are, it is the function that vanishes.
        for places in (ordinary & (case.got != 0), case.finite & (case.got != 0), case.finite):
            rows = np.flatnonzero(plain & places)
            if len(rows) >= LEAST:
                return cls(case, thinned(rows, FEW), thinned(rows, MANY))
        return None

    @property
    def finer(self) -> Informative:
        """The same with more rows."""
        return Informative(self.case, self.more, self.more)

    @property
    def right(self) -> Informative | None:
        """The right rows in their place, None if they are too few."""
        case = self.case
        rows = np.flatnonzero(case.judged & ~case.wrong & case.finite & (case.x != 0) & np.isfinite(case.got))
        return Informative(case, thinned(rows, FEW), rows) if len(rows) >= LEAST else None

    def values(self, pieces: Sequence[Piece], knob: float) -> Floats:
        """Return the function's values at the rows, in float64.

        Raises:
            SymactError: some part of it has no stand-in.
        """
        points = self.case.x[self.rows]
        return values_on(pieces, Walk(points, WIDE, given={KNOB: np.full(len(points), knob)}))

    def share(self, values: Floats) -> float:
        """Return the share of the rows whose result the values agree with."""
        case, rows = self.case, self.rows
        return self._within(values, np.maximum(AGREES * np.abs(case.got[rows] - case.y[rows]), LOOSE * case.ulp[rows]))

    def rounded(self, values: Floats) -> float:
        """Return the share of the rows whose result the values round to."""
        return self._within(values, self.room)

    @property
    def room(self) -> Floats:
        """How far a value may be from a result that it rounds to: half of that result's unit, not the correct one's."""
        return HALF * spacing(self.case.got[self.rows], self.case.format)

    def _within(self, values: Floats, most: Floats) -> float:
        with np.errstate(all="ignore"):
            return float((np.abs(values - self.case.got[self.rows]) <= most).mean())


class Tried:
    """Many formulas tried at informative rows; parts that they share are computed once."""

    def __init__(self, informative: Informative) -> None:
        self._informative = informative
        self._points = informative.case.x[informative.rows]
        self._step = STEP * np.maximum(np.abs(self._points), 1.0)
        self._walk = Walk(self._points, WIDE)

    @cached_property
    def _beside(self) -> tuple[Walk, Walk]:
        return Walk(self._points - self._step, WIDE), Walk(self._points + self._step, WIDE)

    def share(
        self, expression: Expr, order: int = 0, piece: Piece = LINE, given: Mapping[Expr, Expr] = NO_NUMBERS
    ) -> float:
        """Return the share of the results that an expression gives, or of order 1 its slope, and inside a piece.

        Args:
            expression: of x, and of parts for which others are given.
            order: of the derivative; 0 is returned for others than 0 and 1.
            piece: where it serves.
            given: what stands for parts of it.
        """
        inside = (self._points >= float(piece.lower)) & (self._points <= float(piece.upper))

        def run(walk: Walk) -> Floats:
            parts = {mark: walk.run(value) for mark, value in given.items()}
            return (Walk(walk.inputs, WIDE, given=parts) if given else walk).run(expression)

        try:
            with np.errstate(all="ignore"):
                values = run(self._walk) if not order else np.subtract(*map(run, self._beside)) / (-2 * self._step)
        except SymactError:
            return 0.0
        return self._informative.share(np.where(inside, values, np.nan))


def values_on(pieces: Sequence[Piece], walk: Walk) -> Floats:
    """Return the values of a function of pieces at the inputs of a walk; raises SymactError as `Walk.run`."""
    found = np.full(len(walk.inputs), np.nan)
    with np.errstate(all="ignore"):
        for piece in pieces:
            low, high = (_end(end, walk) for end in (piece.lower, piece.upper))
            inside = (walk.inputs >= low) & (walk.inputs <= high)
            found = np.where(inside, walk.run(piece.expression), found)
    return found


def _end(end: sympy.Expr, walk: Walk) -> float | Floats:
    """Return where a piece ends: it may move with `KNOB`."""
    return walk.run(end) if end.has(KNOB) else constant_in(end, WIDE)


def agreeing(informative: Informative, pieces: Sequence[Piece]) -> float:
    """Return the share of the informative rows with which a function as it is agrees, 0 if it cannot be run."""
    try:
        return informative.share(informative.values(pieces, 1.0))
    except SymactError:
        return 0.0
