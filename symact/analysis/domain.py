"""The natural domain: where every logarithm, root, divisor and tangent of a formula is defined over the reals."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import sympy
from sympy import And, Expr, Ne, Or, oo
from sympy.logic.boolalg import Boolean

from symact import functions
from symact.analysis.sign_chart import Cell
from symact.analysis.sign_chart_symbolic import chart
from symact.definition.activation import x
from symact.definition.elementary import ANY, POSITIVE, DomainCondition
from symact.definition.pieces import Piece
from symact.definition.simplification import simplified
from symact.errors import SymactError, UnknownError
from symact.evidence import Certificate, Evidence, Proof, Step
from symact.symbolic.domain_conditions import needs
from symact.symbolic.isolated_root import exactly
from symact.symbolic.real_number import ZERO, Number, order
from symact.symbolic.signs import Interval, prove_smooth
from symact.symbolic.waves import waves
from symact.symbolic.zero_test import normal


class NowhereDefinedError(UnknownError):
    """A formula has a value at no point of any interval."""


def natural_pieces(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces cut down to where their expressions are defined; an end owned by no piece is a gap.

    A piece that was cut has the form in which what cancels is gone: x + 1 beside the hole of (x**2 - 1)/(x - 1), and
    on both sides of the kink of sqrt(x**2 + 2*x + 1).

    Raises:
        NowhereDefinedError: there are none.
        UnknownError: it could not be decided where some part is defined.
        OpenSignError: that depends on a parameter.
    """
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(prove_smooth(piece.expression, x, piece.lower, piece.upper), Proof):
            found.append(piece)
        else:
            found += map(_without_common_factors, _cut_down(piece))
    if not found:
        raise NowhereDefinedError("the formula is nowhere defined on the real line")
    return tuple(found)


def _without_common_factors(piece: Piece) -> Piece:
    """Return a piece with an expression that is analytic at an end of it, where one is found by cancelling."""
    own = piece.expression
    ends = [e for e in (piece.lower, piece.upper) if e not in (oo, -oo) and not _is_analytic_there(own, e)]
    if not ends:
        return piece
    short = normal(own, x, piece.lower, piece.upper)
    if short is None or not _functions(short) <= _functions(own):
        return piece
    return replace(piece, expression=short) if any(_is_analytic_there(short, end) for end in ends) else piece


def _functions(expression: Expr) -> set[type]:
    return {each.func for each in expression.atoms(sympy.Function)}


def _is_analytic_there(expression: Expr, place: Expr) -> bool:
    """Whether an expression is known to be analytic at a point."""
    try:
        return is_analytic_at(expression, place)
    except SymactError:
        return False


def defined_where(piece: Piece, also: Sequence[Expr] = ()) -> Boolean:
    """Return for which x of a piece its expression is defined.

    Where the ends of its domain are not found, as of 1/sqrt(1 + a*x**2), what each part asks of its argument is told.

    Args:
        piece: the piece.
        also: what must be defined there too, such as the function of which this is a derivative.
    """
    everything = (piece.expression, *also)
    try:
        parts: Sequence[Piece] = (piece,)
        for each in everything:
            parts = natural_pieces([replace(part, expression=each) for part in parts])
    except SymactError:
        own = Interval(x, piece.lower, piece.upper)
        asked: dict[Expr, frozenset[int]] = {}
        for need in (need for each in everything for need in needs(each)):
            asked[need.argument] = asked.get(need.argument, ANY) & (need.signs | {0} if need.zero else need.signs)
        open_ = (_sign_in(each, signs) for each, signs in asked.items() if not own.signs(each) <= signs)
        return And(piece.condition(x), *open_)
    if all(a.upper == b.lower for a, b in pairwise(parts)):
        return in_one(parts)
    return Or(*(part.condition(x) for part in parts))


def _sign_in(argument: Expr, signs: frozenset[int]) -> Boolean:
    """Return that the sign of an argument is one of some, as comparisons with 0."""
    ways = {1: argument > 0, 0: sympy.Eq(argument, 0), -1: argument < 0}
    short = {frozenset((0, 1)): argument >= 0, frozenset((-1, 0)): argument <= 0, frozenset((-1, 1)): Ne(argument, 0)}
    return short.get(signs, Or(*(ways[sign] for sign in signs)))


def in_one(parts: Sequence[Piece]) -> Boolean:
    """Return for which x of pieces, each of which begins where the one before ends, f has a value."""
    whole = replace(parts[0], upper=parts[-1].upper, owns_upper=parts[-1].owns_upper)
    missing = [a.upper for a, b in pairwise(parts) if not (a.owns_upper or b.owns_lower)]
    return And(whole.condition(x), *(Ne(x, place) for place in missing))


def smooth(piece: Piece) -> tuple[Evidence, ...]:
    """Prove that a piece's expression is infinitely differentiable on its closed interval.

    By the signs of its parts, or else by sign charts of all divisors and arguments of logarithms, roots and tangents.

    Returns:
        The evidence, or a Gap with the part that could not be decided.
    """
    found = prove_smooth(piece.expression, x, piece.lower, piece.upper)
    if isinstance(found, Proof) or not _is_analytic(piece.expression):
        return (found,)
    evidence: list[Evidence] = []
    for need in dict.fromkeys(needs(piece.expression)):
        charted = chart(need.argument, 0, piece.lower, piece.upper) if need.argument.has(x) else "it has no x"
        finite = (end for end in (piece.lower, piece.upper) if end not in (oo, -oo))
        ends = [order(Number(need.argument.subs(x, end)), ZERO) for end in finite]
        if isinstance(charted, str) or not {*charted.signs, *ends} <= need.signs or charted.zeros:
            return (found,)
        evidence.append(Certificate(charted.record["rule"], charted.record))
    return (*evidence, Proof((Step("composition of analytic functions", f"`{piece.expression}`"),)))


def is_analytic_at(expression: Expr, place: Expr) -> bool:
    """Whether every part of an expression is defined and analytic at a point; raises OpenSignError as `order`."""
    if not _is_analytic(expression):
        return False
    signs = [(need, order(Number(need.argument.subs(x, place)), ZERO)) for need in needs(expression)]
    return all(sign in need.signs for need, sign in signs)


def _is_analytic(expression: Expr) -> bool:
    return all(functions.of(each.func) for each in expression.atoms(sympy.Function)) and not expression.has(
        sympy.Abs, sympy.sign, sympy.Max, sympy.Min, sympy.Piecewise
    )


def _cut_down(piece: Piece) -> list[Piece]:
    parts = [piece]
    for need in dict.fromkeys(needs(piece.expression)):
        if need.argument.has(x):
            parts = [part for each in parts for part in _restrict(each, need)]
        elif not _fulfilled(need):
            raise UnknownError(f"`{need.argument}` in `{piece.expression}` is not known to be where it is defined")
    return parts


def _fulfilled(need: DomainCondition) -> bool:
    return need.allows(order(Number(need.argument), ZERO))


def _restrict(piece: Piece, need: DomainCondition) -> list[Piece]:
    if Interval(x, piece.lower, piece.upper).signs(need.argument) == POSITIVE:
        return [piece]
    found = chart(need.argument, 0, piece.lower, piece.upper)
    if isinstance(found, str):
        wave = waves(need.argument, x)
        if wave and wave.slope == 0:
            found = f"`{need.argument}` oscillates for ever, and its zeros are looked for in finitely many places"
        raise UnknownError(found)
    kept: list[Piece] = []
    for cell in found.cells:
        if need.allows(cell.sign):
            _append(kept, cell, piece, need)
    _refuse_lonely(found.cells, piece, need)
    return kept


def _refuse_lonely(cells: Sequence[Cell], piece: Piece, need: DomainCondition) -> None:
    """Raise where a point is allowed and nothing beside it is, as 0 for the root of x^4 - x^2: no piece holds it."""
    allowed = [need.allows(cell.sign) for cell in cells]
    places = [
        (exactly(cell.lower), here or left) for cell, here, left in zip(cells, allowed, [False, *allowed], strict=False)
    ]
    places.append((exactly(cells[-1].upper), allowed[-1]))
    for place, beside in places:
        owned = piece.owns_lower if place == piece.lower else piece.owns_upper if place == piece.upper else True
        if not beside and owned and place not in (oo, -oo) and _allowed(need, place):
            raise UnknownError(f"the formula may be defined at `x = {place}` and nowhere beside it")


def _append(kept: list[Piece], cell: Cell, piece: Piece, need: DomainCondition) -> None:
    lower, upper = exactly(cell.lower), exactly(cell.upper)
    owns = tuple(
        (owned if end == outer else need.zero) and end not in (oo, -oo) and _allowed(need, end)
        for end, outer, owned in (
            (lower, piece.lower, piece.owns_lower),
            (upper, piece.upper, piece.owns_upper),
        )
    )
    if kept and kept[-1].upper == lower and kept[-1].owns_upper:
        # The argument only touches 0 there, which is allowed; its root may have a kink, so the pieces stay apart.
        owns = (False, owns[1])
    kept.append(replace(piece, lower=lower, upper=upper, owns_lower=owns[0], owns_upper=owns[1]))


def _allowed(need: DomainCondition, place: Expr) -> bool:
    value = need.argument.subs(x, place)
    if not value.is_real:
        return False
    return need.allows(order(Number(simplified(value)), ZERO))
