"""Functions of pairs as level lines, and functions of vectors whose results add up to 1 as lines in the simplex."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.figures.curves import FLOAT64
from symact.figures.figure import Axis, Curve, Figure, Panel, Point, Stroke, thinned
from symact.reference.pairs.table import Pairs
from symact.reference.vectors.table import vector_values

REACH = 4.0
"""Level lines are drawn from -REACH to REACH, in both inputs."""

STEPS = 64
"""Of the grid, in each input."""

LEVELS = (-8, -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, 8)

BORDER = 0.5
"""Beside the border, in units of the inputs, no line is labelled."""

LINES = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)
"""Values of the input that stands still along a line in the simplex."""

MOVING = ("x\N{SUBSCRIPT ONE}", "x\N{SUBSCRIPT TWO}")
"""The inputs of such a line; the third is 0."""

FAR = 12.0
"""Farthest value of the one that moves: so far out the results of softmax are drawn on the edge."""

HEIGHT = math.sqrt(3) / 2

Edge = tuple[int, int, int]
"""Column and row of its first point, and 0 for an edge along a row, 1 along a column."""


def level_lines(bound: Bound) -> Figure:
    """Return the figure of a function of a pair: lines on which f is constant, through values on a grid.

    Raises:
        SymactError: a value is open.
    """
    first, second = bound.activation.inputs
    places = [-REACH + 2 * REACH * k / STEPS for k in range(STEPS + 1)]
    rows = np.array([(a, b) for b in places for a in places], dtype=np.float64).view(np.uint64)
    table = Pairs(bound, FLOAT64, Quantity.VALUE, 2).build(rows.reshape(-1, 2))
    grid = table.y_bits.view(np.float64).reshape(len(places), len(places))
    x, y = Axis(-REACH, REACH, str(first)), Axis(-REACH, REACH, str(second))
    levels = [each for each in LEVELS if np.min(grid) <= each <= np.max(grid)]
    curves, notes = [], []
    for level in levels:
        strokes = [_thinned(each, x, y) for each in _lines(grid, places, level)]
        if strokes:
            notes.append((*_labelled(max(strokes, key=len)), f"{level:g}".replace("-", "\N{MINUS SIGN}")))
            curves.append(Curve("", tuple(strokes), rank=1 if level < 0 else 0 if level > 0 else 2))
    said = (
        f"Lines on which f is {', '.join(f'{each:g}' for each in levels)}, over {first} and {second}: "
        "dashed where f is negative; interpolated between correctly rounded values on a grid."
    )
    panel = Panel(x, y, tuple(curves), height=0.8, notes=tuple(notes))
    return Figure(f"Level lines of {bound.activation.title}", said, (panel,))


def _labelled(stroke: Stroke) -> Point:
    """Return where a line is labelled: halfway along what is not beside the border, where the axes are labelled."""
    inner = [point for point in stroke if max(map(abs, point)) <= REACH - BORDER]
    return inner[len(inner) // 2] if inner else min(stroke, key=lambda point: max(map(abs, point)))


def _thinned(stroke: Stroke, x: Axis, y: Axis) -> Stroke:
    """Return a line without needless points; a closed one in two halves, as its ends are one point."""
    middle = len(stroke) // 2
    return (*thinned(stroke[: middle + 1], x, y), *thinned(stroke[middle:], x, y)[1:])


def _lines(grid: npt.NDArray[np.float64], places: Sequence[float], level: float) -> Iterator[Stroke]:
    """Yield the lines of one level, by marching squares: every cell joins the edges on which f passes the level."""
    beside: dict[Edge, list[Edge]] = {}
    above = grid >= level
    for row in range(len(places) - 1):
        for column in range(len(places) - 1):
            for one, other in _joined(above, grid, level, row, column):
                beside.setdefault(one, []).append(other)
                beside.setdefault(other, []).append(one)
    # Lines that end at the border first, from their ends; what is left is closed.
    starts = [each for each, others in beside.items() if len(others) == 1]
    for start in [*starts, *beside]:
        if start in beside:
            yield tuple(_place(grid, places, level, edge) for edge in _walk(beside, start))


def _joined(
    above: npt.NDArray[np.bool_], grid: npt.NDArray[np.float64], level: float, row: int, column: int
) -> list[tuple[Edge, Edge]]:
    corners = above[row, column], above[row, column + 1], above[row + 1, column + 1], above[row + 1, column]
    edges: tuple[Edge, ...] = ((column, row, 0), (column + 1, row, 1), (column, row + 1, 0), (column, row, 1))
    crossed = [edges[k] for k in range(4) if corners[k] != corners[(k + 1) % 4]]
    if len(crossed) < 4:
        return [(crossed[0], crossed[1])] if crossed else []
    # At a saddle the middle of the cell tells which corners belong together.
    middle = bool(np.mean(grid[row : row + 2, column : column + 2]) >= level)
    bottom, right, top, left = crossed
    return [(bottom, right), (top, left)] if middle == corners[0] else [(bottom, left), (top, right)]


def _walk(beside: dict[Edge, list[Edge]], start: Edge) -> Iterator[Edge]:
    """Yield the edges of a line from one of its ends, and take them out; a closed line ends where it began."""
    at: Edge | None = start
    while at is not None:
        yield at
        others = beside.pop(at)
        at = next((each for each in others if each in beside), None)
        if at is None and start in others and len(others) == 2:
            yield start


def _place(grid: npt.NDArray[np.float64], places: Sequence[float], level: float, edge: Edge) -> Point:
    column, row, along = edge
    other = (row + 1, column) if along else (row, column + 1)
    here, there = float(grid[row, column]), float(grid[other])
    share = (level - here) / (there - here)
    return (
        places[column] + share * (places[other[1]] - places[column]),
        places[row] + share * (places[other[0]] - places[row]),
    )


def in_simplex(bound: Bound) -> Figure:
    """Return the figure of a function of vectors whose results add up to 1: images of a grid of inputs, in the simplex.

    Raises:
        SymactError: a value is open.
    """
    moving = [FAR * math.sinh(k / 12) / math.sinh(5) for k in range(-60, 61)]
    x, y = Axis(-0.12, 1.12), Axis(-0.1, 1.0)
    curves = []
    for rank in (0, 1):
        inputs = [[(c, t, 0.0) if rank == 0 else (t, c, 0.0) for t in moving] for c in LINES]
        rows = np.array(inputs, dtype=np.float64).reshape(-1, 3).view(np.uint64)
        found = vector_values(bound, FLOAT64, Quantity.VALUE, rows).view(np.float64).reshape(len(LINES), -1, 3)
        strokes = tuple(thinned([(float(q + r / 2), float(r * HEIGHT)) for _, q, r in line], x, y) for line in found)
        curves.append(Curve(f"{MOVING[rank]} fixed", strokes, rank=rank))
    corners = ((0.0, 0.0), (1.0, 0.0), (0.5, HEIGHT))
    notes = ((0.0, -0.06, "(1, 0, 0)"), (1.0, -0.06, "(0, 1, 0)"), (0.5, HEIGHT + 0.04, "(0, 0, 1)"))
    said = (
        f"The results at ({', '.join(MOVING)}, 0) in the triangle of all results that add up to 1: lines on which one "
        f"input is {', '.join(f'{each:g}' for each in LINES)}, while the other goes from {-FAR:g} to {FAR:g}."
    ).replace("-", "\N{MINUS SIGN}")
    panel = Panel(x, y, tuple(curves), ((*corners, corners[0]),), height=1.1 / 1.24, notes=notes, is_bare=True)
    return Figure(f"{bound.activation.title} in the simplex", said, (panel,))
