"""Functions of sines and cosines that switch in every period, such as |sin(x)|: one period tells all.

The switches between two points one period apart are found by sign charts there. The least period follows from the
breakpoints: if n of them lie in a period T, every period is T/m, m a divisor of n.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import sympy
from sympy import Expr, oo, pi

from symact.analysis.one_period import HIGHEST_ORDER
from symact.analysis.sign_chart_wave import single_wave
from symact.analysis.switches import FOR_ONE_PERIOD, resolved, resolved_between, within
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece, split
from symact.definition.recurring_switches import may_recur
from symact.errors import OpenSignError, SwitchError, SymactError
from symact.symbolic.domain_conditions import needs
from symact.symbolic.waves import STARTS, WAVES, common_rate
from symact.symbolic.zero_test import is_identically_zero

MORE_STARTS = (*STARTS, sympy.Rational(1, 9), sympy.Rational(4, 11), sympy.Rational(9, 11), sympy.Rational(-16, 13))
"""Places, in units of 1/rate, at which a period may begin."""

MOST_BREAKPOINTS = 24


class Recurring(NamedTuple):
    """A function of waves that switches in every period.

    Args:
        period: the least one, or one of which it is not known.
        is_least: whether it is proved to be the least.
        pieces: from start to start + period, both of which belong to them, and where f is smooth; points included.
    """

    period: Expr
    is_least: bool
    pieces: tuple[Piece, ...]

    def around_zero(self) -> tuple[Piece, ...]:
        """Return pieces that are those of f from -period to period; the outermost go on for ever."""
        shifted = [_shifted(piece, k * self.period) for k in range(-3, 4) for piece in self.pieces]
        found = _joined(within(shifted, -self.period, self.period))
        return (replace(found[0], lower=-oo, owns_lower=False), *found[1:-1], replace(found[-1], upper=oo))


@lru_cache(maxsize=64)
def recurring(expression: Expr) -> Recurring | None:
    """Return one period of a function of sines and cosines alone that switches; None where it is no such function.

    Raises:
        SymactError: where it switches, or whether it has a value everywhere, is not found.
    """
    if not may_recur(expression, x) or _is_resolved(expression):
        return None
    waves = sorted((wave for wave in expression.atoms(*WAVES) if wave.has(x)), key=str)
    if expression.free_symbols != {x} and len(waves) > 1:
        return None
    rate = common_rate(waves, x)
    if rate is None:
        return None
    if any(need.argument.has(x) for need in needs(expression)):
        raise SwitchError(f"whether `{expression}` has a value in every period is not decided", FOR_ONE_PERIOD)
    period = 2 * pi / rate
    try:
        pieces = _one_period(expression, period, _starts(waves, expression, rate))
    except SwitchError:
        if expression.free_symbols == {x}:
            raise
        # The switches themselves say on which sign that depends.
        return None
    if len(pieces) == 1:
        return Recurring(period, False, pieces)
    return _least(pieces, period)


def _is_resolved(expression: Expr) -> bool:
    """Whether the pieces are found without that, as those of |sin(x) + 2|, which switches nowhere."""
    try:
        resolved(expression)
    except SymactError:
        return False
    return True


def _starts(waves: Sequence[Expr], expression: Expr, rate: Expr) -> list[Expr]:
    """Return points at which a period may begin; with parameters, extrema of the one wave, from which cuts are told."""
    alone = single_wave(waves[0]) if expression.free_symbols != {x} else None
    return [place / rate for place in MORE_STARTS] if alone is None else alone.extreme_places()


def _one_period(expression: Expr, period: Expr, starts: Sequence[Expr]) -> tuple[Piece, ...]:
    """Return the pieces from a point on where f is smooth, and moves if there is such a point."""
    found: list[tuple[Piece, ...]] = []
    for start in starts:
        try:
            inside = resolved_between(expression, start, start + period)
            pieces = within(split(inside, x), start, start + period)
        except (SymactError, StopIteration):
            continue
        if all(constant_sign(sympy.diff(pieces[0].expression, x, k).subs(x, start)) for k in range(HIGHEST_ORDER)):
            return pieces
        if not pieces[0].expression.has(x):
            found.append(pieces)
    if not found:
        raise SwitchError(f"where `{expression}` switches in a period is not found", FOR_ONE_PERIOD)
    return min(found, key=lambda pieces: bool(pieces[0].expression == 0))


def _least(pieces: tuple[Piece, ...], period: Expr) -> Recurring:
    """Return the function with its least period, where its breakpoints tell it."""
    breaks = _breaks(pieces)
    if breaks is None or not 0 < breaks <= MOST_BREAKPOINTS:
        return Recurring(period, False, pieces)
    start = pieces[0].lower
    for m in sorted(sympy.divisors(breaks), reverse=True):
        try:
            held = m == 1 or _recurs(pieces, period / m)
        except SymactError:
            held = None
        if held is None:
            break
        if held:
            return Recurring(period / m, True, tuple(within(pieces, start, start + period / m)))
    return Recurring(period, False, pieces)


def _breaks(pieces: Sequence[Piece]) -> int | None:
    """Return at how many places f or f' jumps, None where that is open; f is C^1 elsewhere."""
    count = 0
    spans = [piece for piece in pieces if not piece.is_point]
    alone = {piece.lower for piece in pieces if piece.is_point}
    for left, right in pairwise(spans):
        place = left.upper
        jumps = [
            constant_sign((sympy.diff(right.expression, x, k) - sympy.diff(left.expression, x, k)).subs(x, place))
            for k in (0, 1)
        ]
        if any(jumps) or place in alone:
            count += 1
        elif None in jumps:
            return None
    return count


def _recurs(pieces: tuple[Piece, ...], shift: Expr) -> bool | None:
    """Whether f(x + shift) = f(x) for all x, shift a fraction of the period on which the pieces are; None if open."""
    low, high = pieces[0].lower, pieces[-1].upper
    ahead = [_shifted(piece, -shift) for piece in pieces]
    own, other = within(pieces, low, high - shift), within(ahead, low, high - shift)
    held: bool | None = True
    for left, right, a, b in _common(own, other):
        if left == right:
            sign = constant_sign((a - b).subs(x, left))
            same = None if sign is None else sign == 0
        else:
            same = is_identically_zero(a - b, x, left, right).zero
        if same is False:
            return False
        held = None if same is None else held
    return held


def _common(own: Sequence[Piece], other: Sequence[Piece]) -> Iterator[tuple[Expr, Expr, Expr, Expr]]:
    """Yield (low, high, expression, other expression) for every interval and point between breakpoints of both."""
    places: list[Expr] = []
    for place in (end for piece in (*own, *other) for end in (piece.lower, piece.upper)):
        orders = [constant_sign(place - each) for each in places]
        if None in orders:
            raise OpenSignError(place, "the order of two breakpoints is open")
        if 0 not in orders:
            places.insert(sum(order == 1 for order in orders), place)
    for low, high in pairwise(places):
        middle = (low + high) / 2
        yield low, high, *(_owner(pieces, middle).expression for pieces in (own, other))
    for place in places:
        yield place, place, *(_owner(pieces, place).expression for pieces in (own, other))


def _owner(pieces: Sequence[Piece], place: Expr) -> Piece:
    return next(piece for piece in pieces if _holds(piece, place))


def _holds(piece: Piece, place: Expr) -> bool:
    below, above = constant_sign(place - piece.lower), constant_sign(piece.upper - place)
    return (below == 1 or (below == 0 and piece.owns_lower)) and (above == 1 or (above == 0 and piece.owns_upper))


def _shifted(piece: Piece, by: Expr) -> Piece:
    """Return a piece of f(x - by)."""
    moved = piece.expression.subs(x, x - by)
    return replace(piece, lower=piece.lower + by, upper=piece.upper + by, expression=moved)


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Join neighbours of the same expression, which meet where a period begins; each place has one owner."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and last.expression == piece.expression and not piece.is_point and not last.is_point:
            found[-1] = replace(last, upper=piece.upper, owns_upper=piece.owns_upper)
        elif last and last.owns_upper and piece.owns_lower and constant_sign(piece.lower - last.upper) == 0:
            found.append(replace(piece, owns_lower=False))
        else:
            found.append(piece)
    return tuple(found)
