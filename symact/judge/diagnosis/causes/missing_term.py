"""A derivative without one of its terms or factors, as where half of a product rule is forgotten; or f in its place."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.derivatives import differentiate
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.judge.diagnosis.alternative_function import another
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.expression_text import text
from symact.judge.diagnosis.fitting import HALF_WAY, Informative, agreeing
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.primitives import chain_forms, spelled


def models(case: TracedCase) -> Iterator[Model]:
    """Yield what is left of the derivative without each of its terms and factors, and the function itself."""
    informative = Informative.of(case)
    if not case.order or informative is None:
        return
    with suppress(SymactError):
        for says, remedy, pieces in _incomplete(short_constants(case.bound), case.order):
            if agreeing(informative, pieces) >= HALF_WAY:
                yield from another(case, "missing_term", says, remedy, pieces, lax=False, found=False)


def _incomplete(own: Expr, order: int) -> Iterator[tuple[str, str, Sequence[Piece]]]:
    """Yield in words what is missing and what to do, and the pieces of the rest."""
    pieces = split(own, x)
    if order == 1:
        yield "it is the function itself, not its derivative", "return the derivative", pieces
    derived = differentiate(pieces, x, order)
    chained = next(chain_forms(own), None) if order == 1 else None
    slopes = [piece.expression for piece in derived] if chained is None else [chained]
    for number, slope in enumerate(slopes):
        for what, part, how, remedy, rest in _without_one(slope):
            changed = list(derived)
            for place in [number] if chained is None else range(len(derived)):
                old = derived[place]
                changed[place] = Piece(old.lower, old.upper, spelled(rest), old.owns_lower, old.owns_upper)
            yield f"the {what} {text(part)} of the derivative {text(slope)} is {how}", remedy, tuple(changed)


def _without_one(slope: Expr) -> Iterator[tuple[str, Expr, str, str, Expr]]:
    """Yield each term of x, and each factor of one, what is wrong with it, what to do, and what the slope is then."""
    terms = sympy.Add.make_args(slope)
    for term in terms:
        if len(terms) > 1 and term.has(x):
            yield "term", term, "missing", "put it back", slope - term
            yield "term", term, "there with the other sign", "turn its sign", slope - 2 * term
        factors = sympy.Mul.make_args(term)
        for factor in factors:
            if len(factors) > 1 and factor.has(x):
                yield "factor", factor, "missing", "put it back", slope - term + term / factor
