"""SymPy -> enclosures: an expression becomes a straight-line program over anchored balls.

One table of rules; an expression that it does not cover is refused when the program is built,
before any value is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flint
import sympy
from flint import fmpq, fmpz
from sympy import Expr, Symbol

from symact import anchored
from symact.anchored import Anchored
from symact.errors import SymactError

Rule = Callable[..., Anchored]

RULES: dict[Any, Rule] = {
    sympy.exp: anchored.exp,
    sympy.log: anchored.log,
    sympy.tanh: anchored.tanh,
    sympy.sinh: anchored.sinh,
    sympy.cosh: anchored.cosh,
    sympy.sin: anchored.sin,
    sympy.cos: anchored.cos,
    sympy.tan: anchored.tan,
    sympy.atan: anchored.atan,
    sympy.asinh: anchored.asinh,
    sympy.erf: anchored.erf,
    sympy.erfc: anchored.erfc,
}
"""SymPy function of one argument -> its enclosure."""

CONSTANTS: dict[Any, Rule] = {
    sympy.pi: anchored.pi,
    sympy.E: lambda: anchored.exp(Anchored(anchored.ONE)),
}
"""SymPy constant -> its enclosure."""


def to_fmpq(value: sympy.Rational) -> fmpq:
    """Return a SymPy rational as a FLINT rational."""
    return fmpq(fmpz(int(value.p)), fmpz(int(value.q)))


class Program:
    """A smooth expression of one variable, ready to be enclosed at exact points.

    Equal subexpressions are computed once, and those without the variable once per precision.

    Args:
        expression: free of Piecewise and its kin, with no symbol but the variable.
        variable: the input.

    Raises:
        SymactError: no rule covers some part; the message names it.
    """

    def __init__(self, expression: Expr, variable: Symbol) -> None:
        self.expression = expression
        self._slots: dict[Expr, int] = {variable: 0}
        self._constant_operations: list[tuple[int, Rule, tuple[int, ...]]] = []
        self._operations: list[tuple[int, Rule, int, int]] = []
        self._varying: set[int] = {0}
        self._folded: dict[int, list[Anchored]] = {}
        self._result = self._compile(expression)

    def __call__(self, point: fmpq, precision: int) -> Anchored:
        """Return an enclosure of the expression at a point.

        Args:
            point: the exact input.
            precision: Arb's working precision, bits.

        Raises:
            UndecidedError: an exact operation is undefined there, such as a division by 0.
        """
        flint.ctx.prec = precision
        folded = self._folded.get(precision)
        if folded is None:
            folded = self._folded[precision] = self._fold()
        values = folded.copy()
        values[0] = Anchored(point)
        for slot, rule, first, second in self._operations:
            values[slot] = rule(values[first]) if second < 0 else rule(values[first], values[second])
        return values[self._result]

    def _fold(self) -> list[Anchored]:
        """Evaluate the constant subexpressions at the working precision."""
        values = [Anchored(anchored.ZERO)] * (len(self._constant_operations) + len(self._operations) + 1)
        for slot, rule, arguments in self._constant_operations:
            values[slot] = rule(*(values[a] for a in arguments))
        return values

    def _emit(self, rule: Rule, *arguments: int) -> int:
        slot = len(self._constant_operations) + len(self._operations) + 1
        if self._varying.isdisjoint(arguments):
            self._constant_operations.append((slot, rule, arguments))
        else:
            self._varying.add(slot)
            first, second = (*arguments, -1)[:2]
            self._operations.append((slot, rule, first, second))
        return slot

    def _compile(self, expression: Expr) -> int:
        slot = self._slots.get(expression)
        if slot is None:
            slot = self._slots[expression] = self._compile_new(expression)
        return slot

    def _compile_new(self, expression: Expr) -> int:
        if expression.is_Rational:
            value = Anchored(to_fmpq(expression))
            return self._emit(lambda: value)
        if expression in CONSTANTS:
            return self._emit(CONSTANTS[expression])
        if expression.is_Add or expression.is_Mul:
            rule = anchored.add if expression.is_Add else anchored.mul
            # Constants first, so that they are folded together before x is known.
            ordered = sorted(expression.args, key=lambda arg: bool(arg.free_symbols))
            result, *others = (self._compile(arg) for arg in ordered)
            for other in others:
                result = self._emit(rule, result, other)
            return result
        if expression.is_Pow:
            return self._compile_power(*expression.args)
        if expression.func in RULES and len(expression.args) == 1:
            return self._emit(RULES[expression.func], self._compile(expression.args[0]))
        raise SymactError(f"no enclosure is known for {expression}; add a rule for {expression.func} to enclosure.RULES")

    def _compile_power(self, base: Expr, exponent: Expr) -> int:
        if base is sympy.E:
            return self._emit(anchored.exp, self._compile(exponent))
        if exponent.is_Integer:
            return self._emit(partial(anchored.power, exponent=int(exponent)), self._compile(base))
        if exponent.is_Rational and exponent.q == 2:
            root = self._emit(anchored.sqrt, self._compile(base))
            return root if exponent.p == 1 else self._emit(partial(anchored.power, exponent=int(exponent.p)), root)
        # b^e = exp(e log b) for b > 0; the logarithm refuses anything else.
        logarithm = self._emit(anchored.log, self._compile(base))
        return self._emit(anchored.exp, self._emit(anchored.mul, self._compile(exponent), logarithm))
