"""Neighbouring inputs at which a function has no value, all of which have the same row."""

from flint import arb
from sympy import Expr

from symact.definition.parameters import to_rational
from symact.enclosure.precision import working_precision
from symact.formats.floating import Format
from symact.reference.outside import Domain
from symact.reference.row import exact

PRECISION = 128
"""Working precision, bits."""

MOST_TRIED = 4096
"""Stretches that are tried; the domain of log(sin(x)) has too many ends for any of them to be of use."""


def gaps(expression: Expr, fmt: Format, negative: bool, first: int, last: int) -> list[tuple[int, int]]:
    """Return the stretches of inputs of one sign on which balls show that an expression has no value.

    Args:
        expression: f, of x, smooth where it has values.
        fmt: the format.
        negative: whether the inputs are negative.
        first, last: magnitudes of the outermost ones, encodings without the sign bit.

    Returns:
        First and last magnitude of each stretch, in ascending order; nothing where too many stretches had to be tried.
    """
    left, found = [(first, last)], list[tuple[int, int]]()
    if (whole := has_values(expression, fmt, negative, first, last)) is not None:
        return [] if whole else left
    domain = Domain(expression)
    with working_precision(PRECISION):
        for _ in range(MOST_TRIED):
            if not left:
                return found
            low, high = left.pop()
            holds = domain.holds_on(_ball(fmt, negative, low, high), PRECISION)
            if holds is None and low < high:
                middle = (low + high) // 2
                left += [(middle + 1, high), (low, middle)]
            elif holds is False:
                start = found.pop()[0] if found and found[-1][1] == low - 1 else low
                found.append((start, high))
    return []


def has_values(expression: Expr, fmt: Format, negative: bool, first: int, last: int) -> bool | None:
    """Return whether it has values at all inputs, or at none, by its structure; arguments as above, None if unknown."""
    sign = fmt.sign_bit if negative else 0
    ends = sorted(to_rational(fmt.to_fraction(each | sign)) for each in (first, last))
    return Domain(expression).holds_between(*ends)


def _ball(fmt: Format, negative: bool, low: int, high: int) -> arb:
    """Return a ball that holds the inputs of a stretch."""
    sign = fmt.sign_bit if negative else 0
    one, other = (exact(fmt, each | sign) for each in (low, high))
    return arb((one + other) / 2) + arb(0, 1) * arb(abs(other - one) / 2)
