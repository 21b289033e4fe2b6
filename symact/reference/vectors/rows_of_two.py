"""Softmax of two numbers at every pair of a narrow format: one threshold per boundary of rounding decides all of them.

The results are sigmoid(d) and sigmoid(-d), d the difference of the inputs. sigmoid(d) is at least the middle m of two
neighbours exactly if d >= log(m/(1 - m)), which is no rational (Lindemann): there is no tie, and at d = 0 it is 1/2.
"""

from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt
from flint import arb, fmpq

from symact.definition.bound import Bound
from symact.enclosure.precision import working_precision
from symact.errors import UndecidedError
from symact.formats.arrays import Bits, Floats, all_bits, to_float64
from symact.formats.floating import Format
from symact.reference.vectors.exponential_family import FamilyKind, recognised

PRECISION = 200
"""Bits of a threshold."""

APART = 2.0**-40
"""Least relative distance of thresholds from numbers of the format.

A difference that float64 does not hold lies within 2^-44 of one of its two numbers, and rounds on its own side.
"""


def is_of_two(bound: Bound) -> bool:
    """Whether a definition is softmax or softmin, whose results at two numbers are sigmoids of their difference."""
    family = recognised(bound)
    return bool(
        family and family.kind is FamilyKind.SOFTMAX and not family.quiet and family.exact and abs(family.rate[0]) == 1
    )


class RowsOfTwo:
    """The results at all pairs of finite numbers of a format.

    Args:
        bound: softmax or softmin.
        fmt: the format, of at most 16 bits.
    """

    def __init__(self, bound: Bound, fmt: Format) -> None:
        family = recognised(bound)
        assert family
        self.format, self.sign = fmt, family.rate[0]
        every = all_bits(fmt)
        values = to_float64(every, fmt)
        order = np.flatnonzero(np.isfinite(values))
        order = order[np.argsort(values[order], kind="stable")]
        self.encodings: Bits = every[order]
        """All finite numbers, ascending."""
        self.numbers: Floats = values[order]

    @cached_property
    def thresholds(self) -> Floats:
        """For each positive number up to 1 the least float64 number that d must be so that the result is at least it.

        Raises:
            UndecidedError: a threshold is too near to a number of the format.
        """
        fmt, found = self.format, []
        with working_precision(PRECISION):
            for bits in range(fmt.from_fraction(Fraction(1))):
                middle = (fmt.to_fraction(bits) + fmt.to_fraction(bits + 1)) / 2
                odds = middle / (1 - middle)
                exact = arb(fmpq(odds.numerator, odds.denominator)).log()
                near = float(exact)
                if not (exact > near or exact < near):
                    raise UndecidedError(f"log({odds}) is too near to a float64 number to tell its side")
                found.append(near if exact < near else float(np.nextafter(near, np.inf)))
        limits = np.array(found)
        place = np.clip(np.searchsorted(self.numbers, limits), 1, len(self.numbers) - 1)
        gap = np.minimum(np.abs(limits - self.numbers[place - 1]), np.abs(limits - self.numbers[place]))
        if not ((gap > APART * np.abs(limits)).all() and (np.diff(limits) > 0).all()):
            raise UndecidedError(f"a threshold of {fmt.name} lies next to one of its numbers")
        return limits

    def line(self, place: int) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return the results of one number beside each number, and their exact values nearly.

        Args:
            place: of the first number of each row among `encodings`.

        Returns:
            Encodings, shape (numbers, 2), and values with a relative error below 2^-44.
        """
        difference = self.sign * (self.numbers[place] - self.numbers)
        both = np.stack([difference, -difference], axis=1)
        with np.errstate(over="ignore"):
            small = np.exp(-np.abs(both))
        values = np.where(both >= 0, 1.0, small) / (1.0 + small)
        return np.searchsorted(self.thresholds, both, side="right"), values
