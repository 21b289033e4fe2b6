"""The entry that dominates the sums over a vector: less it, terms are 1, or cancel before they are computed."""

from collections.abc import Sequence

from sympy import Symbol

from symact.balls.scaled_ball import ScaledBall, as_term
from symact.definition.reductions import Total
from symact.reference.vectors.enclosed import Point
from symact.reference.vectors.exponential_family import Family
from symact.reference.vectors.steps import Steps

CENTRING_PRECISION = 64
"""Bits at which the dominant entry is looked for; any entry would do."""


def dominant(family: Family | None, symbols: Sequence[Symbol], steps: Steps, points: Sequence[Point]) -> Point:
    """Return the point whose term is the greatest in the first sum, as far as that shows; any would do."""
    if family:
        return (max if family.rate[0] > 0 else min)(points, key=lambda point: point[0])
    for step in steps.steps:
        program = step.program
        if step.reduction is not Total or len(program.variables) != 1 or program.variables[0] not in symbols:
            continue
        place = symbols.index(program.variables[0])
        sizes = [as_term(program.of_scaled_balls((ScaledBall(each[place]),), CENTRING_PRECISION)) for each in points]
        if all(ball.is_finite() and not ball.contains(0) for ball, _ in sizes):
            powers = [exponent + int(abs(ball).log().mid().floor().fmpz()) for ball, exponent in sizes]
            return points[powers.index(max(powers))]
    return points[0]
