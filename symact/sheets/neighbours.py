"""Which activations are nearest to one: screened on a grid, then the greatest difference certified by the prover."""

from dataclasses import dataclass

from flint import fmpq
from sympy import Rational

from symact import catalogue
from symact.definition.activation import Activation, Source, x
from symact.definition.bound import Bound, bind
from symact.enclosure.program import Program
from symact.errors import SymactError
from symact.evidence import Status
from symact.properties import derive
from symact.symbolic.real_number import Number

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

    Args:
        name: in the catalogue.
        count: how many.

    Raises:
        SymactError: there is no such activation, or it is none of one number.
    """
    if count < 1:
        raise SymactError(f"count must be 1 or greater, not {count}")
    own = bind(catalogue.get(name))
    values = _values(own)
    if None in values:
        raise SymactError(f"{own.activation.name} has no value somewhere on the line, so no neighbours are looked for")
    found = []
    for other in catalogue.names("line"):
        if other != own.activation.name:
            theirs = bind(catalogue.get(other))
            pairs = zip(values, _values(theirs), strict=True)
            apart = (abs(a - b) if a is not None and b is not None else float("inf") for a, b in pairs)
            found.append((max(apart), theirs))
    found.sort(key=lambda each: (each[0], each[1].activation.name))
    return tuple(_certified(own, theirs, grid) for grid, theirs in found[:count])


def _values(bound: Bound) -> list[float | None]:
    """Return f on the grid; None where it has no value."""
    programs = [(piece, Program(piece.expression, x)) for piece in bound.pieces]
    found: list[float | None] = []
    for point in GRID:
        at = Rational(int(point.p), int(point.q))
        value = next(program for piece, program in programs if piece.holds(at)).plain(point, BITS)
        found.append(float(value.mid()) if value.is_finite() else None)
    return found


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
