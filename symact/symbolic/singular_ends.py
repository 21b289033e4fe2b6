"""Gaussian integrals next to a point where f has no power series, such as 0 of sqrt(x), sin(x)/x and x*log(x).

There f(c + u) is a sum of terms a * u^q * log(1/u)^b and a rest below a proved bound for 0 < u <= 1/T
(symact.symbolic.half_line, t = 1/u), which are integrated term by term against the power series of the density.
"""

from typing import NamedTuple

from flint import arb, arb_series, fmpq
from sympy import Expr, Symbol

from symact.definition.activation import x
from symact.enclosure.precision import series_length
from symact.errors import UnknownError
from symact.symbolic.expansion import Expansion
from symact.symbolic.half_line import BoundedArithmetic, bounded_rests, sign
from symact.symbolic.real_number import program
from symact.symbolic.transseries import Monomial
from symact.system.time_limit import TimeLimitError, at_most

PRECISION = 224
"""Working precision, bits."""

TRIES = ((1 << 12, 14), (1 << 22, 24))
"""(T, terms of f that are kept): roots and logarithms take several terms for each power."""

SECONDS = 1.5
"""Time that it may take; most take some hundredths."""

LENGTH = 14
"""Terms of the density."""

GOAL = arb("1e-46")
"""Error that is small enough."""


class DivergentError(UnknownError):
    """The integral of the modulus is infinite."""


class Beside(NamedTuple):
    """An integral between a point and the point 1/start beside it."""

    ball: arb
    start: int


def integral_beside(expression: Expr, place: Expr, side: int) -> Beside:
    """Return a ball for the integral of expression * phi between a point and one close to it.

    Args:
        expression: smooth next to the point, without parameters.
        place: the point, a constant.
        side: 1 to the right of it, -1 to its left.

    Raises:
        DivergentError: the integral of the modulus is infinite.
        SymactError: there is no series, or a rest that is not integrable.
    """
    with at_most(SECONDS) as limit:
        try:
            for start, length in TRIES:
                found = Beside(_integral(expression, place, side, BoundedArithmetic(length, start)), start)
                if found.ball.rad() < GOAL:
                    break
        except TimeLimitError as error:
            if error.limit is not limit:
                raise
            raise UnknownError(f"the integral of `{expression}` next to `{place}` was {error}") from None
    return found


def _integral(expression: Expr, place: Expr, side: int, do: BoundedArithmetic) -> arb:
    t = Symbol("t", positive=True)
    series = Expansion(t, do).series(expression.subs(x, place + side / t))
    if series.terms and not _is_integrable(series.lead()[1]) and sign(series, do):
        raise DivergentError(f"the integral of `{expression}` next to `{place}` is infinite")
    density, left_out = _density(program(place).plain(fmpq(0), PRECISION), side, do.start)
    total = arb(0)
    for coefficient, monomial in series.terms:
        size = program(coefficient).plain(fmpq(0), PRECISION)
        if not _is_power(monomial):
            total += _at_most(abs(size) * do.peak(monomial) / do.start)
            continue
        areas = [_area(monomial, k, do.start) for k in range(LENGTH + 1)]
        total += size * sum((p * area for p, area in zip(density, areas, strict=False)), arb(0))
        total += _at_most(abs(size) * left_out * areas[LENGTH])
    for bound, monomial in bounded_rests(series):
        total += _at_most(
            bound * (_area(monomial, 0, do.start) if _is_power(monomial) else do.peak(monomial) / do.start)
        )
    return total


def _at_most(bound: arb) -> arb:
    """Return a ball around 0 for an integral against a density, which is below 1."""
    return arb(0, bound.upper())


def _density(place: arb, side: int, start: int) -> tuple[list[arb], arb]:
    """Return coefficients of phi(c + side*u) in u, and a bound of the next on 0 <= u <= 1/start."""
    with series_length(LENGTH + 1):
        found = []
        for about in (place, place + arb(0, 1) / start):
            z = arb_series([about, side], LENGTH + 1)
            found.append((-z * z / 2).exp() / (2 * arb.pi()).sqrt())
        return [found[0][k] for k in range(LENGTH)], abs(found[1][LENGTH])


def _is_power(monomial: Monomial) -> bool:
    """Whether a monomial is u^q log(1/u)^b with a whole b >= 0, which has an integral in closed form."""
    return not monomial.exponent and not monomial.towers and monomial.logs.is_Integer and monomial.logs >= 0


def _is_integrable(monomial: Monomial) -> bool:
    """Whether t^a log(t)^b exp(...) has a finite integral over t^-2 dt at infinity."""
    if monomial.exponent or monomial.towers:
        return monomial.growth < 0
    return bool(monomial.power < 1 or (monomial.power == 1 and monomial.logs < -1))


def _area(monomial: Monomial, k: int, start: int) -> arb:
    """Return the integral of u^k times a monomial over 0 < u < 1/start: by parts, one logarithm after the other.

    Raises:
        UnknownError: it is infinite.
    """
    q = program(k - monomial.power + 1).plain(fmpq(0), PRECISION)
    if not q > 0:
        raise UnknownError(f"`{monomial.expression(Symbol('t'))}` is not integrable over `t^-2 dt`")
    log = arb(start).log()
    edge = (-q * log).exp() / q
    total = edge
    for j in range(1, int(monomial.logs) + 1):
        total = edge * log**j + total * j / q
    return total
