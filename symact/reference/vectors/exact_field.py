"""The value of an expression with reductions in exact arithmetic: the walk that all kinds of exact numbers share."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Generic, TypeVar

from flint import fmpq
from sympy import Expr, Symbol

from symact.definition.reductions import Reduction
from symact.enclosure.operations import to_fmpq
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.vectors.steps import Steps

Number = TypeVar("Number")
Result = TypeVar("Result")


class OutsideError(Exception):
    """A value is no number of the field, or one that is too long to be written out."""


class ExactField(Generic[Number]):
    """Numbers of one kind, exactly; what leaves the kind raises `OutsideError`."""

    def rational(self, q: fmpq) -> Number:
        """Return a rational."""
        raise NotImplementedError

    def times(self, u: Number, v: Number) -> Number:
        """Return a product."""
        raise NotImplementedError

    def total(self, values: Sequence[Number], counts: Sequence[int]) -> Number:
        """Return the sum of values that stand so many times each."""
        raise NotImplementedError

    def function(self, node: Expr, known: dict[Symbol, Number]) -> Number:
        """Return the value of a power, a function or a constant."""
        raise NotImplementedError

    def reduced(self, reduction: type[Reduction], values: Sequence[Number], counts: Sequence[int]) -> Number:
        """Return a reduction of values that stand so many times each."""
        raise NotImplementedError

    def rounded(self, value: Number) -> RoundToOdd | None:
        """Return a value rounded to odd, None where this kind cannot tell it from its neighbours."""
        raise NotImplementedError

    def read(self, node: Expr, known: dict[Symbol, Number]) -> Number:
        """Return an expression's value."""
        if node.is_Symbol:
            return known[node]
        if node.is_Rational:
            return self.rational(to_fmpq(node))
        if node.is_Add:
            return self.total([self.read(each, known) for each in node.args], [1] * len(node.args))
        if node.is_Mul:
            return reduce(self.times, (self.read(each, known) for each in node.args))
        return self.function(node, known)

    def values(
        self,
        of: Callable[[Number], Result | None],
        steps: Steps,
        expression: Expr,
        points: Sequence[tuple[fmpq, ...]],
        counts: Sequence[int],
        wanted: Sequence[int],
        gone: frozenset[int] = frozenset(),
    ) -> dict[int, Result]:
        """Return what is made of the values of an expression, by their places; up to the first outside of the field.

        Args:
            of: what is made of a value, such as `rounded`; None where it cannot be.
            steps: what the entries share.
            expression: of one entry, with the steps' symbols.
            points: the distinct entries, each as its inputs.
            counts: how often each stands in the vector.
            wanted: the places of the points whose values are asked for.
            gone: places of points that are left out of all reductions over x, the first input.

        Raises:
            UndefinedRowError: the expression has no value at the vector.
        """
        found: dict[int, Result] = {}
        try:
            inputs = [dict(zip(steps.symbols, map(self.rational, point), strict=True)) for point in points]
            shared: dict[Symbol, Number] = {}
            for step in steps.steps:
                own = step.program.expression
                if step.reduction is None:
                    shared[step.symbol] = self.read(own, inputs[0] | shared)
                    continue
                absent = gone if steps.symbols[0] in step.program.variables else ()
                left = [k for k in range(len(points)) if k not in absent]
                terms = [self.read(own, inputs[k] | shared) for k in left]
                shared[step.symbol] = self.reduced(step.reduction, terms, [counts[k] for k in left])
            for place in wanted:
                result = of(self.read(expression, inputs[place] | shared))
                if result is not None:
                    found[place] = result
        except OutsideError:
            pass
        return found
