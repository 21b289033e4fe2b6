"""Odd, even, both or neither: f(-x) is compared with -f(x) and with f(x), cell by cell."""

from collections.abc import Sequence
from dataclasses import replace

import sympy
from sympy import S, oo

from symact.analysis.mirrored_domain import mirrored_domain
from symact.analysis.recurring import recurring
from symact.definition.activation import x
from symact.definition.pieces import Piece
from symact.errors import UnknownError
from symact.evidence import Evidence, Fact, Gap, Proof, Step
from symact.properties import Subject
from symact.symbolic.piecewise_zero_test import Cell, ZeroCase, common_cells, conjoin, vanishes

TOPIC = "symmetry and inverse"

PROPERTY = ("parity",)

WORDS = {(True, True): "both", (True, False): "odd", (False, True): "even", (False, False): "neither"}

NOT_MIRRORED = Proof((Step("mirror", "f has a value at some x and none at `-x`"),))


def derive(subject: Subject) -> list[Fact]:
    """Return the parity, one fact a condition on the parameters."""
    try:
        one_period = recurring(subject.expression)
        cells = mirrored_cells(one_period.around_zero() if one_period else subject.pieces)
    except UnknownError as error:
        return [Fact("parity", None, sympy.true, (Gap(str(error)),))]
    if not cells:
        return [Fact("parity", WORDS[False, False], sympy.true, (NOT_MIRRORED,))]
    facts = []
    for odd in vanishes(difference(cells, odd=True), x):
        cells_here = [_put(cell, odd) for cell in cells]
        for even in vanishes(difference(cells_here, odd=False), x):
            condition = conjoin(odd.condition, even.condition)
            if condition != sympy.false:
                facts.append(_fact(condition, odd, even))
    return facts


def _fact(condition: sympy.Basic, odd: ZeroCase, even: ZeroCase) -> Fact:
    mirror = Proof((Step("mirror", "`f(-x)` has the pieces of f in reverse order, with `-x` put in"),))
    parts: tuple[Evidence, ...] = (mirror, *_named(odd, "f(x) + f(-x)"), *_named(even, "f(x) - f(-x)"))
    if odd.holds is None or even.holds is None:
        return Fact("parity", None, condition, parts)
    return Fact("parity", WORDS[odd.holds, even.holds], condition, parts)


def _named(branch: ZeroCase, difference: str) -> tuple[Evidence, ...]:
    verdict = {True: "is 0", False: "is not 0 everywhere", None: "is open"}[branch.holds]
    return (Proof((Step("comparison", f"`{difference}` {verdict}"),)), *branch.parts)


def _put(cell: Cell, branch: ZeroCase) -> Cell:
    values = dict(branch.values)
    return Cell(cell.lower.subs(values), cell.upper.subs(values), tuple(e.subs(values) for e in cell.expressions))


def mirrored(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces of f(-x)."""
    return tuple(
        replace(
            piece,
            lower=-piece.upper,
            upper=-piece.lower,
            expression=piece.expression.subs(x, -x),
            owns_lower=piece.owns_upper,
            owns_upper=piece.owns_lower,
        )
        for piece in reversed(pieces)
    )


def mirrored_cells(pieces: Sequence[Piece]) -> tuple[Cell, ...]:
    """Return the cells of x >= 0 with f(x) and f(-x); what holds there for a symmetric claim holds everywhere.

    There are none where f has a value at some x and none at -x.

    Raises:
        OpenOrderError: the order of the breakpoints of f(x) and f(-x) is open.
        UnknownError: where f is defined could not be decided.
    """
    found = mirrored_domain(pieces)
    if found is None:
        return ()
    end, is_owned = found
    cells = common_cells((pieces, mirrored(pieces)), x, cuts=(S.Zero,) if end is oo else (S.Zero, end))
    start = next(index for index, cell in enumerate(cells) if cell.is_point and cell.lower == 0)
    stop = next((index for index, cell in enumerate(cells) if cell.is_point and cell.lower == end), None)
    return cells[start:] if stop is None else cells[start : stop + is_owned]


def difference(cells: Sequence[Cell], odd: bool) -> list[Cell]:
    """Return the cells with f(x) + f(-x), or f(x) - f(-x), as their only expression."""
    sign = 1 if odd else -1
    return [replace(cell, expressions=(cell.expressions[0] + sign * cell.expressions[1],)) for cell in cells]
