"""Ziv's loop over a whole vector.

All entries are enclosed at one precision, those still open again at twice as much; what they share is computed once a
precision. Whether a value that stays open is exact is decided by algebra (`exact_values`); else an error names it.
"""

from collections.abc import Callable, Sequence

from sympy import Expr

from symact.enclosure.program import Program
from symact.enclosure.ziv import LIMIT_PRECISION, START_PRECISION, shown
from symact.errors import UndecidedError
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.vectors.enclosed import Enclosed, Point
from symact.reference.vectors.exact_values import exact_values
from symact.reference.vectors.readings import Balls, Reading, ScaledBalls
from symact.reference.vectors.steps import OpenEntryError, Steps

EXACT_PRECISION = START_PRECISION << 2
"""Bits; what is still open here may be exact, which algebra decides."""


class RowLoop:
    """Ziv's loop over one vector: its distinct entries, each computed once.

    Args:
        expression: of the quantity, for who reads that a value is not decided.
        centred: points -> the same less one of them, where that changes nothing.
        steps: of the quantity that are computed.
        points: the distinct entries of the input.
        counts: how often each stands in the vector.
        gone: the places of those that have vanished from all sums that depend on x.
    """

    def __init__(
        self,
        expression: Expr,
        centred: Callable[[Sequence[Point]], Sequence[Point]],
        steps: Steps,
        points: Sequence[Point],
        counts: Sequence[int],
        gone: frozenset[int] = frozenset(),
    ) -> None:
        self._expression, self._centred, self._steps = expression, centred, steps
        self._points, self._counts, self._gone = points, counts, gone
        self._reason = "its enclosure never left a rounding boundary"

    def values(self, program: Program, places: Sequence[int]) -> list[RoundToOdd]:
        """Return the values of a program of one entry at some points, rounded to odd.

        Raises:
            OpenEntryError: a value is not decided within the limit.
        """
        found: dict[int, RoundToOdd] = {}
        self._try(Balls(), self._points, START_PRECISION, program, places, found)
        precision, centred = START_PRECISION, self._points
        while len(found) < len(places):
            left = [place for place in places if place not in found]
            if precision > LIMIT_PRECISION:
                self._refuse(left[0])
            if precision == START_PRECISION and len(self._points) > 1 and not self._gone:
                centred = self._centred(self._points)
            self._try(ScaledBalls(), centred, precision, program, left, found)
            if precision == EXACT_PRECISION:
                left = [place for place in left if place not in found]
                own = (self._steps, program.expression, self._points, self._counts)
                found |= exact_values(*own, left, self._gone)
            precision *= 2
        return [found[place] for place in places]

    def _try(
        self,
        reading: Reading,
        stand_ins: Sequence[Point],
        precision: int,
        program: Program,
        left: Sequence[int],
        found: dict[int, RoundToOdd],
    ) -> None:
        """Put into `found` what can be decided at a precision, each point by its stand-in."""
        try:
            enclosed = Enclosed(self._steps, reading, stand_ins, self._counts, precision, self._gone)
        except UndecidedError as error:
            self._reason = str(error)
            return
        for place, result in zip(left, enclosed.results(program, left), strict=True):
            value = None if isinstance(result, UndecidedError) else reading.decide(result)
            if value is not None:
                found[place] = value
            elif isinstance(result, UndecidedError):
                self._reason = str(result)

    def _refuse(self, place: int) -> None:
        raise OpenEntryError(
            place,
            f"the value of {self._expression} at {shown(self._points[place])} is undecided at "
            f"{LIMIT_PRECISION} bits: {self._reason}",
        )
