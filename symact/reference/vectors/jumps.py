"""Values that jump where several entries are the greatest, as hardmax's: the first of them is taken, in their order.

The limits from both sides are the values for every choice of one of the equal entries; the function's own value is that
for the first.
"""

from collections.abc import Sequence

from symact.formats.round_to_odd import RoundToOdd
from symact.reference.vectors.enclosed import Point
from symact.reference.vectors.function import VectorFunction
from symact.reference.vectors.kinks import choices

Jump = tuple[RoundToOdd, RoundToOdd, RoundToOdd]
"""The least and the greatest limit, and the function's own value."""


def of_first(
    function: VectorFunction, points: Sequence[Point], counts: Sequence[int], places: Sequence[int]
) -> list[Jump] | None:
    """Return the value of each entry with the limits around it; None where there are too many choices.

    Args:
        function: whose values have one switch, for the greatest entry.
        points: the distinct entries, x alone.
        counts: how often each stands in the vector.
        places: of which point each entry is, in order.
    """
    ways = choices(function.switches, points, counts)
    if ways is None:
        return None
    found: list[set[RoundToOdd]] = [set() for _ in points]
    own: dict[int, dict[tuple[int, bool], RoundToOdd]] = {}
    for way in ways:
        chosen = [(*points[place], *on) for place, on in zip(way.places, way.switches, strict=True)]
        values = function.values(chosen, way.counts)
        marked = [(place, on[0] == 1) for place, on in zip(way.places, way.switches, strict=True)]
        for (place, _), value in zip(marked, values, strict=True):
            found[place].add(value)
        own[next(place for place, on in marked if on)] = dict(zip(marked, values, strict=True))
    first = next(entry for entry, place in enumerate(places) if place in own)
    values_of = own[places[first]]
    jumps = []
    for entry, place in enumerate(places):
        ordered = sorted(found[place], key=RoundToOdd.to_fraction)
        jumps.append((ordered[0], ordered[-1], values_of[place, entry == first]))
    return jumps
