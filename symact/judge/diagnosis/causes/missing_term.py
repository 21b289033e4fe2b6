"""A function or derivative without one of its terms or factors, as after half of a product rule; f in place of f'."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.judge.diagnosis.alternative_function import another
from symact.judge.diagnosis.constants_in import derived, magnitude, with_expression, without_switches
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.expression_text import text
from symact.judge.diagnosis.informative_rows import HALF_WAY, Informative, agreeing
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.primitives import chain_forms, spelled

SWITCHES = (sympy.Piecewise, sympy.Max, sympy.Min)


def models(case: TracedCase) -> Iterator[Model]:
    """Yield what is left without each of the terms and factors, and of a derivative the function itself."""
    informative = Informative.of(case)
    if informative is None:
        return
    for says, remedy, pieces in _incomplete(short_constants(case.bound), case.order):
        with suppress(SymactError):
            if agreeing(informative, pieces) >= HALF_WAY:
                pieces = without_switches(pieces)
                for model in another(case, "missing_term", says, remedy, pieces, lax=False, found=False):
                    # Of many a part, one may give what a switch that is left out does: that is told first.
                    yield replace(model, rewritten=True)


def _incomplete(own: Expr, order: int) -> Iterator[tuple[str, str, Sequence[Piece]]]:
    """Yield in words what is missing and what to do, and the pieces of the rest."""
    pieces = split(own, x)
    slopes = derived(pieces, order)
    name = "derivative" if order else "function"
    if order == 1:
        yield "it is the function itself, not its derivative", "return the derivative", pieces
        for index, piece in enumerate(pieces) if len(pieces) > 1 else ():
            says = f"{text(piece.expression)} is there in place of its derivative, {text(slopes[index].expression)}"
            yield says, "return the derivative", (*slopes[:index], piece, *slopes[index + 1 :])
    chained = next(chain_forms(own), None) if order == 1 else None
    if chained is not None or (len(pieces) > 1 and order < 2 and not own.has(*SWITCHES)):
        # One expression serves all pieces.
        slope = own.diff(x, order) if chained is None else chained
        for what, part, how, remedy, rest in _without_one(slope):
            words = f"the {what} {text(part)} of the {name} {text(slope)} is {how}"
            with suppress(SymactError):
                yield words, remedy, split(spelled(rest), x)
    for index, piece in enumerate(slopes) if chained is None else ():
        for what, part, how, remedy, rest in _without_one(piece.expression):
            changed = (*slopes[:index], with_expression(piece, rest), *slopes[index + 1 :])
            yield f"the {what} {text(part)} of the {name} {text(piece.expression)} is {how}", remedy, changed


def _without_one(whole: Expr) -> Iterator[tuple[str, Expr, str, str, Expr]]:
    """Yield each term in a sum, factor in a product and function, what is wrong with it, what to do, and the rest."""
    for node in dict.fromkeys(sympy.preorder_traversal(whole)):
        parts = [each for each in node.args if each.has(x)] if node.is_Add or node.is_Mul else []
        for part in parts if len(node.args) > 1 else ():
            rest = node - part if node.is_Add else node / part
            yield "term" if node.is_Add else "factor", part, "missing", "put it back", whole.xreplace({node: rest})
            if node.is_Add:
                turned = whole.xreplace({node: rest - part})
                yield "term", part, "there with the other sign", "turn its sign", turned
        square, factor = (each for each in node.as_coeff_Mul()[::-1])
        if square.is_Pow and square.exp == 2 and square.base.has(x) and not isinstance(square.base, sympy.Abs):
            size = magnitude(square.base) * (sympy.sign(factor) if node.is_Mul else 1)
            yield "square", node, f"replaced by {text(size)}", "square it", whole.xreplace({node: size})
        if isinstance(node, (sympy.exp, sympy.log, sympy.tanh, sympy.erf)) and node.has(x):
            yield "step", node, "left out", "put it back", whole.xreplace({node: node.args[0]})
