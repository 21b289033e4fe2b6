"""What is known of a function: its pieces, and every chart and limit that was looked for, found once."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

import sympy
from sympy import Expr, S, oo

from symact.analysis.domain import natural_pieces, smooth
from symact.analysis.one_period import Window, turned, window
from symact.analysis.plain_values import plain_value, short
from symact.analysis.recurring import Recurring, recurring
from symact.analysis.recurring_domain import recurring_domain
from symact.analysis.sign_chart import SignChart
from symact.analysis.sign_chart_symbolic import chart
from symact.analysis.switches import resolved
from symact.definition.activation import x
from symact.definition.pieces import Piece, intervals, split
from symact.errors import OpenSignError, UnknownError
from symact.evidence import Certificate, Evidence, Gap, Proof
from symact.symbolic.limits import grows_in_both_directions, limit
from symact.symbolic.real_number import Number
from symact.symbolic.tail_band import Band, tail_band
from symact.symbolic.zero_test import inner_points, is_identically_zero

TRIED = 3
"""Points at which the values of a line in disguise are looked at."""


class Limit(NamedTuple):
    """A limit, None where it is proved not to exist, with the evidence."""

    number: Number | None
    evidence: Evidence


class Findings:
    """What is known of a function: its pieces, and every chart and limit that was needed, found once.

    Args:
        expression: f in x, possibly with parameters.
    """

    def __init__(self, expression: Expr) -> None:
        self.expression = expression
        self._charts: dict[tuple[Expr, int, Expr, Expr], tuple[SignChart | str, Evidence]] = {}
        self._ends: dict[tuple[int, int, int], Limit] = {}
        self._limits: dict[tuple[Expr, int], Limit] = {}
        self._growths: dict[tuple[Expr, int], Evidence | None] = {}
        self._bands: dict[tuple[Expr, int, int], tuple[Band, Evidence] | None] = {}

    @cached_property
    def all_pieces(self) -> tuple[Piece, ...]:
        """The smooth pieces as the formula gives them, single points left out."""
        return intervals(self._split)

    @cached_property
    def recurring(self) -> Recurring | None:
        """One period, where f is a function of waves that switches, ends or has holes in every period."""
        switching = recurring(self.expression)
        return switching or (None if self.window else recurring_domain(self.expression))

    @cached_property
    def _written(self) -> tuple[Piece, ...]:
        return split(resolved(self.expression), x)

    @cached_property
    def _split(self) -> tuple[Piece, ...]:
        return self.recurring.pieces if self.recurring else self._written

    @cached_property
    def points(self) -> dict[Expr, Number]:
        """The values at points that continue neither side as it stands, by place."""
        return {piece.lower: Number(piece.expression) for piece in self._split if piece.is_point}

    @cached_property
    def window(self) -> Window | None:
        """One period, where f is an affine function and waves of commensurable rates, smooth everywhere."""
        found = None if recurring(self.expression) else window(intervals(self._written))
        if found and undisguised(found.piece) is not found.piece:
            return None
        # 1/sin(x) has as many holes as periods: no window shows them.
        return found if found and not any(isinstance(each, Gap) for each in smooth(found.piece)) else None

    def turned(self, order: int) -> Findings:
        """Return the same with a period that begins where a derivative is known not to be 0, if that is found."""
        if self.window is None or turned(self.window, order) is self.window:
            return self
        return self._altered(window=turned(self.window, order))

    def within(self, pieces: tuple[Piece, ...]) -> Findings:
        """Return the same on a part of the line alone, with the pieces there."""
        return self._altered(pieces=pieces)

    def _altered(self, **parts: object) -> Findings:
        """Return the same with other pieces, or another period, which follow from it; charts and limits are shared."""
        other = copy(self)
        other.__dict__.pop("pieces", None)
        other.__dict__ |= {**parts, "_ends": {}}
        return other

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces on the natural domain, or one period of f as a closed piece."""
        if self.window:
            return (self.window.piece,)
        found = tuple(undisguised(piece) for piece in natural_pieces(self.all_pieces))
        meeting = {left.upper for left, right in pairwise(found) if left.upper == right.lower}
        for place in self.points:
            if place not in meeting:
                raise UnknownError(f"f has a value at `x = {place}` and is not defined on both sides of it")
        return found

    def joins(self, index: int) -> bool:
        """Whether the end between a piece and the next belongs to one of them."""
        left, right = self.pieces[index], self.pieces[index + 1]
        owned = left.owns_upper or right.owns_lower or left.upper in self.points
        return bool(left.upper == right.lower and owned)

    def value_between(self, index: int) -> Number | None:
        """Return the value at the point between a piece and the next if it belongs to neither; else None."""
        left, right = self.pieces[index], self.pieces[index + 1]
        return self.points.get(left.upper) if left.upper == right.lower else None

    def chart(self, expression: Expr, order: int, lower: Expr, upper: Expr) -> tuple[SignChart | str, Evidence]:
        """Return the sign chart of a derivative between two ends, or why there is none, with the evidence."""
        key = (expression, order, lower, upper)
        if key not in self._charts:
            found = self._find_chart(*key)
            evidence = Gap(found) if isinstance(found, str) else Certificate(found.record["rule"], found.record)
            self._charts[key] = found, evidence
        return self._charts[key]

    def _find_chart(self, expression: Expr, order: int, lower: Expr, upper: Expr) -> SignChart | str:
        return chart(expression, order, lower, upper)

    def end(self, order: int, index: int, side: int) -> Limit:
        """Return the limit of a derivative at an end of a piece; arguments and errors as `Study.end`."""
        key = (order, index, side)
        if key not in self._ends:
            self._ends[key] = self._find_end(*key)
        return self._ends[key]

    def _find_end(self, order: int, index: int, side: int) -> Limit:
        piece = self.pieces[index]
        place = piece.upper if side > 0 else piece.lower
        derivative = _derivative(piece.expression, order)
        if place not in (oo, -oo):
            value = plain_value(derivative, place)
            if value is not None:
                data = {"expression": str(piece.expression), "order": order, "at": str(place), "value": str(value)}
                return Limit(Number(value), Certificate("value", data))
            derivative, side = derivative.subs(x, place - side / x), 1
        return self._find_limit(derivative, side)

    def limit(self, expression: Expr, side: int) -> Limit:
        """Return the limit of any smooth expression at an infinity; arguments and errors as `Study.limit_of`."""
        key = (expression, side)
        if key not in self._limits:
            self._limits[key] = self._find_limit(expression, side)
        return self._limits[key]

    def growth(self, expression: Expr, side: int) -> Evidence | None:
        """Return why an expression oscillates with growing amplitude at an infinity, None where that is not shown."""
        key = (expression, side)
        if key not in self._growths:
            self._growths[key] = self._find_growth(expression, side)
        return self._growths[key]

    def _find_growth(self, expression: Expr, side: int) -> Evidence | None:
        why = grows_in_both_directions(expression, x, side)
        return Certificate("growth", {"expression": str(expression), "side": side, "says": why}) if why else None

    def band(self, expression: Expr, side: int, start: int) -> tuple[Band, Evidence] | None:
        """Return bounds of an expression for side * x >= start with the evidence; None if none are found."""
        key = (expression, side, start)
        if key not in self._bands:
            self._bands[key] = self._find_band(*key)
        return self._bands[key]

    def _find_band(self, expression: Expr, side: int, start: int) -> tuple[Band, Evidence] | None:
        found = tail_band(expression, x, side, start)
        if found is None:
            return None
        says = {"centre": str(found.centre), "radius": str(found.radius)}
        return found, Certificate("band", {"expression": str(expression), "side": side, "start": start, **says})

    def _find_limit(self, expression: Expr, side: int) -> Limit:
        found = limit(expression, x, side)
        if found.open_sign is not None:
            raise OpenSignError(found.open_sign)
        if isinstance(found.evidence, Gap):
            raise UnknownError(found.evidence.reason)
        if found.value is None and found.exists is not False:
            raise UnknownError(f"the limit of `{expression}` is not known")
        value = None if found.value is None else short(found.value)
        steps = [[s.rule, s.detail] for s in found.evidence.steps] if isinstance(found.evidence, Proof) else []
        shown = None if value is None else str(value)
        data = {"expression": str(expression), "side": side, "value": shown, "steps": steps}
        return Limit(None if value is None else Number(value), Certificate("limit", data))


def undisguised(piece: Piece) -> Piece:
    """Return a piece with a line as its expression where it is one, as sin(x)**2 + cos(x)**2 and asinh(sinh(x)) are.

    Args:
        piece: lies within the natural domain, so that a second derivative that is 0 leaves one slope.
    """
    own = piece.expression
    if own.free_symbols != {x} or own.is_polynomial(x):
        return piece
    slope = sympy.diff(own, x)
    if not _vanishes(sympy.diff(slope, x), piece):
        return piece
    places = [S.Zero] if piece.holds(S.Zero) else []
    places += islice(inner_points(piece.lower, piece.upper), TRIED)
    rate = S.Zero if _vanishes(slope, piece) else _shortest(plain_value(slope, place) for place in places)
    if rate is None:
        return piece
    values = [(place, plain_value(own, place)) for place in places]
    offset = _shortest(None if value is None else short(value - rate * place) for place, value in values)
    return piece if offset is None else replace(piece, expression=rate * x + offset)


def _vanishes(expression: Expr, piece: Piece) -> bool:
    return is_identically_zero(expression, x, piece.lower, piece.upper).zero is True


def _shortest(forms: Iterable[Expr | None]) -> Expr | None:
    """Return the shortest form of one number: one may show it as 0, another as log(cosh(1)) - ..."""
    return min((v for v in forms if v is not None), key=lambda v: (v.count_ops(), len(str(v)), str(v)), default=None)


@lru_cache(maxsize=256)
def _derivative(expression: Expr, order: int) -> Expr:
    """Return a derivative, from the one before it: SymPy takes longer over the sum of a product's k-th one."""
    return sympy.diff(_derivative(expression, order - 1), x) if order else expression


@lru_cache(maxsize=256)
def findings(expression: Expr) -> Findings:
    """Return what is known of an expression, the same object every time."""
    return Findings(expression)
