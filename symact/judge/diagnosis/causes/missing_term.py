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
from symact.judge.simulation.rewritings import rewritten

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
    line = Piece(-sympy.oo, sympy.oo, own, False, False)
    for form in list(rewritten(spelled(own)))[1:] if order == 0 else ():
        # Signs are what goes wrong where a stable form is written by hand; the definition's own are constants.
        for what, part, how, remedy, rest in _turned(form):
            # f(-x) and -f(x) are told as that.
            if rest not in (form.subs(x, -x), -form):
                yield f"the {what} {text(part)} of {text(form)} is {how}", remedy, (with_expression(line, rest),)
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
        yield from _exchanged_squares(whole, node)
        if isinstance(node, (sympy.exp, sympy.log, sympy.tanh, sympy.erf)) and node.has(x):
            yield "step", node, "left out", "put it back", whole.xreplace({node: node.args[0]})


def _turned(form: Expr) -> Iterator[tuple[str, Expr, str, str, Expr]]:
    """Yield each term of a sum and each argument of exp with the other sign, as `_without_one`."""
    for node in dict.fromkeys(sympy.preorder_traversal(form)):
        for part in (each for each in node.args if each.has(x)) if node.is_Add else ():
            changed = form.xreplace({node: node - 2 * part})
            yield "term", part, "there with the other sign", "turn its sign", changed
        if isinstance(node, sympy.exp) and node.has(x):
            inside = node.args[0]
            changed = form.xreplace({node: sympy.exp(-inside)})
            yield "exponent", inside, "there with the other sign", "turn its sign", changed


def _exchanged_squares(whole: Expr, node: Expr) -> Iterator[tuple[str, Expr, str, str, Expr]]:
    """Yield |u| in place of u^2, or of c*u^2 with the sign of c, and u^2 in place of |u|, as `_without_one`."""
    part, factor = node.as_coeff_Mul()[::-1]
    if part.is_Pow and part.exp == 2 and part.base.has(x):
        size = magnitude(part.base) * (sympy.sign(factor) if node.is_Mul else 1)
        yield "square", node, f"replaced by {text(size)}", "square it", whole.xreplace({node: size})
    elif isinstance(node, sympy.Abs) and node.has(x):
        square = node.args[0] ** 2
        yield "modulus", node, f"replaced by {text(square)}", "do not square it", whole.xreplace({node: square})
