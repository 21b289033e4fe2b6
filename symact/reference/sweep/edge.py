"""The one simple formula that serves next to 0, or beyond some |x|, with its bound."""

from dataclasses import dataclass

import numpy as np

from symact.formats.arrays import Floats


@dataclass(frozen=True, slots=True)
class Edge:
    """x^power * Q(x) with a bound relative to the result, for all |x| up to (or from) a bound.

    Args:
        power: of x.
        coefficients: of Q, float64, constant term first.
        relative: bound of |f - y| / |y| for y computed in float64; 0 for the exact product of an exact lead.
        bound: 2^-e next to 0, T beyond.
        sign: -1 or 1 where f tends to 0 faster than any format can show (no coefficients), else 0.
        beside: -1 or 1 where f lies strictly on that side of the lead, nearer than the next float64; else 0.
        size: far out, a bound from the edge on of |f| where f tends to 0, else of its distance from the line.
        side: -1 or 1 where f lies strictly on that side of the one term that stands for it; else 0.
        overflows: whether |f| is beyond twice the largest number; nothing else is known of it.
        slope: p and q where f lies strictly on `side` of p·x/q, which is no float64, nearer than UNIT/4 of it.
    """

    power: int
    coefficients: tuple[float, ...]
    relative: float
    bound: float
    sign: int = 0
    beside: int = 0
    size: float = 0.0
    side: int = 0
    overflows: bool = False
    slope: tuple[int, int] | None = None

    def values(self, points: Floats, out: Floats | None = None) -> Floats:
        """Return y for an array of float64 inputs, in ``out`` if that is given."""
        result = np.empty(len(points)) if out is None else out
        if len(self.coefficients) == 1 and not self.power:
            result[:] = self.coefficients[0]
            return result
        np.multiply(points, self.coefficients[-1], out=result)
        for each in reversed(self.coefficients[1:-1]):
            result += each
            result *= points
        if len(self.coefficients) > 1:
            result += self.coefficients[0]
        for _ in range(self.power if len(self.coefficients) > 1 else self.power - 1):
            result *= points
        return result
