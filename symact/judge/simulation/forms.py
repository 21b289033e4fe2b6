"""Ways to write a definition, and its derivatives, without care: what a program may have computed literally."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import differentiate
from symact.definition.parameters import to_rational
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.judge.simulation.primitives import Primitive, chain_forms, fused, primitives, spelled
from symact.judge.simulation.rewritings import rewritten
from symact.judge.simulation.stepwise import styles
from symact.reference.rows import constant

LIMIT = 14
"""Forms of one function at most."""

LONG, REWRITTEN = 120, 60
"""Operations of a form at most: of the definition's own, of others."""


@dataclass(frozen=True)
class Form:
    """A form: smooth expressions on intervals, or one expression over the whole line.

    Args:
        pieces: of the derivative; one piece for an expression that switches by itself.
        masked: whether branches are multiplied by 0 and 1 and added, rather than chosen.
        rewritten: whether it comes from a rewriting, not from the definition as it stands.
    """

    pieces: tuple[Piece, ...]
    masked: bool = False
    rewritten: bool = False

    @cached_property
    def styles(self) -> tuple[str, ...]:
        """The styles of evaluation that may differ, as in `Walk`."""
        return styles(piece.expression for piece in self.pieces)


def short_constants(bound: Bound) -> Expr:
    """Return f(x) with irrational parameter values as rationals within 2^-127 of them, relatively."""
    if bound.library:
        return bound.expression
    values = {bound.activation.param(name).symbol: value for name, value in bound.values}
    return bound.activation.expression.subs({symbol: precise(value) for symbol, value in values.items()})


def precise(value: Expr) -> Expr:
    """Return a rational within 2^-127 of a constant, relatively: long algebraic ones slow everything down."""
    if value.is_Rational:
        return value
    exact = constant(value).to_fraction()
    return to_rational(exact)


def gathered(pieces: tuple[Piece, ...]) -> list[Form]:
    """Return derivatives of rational functions over one denominator, as they are written by hand; else nothing."""
    if not all(piece.expression.is_rational_function(x) for piece in pieces):
        return []
    together = tuple(replace(p, expression=sympy.factor(sympy.cancel(p.expression))) for p in pieces)
    return [] if together == pieces else [Form(together, rewritten=True)]


def _chained(expression: Expr) -> list[Form]:
    """Return derivatives by the chain rule, functions in one step and spelled out in all ways."""
    found: dict[Expr, None] = {}
    slopes = list(chain_forms(expression))
    for slope in slopes:
        functions = [each for each in primitives(slope) if isinstance(each, Primitive)]
        # All of its functions in one step, all spelled out, or one alone, where the others are a library's.
        alone = [slope.xreplace({each: each.written()}) for each in functions if len(functions) > 1]
        found |= dict.fromkeys([slope, spelled(slope), *alone])
    for slope in slopes:
        found |= dict.fromkeys(spelled(way) for way in rewritten(slope))
    line = (-sympy.oo, sympy.oo)
    return [Form((Piece(*line, each, False, False),), rewritten=True) for each in list(found)[:LIMIT]]


@lru_cache(maxsize=32)
def forms(bound: Bound, order: int) -> tuple[Form, ...]:
    """Return the forms of a bound function or its derivative, the definition's own first."""
    found: list[Form] = []
    own = short_constants(bound)
    for expression in rewritten(own):
        if len(found) >= LIMIT:
            break
        other = expression != own
        try:
            pieces = split(expression, x)
            derived = differentiate(pieces, x, order)
        except SymactError:
            continue
        if order == 0:
            line = Piece(-sympy.oo, sympy.oo, expression, False, False)
            found.append(Form((line,), rewritten=other))
        if len(derived) > 1 or order:
            found.append(Form(derived, rewritten=other))
        if len(derived) > 1:
            found.append(Form(derived, masked=True, rewritten=other))
        if order:
            found += gathered(derived)
    if order == 0 and fused(own, sums=False) != own:
        found.append(Form((Piece(-sympy.oo, sympy.oo, fused(own, sums=False), False, False),), rewritten=True))
    if order == 1:
        found += _chained(own)
    return tuple(f for f in found if _operations(f) <= (REWRITTEN if f.rewritten else LONG))


def _operations(form: Form) -> int:
    return int(sum(sympy.count_ops(piece.expression) for piece in form.pieces))
