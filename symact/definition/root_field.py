"""Rational functions of square roots in the form A + B*sqrt(p) + ..., found in the field itself.

Where 1/(A + B*r) is read as (A - B*r)/(A**2 - B**2*r**2) at every quotient, common factors cancel as they come; to
multiply a nested quotient out and to cancel then takes seconds.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from itertools import product
from typing import Any, TypeAlias

import sympy
from sympy import Dummy, Expr

Terms: TypeAlias = dict[int, Any]
"""An element of the field: coefficients, not 0, by products of roots, each a number with a bit for every root in it."""


class RootField:
    """The rational functions of parameters with square roots adjoined, none a rational function of the others.

    Args:
        squares: symbol of a root -> its square, a rational function of parameters and of roots before it.
        parameters: all other symbols.
    """

    def __init__(self, squares: Mapping[Dummy, Expr], parameters: set[Expr]) -> None:
        self._base = sympy.QQ.frac_field(*sorted(parameters, key=str))
        self._bits = {root: 1 << place for place, root in enumerate(squares)}
        self._squares: list[Terms] = []
        for square in squares.values():
            self._squares.append(self._read(square))

    def coefficients(self, expression: Expr) -> dict[Expr, Expr]:
        """Return the coefficients of a rational function by products of roots.

        Raises:
            ZeroDivisionError: it divides by 0.
        """
        terms = self._read(expression) or {0: self._base.zero}
        return {
            sympy.Mul(*(root for root, bit in self._bits.items() if key & bit)): self._base.to_sympy(c)
            for key, c in terms.items()
        }

    def sign(self, expression: Expr, of_rational: Callable[[Expr], int | None]) -> int | None:
        """Return the sign of a rational function of roots that are positive, None if it is open.

        Args:
            expression: the function.
            of_rational: gives the sign of a rational function of the parameters.

        Raises:
            ZeroDivisionError: it divides by 0.
        """
        return self._sign(self._read(expression), of_rational)

    def _sign(self, a: Terms, of_rational: Callable[[Expr], int | None]) -> int | None:
        """Return the sign of A + B*r: that of the term whose square is larger."""
        last = _last(a)
        if not last:
            return of_rational(self._base.to_sympy(a[0])) if a else 0
        parts = (
            {key: c for key, c in a.items() if not key & last},
            {key ^ last: c for key, c in a.items() if key & last},
        )
        first, second = (self._sign(each, of_rational) for each in parts)
        if first == second or first == 0:
            return second
        conjugate = {key: -c if key & last else c for key, c in a.items()}
        larger = self._sign(self._times(a, conjugate), of_rational)
        if larger == 0:
            return None if first is None or second is None else 0
        return None if larger is None else first if larger > 0 else second

    def _read(self, each: Expr) -> Terms:
        if each in self._bits:
            return {self._bits[each]: self._base.one}
        if each.is_Add:
            return reduce(self._plus, map(self._read, each.args))
        if each.is_Mul:
            return reduce(self._times, map(self._read, each.args))
        if each.is_Pow:
            base = self._read(each.base)
            return reduce(self._times, [base if each.exp.is_positive else self._inverse(base)] * abs(int(each.exp)))
        return {0: self._base.from_sympy(each)} if each else {}

    def _plus(self, a: Terms, b: Terms) -> Terms:
        sums = {key: a.get(key, self._base.zero) + b.get(key, self._base.zero) for key in a | b}
        return {key: c for key, c in sums.items() if c}

    def _times(self, a: Terms, b: Terms) -> Terms:
        found: Terms = {}
        for (i, c), (j, d) in product(a.items(), b.items()):
            twice = (square for place, square in enumerate(self._squares) if i & j & 1 << place)
            found = self._plus(found, reduce(self._times, twice, {i ^ j: c * d}))
        return found

    def _inverse(self, a: Terms) -> Terms:
        last = _last(a)
        if not last:
            return {0: 1 / a.get(0, self._base.zero)}
        conjugate = {key: -c if key & last else c for key, c in a.items()}
        return self._times(conjugate, self._inverse(self._times(a, conjugate)))


def _last(a: Terms) -> int:
    """Return the bit of the last root in an element, 0 where it has none."""
    return 1 << max(a, default=0).bit_length() >> 1
