"""The smoothness class C^k and its condition on the parameters, from one-sided derivatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from symact.analysis import domain
from symact.analysis.breakpoints import breakpoints
from symact.analysis.end_derivatives import class_by_limits
from symact.analysis.function_study import study
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.derivatives import one_sided
from symact.definition.pieces import Piece
from symact.errors import SymactError, UnknownError
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.symbolic.piecewise_zero_test import zeros

TOPIC = "smoothness"

PROPERTY = ("smoothness",)

HIGHEST_ORDER = 12
"""Analytic pieces that agree to this order at a breakpoint are not told apart; that is reported as a gap."""


@dataclass(frozen=True, slots=True)
class Branch:
    """The smoothness class under one condition on the parameters.

    Args:
        condition: on the parameters; the branches' conditions exclude each other and cover all.
        order: k for C^k and not C^(k+1), -1 for discontinuous, "oo" for C^infinity, None if open.
        parts: the evidence.
    """

    condition: Boolean
    order: int | str | None
    parts: tuple[Evidence, ...]


def derive(subject: Subject) -> list[Fact]:
    """Return the smoothness class as one fact: a list of conditions, each with the order that holds under it."""
    alone = any(piece.is_point for piece in subject.pieces)
    branches = [_with_points(subject)] if alone else classify(subject.pieces)
    if any(branch.order is None for branch in branches):
        branches = _by_limits(subject) or branches
    value = [{"condition": b.condition, "order": b.order} for b in branches]
    return [Fact("smoothness", value, sympy.true, tuple(part for b in branches for part in b.parts))]


def _by_limits(subject: Subject) -> list[Branch] | None:
    """Return the class where a piece is not analytic at its end, or ends short of the line; None where it is open."""
    try:
        found = study(subject.expression)
        order, why = class_by_limits(found)
    except SymactError:
        return None
    return [Branch(sympy.true, order, (*found.used, Proof((Step("limits of derivatives", why),))))]


def _with_points(subject: Subject) -> Branch:
    """Return the class where f has values of its own at single points."""
    try:
        found = study(subject.expression)
        broken = next((point for point in breakpoints(found) if not point.is_continuous), None)
        if broken:
            shown = ", ".join("none" if n is None else n.text() for n in (broken.left, broken.value, broken.right) if n)
            step = Step("witness", f"f has the limits and the value {shown} at {x} = {broken.place.text()}")
            return Branch(sympy.true, -1, (Proof((step,)),))
        if not found.is_whole_line:
            raise UnknownError("f is not defined on the whole line; how smooth it is at the ends is open")
        steps = tuple(_removable(found.pieces, index) for index in range(len(found.pieces) - 1))
    except SymactError as error:
        return Branch(sympy.true, None, (Gap(str(error)),))
    return Branch(sympy.true, "oo", (Proof(steps),))


def _removable(pieces: Sequence[Piece], index: int) -> Step:
    """Show that f is analytic at the point between two pieces where it has a limit, or raise UnknownError."""
    left, place = pieces[index], pieces[index].upper
    parts = sympy.fraction(sympy.together(left.expression))
    if left.expression != pieces[index + 1].expression or not all(domain.is_analytic_at(p, place) for p in parts):
        raise UnknownError(f"f has a limit at {x} = {place}; how smooth it is there is open")
    return Step("removable singularity", f"{left.expression} is a quotient of analytic functions at {x} = {place}")


def classify(pieces: Iterable[Piece], condition: Boolean = sympy.true, start: int = 0) -> list[Branch]:
    """Return the branches of the smoothness class of a piecewise function.

    Args:
        pieces: from left to right, covering the line.
        condition: what is already assumed of the parameters.
        start: the order from which on one-sided derivatives must be compared.
    """
    pieces = merge(pieces)
    smooth = tuple(part for p in pieces for part in _smooth(p))
    if len(pieces) == 1 or any(isinstance(part, Gap) for part in smooth):
        gap = any(isinstance(part, Gap) for part in smooth)
        return [Branch(condition, None if gap else "oo", smooth)]
    for order in range(start, HIGHEST_ORDER + 1):
        differences = [(place, left, right, left - right) for place, left, right in one_sided(pieces, x, order)]
        signs = [constant_sign(difference) for *_, difference in differences]
        if all(sign == 0 for sign in signs):
            continue
        # A breakpoint that decides for all parameters comes before one that asks for a condition.
        index = next((i for i, s in enumerate(signs) if s), None)
        if index is None:
            index = signs.index(None)
            return _branch(pieces, condition, order, differences[index], smooth)
        return [Branch(condition, order - 1, (*smooth, _witness(order, *differences[index][:3])))]
    return [Branch(condition, None, (Gap(f"one-sided derivatives agree to order {HIGHEST_ORDER}"),))]


def _smooth(piece: Piece) -> tuple[Evidence, ...]:
    try:
        return domain.smooth(piece)
    except SymactError as error:
        return (Gap(str(error)),)


def merge(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Join neighbours whose expressions are equal."""
    merged: list[Piece] = []
    for piece in pieces:
        if merged and sympy.simplify(merged[-1].expression - piece.expression) == 0:
            merged[-1] = replace(merged[-1], upper=piece.upper, owns_upper=piece.owns_upper)
        else:
            merged.append(piece)
    return tuple(merged)


def _witness(order: int, place: Expr, left: Expr, right: Expr) -> Proof:
    """Return why f is C^(order-1) and no more: all lower orders agree, and here are two values that do not."""
    agree = f"orders 0..{order - 1} agree at every breakpoint" if order else "f itself"
    steps = (
        Step("gluing", f"{agree}, so f is C^{order - 1}" if order else f"{agree} has different one-sided limits"),
        Step("witness", f"order {order} at {x} = {place}: left {left}, right {right}"),
    )
    return Proof(steps)


def _branch(
    pieces: tuple[Piece, ...],
    condition: Boolean,
    order: int,
    difference: tuple[Expr, Expr, Expr, Expr],
    smooth: tuple[Evidence, ...],
) -> list[Branch]:
    """Split by where a difference of one-sided derivatives, open for general parameters, vanishes."""
    roots = zeros(difference[3])
    if roots is None:
        return [Branch(condition, None, (Gap(f"cannot tell for which parameters {difference[3]} = 0"),))]
    branches: list[Branch] = []
    rest = condition
    for symbol, root in roots:
        special = tuple(_put(p, symbol, root) for p in pieces)
        here = sympy.And(rest, sympy.Eq(symbol, root))
        if all(constant_sign(b.upper - a.upper) == 1 for a, b in pairwise(special[:-1])):
            found = classify(special, here, order)
            step = Proof((Step("condition", f"{difference[3]} = 0 where {symbol} = {root}"),))
            branches += [replace(b, parts=(*b.parts, step)) for b in found]
        else:
            branches.append(Branch(here, None, (Gap(f"for {symbol} = {root} the order of the breakpoints is open"),)))
        rest = sympy.And(rest, sympy.Ne(symbol, root))
    return [*branches, Branch(rest, order - 1, (*smooth, _witness(order, *difference[:3])))]


def _put(piece: Piece, symbol: Symbol, root: Expr) -> Piece:
    lower, upper, expression = (e.subs(symbol, root) for e in (piece.lower, piece.upper, piece.expression))
    return replace(piece, lower=lower, upper=upper, expression=expression)
