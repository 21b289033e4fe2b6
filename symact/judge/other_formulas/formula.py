"""What a formula with sums over a row gives at many rows, and how far the rounding of its steps may move that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import sympy
from sympy import Expr, Symbol

from symact.definition.reductions import Attained, Greatest, Reduction, SquareThreshold, Threshold, Total
from symact.errors import SymactError
from symact.formats.arrays import Floats, Mask
from symact.functions.exp2 import exp2
from symact.judge.rows.rounded_steps import rounding
from symact.judge.simulation.stepwise import stand_in

TRIALS, MULTIPLE = 4, 8.0
"""Evaluations with errors drawn at random, and how many times the greatest change among them is allowed."""

COMPARED = {
    sympy.StrictGreaterThan: np.greater,
    sympy.GreaterThan: np.greater_equal,
    sympy.StrictLessThan: np.less,
    sympy.LessThan: np.less_equal,
    sympy.Equality: np.equal,
    sympy.Unequality: np.not_equal,
}

NONE = np.zeros((1, 1))


@dataclass(frozen=True)
class Formula:
    """An expression with reductions, some steps of which are rounded to a narrow format.

    Args:
        expression: the expression.
        narrow: the format, "" for none.
        at: the parts whose values are rounded to it.
    """

    expression: Expr
    narrow: str = ""
    at: frozenset[Expr] = frozenset()

    def values(self, given: Mapping[Symbol, Floats], unit: float = 0.0, seed: int = 0) -> Floats:
        """Return the values, shape (rows, n), or (rows, 1) where it is one number for a row.

        Args:
            given: values of its symbols, shape (rows, n) or (rows, 1).
            unit: relative error of each step, drawn at random; 0 for none.
            seed: of these errors.

        Raises:
            SymactError: some part of it has no values in NumPy.
        """
        with np.errstate(all="ignore"):
            walk = _Walk(self, given, unit, seed)
            if isinstance(self.expression, sympy.Tuple):
                rows = max(len(values) for values in given.values())
                columns = [walk.read(each).number for each in self.expression]
                return np.concatenate([np.broadcast_to(each, (rows, 1)) for each in columns], axis=1)
            return walk.read(self.expression).number

    def moved(self, given: Mapping[Symbol, Floats], unit: float) -> tuple[Floats, Floats]:
        """Return the values, and how far steps of a relative error of a unit may move each."""
        values = self.values(given)
        with np.errstate(all="ignore"):
            off = np.max([np.abs(self.values(given, unit, seed) - values) for seed in range(TRIALS)], axis=0)
            return values, MULTIPLE * off + 4 * unit * np.abs(values)


class Scaled(NamedTuple):
    """Numbers m * exp(rate), which neither overflow nor vanish where exponentials do.

    Args:
        m: shape (rows, n), or (rows, 1) for what all entries of a row share.
        rate: shape (rows, n), (rows, 1) or (1, 1).
    """

    m: Floats
    rate: Floats = NONE

    @property
    def number(self) -> Floats:
        """The numbers themselves."""
        return self.m if self.rate is NONE else np.asarray(self.m * np.exp(self.rate))

    @property
    def by_rows(self) -> "Scaled":
        """The same with one rate for each row, the greatest."""
        if self.rate.shape[1] == 1:
            return self
        greatest = _greatest(self.rate)
        return Scaled(self.m * np.exp(self.rate - greatest), greatest)


class _Walk:
    """Evaluates expressions at rows, equal subexpressions once.

    Args:
        formula: what is rounded.
        given, unit, seed: as for `Formula.values`.
    """

    def __init__(self, formula: Formula, given: Mapping[Symbol, Floats], unit: float, seed: int) -> None:
        self._at, self._round = formula.at, rounding(formula.narrow) if formula.narrow else None
        self._length = max(values.shape[1] for values in given.values())
        self._given, self._known = given, dict[Expr, Scaled]()
        self._unit, self._random = unit, np.random.Generator(np.random.PCG64(seed))

    def read(self, e: Expr) -> Scaled:
        """Return the values of an expression."""
        found = self._known.get(e)
        if found is None:
            found = self._erring(Scaled(self._given[e]) if e in self._given else self._new(e), e)
            if self._round and e in self._at:
                found = found.by_rows
                found = Scaled(self._round(found.m), found.rate)
            self._known[e] = found
        return found

    def _erring(self, found: Scaled, e: Expr) -> Scaled:
        if not self._unit or not e.args or isinstance(e, Attained | sympy.Heaviside | Greatest):
            return found
        # A sum of n terms carries the errors of as many additions.
        count = max(1.0, self._length**0.5 / 2) if isinstance(e, Total) else 1.0
        return Scaled(found.m * (1 + count * self._unit * self._random.uniform(-1, 1, found.m.shape)), found.rate)

    def _new(self, e: Expr) -> Scaled:
        if not e.free_symbols and not e.has(Reduction):
            return Scaled(np.array([[_constant(e)]]))
        if isinstance(e, Reduction):
            return self._reduced(e)
        if e.is_Add:
            return _added([self.read(arg) for arg in e.args])
        if e.is_Mul:
            found = [self.read(arg) for arg in e.args]
            rates = [each.rate for each in found if each.rate is not NONE]
            product = found[0].m
            for each in found[1:]:
                product = product * each.m
            return Scaled(product, np.asarray(sum(rates))) if rates else Scaled(product)
        if e.is_Pow and e.exp.is_number:
            base, power = self.read(e.base), float(e.exp)
            return Scaled(base.m**power, base.rate if base.rate is NONE else base.rate * power)
        if isinstance(e, sympy.exp | exp2):
            return self._exponential(self.read(e.args[0]).number * (1.0 if isinstance(e, sympy.exp) else np.log(2)))
        if isinstance(e, sympy.log):
            inside = self.read(e.args[0])
            return Scaled(np.log(inside.m) + inside.rate)
        if isinstance(e, sympy.Piecewise):
            return self._cases(e)
        return Scaled(_elementary(e, [self.read(arg).number for arg in e.args]))

    def _cases(self, e: sympy.Piecewise) -> Scaled:
        found: Floats | None = None
        for value, where in reversed(e.args):
            mine = self.read(value).number
            found = mine if found is None else np.where(self._holds(where), mine, found)
        assert found is not None
        return Scaled(found)

    def _holds(self, where: sympy.Basic) -> Mask:
        if isinstance(where, sympy.And | sympy.Or):
            parts = [self._holds(part) for part in where.args]
            return np.asarray((np.logical_and if isinstance(where, sympy.And) else np.logical_or).reduce(parts))
        compare = COMPARED.get(type(where))
        if compare is None:
            raise SymactError(f"{where} has no values in NumPy")
        return np.asarray(compare(*(self.read(side).number for side in where.args)))

    def _exponential(self, u: Floats) -> Scaled:
        # The difference from the greatest of the row is a step too.
        apart = u - _greatest(u)
        off = self._unit * np.where(np.isfinite(apart), apart, 0.0)
        return Scaled(1 + off * self._random.uniform(-1, 1, u.shape), u)

    def _reduced(self, e: Reduction) -> Scaled:
        inside = self.read(e.args[0])
        if isinstance(e, Total):
            inside = inside.by_rows
            if inside.m.shape[1] == 1:
                return Scaled(inside.m * self._length, inside.rate)
            return Scaled(inside.m.sum(axis=1, keepdims=True), inside.rate)
        numbers = inside.number
        if isinstance(e, Greatest):
            return Scaled(numbers.max(axis=1, keepdims=True))
        if isinstance(e, Threshold):
            return Scaled(_threshold(numbers, isinstance(e, SquareThreshold)))
        raise SymactError(f"{e.func.__name__} has no values in NumPy")


def _constant(e: Expr) -> float:
    """Return a number; NaN where it is none of the real line."""
    return float(e) if e.is_extended_real else float("nan")


def _greatest(numbers: Floats) -> Floats:
    """Return the greatest number of each row, 0 where all are -inf."""
    greatest = numbers.max(axis=1, keepdims=True)
    return np.where(np.isneginf(greatest), 0.0, greatest)


def _added(terms: list[Scaled]) -> Scaled:
    if all(each.rate is NONE for each in terms):
        return Scaled(np.asarray(sum(each.m for each in terms)))
    rate = terms[0].rate
    for each in terms[1:]:
        rate = np.maximum(rate, each.rate)
    rate = np.where(np.isneginf(rate), 0.0, rate)
    return Scaled(np.asarray(sum(each.m * np.exp(each.rate - rate) for each in terms)), rate)


def _elementary(e: Expr, values: list[Floats]) -> Floats:
    if isinstance(e, sympy.Max | sympy.Min):
        found = values[0]
        for each in values[1:]:
            found = np.maximum(found, each) if isinstance(e, sympy.Max) else np.minimum(found, each)
        return found
    if isinstance(e, Attained):
        return np.asarray(values[0] == 0, dtype=np.float64)
    if isinstance(e, sympy.Heaviside):
        return np.heaviside(values[0], 0.5)
    return np.asarray(stand_in(e)(values[0]))


def _threshold(u: Floats, square: bool) -> Floats:
    """Return the t of each row with the sum of max(u - t, 0), or of its square, 1."""
    ordered = -np.sort(-u, axis=1)
    count = np.arange(1, u.shape[1] + 1)
    first = ordered[:, :1]
    mean = np.cumsum(ordered - first, axis=1) / count
    if square:
        rest = 1 / count - (np.cumsum((ordered - first) ** 2, axis=1) / count - mean**2)
        tau = np.where(rest >= 0, mean - np.sqrt(np.maximum(rest, 0)), 0.0)
    else:
        tau = mean - 1 / count
    above = ordered - first > tau
    last = np.where(above, count, 1).max(axis=1)[:, None] - 1
    return np.asarray(first + np.take_along_axis(tau, last, axis=1))
