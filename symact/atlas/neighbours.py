"""Which activations are near to each other: the greatest difference at points of a grid."""

from functools import cache
from typing import Any

from symact import catalogue
from symact.definition.bound import bind
from symact.figures.curves import values
from symact.system.cache import remembered

GRID = [k / 16 for k in range(-80, 81)]
"""Points of the comparison, from -5 to 5."""

NEAREST = 3


@cache
def _rows() -> dict[str, list[float]]:
    """Return f at the grid for every function of one number."""

    def make() -> dict[str, Any]:
        return {name: values(bind(catalogue.get(name)), 0, GRID) for name in catalogue.names("line")}

    return remembered(("neighbours", str(len(GRID))), make, "atlas")


def nearest(name: str) -> list[tuple[str, float]]:
    """Return the activations that are nearest to one, each with the greatest difference seen on the grid.

    Args:
        name: of a function of one number.
    """
    rows = _rows()
    if name not in rows:
        return []
    found = [
        (other, max(abs(a - b) for a, b in zip(rows[name], row, strict=True)))
        for other, row in rows.items()
        if other != name
    ]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))[:NEAREST]
