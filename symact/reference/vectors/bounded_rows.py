"""Any definition on vectors at many rows in double words: its steps walked with bounds of every number's error.

What softmax and norms have by hand, other definitions have from their expression: reductions, powers, products and
some elementary functions on whole arrays. Thresholds and switches are guessed and then shown by certain signs; where a
sign is open, or an entry lies on a kink, nothing is known of the row.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import sympy
from sympy import Expr, Pow

from symact.definition.reductions import Greatest, Reduction, Threshold
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.formats.arrays import Floats
from symact.reference.sweep.double_word import UNIT, Words
from symact.reference.vectors.approximation import Approximation
from symact.reference.vectors.exponentials import two_words
from symact.reference.vectors.settled import FUNCTIONS, Settled
from symact.reference.vectors.shown_signs import switched, threshold
from symact.reference.vectors.steps import Steps

if TYPE_CHECKING:
    from symact.reference.vectors.kinks import Switch

HIGHEST_POWER = 8
"""Greater powers are left to Ziv's loop."""

Known = dict[Expr, Settled]
"""The values of symbols and of expressions that have been met."""


class BoundedRows:
    """A quantity of a function of vectors, for many rows at once.

    Args:
        steps: of it.
        guard: of the function itself, which must have a value where the quantity does; None where it always has.
        switches: what stands for its switches.
    """

    def __init__(self, steps: Steps, guard: Steps | None, switches: Sequence[Switch]) -> None:
        self._steps, self._guard, self._switches = steps, guard, switches

    @property
    def reads(self) -> bool:
        """Whether all that the definition is made of can be computed."""
        each = [self._steps, *([self._guard] if self._guard else []), *(switch.steps for switch in self._switches)]
        expressions = [own for one in each for own in (one.expression, *one.definitions().values())]
        return all(map(_is_read, expressions))

    def values(self, columns: Sequence[Floats], single: bool) -> Approximation:
        """Return the values at some rows.

        Args:
            columns: the inputs and the vector of a JVP or VJP, each of shape (rows, n), or (rows, 1) for one number.
            single: whether the result is one number a row.
        """
        with np.errstate(all="ignore"):
            x, length = columns[0], columns[0].shape[1]
            inputs: Known = dict(zip(self._steps.symbols, map(Settled.exact, columns), strict=False))
            open_rows = np.zeros((len(x), 1), dtype=bool)
            for switch in self._switches:
                found, open_ = switched(_Walk(switch.steps, inputs, length).result, switch.attained)
                inputs[switch.symbol] = found
                open_rows |= open_
            if self._guard:
                open_rows |= ~np.isfinite(_Walk(self._guard, inputs, length).result.error).all(axis=1, keepdims=True)
            result = _Walk(self._steps, inputs, length, {switch.symbol for switch in self._switches}).result
            (high, low), error = result.broadcast(len(x), 1 if single else length)
            # Where one entry has no value, as 1/0, nothing is required of its row.
            open_rows |= ~(error < np.inf).all(axis=1, keepdims=True)
            error = np.where(open_rows, np.inf, error)
        if single:
            high, low, error = high[:, 0], low[:, 0], error[:, 0]
        zero = (error == 0) & (high == 0)
        return Approximation(Words(high, low), error, np.zeros(high.shape, dtype=np.int8), np.asarray(zero))


class _Walk:
    """The value of steps at some rows.

    Args:
        steps: of an expression.
        inputs: the values of its symbols.
        length: of a row.
        scales: symbols that are 0 or 1.
    """

    def __init__(self, steps: Steps, inputs: Known, length: int, scales: Set[Expr] = frozenset()) -> None:
        self._known: Known = dict(inputs)
        self._length, self._scales = length, scales
        for step in steps.steps:
            value = self._read(step.program.expression)
            self._known[step.symbol] = value if step.reduction is None else self._reduced(step.reduction, value)
        self.result: Settled = self._read(steps.expression)

    def _reduced(self, reduction: type[Reduction], value: Settled) -> Settled:
        if issubclass(reduction, Threshold):
            return threshold(value.broadcast(len(value.size), self._length), reduction.power)
        if issubclass(reduction, Greatest):
            return value.greatest()
        same = value.size.shape[-1] == 1
        return value * _number(float(self._length)) if same else value.summed()

    def _read(self, node: Expr) -> Settled:
        if node not in self._known:
            self._known[node] = self._computed(node)
        return self._known[node]

    def _computed(self, node: Expr) -> Settled:
        if not node.free_symbols:
            return _constant(node)
        if node.is_Add:
            return reduce(Settled.__add__, map(self._read, node.args))
        if node.is_Mul:
            return self._product(node.args)
        if node.is_Pow:
            return self._power(node)
        if isinstance(node, sympy.Max):
            return reduce(Settled.at_least, map(self._read, node.args))
        return FUNCTIONS[type(node).__name__](self._read(node.args[0]))

    def _product(self, factors: Sequence[Expr]) -> Settled:
        below = [each for each in factors if each.is_Pow and each.exp.is_Integer and each.exp < 0]
        plain = [each for each in factors if each in self._scales or _is_scale(each)]
        above = [self._read(each) for each in factors if each not in below and each not in plain]
        product = reduce(Settled.__mul__, above) if above else _number(1.0)
        for each in plain:
            product = product.scaled(self._read(each).words.high)
        return product.over(reduce(Settled.__mul__, (self._read(1 / each) for each in below))) if below else product

    def _power(self, node: Pow) -> Settled:
        base, exponent = self._read(node.base), node.exp
        if exponent < 0:
            return _number(1.0).over(self._read(node.base**-exponent))
        first = base.root() if exponent.q == 2 else base
        return reduce(Settled.__mul__, [base] * (exponent.p // exponent.q - (exponent.q == 1)), first)


def _is_read(node: Expr) -> bool:
    """Whether a walk has a rule for an expression without reductions."""
    if not node.free_symbols or node.is_Symbol:
        return bool(node.is_Symbol or node.is_real)
    if node.is_Pow:
        power = node.exp
        known = power.is_Rational and power.q <= 2 and abs(power) <= HIGHEST_POWER
    else:
        known = node.is_Add or node.is_Mul or isinstance(node, sympy.Max) or type(node).__name__ in FUNCTIONS
    return bool(known) and all(map(_is_read, node.args[:1] if node.is_Pow else node.args))


def _is_scale(factor: Expr) -> bool:
    """Whether a product with a factor is exact but for underflow."""
    return bool(factor.is_Rational) and abs(np.frexp(float(factor))[0]) == 0.5 and abs(factor.p) + factor.q < 1 << 60


def _number(value: float) -> Settled:
    return Settled.exact(np.array([[value]]))


def _constant(node: Expr) -> Settled:
    """Return a constant, exact where it is a float64."""
    if node.is_Rational and sympy.Rational(float(node)) == node:
        return _number(float(node))
    with working_precision(400):
        high, low = two_words(Program(node, ()).of_balls((), 400))
    words = Words(np.array([[high]]), np.array([[low]]))
    return Settled(words, 4 * UNIT * UNIT * np.abs(words.high))
