"""E f(Z), E f(Z)^2 and E f'(Z)^2 for Z ~ N(0, 1), and the gain 1/sqrt(E f(Z)^2) that keeps the second moment."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import sympy
from sympy import Expr, S

from symact.analysis.domain import natural_pieces
from symact.analysis.values import UNDEFINED, Enclosed
from symact.definition.activation import x
from symact.definition.enclosed_number import enclosed
from symact.definition.pieces import Piece, intervals, joined
from symact.definition.simplification import SEARCHED
from symact.enclosure.precision import working_precision
from symact.errors import SymactError, UnknownError
from symact.evidence import Certificate, Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.properties.parity import difference, mirrored_cells
from symact.symbolic.gaussian_moments import gaussian_mean, shortest
from symact.symbolic.piecewise_zero_test import vanishes
from symact.symbolic.quadrature import PRECISION, Moment
from symact.symbolic.real_number import DIGITS
from symact.symbolic.singular_ends import DivergentError

TOPIC = "series and integrals"

PROPERTY = ("gaussian_mean", "gaussian_second_moment", "gaussian_slope_second_moment", "gain")

MOMENTS = {"gaussian_mean": (0, 1), "gaussian_second_moment": (0, 2), "gaussian_slope_second_moment": (1, 2)}
"""Property -> (derivative, power)."""

TITLES = {(0, 1): "E f(Z)", (0, 2): "E f(Z)^2", (1, 2): "E f'(Z)^2"}


class Mean(NamedTuple):
    """A mean as a closed form or else by a ball, and its evidence."""

    value: Expr | Enclosed
    evidence: Evidence


class NotDefinedError(UnknownError):
    """A function has no value on a set of positive measure, and so no moment."""

    @property
    def evidence(self) -> Evidence:
        """Where it has values."""
        return Proof((Step("natural domain", str(self)),))


def derive(subject: Subject) -> list[Fact]:
    """Return the moments of f(Z) and f'(Z), f' where it exists, and the gain."""
    facts = []
    for name, (derivative, power) in MOMENTS.items():
        try:
            found = mean(subject, derivative, power)
            facts.append(Fact(name, found.value, sympy.true, (found.evidence,)))
            if name == "gaussian_second_moment":
                second = found
        except NotDefinedError as error:
            facts.append(Fact(name, UNDEFINED, sympy.true, (error.evidence,)))
        except SymactError as error:
            facts.append(Fact(name, None, sympy.true, (Gap(str(error)),)))
    moment = facts[1]
    if moment.value is None or moment.value == UNDEFINED:
        return [*facts, replace(moment, property="gain")]
    return [*facts, _gain(second)]


def _gain(second: Mean) -> Fact:
    if second.value == 0:
        step = Step("gain", "`f(Z)` is 0 almost surely; no factor brings the second moment to 1")
        return Fact("gain", UNDEFINED, sympy.true, (second.evidence, Proof((step,))))
    if second.value == sympy.oo:
        return Fact("gain", None, sympy.true, (Gap("`E f(Z)^2` is infinite; no factor brings it to 1"),))
    if not isinstance(second.value, Enclosed):
        # Where functions are in it, the search finds no shorter form of what was shortened already.
        searched = 0 if second.value.has(sympy.Function) else 2 * SEARCHED
        gain = shortest(1 / sympy.sqrt(second.value), searched)
        step = Step("gain", f"`1/sqrt(E f(Z)^2) = {gain}`")
        return Fact("gain", gain, sympy.true, (second.evidence, Proof((step,))))
    with working_precision(PRECISION):
        inverse = 1 / second.value.ball.sqrt()
    parts = (second.evidence, Proof((Step("gain", "`1/sqrt(E f(Z)^2)`"),)))
    return Fact("gain", Enclosed.of(inverse, "the gain"), sympy.true, parts)


def mean(subject: Subject, derivative: int, power: int) -> Mean:
    """Return E of (f or f')^power at a standard normal input.

    Raises:
        SymactError: there is neither a closed form nor a bound on an integral.
    """
    return _mean(subject.expression, intervals(subject.pieces), derivative, power)


@lru_cache(maxsize=64)
def _mean(expression: Expr, pieces: tuple[Piece, ...], derivative: int, power: int) -> Mean:
    title = TITLES[derivative, power]
    defined = natural_pieces(pieces)
    require_whole_line(defined)
    derived = [replace(p, expression=sympy.diff(p.expression, x, derivative)) for p in without_holes(defined)]
    try:
        if any(enclosed(piece.upper) for piece in pieces):
            raise UnknownError("a form in roots is not closed")
        closed = shortest(gaussian_mean(derived, power))
        return Mean(closed, Proof((Step("Gaussian moments", f"`{title} = {closed}`"),)))
    except SymactError:
        if expression.free_symbols - {x}:
            raise
    try:
        ball = Moment(defined, derivative, power).ball()
    except DivergentError as error:
        if power != 2:
            raise
        return Mean(sympy.oo, Proof((Step("Gaussian divergence", f"{error}, so `{title} = oo`"),)))
    # An integral that is finite may be taken by symmetry.
    centre = _centre(pieces) if (derivative, power) == (0, 1) else None
    if centre is not None:
        step = Step("Gaussian parity", f"`f(x) + f(-x) = {2 * centre}`, so `{title} = {centre}`")
        return Mean(centre, Proof((step,)))
    number = Enclosed.of(ball, title)
    data = {
        "says": f"`{title} = {number.decimal}`",
        "expression": str(expression),
        "derivative": derivative,
        "power": power,
        "ball": ball.str(DIGITS + 8),
    }
    return Mean(number, Certificate("Gaussian integral", data))


def require_whole_line(pieces: tuple[Piece, ...]) -> None:
    """Raise UnknownError unless pieces on their natural domain leave out isolated points at most."""
    ends = pieces[0].lower is -sympy.oo and pieces[-1].upper is sympy.oo
    if not ends or any(a.upper != b.lower for a, b in pairwise(pieces)):
        raise NotDefinedError("f is not defined on the whole line")


def without_holes(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return pieces joined where one expression goes on; a point does not count in an integral."""
    return joined(pieces, lambda a, b: a.expression == b.expression)


def _centre(pieces: tuple[Piece, ...]) -> Expr | None:
    """Return c where f(x) + f(-x) = 2c for all x but single points, which do not count in an integral."""
    here = next((p for p in pieces if p.holds(S.Zero)), None)
    value = here.expression.subs(x, 0) if here else S.Zero
    c = value if value.is_Rational else S.Zero
    # The mirror image is that of a piece which holds 0, whether f has a value there or not.
    shifted = [replace(p, expression=p.expression - c, owns_lower=p.owns_lower or p.lower == 0) for p in pieces]
    cells = [cell for cell in mirrored_cells(shifted) if not cell.is_point]
    found = vanishes(difference(cells, odd=True), x) if cells else []
    return c if len(found) == 1 and found[0].holds else None
