"""What the entries of a vector share, enclosed by balls at one precision, and programs of one entry that take it."""

from collections.abc import Iterator, Sequence
from typing import Any

from flint import ctx, fmpq
from sympy import Symbol

from symact.enclosure.program import Program
from symact.errors import UndecidedError
from symact.reference.vectors.readings import Reading
from symact.reference.vectors.steps import Steps

Point = tuple[fmpq, ...]
"""One entry of each vector of the input."""


class Enclosed:
    """What the entries of one vector share, enclosed at a precision, and the programs that take it.

    Args:
        steps: of the expression.
        reading: how.
        points: the distinct entries.
        counts: how often each stands in the vector.
        precision: Arb's, bits.
        gone: places of points that are left out of all reductions over x, the first input.

    Raises:
        UndecidedError: something that they share has no enclosure at this precision.
    """

    def __init__(
        self,
        steps: Steps,
        reading: Reading,
        points: Sequence[Point],
        counts: Sequence[int],
        precision: int,
        gone: frozenset[int] = frozenset(),
    ) -> None:
        self._reading, self._precision = reading, precision
        self._steps = steps
        self._shared: dict[Symbol, Any] = {}
        # Arb takes the precision of exact numbers from here too.
        ctx.prec = precision
        self._inputs = [tuple(map(reading.exact, point)) for point in points]
        left = [place for place in range(len(points)) if place not in gone]
        remaining, how_often = [self._inputs[place] for place in left], [counts[place] for place in left]
        for step in steps.steps:
            variables = step.program.variables
            if step.reduction is None:
                value = self._run(step.program, self._inputs[:1])[0]
            elif not variables:
                value = reading.reduce(step.reduction, self._run(step.program, self._inputs[:1]), [sum(counts)])
            elif gone and steps.symbols[0] in variables:
                value = reading.reduce(step.reduction, self._run(step.program, remaining), how_often)
            else:
                value = reading.reduce(step.reduction, self._run(step.program, self._inputs), counts)
            self._shared[step.symbol] = value

    def results(self, program: Program, places: Sequence[int]) -> Iterator[Any]:
        """Yield the enclosure of a program of one entry at points, by their places; an UndecidedError in its place."""
        for place in places:
            try:
                yield self._run(program, [self._inputs[place]])[0]
            except UndecidedError as error:
                yield error

    def _run(self, program: Program, entries: Sequence[tuple[Any, ...]]) -> list[Any]:
        symbols = self._steps.symbols
        places = [symbols.index(each) for each in program.variables if each in symbols]
        shared = tuple(self._shared[each] for each in program.variables[len(places) :])
        run, precision = self._reading.run, self._precision
        return [run(program, (*(entry[k] for k in places), *shared), precision) for entry in entries]
