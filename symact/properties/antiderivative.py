"""The antiderivative that is continuous and 0 at 0, where rules find one; differentiation proves it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from operator import itemgetter

import sympy
from sympy import Expr, S, oo

from symact.analysis.domain import in_one, natural_pieces, smooth
from symact.analysis.findings import undisguised
from symact.analysis.plain_values import UNDEFINED
from symact.analysis.values import cases_of
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.elementary import POSITIVE
from symact.definition.enclosed_number import enclosed, shortened
from symact.definition.pieces import Piece, intervals
from symact.definition.simplification import simplified
from symact.errors import OpenSignError, SymactError, UnknownError
from symact.evidence import Fact, Gap, Proof, Step
from symact.formula.same_value import vanishing
from symact.properties import Subject
from symact.symbolic.domain_conditions import needs
from symact.symbolic.integration import antiderivative
from symact.symbolic.signs import Interval
from symact.symbolic.zero_test import is_identically_zero

TOPIC = "series and integrals"

PROPERTY = ("antiderivative",)


def derive(subject: Subject) -> list[Fact]:
    """Return the integral of f from 0 to x, piece by piece."""
    try:
        pieces = _pieces(subject)
        found = [_real(antiderivative(undisguised(piece).expression), piece) for piece in pieces]
        for own, piece in zip(found, pieces, strict=True):
            _prove(own, piece)
        glued = _glued(pieces, found)
    except OpenSignError:
        raise
    except SymactError as error:
        return [Fact("antiderivative", None, sympy.true, (Gap(str(error)),))]
    rows = [
        (in_one([p for p, _ in each]), own) for own, each in groupby(zip(pieces, glued, strict=True), itemgetter(1))
    ]
    value = cases_of(rows)
    return [Fact("antiderivative", value, sympy.true, (_proof([str(own) for own in glued], pieces),))]


def _pieces(subject: Subject) -> tuple[Piece, ...]:
    """Return the pieces on the natural domain; a point of its own is left to the piece before it, for an integral."""
    alone = {piece.lower for piece in subject.pieces if piece.is_point}
    spans = [replace(p, owns_upper=p.owns_upper or p.upper in alone) for p in intervals(subject.pieces)]
    return natural_pieces(spans)


def _proof(texts: Sequence[str], pieces: Sequence[Piece]) -> Proof:
    shown = zip(texts, pieces, strict=True)
    return Proof(tuple(Step("antiderivative", f"the derivative of `{own}` is `{p.expression}`") for own, p in shown))


def confirm(subject: Subject, value: Sequence[Mapping[str, str]], read: Callable[[str], Expr]) -> Proof:
    """Prove that a value, whichever of the many forms it has, is the integral of f from 0 to x.

    Returns:
        The steps, in the value's own words.

    Raises:
        SymactError: it is none, or some step is not proved.
    """
    pieces = _pieces(subject)
    rows = _of_pieces(value, pieces)
    found = [read(text) for text in rows]
    for own, piece in zip(found, pieces, strict=True):
        _prove(own, piece)
        # Equal slopes on both sides of a jump or a pole prove nothing.
        gap = next((e for e in smooth(replace(piece, expression=own)) if isinstance(e, Gap)), None)
        if gap:
            raise UnknownError(f"that `{own}` is continuous is not proved: {gap.reason}")
    for own, again in zip(found, _glued(pieces, found), strict=True):
        if not vanishing(own - again):
            raise UnknownError(f"that `{own}` continues its neighbours, and is 0 at 0, is not proved")
    return _proof(rows, pieces)


def _of_pieces(value: Sequence[Mapping[str, str]], pieces: Sequence[Piece]) -> list[str]:
    """Return the expression that a value has on every piece; one row may be about some that follow each other."""
    found: list[str] = []
    for each in value:
        begin = len(found)
        count = next((n for n in range(1, len(pieces) - begin + 1) if _is_about(each, pieces[begin : begin + n])), 0)
        if not count:
            raise UnknownError("the pieces are not those of f")
        found += count * [each["expression"]]
    if len(found) != len(pieces):
        raise UnknownError("the pieces are not those of f")
    return found


def _is_about(row: Mapping[str, str], pieces: Sequence[Piece]) -> bool:
    return all(a.upper == b.lower for a, b in pairwise(pieces)) and row["where"] == str(in_one(pieces))


def _real(own: Expr, piece: Piece) -> Expr:
    """Return an antiderivative with log(-u) for log(u) where u is negative on the piece: both have the same slope."""
    inside = Interval(x, piece.lower, piece.upper)
    negative = {
        each: sympy.log(-each.args[0]) for each in own.atoms(sympy.log) if inside.signs(each.args[0]) <= {-1, 0}
    }
    return own.xreplace(negative)


def _prove(own: Expr, piece: Piece) -> None:
    difference = sympy.diff(own, x) - piece.expression
    is_real = all(_is_positive(each.args[0], piece) for each in own.atoms(sympy.log))
    if not is_real or is_identically_zero(difference, x, piece.lower, piece.upper).zero is not True:
        raise UnknownError(f"that `{own}` is an antiderivative of `{piece.expression}` is not proved")


def _is_positive(argument: Expr, piece: Piece) -> bool:
    """Whether an argument is positive on a piece; a line that is nowhere negative is 0 at an end at most."""
    signs = Interval(x, piece.lower, piece.upper).signs(argument)
    slope = sympy.diff(argument, x)
    is_line = slope.is_zero is False and not slope.has(x) and not (piece.owns_lower or piece.owns_upper)
    return signs == POSITIVE or (is_line and signs == {0, 1})


def _glued(pieces: Sequence[Piece], found: Sequence[Expr]) -> list[Expr]:
    """Add constants that make the pieces continuous, and 0 at 0."""
    home = next((i for i, p in enumerate(pieces) if p.holds(S.Zero)), None)
    if home is None:
        for end in (end for piece in pieces for end in (piece.lower, piece.upper) if end not in (oo, -oo)):
            if constant_sign(end) is None:
                raise OpenSignError(end)
        raise UnknownError("no smooth piece holds 0, where the integral begins")
    glued = list(found)
    glued[home] = found[home] - _at(found[home], S.Zero)
    for i in range(home + 1, len(pieces)):
        glued[i] = _continued(found[i], glued[i - 1], pieces[i - 1].upper, pieces[i].lower)
    for i in range(home - 1, -1, -1):
        glued[i] = _continued(found[i], glued[i + 1], pieces[i + 1].lower, pieces[i].upper)
    return glued


def _continued(own: Expr, neighbour: Expr, place: Expr, end: Expr) -> Expr:
    if place != end:
        raise UnknownError(f"f is not defined between `{place}` and `{end}`")
    step = _at(neighbour, place) - _at(own, place)
    return own + (simplified(step) if enclosed(step) is None else shortened(step))


def _at(own: Expr, place: Expr) -> Expr:
    value = own.subs(x, place)
    if value.has(*UNDEFINED) or value.is_extended_real is False or not _is_defined(own, place):
        raise UnknownError(f"the antiderivative `{own}` has no value at `{place}`, so the integral from 0 ends there")
    return value


def _is_defined(own: Expr, place: Expr) -> bool:
    """Whether all parts have a value at a point: SymPy does not see that a long constant inside a logarithm is 0."""
    for need in (each for each in needs(own) if each.argument.has(x)):
        argument = need.argument.subs(x, place)
        sign = constant_sign(argument)
        if sign is None:
            raise OpenSignError(argument)
        if not need.allows(sign):
            return False
    return True
