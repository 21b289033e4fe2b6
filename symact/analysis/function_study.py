"""The study that properties are read off: charts of f and its derivatives, one-sided limits, certified values."""

from __future__ import annotations

import sympy
from sympy import Expr, oo

from symact.analysis.findings import Findings, Limit, findings
from symact.analysis.plain_values import plain_value
from symact.analysis.sign_chart import SignChart
from symact.analysis.sign_chart_scaled import shape_at
from symact.definition.activation import x
from symact.definition.pieces import Piece
from symact.errors import UnknownError
from symact.evidence import Evidence
from symact.symbolic.real_number import Number
from symact.symbolic.tail_band import Band


class Study:
    """What one conclusion is drawn from: it answers from `Findings`, and keeps the evidence of every answer.

    Args:
        findings: of the function; several studies share them, none writes to another.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._used: dict[int, Evidence] = {}
        self.all_pieces = findings.all_pieces
        self.window = findings.window
        self.pieces = findings.pieces
        self.joins = findings.joins
        self.value_between = findings.value_between

    @property
    def used(self) -> tuple[Evidence, ...]:
        """The evidence of all answers so far, in the order of the questions."""
        return tuple(self._used.values())

    @property
    def period(self) -> Expr | None:
        """A period of f', and of f unless it drifts, where f is made of waves; not always the least one."""
        recurring = self._findings.recurring
        return self.window.period if self.window else recurring.period if recurring else None

    @property
    def is_cut(self) -> bool:
        """Whether the pieces are those of one period of a function that switches in every period."""
        return self._findings.recurring is not None

    def is_cut_at(self, place: Number) -> bool:
        """Whether a place is where the pieces begin or end without f doing anything there."""
        cut = self.window is not None or self.is_cut
        return cut and place.exact in (self.pieces[0].lower, self.pieces[-1].upper)

    def in_period(self, place: Expr) -> Expr:
        """Return where a place lies in the one period that is in pieces, if f switches in every period."""
        if not self.is_cut:
            return place
        start, period = self.pieces[0].lower, self.pieces[-1].upper - self.pieces[0].lower
        return place + period * sympy.ceiling((start - place) / period)

    def turned(self, order: int) -> Study:
        """Return a study whose one period begins where a derivative is known not to be 0, if parameters decide that.

        Its evidence counts as that of this one.
        """
        own = self._findings.turned(order)
        return self if own is self._findings else self._beside(own)

    def within(self, pieces: tuple[Piece, ...]) -> Study:
        """Return a study on a part of the line alone, with the pieces there; its evidence is this one's too."""
        return self._beside(self._findings.within(pieces))

    def _beside(self, own: Findings) -> Study:
        found = Study(own)
        found._used = self._used
        return found

    @property
    def drifts(self) -> bool:
        """Whether f is an affine function that is not constant and waves: then it is unbounded on both sides."""
        return self.window is not None and self.window.drift != 0

    @property
    def is_whole_line(self) -> bool:
        """Whether f is defined everywhere."""
        if self.window:
            return True
        ends = self.is_cut or (self.pieces[0].lower is -oo and self.pieces[-1].upper is oo)
        return ends and all(self.joins(i) for i in range(len(self.pieces) - 1))

    def chart(self, order: int, index: int) -> SignChart:
        """Return the sign chart of a derivative on a piece.

        Raises:
            UnknownError: it could not be decided.
            OpenSignError: it depends on a parameter.
        """
        # f itself is not periodic where it drifts.
        piece = self.all_pieces[index] if self.drifts and order == 0 else None
        found = self.chart_of(self.pieces[index].expression, index, order, piece)
        if self.window and piece is None and order not in self.window.plain:
            raise UnknownError(f"whether derivative {order} of f is 0 where its period is cut depends on parameters")
        return found

    def chart_of(self, expression: Expr, index: int, order: int = 0, piece: Piece | None = None) -> SignChart:
        """Return the sign chart of any smooth expression (or its derivative) on a piece; raises as `chart`."""
        place = piece or self.pieces[index]
        found, evidence = self._findings.chart(expression, order, place.lower, place.upper)
        if isinstance(found, str):
            raise UnknownError(found)
        self._used[id(evidence)] = evidence
        return found

    def charts(self, order: int) -> list[SignChart]:
        """Return the charts of a derivative on all pieces."""
        return [self.chart(order, index) for index in range(len(self.pieces))]

    def end(self, order: int, index: int, side: int) -> Number | None:
        """Return the limit of a derivative at an end of a piece, from inside; None where there is none.

        Args:
            order: of the derivative.
            index: of the piece.
            side: -1 for the lower end, 1 for the upper.

        Raises:
            UnknownError, OpenSignError: as `chart`.
        """
        return self._noted(self._findings.end(order, index, side))

    def limit_of(self, expression: Expr, side: int) -> Number | None:
        """Return the limit of any smooth expression at -oo (side -1) or oo (1); None, raises as `end`."""
        return self._noted(self._findings.limit(expression, side))

    def is_growing(self, expression: Expr, side: int) -> bool:
        """Whether a smooth expression is proved to take every value beyond any point, at -oo (side -1) or oo (1)."""
        found = self._findings.growth(expression, side)
        if found is not None:
            self._used[id(found)] = found
        return found is not None

    def band(self, expression: Expr, side: int, start: int) -> Band | None:
        """Return bounds of a smooth expression on the half line side * x >= start, None where none are found."""
        found = self._findings.band(expression, side, start)
        if found is None:
            return None
        band, evidence = found
        self._used[id(evidence)] = evidence
        return band

    def _noted(self, found: Limit) -> Number | None:
        self._used[id(found.evidence)] = found.evidence
        return found.number

    def value(self, order: int, index: int, place: Number) -> Number:
        """Return the value of a derivative of a piece's expression at a point of its interval."""
        expression = self.pieces[index].expression
        if place.exact is None:
            if place.factor != 1 or expression.free_symbols - {x}:
                return _value_at_root(sympy.diff(expression, x, order), place)
            return Number(None, place.root, (expression, order))
        value = plain_value(sympy.diff(expression, x, order), place.exact)
        if value is None:
            raise UnknownError(f"derivative {order} of `{expression}` has no value at `{place.exact}`")
        return Number(value)


def _value_at_root(expression: Expr, place: Number) -> Number:
    """Return a smooth expression at s*u, u a root: c*g(u) where expression(s*u) = c*g(u)."""
    constant, shape = shape_at(expression, place.factor)
    if shape.free_symbols - {x}:
        raise UnknownError(f"the value of `{expression}` at `{place.text()}` depends on parameters in no simple way")
    return Number(None, place.root, (shape, 0), constant)


def study(expression: Expr) -> Study:
    """Return a new study of an expression, on what is known of it already.

    Raises:
        SymactError: the expression cannot be split into smooth pieces.
    """
    return Study(findings(expression))
