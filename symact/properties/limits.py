"""Limits at both infinities."""

from itertools import combinations

import sympy
from sympy import oo

from symact.analysis.domain import natural_pieces
from symact.analysis.findings import undisguised
from symact.analysis.limit_cases import limit_cases
from symact.analysis.recurring import Recurring, recurring
from symact.analysis.recurring_domain import recurring_domain
from symact.analysis.values import UNDEFINED
from symact.definition.activation import x
from symact.definition.constant_sign import constant_sign
from symact.definition.pieces import Piece
from symact.errors import SymactError, UnknownError
from symact.evidence import Fact, Gap, Proof, Step
from symact.properties import Subject

TOPIC = "at infinity"

PROPERTY = ("limit_neg_inf", "limit_pos_inf")

NO_LIMIT = "does not exist"
"""Value of a fact that proves that there is no limit."""


def derive(subject: Subject) -> list[Fact]:
    """Return the limits at -oo and +oo; one fact a case where they depend on the parameters."""
    one_period = recurring(subject.expression) or recurring_domain(subject.expression)
    if one_period:
        proof = Proof((Step("recurrence", _two_values(one_period)),))
        return [Fact(name, NO_LIMIT, sympy.true, (proof,)) for name in PROPERTY]
    facts: list[Fact] = []
    for name, side, piece in zip(PROPERTY, (-1, 1), (subject.pieces[0], subject.pieces[-1]), strict=True):
        try:
            outer = _outermost(piece, side)
        except SymactError as error:
            facts.append(Fact(name, None, sympy.true, (Gap(str(error)),)))
            continue
        if outer is None:
            step = Step("natural domain", f"f is not defined near `{'oo' if side > 0 else '-oo'}`")
            facts.append(Fact(name, UNDEFINED, sympy.true, (Proof((step,)),)))
            continue
        for case in limit_cases(outer.expression, side):
            value = NO_LIMIT if case.exists is False else case.value
            facts.append(Fact(name, value, case.condition, case.parts))
    return facts


def _two_values(found: Recurring) -> str:
    """Return at which two points of one period f differs, or raise UnknownError."""
    inside = [(p.expression, p.lower if p.is_point else (2 * p.lower + p.upper) / 3) for p in found.pieces]
    ends = [(p.expression, p.lower) for p in found.pieces if p.owns_lower and not p.is_point]
    values = [(expression.subs(x, place), place) for expression, place in (*inside, *ends)]
    for (a, first), (b, second) in combinations(values, 2):
        if constant_sign(a - b):
            places = f"`{a}` at `x = {first}` and `{b}` at `x = {second}`"
            return f"f is {places}, and again in every period `{found.period}`"
    raise UnknownError("f is not seen to take two values")


def _outermost(piece: Piece, side: int) -> Piece | None:
    """Return the part of a piece that reaches to an infinity, None where f is not defined that far."""
    try:
        parts = natural_pieces((piece,))
    except SymactError as error:
        raise UnknownError(f"whether f is defined near `{'oo' if side > 0 else '-oo'}` is open: {error}") from None
    outer = parts[-1] if side > 0 else parts[0]
    return undisguised(outer) if (outer.upper if side > 0 else outer.lower) in (oo, -oo) else None
