"""Whether a change of scale leaves parameters in a function: seen at two of their values, before algebra is tried."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from flint import arb, fmpq
from sympy import Expr, Symbol

from symact.definition.activation import x
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.errors import SymactError

PLACES = (fmpq(3, 7), fmpq(-11, 5), fmpq(1, 9), fmpq(-1, 8), fmpq(13, 3))
"""Where the function of the new variable is looked at; the first two at which it has values count."""

PRECISION = 128
"""Bits of the balls that are compared."""


def is_refuted(expression: Expr, scale: Expr, shift: Expr) -> bool:
    """Return whether expression(scale*u + shift) is proved not to be a constant times a function of u alone.

    Then ratios of its values at two places would not depend on the parameters; balls show where they do.
    """
    parameters = tuple(sorted(expression.free_symbols - {x}, key=str))
    program = _program(expression, parameters)
    if program is None:
        return False
    lines = []
    for swapped in (0, 1):
        # Squares, so that roots of parameters are rational.
        sizes = [((i ^ swapped) + 2) ** 2 for i in range(len(parameters))]
        values = {s: -size if s.is_nonpositive else size for s, size in zip(parameters, sizes, strict=True)}
        factor, start = scale.subs(values), shift.subs(values)
        if not (factor.is_Rational and start.is_Rational):
            return False
        lines.append((fmpq(factor.p, factor.q), fmpq(start.p, start.q), tuple(map(fmpq, values.values()))))
    with working_precision(PRECISION):
        found = list(islice(_finite(program, lines), 2))
        if len(found) < 2:
            return False
        (a, b), (c, d) = found
        difference = a * d - b * c
    return bool(difference > 0 or difference < 0)


def _finite(program: Program, lines: Sequence[tuple[fmpq, fmpq, tuple[fmpq, ...]]]) -> Iterator[list[arb]]:
    """Yield the values for all choices of parameters at one place, where all are finite."""
    for u in PLACES:
        try:
            balls = [program.plain((factor * u + start, *own), PRECISION) for factor, start, own in lines]
        except (SymactError, ValueError):
            continue
        if all(ball.is_finite() for ball in balls):
            yield balls


@lru_cache(maxsize=256)
def _program(expression: Expr, parameters: tuple[Symbol, ...]) -> Program | None:
    try:
        return Program(expression, (x, *parameters))
    except SymactError:
        return None
