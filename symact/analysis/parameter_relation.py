"""On which side of another one a parameter lies: b < a, as a condition and as plain data."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sympy
from sympy import Eq, Expr, Ne, Symbol
from sympy.logic.boolalg import Boolean

ANY = frozenset((-1, 0, 1))


class Relation(NamedTuple):
    """On which sides of a value, made of other parameters, a parameter lies: signs of its distance from it."""

    symbol: Symbol
    root: Expr
    signs: frozenset[int]

    @property
    def condition(self) -> Boolean:
        """The relation as a condition."""
        return self.written({})

    def written(self, values: Mapping[Symbol, Expr]) -> Boolean:
        """Return the relation as a condition in which other parameters have the values that they are known to have."""
        ways = {
            frozenset((-1,)): sympy.Lt,
            frozenset((0,)): Eq,
            frozenset((1,)): sympy.Gt,
            frozenset((-1, 0)): sympy.Le,
            frozenset((0, 1)): sympy.Ge,
            frozenset((-1, 1)): Ne,
        }
        return sympy.true if self.signs == ANY else ways[self.signs](self.symbol, self.root.subs(values))


def needed(relations: Sequence[Relation]) -> list[Relation]:
    """Return relations without those that a later one says more than: b < -c, not b < -c and b < c."""
    sides = (frozenset((-1, 0)), frozenset((0, 1)))

    def is_implied(index: int) -> bool:
        own = relations[index]
        later = [each for each in relations[index + 1 :] if each.symbol == own.symbol]
        return any(own.signs <= side and each.signs <= side for side in sides for each in later)

    return [each for index, each in enumerate(relations) if not is_implied(index)]
