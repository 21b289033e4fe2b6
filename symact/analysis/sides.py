"""Questions whose answer depends on the sign of a constant: each side is asked apart, equal answers are joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import sympy
from sympy import Dummy, Expr, Symbol
from sympy.logic.boolalg import Boolean

from symact.definition.pieces import constant_sign
from symact.symbolic.transseries import OpenSignError

DEEPEST = 3
"""Constants whose sign may be asked for, one after the other."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Side:
    """A condition on parameters, and symbols in which it always holds.

    Args:
        condition: on the parameters.
        put: parameter -> expression in a positive symbol, or a number.
        back: positive symbol -> expression in the parameters.
    """

    condition: Boolean = sympy.true
    put: Mapping[Symbol, Expr] = field(default_factory=dict)
    back: Mapping[Symbol, Expr] = field(default_factory=dict)

    def inside(self, expression: Expr) -> Expr:
        """Return an expression in the side's own symbols."""
        return expression.subs(self.put, simultaneous=True) if self.put else expression

    def outside(self, expression: Expr) -> Expr:
        """Return an expression in the parameters."""
        return expression.subs(self.back, simultaneous=True) if self.back else expression

    def split(self, constant: Expr) -> tuple[Symbol, Expr, tuple[Side, Side, Side]] | None:
        """Return a parameter, its value where a constant is 0, and the sides below, at and above that value.

        None where the constant is not affine in a parameter with a coefficient of known sign.
        """
        above, below = sympy.fraction(sympy.together(self.outside(constant)))
        if not constant_sign(self.inside(below)):
            return None
        shown = sympy.expand(above)
        for symbol in sorted(shown.free_symbols - self.put.keys(), key=str):
            if not shown.is_polynomial(symbol) or sympy.degree(shown, symbol) != 1:
                continue
            slope, offset = sympy.Poly(shown, symbol).all_coeffs()
            root = sympy.together(-offset / slope)
            if constant_sign(slope) and (not symbol.is_positive or constant_sign(root) == 1):
                return symbol, root, self._sides(symbol, root)
        return None

    def _sides(self, symbol: Symbol, root: Expr) -> tuple[Side, Side, Side]:
        own = Dummy(symbol.name, positive=True)
        # A positive parameter below its root is root/(1 + p), so that it stays positive for all p > 0.
        below = root / (1 + own) if symbol.is_positive else root - own
        distance = root / symbol - 1 if symbol.is_positive else root - symbol
        return (
            self._with(symbol < root, symbol, below, {own: distance}),
            self._with(sympy.Eq(symbol, root), symbol, root, {}),
            self._with(symbol > root, symbol, root + own, {own: symbol - root}),
        )

    def _with(self, condition: Boolean, symbol: Symbol, inside: Expr, back: Mapping[Symbol, Expr]) -> Side:
        inside = self.inside(inside)
        put = {s: e.subs(symbol, inside) for s, e in self.put.items()} | {symbol: inside}
        return Side(sympy.And(self.condition, condition), put, {**self.back, **back})


def ask(
    question: Callable[[Side], Answer],
    same: Callable[[Answer, Answer], bool],
    unknown: Callable[[str], Answer],
    side: Side | None = None,
    depth: int = DEEPEST,
) -> list[tuple[Boolean, Answer]]:
    """Return the answers with their conditions, which exclude each other and cover all parameters.

    Args:
        question: answers on one side; raises OpenSignError for a constant whose sign it needs.
        same: whether two answers are equal, so that their conditions may be joined.
        unknown: reason -> the answer where no split helps.
        side: where to start.
        depth: splits that may still be made.
    """
    side = side or Side()
    try:
        return [(side.condition, question(side))]
    except OpenSignError as error:
        found = side.split(error.constant) if depth else None
        if found is None:
            return [(side.condition, unknown(str(error)))]
    symbol, root, sides = found
    rows = [ask(question, same, unknown, each, depth - 1) for each in sides]
    alike = [
        (a, b)
        for a, b in ((0, 1), (1, 2), (0, 2))
        if len(rows[a]) == len(rows[b]) == 1 and same(rows[a][0][1], rows[b][0][1])
    ]
    if len(alike) > 1:
        return [(side.condition, rows[0][0][1])]
    for a, b in alike:
        relation = {(0, 1): symbol <= root, (1, 2): symbol >= root, (0, 2): sympy.Ne(symbol, root)}[a, b]
        return [(sympy.And(side.condition, relation), rows[a][0][1]), *rows[3 - a - b]]
    return [row for each in rows for row in each]
