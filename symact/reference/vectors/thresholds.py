"""Thresholds of vectors of rationals, exactly: the t with Total(max(u - t, 0)^p) = 1 for p = 1 and 2.

The sum F decreases in t, so an entry z lies above t exactly if F(z) < 1; of F(z) only the entries above z count. From
the greatest entry downward that holds up to some entry and for none beyond it. All comparisons are of rationals; for
p = 2 t has one square root.
"""

from collections.abc import Sequence
from typing import NamedTuple

from flint import fmpq


class Threshold(NamedTuple):
    """A threshold t = centre - sqrt(square).

    Args:
        centre: rational.
        square: rational, 0 or greater.
    """

    centre: fmpq
    square: fmpq


def threshold(terms: Sequence[fmpq], counts: Sequence[int], power: int) -> Threshold:
    """Return the threshold of some rationals.

    Args:
        terms: distinct or not, in any order.
        counts: how often each stands in the vector.
        power: 1 or 2, of max(u - t, 0) in the sum.
    """
    number, total, squares = 0, fmpq(0), fmpq(0)
    for term, count in sorted(zip(terms, counts, strict=True), key=lambda pair: pair[0], reverse=True):
        above = total - number * term if power == 1 else squares - 2 * term * total + number * term * term
        if above >= 1:
            break
        number, total, squares = number + count, total + count * term, squares + count * term * term
    if power == 1:
        return Threshold((total - 1) / number, fmpq(0))
    centre = total / number
    return Threshold(centre, (1 - squares) / number + centre * centre)
