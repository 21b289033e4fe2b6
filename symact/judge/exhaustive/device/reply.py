"""What the process of a compared candidate says of a chunk, read as if it had forged it.

Each piece must add up to its inputs, every row that is left must lie in it, the segment must be the one that follows
from the ends, and no class of the histogram may lie above what some row is known to reach.
"""

import math
from itertools import pairwise
from typing import Any, NamedTuple

from symact.judge.comparison.compare import HISTOGRAM_EDGES
from symact.judge.comparison.input_regions import Segment
from symact.judge.exhaustive.consistency import is_duration
from symact.judge.exhaustive.device.pieces import CLASSES, FLOAT32, MOST_LEFT, segment_of
from symact.judge.exhaustive.job import AT_ONCE
from symact.reference.sweep.blocks import Sweep

DISTURBED = "its figures contradict themselves or the results: it disturbed the comparison in its process"


class DisturbedError(ValueError):
    """What a process says of its results cannot be so."""


class Left(NamedTuple):
    """A row that is judged by itself.

    Args:
        row: its number in the piece.
        got: the result's encoding.
        error: ulp, None where it is not certain.
    """

    row: int
    got: int
    error: float | None


class Piece(NamedTuple):
    """The figures of `AT_ONCE` inputs, the rows that are left apart.

    Args:
        segment: of all of them.
        quiet: how many are correctly rounded.
        beyond: how many errors of the others exceed the bound.
        least, greatest: encodings of the correct results least and greatest in modulus.
        first_got, last_got: of the first and of the last result.
        histogram: of the errors of those that are not correctly rounded.
        left: the rows that are left, ascending.
    """

    segment: Segment
    quiet: int
    beyond: int
    least: int
    greatest: int
    first_got: int
    last_got: int
    histogram: tuple[int, ...]
    left: tuple[Left, ...]


class Reply(NamedTuple):
    """The pieces of a chunk, None for those that are to be brought, and how long the comparison took, seconds."""

    pieces: list[Piece | None]
    seconds: float


def read(data: Any, sweep: Sweep, limits: tuple[float, float], first: int, count: int, max_ulp: float | None) -> Reply:
    """Return what a reply's figures say.

    Raises:
        DisturbedError: they cannot be so.
    """
    if not isinstance(data, dict) or type(data.get("seconds")) is not float or not is_duration(data["seconds"]):
        raise DisturbedError
    pieces = data.get("pieces")
    if not isinstance(pieces, list) or len(pieces) != count // AT_ONCE:
        raise DisturbedError
    found = []
    for k, each in enumerate(pieces):
        piece = None if each is None else _piece(each)
        if piece is not None:
            _check(piece, max_ulp)
            if segment_of(sweep, limits, first + k * AT_ONCE, piece.least, piece.greatest) is not piece.segment:
                raise DisturbedError
        found.append(piece)
    return Reply(found, data["seconds"])


def check_floors(pieces: list[Piece | None], floors: dict[int, float]) -> None:
    """Raise DisturbedError if a histogram has an error above the greatest that any row is known to have."""
    for piece in pieces:
        if piece is not None:
            highest = max((k for k, count in enumerate(piece.histogram) if count), default=0)
            if highest and HISTOGRAM_EDGES[highest - 1] >= floors.get(int(piece.segment), 0.0):
                raise DisturbedError


def check_error(left: Left, error: float) -> None:
    """Raise DisturbedError unless a row's error, computed from its result, is the one that was stated."""
    if left.error is not None and not math.isclose(left.error, error, rel_tol=2.0**-20, abs_tol=2.0**-20):
        raise DisturbedError


def _piece(data: Any) -> Piece:
    """Return a piece whose fields have their types."""
    if not isinstance(data, list) or len(data) != len(Piece._fields):
        raise DisturbedError
    *numbers, histogram, left = data
    if not _are_counts(numbers, len(Piece._fields) - 2) or not _are_counts(histogram, CLASSES):
        raise DisturbedError
    if not isinstance(left, list) or len(left) > MOST_LEFT or numbers[0] not in set(map(int, Segment)):
        raise DisturbedError
    rows = tuple(map(_left, left))
    if any(a.row >= b.row for a, b in pairwise(rows)):
        raise DisturbedError
    segment, quiet, beyond, least, greatest, first_got, last_got = numbers
    counts = tuple(histogram)
    return Piece(Segment(segment), quiet, beyond, least, greatest, first_got, last_got, counts, rows)


def _left(data: Any) -> Left:
    if not isinstance(data, list) or len(data) != 3 or not _are_counts(data[:2], 2) or data[0] >= AT_ONCE:
        raise DisturbedError
    if data[2] is not None and (type(data[2]) is not float or not is_duration(data[2])):
        raise DisturbedError
    return Left(*data)


def _are_counts(numbers: Any, length: int) -> bool:
    """Whether something is a list of so many integers that an encoding could hold."""
    fits = isinstance(numbers, list) and len(numbers) == length
    return fits and all(type(each) is int and 0 <= each < 1 << FLOAT32.width for each in numbers)


def _check(piece: Piece, max_ulp: float | None) -> None:
    """Raise DisturbedError unless counts add up to the inputs, and those beyond the bound to the histogram."""
    wrong = sum(piece.histogram)
    if piece.quiet + wrong + len(piece.left) != AT_ONCE:
        raise DisturbedError
    edges = (0.0, *HISTOGRAM_EDGES, math.inf)
    bound = math.inf if max_ulp is None else max_ulp
    surely = sum(count for count, edge in zip(piece.histogram, edges, strict=False) if edge >= bound)
    perhaps = sum(count for count, edge in zip(piece.histogram, edges[1:], strict=True) if edge > bound)
    if not surely <= piece.beyond <= perhaps:
        raise DisturbedError
