"""What rows of a table hold beside encodings: terms of errors, values before rounding, the whole's extent."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt

from symact.formats.floating import Format
from symact.formats.round_to_odd import RoundToOdd

SLIGHTEST = 2.0**-1022
"""A residual, ulp, of which only the sign matters."""


class ErrorTerms(NamedTuple):
    """What an error in ulp is made of, per entry, where it is known without the values rounded to odd.

    Args:
        exponent: e with ulp(exact value) = 2^e.
        residual: what rounding cut off, ulp.
        margin: bound of the residual's error, ulp; 0 where it is that of the exact value.
    """

    exponent: npt.NDArray[np.int32]
    residual: npt.NDArray[np.float64]
    margin: npt.NDArray[np.float64]

    def at(self, rows: npt.NDArray[np.bool_]) -> "ErrorTerms":
        """Return the terms of chosen rows."""
        return ErrorTerms(self.exponent[rows], self.residual[rows], self.margin[rows])


class Extent(NamedTuple):
    """What a verdict asks of a whole function on the line, of which the rows may be a part.

    Args:
        ends: the interval of all correctly rounded results; None if it is not known, or has no ends.
        outermost: the results at the outermost inputs x <= -1 and x >= 1 (infinities, if there are any).
        at_zeros: the ends of the intervals of results at +0 and at -0, encodings.
    """

    ends: tuple[float, float] | None
    outermost: tuple[float, float]
    at_zeros: tuple[tuple[int, int], tuple[int, int]]


class LazyColumn(Sequence[RoundToOdd | None]):
    """Values behind rows that are computed when they are asked for.

    Args:
        length: how many there are.
        value: the value of an entry, from its index.
    """

    def __init__(self, length: int, value: Callable[[int], RoundToOdd | None]) -> None:
        self._length, self._value = length, value

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> RoundToOdd | None: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[RoundToOdd | None, ...]: ...
    def __getitem__(self, index: int | slice) -> RoundToOdd | tuple[RoundToOdd | None, ...] | None:
        chosen = range(self._length)[index]
        return self._value(chosen) if isinstance(chosen, int) else tuple(map(self._value, chosen))


def residual(fmt: Format, bits: int, wide: RoundToOdd | None) -> float:
    """Return what rounding cut off, (exact value - number)/ulp(exact value); 0 where the encoding is no number.

    What is too small for float64 keeps its sign, as does what a value below all numbers leaves.
    """
    if wide is None or not fmt.is_finite(bits):
        return 0.0
    negative, significand, exponent = fmt.parts(bits)
    unit = fmt.ulp_exponent(wide)
    if wide.exponent < unit - 4096:
        # Beside such a value there is only 0: no other shift is so long.
        return (-SLIGHTEST if wide.negative else SLIGHTEST) if wide.significand else 0.0
    low = min(exponent, wide.exponent, unit)
    exact = (-wide.significand if wide.negative else wide.significand) << (wide.exponent - low)
    got = (-significand if negative else significand) << (exponent - low)
    found = (exact - got) / (1 << (unit - low))
    return found if found or exact == got else math.copysign(SLIGHTEST, exact - got)
