"""On which side of another one a parameter lies: b < a, as a condition and as plain data."""

from collections.abc import Mapping
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
