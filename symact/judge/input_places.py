"""Inputs at which an implementation may behave otherwise: an intermediate result of the formula leaves a format there.

An exponential overflows, a square vanishes, 1 + exp(x) rounds to 1, a factor changes its sign: at each such place the
rounding of a kernel changes its regime. Found by plain balls on a grid and by bisection; nothing here is proved, and
nothing needs to be: it selects inputs.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise

from flint import fmpq

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import differentiate
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.formats.floating import FORMATS, Format
from symact.reference.boundary_values import approximate, spread_keys

PRECISION = 64
"""Bits of the balls."""

KEPT = (12, 4)
"""Places of one intermediate result that are kept: so many nearest to 0, and so many farthest."""

FACTORS = (Fraction(1, 2), Fraction(1), Fraction(2))
"""Multiples of a place that are inputs too: exp(x/2) and exp(2x) are how kernels compute."""


Seen = tuple[int, int] | None
"""Sign of an intermediate result and its place among the levels; None where it is no number."""


def _levels(fmt: Format) -> set[int]:
    """Return e for which 2^e is where a format begins or ends, or where a sum with 1 loses one of its terms."""
    return {fmt.quantum - 1, fmt.quantum, fmt.emin, -fmt.precision, fmt.precision, fmt.emax + 1}


class InputPlaces:
    """The places of a derivative of one bound activation.

    Args:
        bound: the activation with its parameters.
        fmt: format of the inputs.
        order: of the derivative; what the derivatives below it and the next one pass through counts too.
    """

    def __init__(self, bound: Bound, fmt: Format, order: int) -> None:
        self._format, self._bound = fmt, bound
        self._breaks = [approximate(piece.upper) for piece in bound.pieces[:-1]]
        orders = [differentiate(bound.pieces, x, k) for k in range(order + 2)]
        self._programs = [[Program(found[i].expression, x) for found in orders] for i in range(len(bound.pieces))]
        wide = (each for each in FORMATS if each.width >= 16)
        self._levels = sorted(set().union(*map(_levels, wide)))
        self._own = {self._levels.index(level) for level in _levels(fmt)}
        self._seen = cache(self._find_seen)

    def joints(self) -> list[int]:
        """Return the order keys at which an intermediate result passes a limit of the format itself, ascending."""
        return sorted({key for key, own in self._crossings if own})

    def keys(self) -> list[int]:
        """Return the order keys of all places, with halves, doubles and multiples by the parameters, ascending."""
        sizes = {Fraction(1), *(abs(each) for each in self._parameters() if each)}
        factors = {f * s for f in FACTORS for s in sizes} | {f / s for f in FACTORS for s in sizes}
        places = {self._number(key) for key, _ in self._crossings} | set(self._exponentials())
        found = {self._key(place * factor) for place in places for factor in factors}
        return sorted(key for key in found if abs(key) <= self._format.max_bits)

    def _exponentials(self) -> Iterator[Fraction]:
        """Yield where exp(x) passes the formats' limits, for formulas that do not spell their exponential out."""
        for level in self._levels:
            yield Fraction(level * math.log(2))
            yield Fraction(math.sqrt(abs(level) * math.log(2)))
            yield -Fraction(math.sqrt(abs(level) * math.log(2)))

    def _parameters(self) -> Iterator[Fraction]:
        yield from (approximate(value) for _, value in self._bound.values)

    @cached_property
    def _crossings(self) -> list[tuple[int, bool]]:
        """The order keys beside which some intermediate result passes a level, and whether it is the format's own."""
        grid = self._grid()
        with working_precision():
            changed: dict[tuple[int, int], list[tuple[int, int]]] = {}
            for low, high in pairwise(grid):
                before, after = self._seen(low), self._seen(high)
                if before[0] != after[0]:
                    continue
                for step, (a, b) in enumerate(zip(before[1], after[1], strict=True)):
                    if a != b and a is not None and b is not None:
                        changed.setdefault((before[0], step), []).append((low, high))
            found: list[tuple[int, bool]] = []
            for (_, step), pairs in changed.items():
                pairs.sort(key=lambda pair: abs(pair[0] + pair[1]))
                nearest, farthest = KEPT
                for low, high in pairs[:nearest] + pairs[nearest:][-farthest:]:
                    found += self._bisect(low, high, step)
        return found

    def _bisect(self, low: int, high: int, step: int) -> Iterator[tuple[int, bool]]:
        """Yield the keys on both sides of the changes of a step between two keys, of a few of them if they are many."""
        last = self._seen(high)[1][step]
        for _ in self._levels:
            before, end = self._seen(low)[1][step], high
            if before == last:
                return
            while end - low > 1:
                middle = (low + end) // 2
                low, end = (middle, end) if self._seen(middle)[1][step] == before else (low, middle)
            after = self._seen(end)[1][step]
            yield from ((low, self._owns(before, after)), (end, self._owns(before, after)))
            low = end

    def _owns(self, before: Seen, after: Seen) -> bool:
        """Whether a change is one of sign, of definition, or across a level of the format itself."""
        if before is None or after is None or before[0] != after[0]:
            return True
        low, high = sorted((before[1], after[1]))
        return any(low <= level < high for level in self._own)

    def _find_seen(self, key: int) -> tuple[int, list[Seen]]:
        """Return the piece of a key, and sign and place among the levels of each intermediate result."""
        number = self._number(key)
        index = sum(number > b for b in self._breaks)
        point = fmpq(number.numerator, number.denominator)
        found: list[Seen] = []
        for program in self._programs[index]:
            for ball in program.steps(point, PRECISION):
                if not ball.is_finite():
                    found.append(None)
                    continue
                mantissa, exponent = ball.mid().man_exp()
                size, sign = abs(int(mantissa)), (mantissa > 0) - (mantissa < 0)
                found.append((sign, bisect_left(self._levels, int(exponent) + size.bit_length()) if size else -1))
        return index, found

    def _grid(self) -> list[int]:
        """Return ascending order keys: many in the core, two in every few binades elsewhere, and the breakpoints."""
        keys = spread_keys(self._format, 512, 8)
        beside = (self._key(b) + side for b in self._breaks for side in (-1, 1))
        return sorted(keys | {-1, 1} | {key for key in beside if key and abs(key) <= self._format.max_bits})

    def _number(self, key: int) -> Fraction:
        return self._format.to_fraction(self._format.from_order_key(key))

    def _key(self, number: Fraction) -> int:
        bits = self._format.from_fraction(number)
        return self._format.order_key(bits) if self._format.is_finite(bits) else self._format.max_bits + 1
