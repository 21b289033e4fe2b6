"""SymPy -> enclosures: an expression becomes a straight-line program over balls.

An expression with a part that no rule covers is refused when the program is built, before any value is
computed. Every rule has three readings (`operations`).
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

import flint
import sympy
from flint import arb, arb_series, fmpq
from sympy import Expr, Symbol

from symact.balls.scaled_ball import ScaledBall
from symact.definition.enclosed_number import EnclosedNumber
from symact.enclosure.operations import (
    ADD,
    CONSTANTS,
    MAX,
    MUL,
    OF_HALF_TURNS,
    SQRT,
    Rule,
    elementary,
    enclosed_number,
    half_turns,
    integer_power,
    rational,
    tanh_of_log,
    to_fmpq,
)
from symact.enclosure.precision import series_length
from symact.functions.exp import exp as scaled_exp
from symact.functions.exp import exp_apart

PLAIN_RETRY = 16
"""Inputs after a plain ball that did not decide, before the next one is tried."""

Point: TypeAlias = fmpq | tuple[fmpq, ...]
"""The exact input of a program: one number, or as many as it has variables."""


class Program:
    """A smooth expression of one or more variables, ready to be enclosed at exact points.

    Equal subexpressions are computed once, and those without variables once per precision.

    Args:
        expression: free of Piecewise and its kin (but see `apart`), with no symbol but the variables.
        variables: the input, one symbol or several.
        apart: for entries of vectors: keep the exponent of e^c exact for every rational c, not for large ones alone,
            and take maxima, which a ball or an exact comparison decides.

    Raises:
        SymactError: no rule covers some part; the message names it.
    """

    def __init__(self, expression: Expr, variables: Symbol | Sequence[Symbol], apart: bool = False) -> None:
        self.expression, self._apart = expression, apart
        # e^t/(1 + e^t) with t = e^20 is 1 to every useful precision, if t is not kept as an exact exponential.
        nested = any(each.args[0].has(sympy.exp) for each in expression.atoms(sympy.exp))
        self._exp = partial(exp_apart, beyond=fmpq(0 if apart else 4)) if apart or nested else scaled_exp
        self.variables = (variables,) if isinstance(variables, Symbol) else tuple(variables)
        self._slots: dict[Expr, int] = {variable: slot for slot, variable in enumerate(self.variables)}
        self._depends_on_input = set(self._slots.values())
        self._constant_operations: list[tuple[int, Rule, tuple[int, ...]]] = []
        self._operations: list[tuple[int, Rule, tuple[int, ...]]] = []
        self._skips = 0
        self._result = self._compile(expression)
        self._anchored = _Reading(
            self._constant_operations, self._operations, [r.scaled_ball for _, r, _ in self._all()]
        )
        plain = [r.plain for _, r, _ in self._all()]
        self._plain = _Reading(self._constant_operations, self._operations, plain)
        # Constants stay balls; what depends on the input is a series.
        jets = plain[: len(self._constant_operations)] + [r.series for _, r, _ in self._operations]
        self._series = _Reading(self._constant_operations, self._operations, jets)

    def scaled_ball(self, point: Point, precision: int) -> ScaledBall:
        """Return a scaled-ball enclosure of the expression at a point.

        Raises:
            UndecidedError: an exact operation is undefined there, such as a division by 0.
        """
        return self.of_scaled_balls(
            tuple(map(ScaledBall, point)) if isinstance(point, tuple) else (ScaledBall(point),), precision
        )

    def of_scaled_balls(self, inputs: tuple[ScaledBall, ...], precision: int) -> ScaledBall:
        """Return a scaled ball that contains the values at all points of such balls, one a variable."""
        result = self._anchored.run(inputs, precision)[self._result]
        assert isinstance(result, ScaledBall)
        return result

    def plain(self, point: Point, precision: int) -> arb:
        """Return a plain ball that contains the value at a point; quicker, and weak in tails."""
        flint.ctx.prec = precision
        return self.of_balls(tuple(map(arb, point)) if isinstance(point, tuple) else (arb(point),), precision)

    def of_balls(self, inputs: tuple[arb, ...], precision: int) -> arb:
        """Return a plain ball that contains the values at all points of such balls, one a variable."""
        result = self._plain.run(inputs, precision)[self._result]
        assert isinstance(result, arb)
        return result

    def steps(self, point: Point, precision: int) -> list[arb]:
        """Return plain balls of every intermediate result that depends on the input, the function itself the last."""
        values = self._plain.run(tuple(map(arb, point)) if isinstance(point, tuple) else (arb(point),), precision)
        return [values[slot] for slot, _, _ in self._operations]

    def series(self, interval: arb, length: int, precision: int) -> list[arb]:
        """Return balls that contain f(t), f'(t), f''(t)/2, ... for every t of an interval, for one variable.

        Returns:
            The coefficients; they are not finite where a singularity is not excluded.
        """
        # FLINT raises a series of one term to a power by its logarithm, which is nan where 0 is not excluded.
        cap = max(length, 2)
        with series_length(cap):
            try:
                result = self._series.run((arb_series([interval, 1], cap),), precision)[self._result]
            except (ValueError, ZeroDivisionError):
                # python-flint refuses to divide by a series that may be 0 where Arb would answer nan.
                return [arb.nan()] * length
        if isinstance(result, arb):
            return [result] + [arb(0)] * (length - 1)
        return [result[k] for k in range(length)]

    def prefers_plain(self) -> bool:
        """Whether a plain ball is worth a try: not in a stretch of inputs where it did not decide.

        Inputs mostly come in order, and tails are long; every 16th input there tries again.
        """
        self._skips = max(0, self._skips - 1)
        return self._skips == 0

    def plain_decided(self, decided: bool) -> None:
        """Remember whether the last plain ball decided."""
        self._skips = 0 if decided else PLAIN_RETRY

    def _all(self) -> list[tuple[int, Rule, tuple[int, ...]]]:
        return self._constant_operations + self._operations

    def _emit(self, rule: Rule, *arguments: int) -> int:
        slot = len(self.variables) + len(self._all())
        if self._depends_on_input.isdisjoint(arguments):
            self._constant_operations.append((slot, rule, arguments))
        else:
            self._depends_on_input.add(slot)
            self._operations.append((slot, rule, arguments))
        return slot

    def _compile(self, expression: Expr) -> int:
        slot = self._slots.get(expression)
        if slot is None:
            slot = self._slots[expression] = self._compile_new(expression)
        return slot

    def _compile_new(self, expression: Expr) -> int:
        if expression.is_Rational:
            return self._emit(rational(to_fmpq(expression)))
        if expression in CONSTANTS:
            return self._emit(CONSTANTS[expression])
        if isinstance(expression, EnclosedNumber):
            return self._emit(enclosed_number(expression))
        if expression.is_Add or expression.is_Mul or (self._apart and expression.func is sympy.Max):
            rule = ADD if expression.is_Add else MUL if expression.is_Mul else MAX
            # Constants first, so that they are folded together before the input is known.
            ordered = sorted(expression.args, key=lambda arg: bool(arg.free_symbols))
            result, *others = (self._compile(arg) for arg in ordered)
            for other in others:
                result = self._emit(rule, result, other)
            return result
        if expression.is_Pow:
            return self._compile_power(*expression.args)
        if expression.func is sympy.tanh and (inner := expression.args[0]).func is sympy.log:
            return self._emit(tanh_of_log(expression, inner), self._compile(inner.args[0]))
        if (turns := half_turns(expression)) is not None:
            return self._emit(OF_HALF_TURNS[expression.func], self._compile(turns))
        rule = elementary(expression.func, expression, self._exp)
        return self._emit(rule, *map(self._compile, expression.args))

    def _compile_power(self, base: Expr, exponent: Expr) -> int:
        if exponent.is_Integer:
            return self._emit(integer_power(int(exponent)), self._compile(base))
        if exponent.is_Rational and exponent.q == 2:
            root = self._emit(SQRT, self._compile(base))
            return root if exponent.p == 1 else self._emit(integer_power(int(exponent.p)), root)
        # b^e = exp(e log b) for b > 0; the logarithm refuses anything else.
        logarithm = self._emit(elementary(sympy.log, base), self._compile(base))
        return self._emit(elementary(sympy.exp, exponent), self._emit(MUL, self._compile(exponent), logarithm))


class _Reading:
    """A program's operations with one of the three readings of each rule."""

    def __init__(
        self,
        constant_operations: Sequence[tuple[int, Rule, tuple[int, ...]]],
        operations: Sequence[tuple[int, Rule, tuple[int, ...]]],
        functions: Sequence[Callable[..., Any]],
    ) -> None:
        split = len(constant_operations)
        self._constants = [(s, f, a) for (s, _, a), f in zip(constant_operations, functions[:split], strict=True)]
        self._steps: list[tuple[int, Callable[..., Any], int, int]] = [
            (slot, function, arguments[0], arguments[1] if len(arguments) > 1 else -1)
            for (slot, _, arguments), function in zip(operations, functions[split:], strict=True)
        ]
        self._folded: dict[int, list[Any]] = {}

    def run(self, inputs: tuple[Any, ...], precision: int) -> list[Any]:
        """Return the values of all slots, of which the inputs are the first."""
        flint.ctx.prec = precision
        folded = self._folded.get(precision)
        if folded is None:
            folded = self._folded[precision] = self._fold(len(inputs))
        values = folded.copy()
        values[: len(inputs)] = inputs
        for slot, function, first, second in self._steps:
            values[slot] = function(values[first]) if second < 0 else function(values[first], values[second])
        return values

    def _fold(self, inputs: int) -> list[Any]:
        values: list[Any] = [None] * (inputs + len(self._constants) + len(self._steps))
        for slot, function, arguments in self._constants:
            values[slot] = function(*(values[a] for a in arguments))
        return values
