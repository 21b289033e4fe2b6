"""Values and directional derivatives of definitions by mpmath, from the formula alone, by dual numbers.

Nothing here is shared with what builds tables: neither enclosures, nor the derived JVP and VJP, nor the way that sums
are taken. mpmath bounds no error, so every magnitude that occurs is noted: below the least of them nothing was lost if
the precision reaches from the greatest to it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import mpmath
import sympy
from sympy import Expr, Symbol

from symact.definition.reductions import Attained, Greatest, Reduction, Threshold, Total
from symact.reference.mpmath_values import FAILURES, Expression

T = Symbol("t", real=True)

STEEPEST = {"erf": 2, "erfc": 2, "exp": 0, "exp2": 0, "log": 0}
"""Of functions that saturate as exp(-u^2), or not at all; of all others as exp(-3|u|) is assumed."""


class NoValueError(Exception):
    """mpmath has no value, or several derivatives meet."""


class Dual(NamedTuple):
    """A number and its derivative along a direction."""

    value: Any
    slope: Any


class DualEntries:
    """The inputs of a definition at one row: numbers of each entry, with the direction of the derivative.

    Args:
        symbols: what stands for them in the expression.
        numbers: of each entry, one a symbol.
        direction: the change of the first symbol of each entry, or of each symbol.
        by_entry: whether it is the former, as for vectors.
        precision: mpmath's, bits.
    """

    def __init__(
        self,
        symbols: Sequence[Symbol],
        numbers: Sequence[Sequence[Any]],
        direction: Sequence[Any],
        by_entry: bool,
        precision: int,
    ) -> None:
        self._places = {symbol: place for place, symbol in enumerate(symbols)}
        self._numbers, self._direction, self._by_entry = numbers, direction, by_entry
        self._precision = precision
        self._known: dict[tuple[Expr, int], Dual] = {}
        self.least = self.greatest = 0
        """Exponents of the least and the greatest magnitude that occurred."""

    def at(self, expression: Expr, entry: int = 0) -> Dual:
        """Return the expression for one entry.

        Raises:
            NoValueError: mpmath finds none, or no single derivative.
        """
        with mpmath.workprec(self._precision):
            try:
                return self._read(expression, entry)
            except FAILURES:
                raise NoValueError from None

    def covered(self) -> int:
        """Return the bits that reach from the greatest magnitude to the least."""
        return self.greatest - self.least

    def _read(self, node: Expr, entry: int) -> Dual:
        key = node, -1 if isinstance(node, Reduction) else entry
        if key not in self._known:
            found = self._new(node, entry)
            if not (isinstance(found.value, mpmath.mpf) and mpmath.isfinite(found.value)):
                raise NoValueError
            self._note(found.value, found.slope)
            self._known[key] = found
        return self._known[key]

    def _note(self, *numbers: Any) -> None:
        for number in numbers:
            if number:
                size = int(mpmath.mag(number))
                self.least, self.greatest = min(self.least, size), max(self.greatest, size)

    def _new(self, node: Expr, entry: int) -> Dual:
        if node in self._places:
            place = self._places[node]
            change = self._direction[entry if self._by_entry else place] if place == 0 or not self._by_entry else 0
            return Dual(mpmath.mpf(self._numbers[entry][place]), mpmath.mpf(change))
        if not node.free_symbols and not node.has(Reduction):
            return Dual(_constant(node, mpmath.mp.prec), mpmath.mpf(0))
        if isinstance(node, Reduction):
            return self._reduced(node)
        if node.is_Piecewise:
            return self._read(next(e for e, condition in node.args if self._holds(condition, entry)), entry)
        return self._composed(node, [self._read(each, entry) for each in node.args])

    def _composed(self, node: Expr, parts: Sequence[Dual]) -> Dual:
        """Return an operation or a function of numbers."""
        if node.is_Add:
            return Dual(mpmath.fsum(p.value for p in parts), mpmath.fsum(p.slope for p in parts))
        if node.is_Mul:
            return self._product(parts)
        if isinstance(node, (sympy.Max, sympy.Min)):
            return _greatest(parts, 1 if isinstance(node, sympy.Max) else -1)
        if isinstance(node, sympy.Abs):
            (u,) = parts
            return _greatest([u, Dual(-u.value, -u.slope)], 1)
        if node.is_Pow and not node.exp.free_symbols:
            base, power = parts
            slope = power.value * base.value ** (power.value - 1) * base.slope if base.slope else mpmath.mpf(0)
            return Dual(base.value**power.value, slope)
        if len(parts) != 1:
            raise NoValueError
        if isinstance(node, Attained):
            return Dual(mpmath.mpf(parts[0].value == 0), mpmath.mpf(0))
        return self._applied(node.func, parts[0])

    def _product(self, parts: Sequence[Dual]) -> Dual:
        value, slope = mpmath.mpf(1), mpmath.mpf(0)
        for part in parts:
            value, slope = value * part.value, slope * part.value + value * part.slope
            self._note(value, slope)
        return Dual(value, slope)

    def _applied(self, function: Any, u: Dual) -> Dual:
        value, slope = _function(function)
        size = abs(u.value)
        # What the function lacks to its limit, or to its tangent at 0, may be all that is left of it.
        power = STEEPEST.get(function.__name__, 1)
        self.least = min(self.least, -3 * int(size**power) if power else 0, 3 * int(mpmath.mag(size)) if size else 0)
        if self.covered() > 1 << 20:
            raise NoValueError
        argument = u.value._mpf_
        significand, exponent = (-1 if argument[0] else 1) * int(argument[1]), int(argument[2])
        found = value.at(significand, exponent, mpmath.mp.prec)
        steep = slope.at(significand, exponent, mpmath.mp.prec) if u.slope else mpmath.mpf(0)
        if found is None or steep is None:
            raise NoValueError
        return Dual(found, steep * u.slope)

    def _holds(self, condition: Any, entry: int) -> bool:
        if condition in (sympy.true, sympy.false):
            return bool(condition)
        left, right = (self._read(side, entry).value for side in (condition.lhs, condition.rhs))
        return bool(condition.func(_sign(left - right), 0))

    def _reduced(self, node: Reduction) -> Dual:
        terms = [self._read(node.args[0], entry) for entry in range(len(self._numbers))]
        if isinstance(node, Total):
            return Dual(mpmath.fsum(t.value for t in terms), mpmath.fsum(t.slope for t in terms))
        if isinstance(node, Greatest):
            return _greatest(terms, 1)
        if not isinstance(node, Threshold):
            raise NoValueError
        return _threshold(terms, node.power)


def _greatest(parts: Sequence[Dual], side: int) -> Dual:
    """Return the greatest of some numbers, or for side -1 the least."""
    top = max(side * part.value for part in parts)
    found = [part for part in parts if side * part.value == top]
    if any(part.slope != found[0].slope for part in found):
        raise NoValueError
    return found[0]


def _threshold(terms: Sequence[Dual], power: int) -> Dual:
    """Return t with the sum of max(u - t, 0)^power equal to 1, from the greatest entries downward."""
    ordered = sorted(terms, key=lambda term: term.value, reverse=True)
    for count in range(len(ordered), 0, -1):
        above = ordered[:count]
        mean = mpmath.fsum(u.value for u in above) / count
        if power == 1:
            t = mean - mpmath.mpf(1) / count
        else:
            rest = mpmath.mpf(1) / count - mpmath.fsum((u.value - mean) ** 2 for u in above) / count
            if rest < 0:
                continue
            t = mean - mpmath.sqrt(rest)
        if above[-1].value > t:
            weights = [(u.value - t) ** (power - 1) for u in above]
            changed = mpmath.fsum(w * u.slope for w, u in zip(weights, above, strict=True))
            return Dual(t, changed / mpmath.fsum(weights))
    raise NoValueError


def _sign(number: Any) -> int:
    return int(mpmath.sign(number))


@cache
def _function(function: Any) -> tuple[Expression, Expression]:
    """Return a function of one number and its derivative."""
    applied = function(T)
    return Expression(applied, T), Expression(sympy.diff(applied, T), T)


@cache
def _constant(node: Expr, precision: int) -> Any:
    if node.is_Rational:
        return mpmath.mpf(int(node.p)) / int(node.q)
    found = Expression(node, T).at(0, 0, precision)
    if found is None:
        raise NoValueError
    return found
