"""Which activations are nearest to one: screened on a grid, then the greatest difference certified by the prover."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from flint import fmpq
from sympy import Rational

from symact import catalogue
from symact.definition.activation import Activation, Source, x
from symact.definition.bound import Bound, bind
from symact.definition.pieces import Piece
from symact.enclosure.program import Program
from symact.errors import SymactError
from symact.evidence import Status
from symact.properties import derive
from symact.symbolic.real_number import Number
from symact.system.cache import remembered

GRID = tuple(fmpq(k, 8) for k in range(-160, 161))
"""Where functions are compared before anything is proved."""

BITS = 64

SHOWN_DIGITS = 17


@dataclass(frozen=True, slots=True)
class Neighbour:
    """How far another activation is from one, both at the defaults of their parameters.

    Args:
        name: the other one.
        difference: the greatest |f - g| on the line as text, "0" where both are the same, "oo" where there is none;
            empty where it is not known.
        at: where it is taken; empty where it is not, or not known.
        status: of the difference.
        grid: the greatest difference on the grid, which no smaller one can be right.
    """

    name: str
    difference: str
    at: str
    status: Status
    grid: float


def nearest(name: str, count: int = 3) -> tuple[Neighbour, ...]:
    """Return the activations of one number that are nearest to one, by the greatest difference.

    Raises:
        SymactError: there is no such activation, or it is none of one number.
    """
    if count < 1:
        raise SymactError(f"count must be 1 or greater, not {count}")
    own = bind(catalogue.get(name))
    if not own.space().on_line:
        raise SymactError(f"{own.activation.name} is a function of {own.domain.kind}s; neighbours are of one number")
    found = screened(own.activation.name)[:count]
    if not found:
        raise SymactError(f"{own.activation.name} has no value somewhere on the line, so no neighbours are looked for")
    return tuple(_certified(own, bind(catalogue.get(other)), gap) for other, gap in found)


def screened(name: str) -> list[tuple[str, float]]:
    """Return every other activation of one number that has values on the grid, with the greatest difference seen there.

    Returns:
        The nearest first; empty where the activation itself has no value somewhere on the grid.
    """
    rows = _grid_values()
    if None in (own := rows.get(name, [None])):
        return []
    found = [
        (other, max(abs(a - b) for a, b in zip(own, row, strict=True)))
        for other, row in rows.items()
        if other != name and None not in row
    ]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


@cache
def _grid_values() -> dict[str, list[Any]]:
    """Return f on the grid for every activation of one number."""

    def make() -> dict[str, Any]:
        return {name: _values(bind(catalogue.get(name))) for name in catalogue.names("line")}

    return remembered(("neighbours",), make, "neighbours")


def _values(bound: Bound) -> list[float | None]:
    """Return f on the grid; None where it has no value."""
    found: list[float | None] = []
    for piece in bound.pieces:
        # Pieces lie from left to right, as the grid does.
        rest, program = GRID[len(found) :], Program(piece.expression, x)
        end = bisect_left(rest, True, key=partial(_is_beyond, piece))
        values = (program.plain(point, BITS) for point in rest[:end])
        found += [float(value.mid()) if value.is_finite() else None for value in values]
    return found


def _is_beyond(piece: Piece, point: fmpq) -> bool:
    return not piece.holds(Rational(int(point.p), int(point.q)))


def _certified(own: Bound, other: Bound, grid: float) -> Neighbour:
    """Return the greatest difference of two functions, as it follows from the formula of their difference."""
    source = Source("difference", f"{own.activation.name} - {other.activation.name}")
    name = other.activation.name
    try:
        difference = bind(Activation("difference", "difference", own.expression - other.expression, (source,)))
        (fact,) = derive(difference, "sup_abs")
    except SymactError:
        return Neighbour(name, "", "", Status.UNKNOWN, grid)
    if not isinstance(fact.value, Number):
        return Neighbour(name, "", "", Status.UNKNOWN, grid)
    places = [
        each.where
        for extrema in derive(difference, "extrema")
        for each in extrema.value or ()
        if isinstance(each.where, Number) and _shown(each.says["value"]).lstrip("-") == _shown(fact.value)
    ]
    return Neighbour(name, _shown(fact.value), _shown(places[0]) if places else "", fact.status, grid)


def _shown(number: Number) -> str:
    return str(number.exact) if number.exact is not None else number.decimal(SHOWN_DIGITS)
