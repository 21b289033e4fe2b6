"""The smoothness class C^k and its condition on the parameters, from one-sided derivatives."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import sympy
from sympy import Expr
from sympy.logic.boolalg import Boolean

from symact.analysis import domain
from symact.analysis.breakpoints import breakpoints
from symact.analysis.end_derivatives import class_by_limits
from symact.analysis.function_study import study
from symact.analysis.parameter_cases import merge, solve_by_cases
from symact.analysis.parameter_regions import Region
from symact.analysis.recurring import Recurring, recurring
from symact.analysis.regional_claim import in_parameters
from symact.analysis.symbolic_parameters import put_in
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.derivatives import one_sided
from symact.definition.pieces import Piece, joined
from symact.errors import OpenSignError, SymactError, UnknownError
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.symbolic.zero_test import are_proved_equal

TOPIC = "smoothness"

PROPERTY = ("smoothness",)

HIGHEST_ORDER = 12
"""Analytic pieces that agree to this order at a breakpoint are not distinguished; that is reported as a gap."""


class Class(NamedTuple):
    """A smoothness class.

    Args:
        order: k for C^k and not C^(k+1), -1 for discontinuous, "oo" for C^infinity, None if open.
        parts: the evidence.
    """

    order: int | str | None
    parts: tuple[Evidence, ...]

    @property
    def rank(self) -> float:
        """The order as a number; an open one comes last."""
        if isinstance(self.order, int):
            return self.order
        return math.inf if self.order == "oo" else -math.inf


def derive(subject: Subject) -> list[Fact]:
    """Return the smoothness class as one fact: a list of conditions, each with the order that holds under it."""
    one_period = recurring(subject.expression)
    classes = [(sympy.true, _of_one_period(subject, one_period))] if one_period else classes_by_cases(subject)
    if any(found.order is None for _, found in classes):
        classes = _by_limits(subject, is_open=all(found.order is None for _, found in classes)) or classes
    rows = [{"condition": condition, "order": found.order} for condition, found in classes]
    # What is open for all parameters claims nothing.
    value = rows if any(found.order is not None for _, found in classes) else None
    return [Fact("smoothness", value, sympy.true, tuple(part for _, found in classes for part in found.parts))]


def _of_one_period(subject: Subject, found: Recurring) -> Class:
    """Return the class of a function that switches in every period: it is smooth where the period is cut."""
    return _with_points(subject) if any(p.is_point for p in found.pieces) else _classify(found.pieces)


def classes_by_cases(subject: Subject) -> list[tuple[Boolean, Class]]:
    """Return the smoothness class for every case of the parameters, the smoothest first."""
    if any(piece.is_point for piece in subject.pieces):
        return [(sympy.true, _with_points(subject))]

    def answer(region: Region, _: Expr) -> Class:
        pieces = [put_in(piece, dict(region.inward)) for piece in subject.pieces]
        if not all(constant_sign(b.upper - a.upper) == 1 for a, b in pairwise(pieces[:-1])):
            return Class(None, (Gap(f"where `{region.condition}` the order of the breakpoints is open"),))
        found = _classify(pieces)
        return Class(found.order, tuple(in_parameters(part, region) for part in found.parts))

    found = solve_by_cases(subject.expression, answer, lambda reason: Class(None, (Gap(reason),)))
    rows = merge(found, lambda a, b: a.order is not None and a.order == b.order)
    joined = [(where, Class(a[0].order, tuple(part for each in a for part in each.parts))) for where, a in rows]
    return sorted(joined, key=lambda row: -row[1].rank)


def _by_limits(subject: Subject, is_open: bool) -> list[tuple[Boolean, Class]] | None:
    """Return the class where a piece is not analytic at its end, or ends short of the line; None where it is open.

    Args:
        subject: the function.
        is_open: whether no class is known for any parameters, so that a cut of theirs loses nothing.

    Raises:
        OpenSignError: it depends on a parameter, and all is open.
    """
    try:
        found = study(subject.expression)
        order, why = class_by_limits(found)
    except OpenSignError as error:
        if is_open and error.constant.free_symbols:
            raise
        return None
    except SymactError:
        return None
    return [(sympy.true, Class(order, (*found.used, Proof((Step("limits of derivatives", why),)))))]


def _with_points(subject: Subject) -> Class:
    """Return the class where f has values of its own at single points."""
    try:
        found = study(subject.expression)
        broken = next((point for point in breakpoints(found) if not point.is_continuous), None)
        if broken:
            values = (each for each in (broken.left, broken.value, broken.right) if each)
            shown = ", ".join(f"`{each.text()}`" for each in values)
            step = Step("witness", f"f has the limits and the value {shown} at `{x} = {broken.place.text()}`")
            return Class(-1, (Proof((step,)),))
        if not found.is_whole_line:
            raise UnknownError("f is not defined on the whole line; how smooth it is at the ends is open")
        steps = tuple(_removable(found.pieces, index) for index in range(len(found.pieces) - 1))
    except SymactError as error:
        return Class(None, (Gap(str(error)),))
    return Class("oo", (Proof(steps),))


def _removable(pieces: Sequence[Piece], index: int) -> Step:
    """Show that f is analytic at the point between two pieces where it has a limit, or raise UnknownError."""
    left, place = pieces[index], pieces[index].upper
    parts = sympy.fraction(sympy.together(left.expression))
    if left.expression != pieces[index + 1].expression or not all(domain.is_analytic_at(p, place) for p in parts):
        raise UnknownError(f"f has a limit at `{x} = {place}`; how smooth it is there is open")
    return Step("removable singularity", f"`{left.expression}` is a quotient of analytic functions at `{x} = {place}`")


def _classify(pieces: Iterable[Piece]) -> Class:
    """Return the smoothness class of a piecewise function.

    Raises:
        OpenSignError: it depends on the parameters where one-sided derivatives agree.
    """
    pieces = joined(pieces, lambda a, b: are_proved_equal(a.expression, b.expression, x))
    smooth = tuple(part for p in pieces for part in _smooth(p))
    if len(pieces) == 1 or any(isinstance(part, Gap) for part in smooth):
        gap = any(isinstance(part, Gap) for part in smooth)
        return Class(None if gap else "oo", smooth)
    for order in range(HIGHEST_ORDER + 1):
        found = [
            (place, left, right, constant_sign(left - right)) for place, left, right in one_sided(pieces, x, order)
        ]
        for *sides, sign in found:
            if sign:
                return Class(order - 1, (*smooth, _witness(order, *sides)))
        for _, left, right, sign in found:
            if sign is None:
                raise OpenSignError(left - right)
    return Class(None, (Gap(f"one-sided derivatives agree to order {HIGHEST_ORDER}"),))


def _smooth(piece: Piece) -> tuple[Evidence, ...]:
    try:
        return domain.smooth(piece)
    except SymactError as error:
        return (Gap(str(error)),)


def _witness(order: int, place: Expr, left: Expr, right: Expr) -> Proof:
    """Return why f is C^(order-1) and no more: all lower orders agree, and here are two values that do not."""
    agree = f"orders 0..{order - 1} agree at every breakpoint" if order else "f itself"
    steps = (
        Step("gluing", f"{agree}, so f is `C^{order - 1}`" if order else f"{agree} has different one-sided limits"),
        Step("witness", f"order {order} at `{x} = {place}`: left `{left}`, right `{right}`"),
    )
    return Proof(steps)
