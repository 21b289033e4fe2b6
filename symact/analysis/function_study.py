"""What properties are read off: charts of f and its derivatives, one-sided limits, values at certified points."""

from __future__ import annotations

from functools import cached_property, lru_cache

import sympy
from sympy import Expr, oo

from symact.analysis.domain import natural_pieces, needs, smooth
from symact.analysis.one_period import Window, window
from symact.analysis.sign_chart import SignChart
from symact.analysis.sign_chart_symbolic import chart
from symact.definition.activation import x
from symact.definition.pieces import Piece, split
from symact.errors import UnknownError
from symact.evidence import Certificate, Evidence, Gap, Proof
from symact.symbolic.limits import limit
from symact.symbolic.real_number import Number, order
from symact.symbolic.transseries import OpenSignError

UNDEFINED = (sympy.nan, sympy.zoo, sympy.oo, sympy.I, sympy.AccumBounds)
"""What SymPy answers where a value does not exist."""

ZERO = Number(sympy.S.Zero)

LONGEST = 60
"""Operations of a constant beyond which it is not simplified."""


class Study:
    """A function on its natural domain; every question is answered once, and what was asked is on record.

    Args:
        expression: f in x, possibly with parameters.
    """

    def __init__(self, expression: Expr) -> None:
        self.expression = expression
        self._charts: dict[tuple[Expr, int, Expr, Expr], SignChart | str] = {}
        self._ends: dict[tuple[int, int, int], tuple[Number | None, Evidence]] = {}
        self._limits: dict[tuple[Expr, int], tuple[Number | None, Evidence]] = {}
        self.used: dict[int, Evidence] = {}

    @cached_property
    def all_pieces(self) -> tuple[Piece, ...]:
        """The smooth pieces as the formula gives them."""
        return split(self.expression, x)

    @cached_property
    def window(self) -> Window | None:
        """One period, where f is a function of sines and cosines of one rate, smooth everywhere."""
        found = window(self.all_pieces)
        # 1/sin(x) has as many holes as periods: no window shows them.
        return found if found and not any(isinstance(each, Gap) for each in smooth(found.piece)) else None

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces on the natural domain, or one period of f as a closed piece."""
        return (self.window.piece,) if self.window else natural_pieces(self.all_pieces)

    @property
    def period(self) -> Expr | None:
        """A period of f, if it is a function of sines and cosines of one rate; not always the least one."""
        return self.window.period if self.window else None

    @cached_property
    def is_whole_line(self) -> bool:
        """Whether f is defined everywhere."""
        if self.window:
            return True
        ends = self.pieces[0].lower is -oo and self.pieces[-1].upper is oo
        return ends and all(self.joins(i) for i in range(len(self.pieces) - 1))

    def joins(self, index: int) -> bool:
        """Whether the end between a piece and the next belongs to one of them."""
        left, right = self.pieces[index], self.pieces[index + 1]
        return bool(left.upper == right.lower and (left.owns_upper or right.owns_lower))

    def chart(self, order: int, index: int) -> SignChart:
        """Return the sign chart of a derivative on a piece.

        Raises:
            UnknownError: it could not be decided.
            OpenSignError: it depends on a parameter.
        """
        return self.chart_of(self.pieces[index].expression, index, order)

    def chart_of(self, expression: Expr, index: int, order: int = 0, piece: Piece | None = None) -> SignChart:
        """Return the sign chart of any smooth expression (or its derivative) on a piece; raises as `chart`."""
        place = piece or self.pieces[index]
        key = (expression, order, place.lower, place.upper)
        if key not in self._charts:
            self._charts[key] = self._find_chart(*key)
        found = self._charts[key]
        if isinstance(found, str):
            raise UnknownError(found)
        self._use(Certificate(found.record["rule"], found.record), id(found))
        return found

    def charts(self, order: int) -> list[SignChart]:
        """Return the charts of a derivative on all pieces."""
        return [self.chart(order, index) for index in range(len(self.pieces))]

    def _find_chart(self, expression: Expr, order: int, lower: Expr, upper: Expr) -> SignChart | str:
        return chart(expression, order, lower, upper)

    def end(self, order: int, index: int, side: int) -> Number | None:
        """Return the limit of a derivative at an end of a piece, from inside; None where there is none.

        Args:
            order: of the derivative.
            index: of the piece.
            side: -1 for the lower end, 1 for the upper.

        Raises:
            UnknownError, OpenSignError: as `chart`.
        """
        key = (order, index, side)
        if key not in self._ends:
            self._ends[key] = self._limit(*key)
        number, evidence = self._ends[key]
        self._use(evidence, id(self._ends[key]))
        return number

    def _limit(self, order: int, index: int, side: int) -> tuple[Number | None, Evidence]:
        piece = self.pieces[index]
        place = piece.upper if side > 0 else piece.lower
        derivative = sympy.diff(piece.expression, x, order)
        if place not in (oo, -oo):
            value = plain_value(derivative, place)
            if value is not None:
                data = {"expression": str(piece.expression), "order": order, "at": str(place), "value": str(value)}
                return Number(value), Certificate("value", data)
            derivative, side = derivative.subs(x, place - side / x), 1
        return self._limit_of(derivative, side)

    def limit_of(self, expression: Expr, side: int) -> Number | None:
        """Return the limit of any smooth expression at -oo (side -1) or oo (1); None, raises as `end`."""
        key = (expression, side)
        if key not in self._limits:
            self._limits[key] = self._limit_of(expression, side)
        number, evidence = self._limits[key]
        self._use(evidence, id(self._limits[key]))
        return number

    def _limit_of(self, expression: Expr, side: int) -> tuple[Number | None, Evidence]:
        found = limit(expression, x, side)
        if isinstance(found.evidence, Gap):
            raise UnknownError(found.evidence.reason)
        if found.cases:
            relation = min(found.cases[0].condition.atoms(sympy.core.relational.Relational), key=str)
            raise OpenSignError(relation.lhs - relation.rhs)
        if found.value is None and found.exists is not False:
            raise UnknownError(f"the limit of {expression} is not known")
        value = None if found.value is None else short(found.value)
        steps = [[s.rule, s.detail] for s in found.evidence.steps] if isinstance(found.evidence, Proof) else []
        shown = None if value is None else str(value)
        data = {"expression": str(expression), "side": side, "value": shown, "steps": steps}
        return None if value is None else Number(value), Certificate("limit", data)

    def value(self, order: int, index: int, place: Number) -> Number:
        """Return the value of a derivative of a piece's expression at a point of its interval."""
        expression = self.pieces[index].expression
        if place.exact is None:
            return Number(None, place.root, (expression, order))
        value = plain_value(sympy.diff(expression, x, order), place.exact)
        if value is None:
            raise UnknownError(f"derivative {order} of {expression} has no value at {place.exact}")
        return Number(value)

    def _use(self, evidence: Evidence, key: int) -> None:
        self.used[key] = evidence


def plain_value(expression: Expr, place: Expr) -> Expr | None:
    """Return the value of a smooth expression at a point, None where a part of it is not defined there.

    SymPy's substitution alone would give x*sin(1/x) the value 0 at 0.

    Raises:
        OpenSignError: whether it is defined depends on a parameter.
    """
    for need in needs(expression):
        if need.argument.has(x):
            argument = need.argument.subs(x, place)
            if argument.has(*UNDEFINED) or argument.is_real is False:
                return None
            sign = order(Number(argument), ZERO)
            if sign not in need.signs and not (sign == 0 and need.zero):
                return None
    value = expression.subs(x, place)
    return None if value.has(*UNDEFINED) or not (value.is_real and value.is_finite) else short(value)


@lru_cache(maxsize=4096)
def short(value: Expr) -> Expr:
    """Return the shorter of a constant and its simplified form."""
    if value.is_Rational or value.count_ops() > LONGEST:
        return value
    forms = [value, sympy.simplify(value)]
    if value.has(sympy.log) and value.has(sympy.tanh, sympy.sinh, sympy.cosh):
        forms.append(sympy.simplify(value.rewrite(sympy.exp)))
    return min(forms, key=lambda v: (v.count_ops(), len(str(v)), str(v)))


@lru_cache(maxsize=256)
def study(expression: Expr) -> Study:
    """Return the study of an expression, the same one every time.

    Raises:
        SymactError: the expression cannot be split into smooth pieces.
    """
    return Study(expression)
