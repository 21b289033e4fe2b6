"""Derivatives with switches: which entries lie above a threshold or are the greatest, and all choices at a kink.

A switch, Heaviside(u) or Attained(u) of an argument with reductions, becomes one more input of an entry, 0 or 1,
decided exactly. Where an entry lies on the threshold, or several are the greatest, each choice is the derivative at
points as near as one likes; the derivatives in Clarke's sense are their convex hull, of which a table has the interval
of every entry. Where what is compared depends on all entries, as in |x - mean|, not every choice occurs nearby, and
nothing is required if there are several.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

import sympy
from flint import fmpq
from sympy import Expr, Symbol

from symact.definition.reductions import Attained, Greatest, Reduction, Threshold
from symact.enclosure.precision import working_precision
from symact.errors import UndecidedError
from symact.reference.breaks import GUARD_PRECISIONS
from symact.reference.vectors.enclosed import Enclosed, Point
from symact.reference.vectors.readings import Balls
from symact.reference.vectors.square_roots import SquareRoots
from symact.reference.vectors.steps import Steps

MOST_CHOICES = 1 << 10
"""Where there are more choices at a kink, nothing is required of the row."""


class Switch(NamedTuple):
    """One switch of an expression.

    Args:
        symbol: what stands for it.
        steps: of its argument.
        attained: whether it is 1 where the argument is 0, else where it is positive.
        tied: whether the arguments of several entries may depend on each other, so that not every choice occurs nearby.
    """

    symbol: Symbol
    steps: Steps
    attained: bool
    tied: bool


class Choice(NamedTuple):
    """The entries of a vector with the switches' values.

    Args:
        places: of which point each is.
        switches: its switches' values.
        counts: how often it stands in the vector.
    """

    places: list[int]
    switches: list[tuple[fmpq, ...]]
    counts: list[int]


def separated(expression: Expr, symbols: Sequence[Symbol]) -> tuple[Expr, tuple[Switch, ...]]:
    """Return an expression with symbols for its switches, and these."""
    found = sorted(expression.atoms(sympy.Heaviside, Attained), key=sympy.default_sort_key)
    names = {node: sympy.Dummy(f"s{k}", nonnegative=True) for k, node in enumerate(found)}
    switches = tuple(
        Switch(name, Steps(node.args[0], symbols), isinstance(node, Attained), _is_tied(node, symbols))
        for node, name in names.items()
    )
    return expression.xreplace(names), switches


def _is_tied(switch: Expr, symbols: Sequence[Symbol]) -> bool:
    """Whether a switch depends on the entries by more than what it compares with: a threshold or the greatest."""
    simple = Greatest if isinstance(switch, Attained) else Threshold
    return any(
        each.has(*symbols) and not (isinstance(each, simple) and not each.args[0].has(Reduction))
        for each in switch.atoms(Reduction)
    )


def choices(switches: Sequence[Switch], points: Sequence[Point], counts: Sequence[int]) -> Iterator[Choice] | None:
    """Return all choices of the switches at one vector, one where it is no kink; None where they are too many.

    Raises:
        UndecidedError: a switch's argument is not told from 0.
    """
    ways = []
    for switch in switches:
        signs = _signs(switch.steps, points, counts)
        there = sum(count for sign, count in zip(signs, counts, strict=True) if sign == 0)
        found = _attained(signs, counts) if switch.attained else _above(signs, counts)
        if found is None or (switch.tied and there > 1):
            return None
        ways.append(found)
    # Several switches on a kink at once are seldom, and depend on each other.
    if sum(len(each) > 1 for each in ways) > 1:
        return None
    return (_choice(way, counts) for way in product(*ways))


Way = list[int]
"""How many of each point's entries have the switch on."""


def _attained(signs: Sequence[int], counts: Sequence[int]) -> list[Way] | None:
    there = [place for place, sign in enumerate(signs) if sign == 0]
    if len(there) > MOST_CHOICES:
        return None
    return [[1 if place == one else 0 for place in range(len(counts))] for one in there]


def _above(signs: Sequence[int], counts: Sequence[int]) -> list[Way] | None:
    ranges = [
        range(count + 1) if sign == 0 else (count if sign > 0 else 0,)
        for sign, count in zip(signs, counts, strict=True)
    ]
    return None if prod(map(len, ranges)) > MOST_CHOICES else [list(way) for way in product(*ranges)]


def _choice(ways: Sequence[Way], counts: Sequence[int]) -> Choice:
    found = Choice([], [], [])
    for place, count in enumerate(counts):
        on = [way[place] for way in ways]
        # At most one switch is on for some of the entries alone.
        some = next((number for number in on if 0 < number < count), count)
        for number, rest in ((some, False), (count - some, True)):
            if number:
                found.places.append(place)
                found.switches.append(tuple(fmpq(each == count or (0 < each < count and not rest)) for each in on))
                found.counts.append(number)
    return found


def _signs(steps: Steps, points: Sequence[Point], counts: Sequence[int]) -> list[int]:
    """Return the sign of an expression at each point, by balls or exactly."""
    signs: dict[int, int] = {}
    with working_precision():
        for bits in GUARD_PRECISIONS[:2]:
            left = [place for place in range(len(points)) if place not in signs]
            enclosed = Enclosed(steps, Balls(), points, counts, bits)
            for place, ball in zip(left, enclosed.results(steps.program, left), strict=True):
                if ball > 0 or ball < 0 or ball == 0:
                    signs[place] = 1 if ball > 0 else -1 if ball < 0 else 0
    left = [place for place in range(len(points)) if place not in signs]
    if left:
        roots = SquareRoots()
        signs |= roots.values(roots.sign, steps, steps.expression, points, counts, left)
    if len(signs) < len(points):
        raise UndecidedError("whether an entry lies on a threshold is open")
    return [signs[place] for place in range(len(points))]
