"""Functions of pairs that are defined by pieces: which of them hold at an exact pair, two where it lies on a switch."""

from typing import NamedTuple

import sympy
from flint import fmpq
from sympy import Expr, Piecewise, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from symact.definition.bound import Bound
from symact.errors import SymactError


class Pieces(NamedTuple):
    """The pieces of a function of a pair.

    Args:
        inputs: the pair.
        expressions: one a piece.
        conditions: when each holds, where none before it does.
    """

    inputs: tuple[Symbol, ...]
    expressions: tuple[Expr, ...]
    conditions: tuple[Boolean, ...]

    @classmethod
    def of(cls, bound: Bound) -> "Pieces":
        """Return the pieces of a function, itself where it has no switch.

        Raises:
            SymactError: it has switches inside its formula.
        """
        expression, inputs = bound.expression, bound.activation.inputs
        pairs = expression.args if isinstance(expression, Piecewise) else ((expression, sympy.true),)
        if any(each.has(Piecewise) for each, _ in pairs):
            raise SymactError(
                f"{bound.activation.name}: a function of a pair with switches inside its formula has no values yet; "
                "write it as one Piecewise"
            )
        return cls(inputs, tuple(each for each, _ in pairs), tuple(condition for _, condition in pairs))

    def at(self, point: tuple[fmpq, ...]) -> tuple[int, ...]:
        """Return the number of the piece that holds at a pair; after it those that hold beside it, on a switch."""
        given = {s: sympy.Rational(int(q.p), int(q.q)) for s, q in zip(self.inputs, point, strict=False)}
        on = {each for each in self._relations() if (each.lhs - each.rhs).subs(given) == 0}
        own = self._holding(given, {})
        sides = {self._holding(given, dict.fromkeys(on, side)) for side in (sympy.true, sympy.false)} if on else set()
        return (own, *sorted(sides - {own}))

    def _relations(self) -> set[Relational]:
        return {each for condition in self.conditions for each in condition.atoms(Relational)}

    def _holding(self, given: dict[Symbol, Expr], decided: dict[Relational, Boolean]) -> int:
        return next(k for k, each in enumerate(self.conditions) if each.xreplace(decided).subs(given) == sympy.true)
