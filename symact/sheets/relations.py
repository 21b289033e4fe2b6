"""Equations between activations, such as tanh(x) = 2*sigmoid(2*x) - 1: guessed at a few points, kept where proved."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from flint import fmpq
from sympy import Expr, Function, Rational

from symact import catalogue
from symact.definition.activation import Activation, Source, x
from symact.definition.bound import Bound, bind
from symact.enclosure.program import Program
from symact.errors import SymactError
from symact.symbolic.zero_test import is_identically_zero

FACTORS = tuple(map(Rational, ("1", "-1", "2", "-2", "1/2", "-1/2")))
"""By which the argument of the other activation is multiplied."""

POINTS = tuple(Rational(k, 16) for k in (-74, -36, -14, -3, 2, 10, 26, 54, 86))

NUMBERS = np.array([float(point) for point in POINTS])

BITS = 64

DENOMINATORS = 12
"""Coefficients are rationals with denominators up to this."""

CLOSE = 1e-12
"""Share of the greatest value within which a guess must fit at all points."""


@dataclass(frozen=True, slots=True)
class Relation:
    """An equation f(x) = c*g(b*x) + d*x + e, or c*x*g(b*x) + d*x + e, that holds for all x.

    Args:
        name: of g.
        form: the right side, g as an undefined function.
        params: the defaults of g's parameters, for which it holds; f's are at their defaults too.
    """

    name: str
    form: Expr
    params: dict[str, str]

    def __str__(self) -> str:
        values = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.form}{f' at {values}' if values else ''}"


def relations(name: str) -> tuple[Relation, ...]:
    """Return the equations of an activation of one number with others, each proved by a zero test.

    Raises:
        SymactError: there is no such activation, or it is none of one number.
    """
    own = bind(catalogue.get(name))
    due = _values(own, Rational(1))
    if due is None or _fit(due, None) is not None:
        # A straight line is one in every function.
        return ()
    found = []
    for other in catalogue.names("line"):
        if other != own.activation.name:
            theirs = bind(catalogue.get(other))
            found += [each for each in [next(_proved(own, due, theirs), None)] if each is not None]
    return tuple(found)


def _proved(own: Bound, due: npt.NDArray[np.float64], other: Bound) -> Iterator[Relation]:
    name = other.activation.name
    for factor in FACTORS:
        values = _values(other, factor)
        if values is None or _fit(values, None) is not None:
            continue
        for gate in (Rational(1), x):
            column = values if gate == 1 else values * NUMBERS
            fitted = _fit(due, column)
            if fitted is None or fitted[0] == 0:
                continue
            scale, slope, offset = fitted
            form = scale * gate * Function(name)(factor * x) + slope * x + offset
            right = scale * gate * other.expression.subs(x, factor * x) + slope * x + offset
            if _is_zero(own.expression - right):
                yield Relation(name, form, other.params)


@cache
def _values(bound: Bound, factor: Rational) -> npt.NDArray[np.float64] | None:
    """Return the values at multiples of the points, None where one is missing or too great to tell anything."""
    programs = [(piece, Program(piece.expression, x)) for piece in bound.pieces]
    found = []
    for point in POINTS:
        at = factor * point
        program = next(program for piece, program in programs if piece.holds(at))
        found.append(float(program.plain(fmpq(int(at.p), int(at.q)), BITS).mid()))
    return np.array(found) if np.isfinite(found).all() else None


def _fit(due: npt.NDArray[np.float64], column: npt.NDArray[np.float64] | None) -> tuple[Rational, ...] | None:
    """Return rational coefficients of a column, x and 1 that give values; of x and 1 alone where there is none."""
    given = [] if column is None else [column]
    matrix = np.stack([*given, NUMBERS, np.ones(len(POINTS))], axis=1)
    solved, _, rank, _ = np.linalg.lstsq(matrix, due, rcond=None)
    # No other coefficients, such as rounded ones, fit better than those of least squares.
    greatest = max(1.0, np.abs(due).max())
    if rank < matrix.shape[1] or np.abs(matrix @ solved - due).max() > len(POINTS) * CLOSE * greatest:
        return None
    rounded = tuple(Rational(float(each)).limit_denominator(DENOMINATORS) for each in solved)
    apart = np.abs(matrix @ np.array([float(each) for each in rounded]) - due).max()
    return rounded if apart <= CLOSE * greatest else None


def _is_zero(expression: Expr) -> bool:
    """Whether an expression is shown to vanish on the whole line."""
    try:
        difference = bind(Activation("difference", "difference", expression, (Source("difference", "f - g"),)))
        return all(
            each.expression == 0
            if each.is_point
            else bool(is_identically_zero(each.expression, x, each.lower, each.upper).zero)
            for each in difference.pieces
        )
    except SymactError:
        return False
