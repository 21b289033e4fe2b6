"""What signs decide in many rows at once: switches, and thresholds that are guessed in float64 and then shown."""

import numpy as np

from symact.formats.arrays import Mask
from symact.reference.vectors.settled import Settled

ONE, MINUS_ONE = Settled.exact(np.array([[1.0]])), Settled.exact(np.array([[-1.0]]))


def switched(argument: Settled, attained: bool) -> tuple[Settled, Mask]:
    """Return a switch's value at all entries, and the rows in which it is open."""
    sign = argument.sign
    on = sign == (0 if attained else 1)
    open_ = (sign == 2) if attained else (sign % 2 == 0)
    rows = open_.any(axis=1, keepdims=True)
    if attained:
        rows |= on.sum(axis=1, keepdims=True) != 1
    return Settled.exact(on.astype(np.float64)), np.asarray(rows)


def threshold(u: Settled, power: int) -> Settled:
    """Return the t with a sum of max(u - t, 0)^power of 1, as columns: guessed in float64, shown by certain signs."""
    top = u.greatest()
    y = u + -top
    ordered = -np.sort(-y.words.high, axis=1)
    number, sums = np.arange(1.0, ordered.shape[1] + 1), np.cumsum(ordered, axis=1)
    above = sums - number * ordered
    if power == 2:
        above = np.cumsum(ordered**2, axis=1) - 2 * ordered * sums + number * ordered**2
    count = np.maximum((above < 1).sum(axis=1, keepdims=True), 1)
    inside = y.words.high >= np.take_along_axis(ordered, count - 1, axis=1)
    own = Settled.exact(inside.sum(axis=1, keepdims=True).astype(np.float64))
    terms = y.scaled(inside.astype(np.float64))
    if power == 1:
        t = (terms.summed() + MINUS_ONE).over(own)
    else:
        mean = terms.summed().over(own)
        rest = (ONE + -(terms * terms).summed()).over(own)
        t = mean + -(rest + mean * mean).root()
    # All that lie above are in the sum, and no others: then it is 1.
    sign = (y + -t).sign
    shown = np.where(inside, sign == 1, (sign == 0) | (sign == -1)).all(axis=1, keepdims=True)
    found = top + t
    return Settled(found.words, np.where(shown, found.error, np.inf))
