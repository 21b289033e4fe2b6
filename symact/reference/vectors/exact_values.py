"""The values at one vector that algebra decides, where enclosures stay open."""

from collections.abc import Sequence

from flint import fmpq
from sympy import Expr

from symact.formats.round_to_odd import RoundToOdd
from symact.reference.vectors.exponential_sums import ExponentialSums
from symact.reference.vectors.square_roots import SquareRoots
from symact.reference.vectors.steps import Steps


def exact_values(
    steps: Steps,
    expression: Expr,
    points: Sequence[tuple[fmpq, ...]],
    counts: Sequence[int],
    wanted: Sequence[int],
    gone: frozenset[int],
) -> dict[int, RoundToOdd]:
    """Return the values that are exact, or too near to it for balls, by place; arguments as of `ExactField.values`."""
    sums, roots = ExponentialSums(), SquareRoots()
    found = sums.values(sums.rounded, steps, expression, points, counts, wanted, gone)
    left = [place for place in wanted if place not in found]
    return found | roots.values(roots.rounded, steps, expression, points, counts, left, gone)
