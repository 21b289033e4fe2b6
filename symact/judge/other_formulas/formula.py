"""What a formula with sums over a row gives at many rows, and how far the rounding of its steps may move that."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import sympy
from sympy import Expr, Symbol

from symact.definition.reductions import Attained, Greatest, Reduction, SquareThreshold, Threshold, Total
from symact.errors import SymactError
from symact.formats.arrays import Floats, Mask
from symact.functions.exp2 import exp2
from symact.judge.other_formulas.lost_terms import Lacking
from symact.judge.other_formulas.scaled import NONE, Scaled, added, greatest_of, threshold
from symact.judge.rows.rounded_steps import rounding
from symact.judge.simulation.stepwise import stand_in

TRIALS, MULTIPLE = 4, 8.0
"""Evaluations with errors drawn at random, and how many times the greatest change among them is allowed."""

AT_ONCE = 2**16
"""Numbers of each part about, in all of these evaluations, that are computed at once."""

COMPARED = {
    sympy.StrictGreaterThan: np.greater,
    sympy.GreaterThan: np.greater_equal,
    sympy.StrictLessThan: np.less,
    sympy.LessThan: np.less_equal,
    sympy.Equality: np.equal,
    sympy.Unequality: np.not_equal,
}

Known = dict[Expr, Scaled]
"""Values of parts of formulas at some rows."""

Given = Mapping[Symbol, Floats]
"""Values of symbols, shape (rows, n) or (rows, 1)."""


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

    def values(self, given: Given, known: Known | None = None) -> Floats:
        """Return the values, shape (rows, n), or (rows, 1) where it is one number for a row.

        Args:
            given: values of its symbols, shape (rows, n) or (rows, 1).
            known: of parts, which are not computed again; None for none.

        Raises:
            SymactError: some part of it has no values in NumPy.
        """
        return _Walk(self, given, NONE, known or {}).whole()

    def moved(self, given: Given, unit: float, known: Known | None = None) -> tuple[Floats, Floats]:
        """Return the values, and how far steps of a relative error of a unit may move each; arguments as of `values`.

        Args:
            given: as for `values`.
            unit: the relative error.
            known: as `parts` has them for a unit.
        """
        rows, length = (max(each.shape[k] for each in given.values()) for k in (0, 1))
        step = rows if known else max(1, AT_ONCE // ((1 + TRIALS) * length))
        found = []
        for start in range(0, rows, step):
            some, units = _repeated({symbol: each[start : start + step] for symbol, each in given.items()}, unit)
            whole = _Walk(self, some, units, known or {}).whole()
            width = whole.shape[1]
            values, *others = np.broadcast_to(whole, (len(units), width)).reshape(1 + TRIALS, -1, width)
            with np.errstate(all="ignore"):
                off = MULTIPLE * np.max([np.abs(each - values) for each in others], axis=0)
                found.append((values, off + 4 * unit * np.abs(values)))
        values, off = (np.concatenate(each) for each in zip(*found, strict=True))
        return values, off

    def parts(self, given: Given, unit: float = 0.0) -> Known:
        """Return the values of its parts, for other formulas that share them: for `moved`, if there is a unit."""
        walk = _Walk(self, *(_repeated(given, unit) if unit else (given, NONE)), {})
        walk.whole()
        return walk.found


def _repeated(given: Given, unit: float) -> tuple[Given, Floats]:
    """Return rows once as they are and once for each trial, and the relative errors of steps at them."""
    rows = max(map(len, given.values()))
    repeated = {symbol: np.tile(each, (1 + TRIALS, 1)) for symbol, each in given.items()}
    return repeated, np.repeat([0.0, *[unit] * TRIALS], rows)[:, None]


class _Walk:
    """Evaluates a formula at rows, equal subexpressions once.

    Args:
        formula: what is evaluated.
        given: values of its symbols.
        units: relative errors of steps, drawn at random, shape (rows, 1); `NONE` for none.
        known: values of parts that are taken where nothing in them is rounded to a narrow format.
    """

    def __init__(self, formula: Formula, given: Given, units: Floats, known: Known) -> None:
        self._formula, self._round = formula, rounding(formula.narrow) if formula.narrow else None
        self._length = max(values.shape[1] for values in given.values())
        self._given, self._shared, self.found = given, known, Known()
        self._units, self._random = units, np.random.Generator(np.random.PCG64(0))
        self._rounded = dict[Expr, bool]()

    def whole(self) -> Floats:
        """Return the values of the formula, the columns of several beside each other."""
        with np.errstate(all="ignore"):
            if not isinstance(self._formula.expression, sympy.Tuple):
                return self.read(self._formula.expression).number
            rows = max(map(len, self._given.values()))
            columns = [self.read(each).number for each in self._formula.expression]
            return np.concatenate([np.broadcast_to(each, (rows, 1)) for each in columns], axis=1)

    def read(self, e: Expr) -> Scaled:
        """Return the values of an expression."""
        found = self.found.get(e)
        if found is None and (found := self._shared.get(e)) is not None and self._has_rounded(e):
            found = None
        if found is None:
            found = self._erring(Scaled(self._given[e]) if e in self._given else self._new(e), e)
            if self._round and e in self._formula.at:
                found = found.by_rows
                found = Scaled(self._round(found.m), found.rate)
            self.found[e] = found
        return found

    def _has_rounded(self, e: Expr) -> bool:
        if not self._formula.at:
            return False
        if e not in self._rounded:
            self._rounded[e] = e in self._formula.at or any(map(self._has_rounded, e.args))
        return self._rounded[e]

    def _erring(self, found: Scaled, e: Expr) -> Scaled:
        if self._units is NONE or not e.args or isinstance(e, Attained | sympy.Heaviside | Greatest):
            return found
        # A sum of n terms carries the errors of as many additions.
        count = max(1.0, self._length**0.5 / 2) if isinstance(e, Total) else 1.0
        return Scaled(found.m * (1 + count * self._errors(found.m)), found.rate)

    def _errors(self, of: Floats) -> Floats:
        return np.asarray(self._units * self._random.uniform(-1, 1, (len(self._units), of.shape[1])))

    def _new(self, e: Expr) -> Scaled:
        if _is_constant(e):
            return Scaled(np.array([[_constant(e)]]))
        if isinstance(e, Reduction):
            return self._reduced(e)
        if e.is_Add:
            return added([self.read(arg) for arg in e.args])
        if e.is_Mul:
            found = [self.read(arg) for arg in e.args]
            rates = [each.rate for each in found if each.rate is not NONE]
            product = found[0].m
            for each in found[1:]:
                product = product * each.m
            return Scaled(product, np.asarray(sum(rates))) if rates else Scaled(product)
        if e.is_Pow:
            return self.read(e.base).power(float(e.exp) if _is_constant(e.exp) else self.read(e.exp).number)
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
        return np.asarray(compare(*(self.read(side).number.real for side in where.args)))

    def _exponential(self, u: Floats) -> Scaled:
        if self._units is NONE:
            return Scaled(np.ones_like(u), u)
        # The difference from the greatest of the row is a step too.
        apart = u - greatest_of(u)
        return Scaled(1 + np.where(np.isfinite(apart), apart, 0.0) * self._errors(u), u)

    def _reduced(self, e: Reduction) -> Scaled:
        inside = self.read(e.args[0])
        if isinstance(e, Total):
            inside = inside.by_rows
            terms = np.broadcast_to(inside.m, (len(inside.m), self._length))
            kept = e.kept(self._length) if isinstance(e, Lacking) else slice(None)
            return Scaled(terms[:, kept].sum(axis=1, keepdims=True), inside.rate)
        numbers = inside.number
        if isinstance(e, Greatest):
            return Scaled(numbers.max(axis=1, keepdims=True))
        if isinstance(e, Threshold):
            return Scaled(threshold(numbers, isinstance(e, SquareThreshold)))
        raise SymactError(f"{e.func.__name__} has no values in NumPy")


@lru_cache(2**15)
def _is_constant(e: Expr) -> bool:
    # Of its parts this is known already; SymPy's free symbols are collected from all of them each time.
    return not e.is_Symbol and not isinstance(e, Reduction) and all(map(_is_constant, e.args))


@lru_cache(2**12)
def _constant(e: Expr) -> float:
    """Return a number; NaN where it is none of the real line."""
    return float(e) if e.is_extended_real else float("nan")


def _elementary(e: Expr, values: list[Floats]) -> Floats:
    if isinstance(e, sympy.Abs):
        return np.where(values[0].real < 0, -values[0], values[0])
    if isinstance(e, sympy.Max | sympy.Min):
        found = values[0]
        for each in values[1:]:
            found = np.maximum(found, each) if isinstance(e, sympy.Max) else np.minimum(found, each)
        return found
    if isinstance(e, sympy.ceiling):
        return np.ceil(values[0])
    if isinstance(e, Attained):
        return np.asarray(values[0].real == 0, dtype=np.float64)
    if isinstance(e, sympy.Heaviside):
        return np.heaviside(values[0].real, 0.5)
    return np.asarray(stand_in(e)(values[0]))
