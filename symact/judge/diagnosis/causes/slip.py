"""A slip in a formula: a term, factor or step left out, a sign turned, one function for another; f in place of f'."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import NamedTuple

import sympy
from sympy import Expr

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.judge.diagnosis.alternative_function import another
from symact.judge.diagnosis.constants_in import derived, with_expression, without_switches
from symact.judge.diagnosis.defect_model import FITTED, Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.informative_rows import HALF_WAY, Informative, Tried, agreeing
from symact.judge.expression_text import text
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.primitives import chain_forms, fused, spelled
from symact.judge.simulation.rewritings import rewritten
from symact.judge.simulation.slips import in_each_place, in_words, slips_of, slips_of_numbers

SWITCHES = (sympy.Piecewise, sympy.Max, sympy.Min)

TRIED, TOLD = 2, 12
"""Slips that fit best, of which what their steps spoil is run, too; and of which the values are computed exactly."""

Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class _Written:
    """A way to write a function or its derivative: its pieces, and what is said after a slip in it.

    Args:
        pieces: of the derivative, or of the function if `undone`.
        of: the words.
        undone: whether the derivative is still to be taken.
    """

    pieces: Pieces
    of: str = ""
    undone: bool = False


class _Altered(NamedTuple):
    """What a slip makes of a function or its derivative.

    Args:
        says, remedy: in words.
        pieces: of what is computed.
        of_many: whether it is one of many choices: in one of several places, or another function of the catalogue.
    """

    says: str
    remedy: str
    pieces: Pieces
    of_many: bool = False


def models(case: TracedCase) -> Iterator[Model]:
    """Yield what slips make of the ways to write a function or derivative, and of a derivative the function itself."""
    informative = Informative.of(case)
    if informative is None:
        return
    own = short_constants(case.bound)
    tried = Tried(informative)
    likely = _likely(informative, chain(_of_pieces(own, case.order), _altered(own, case.order, tried)))
    likely = likely or _likely(informative, _of_others(own, case.order, tried))
    for count, (says, remedy, pieces, of_many) in enumerate(likely[:TOLD]):
        with suppress(SymactError):
            for model in another(case, "slip", says, remedy, without_switches(pieces), lax=count < TRIED, found=False):
                # Of many slips, one may give what a switch that is left out does: that is told first.
                model = replace(model, rewritten=True)
                # One of several places is one choice more, as another function of the catalogue is.
                yield replace(model, freedom=FITTED) if of_many else model


def _likely(informative: Informative, found: Iterable[_Altered]) -> list[_Altered]:
    """Return those that give enough of the results, the best first."""
    shares = [(agreeing(informative, each.pieces), each) for each in found]
    return [each for share, each in sorted(shares, key=lambda pair: -round(pair[0], 2)) if share >= HALF_WAY]


def _of_others(own: Expr, order: int, tried: Tried) -> Iterator[_Altered]:
    """Yield a function, or its derivative, with another function of the catalogue in place of one inside of it."""
    names = sorted(catalogue.names("line"), key=lambda each: len(catalogue.get(each).params))
    for node in dict.fromkeys(sympy.preorder_traversal(own)) if order < 2 else ():
        if not (isinstance(node, Expr) and node.has(x)) or node in (own, x):
            continue
        inside = node.args if isinstance(node, sympy.Function) and len(node.args) == 1 else ()
        for argument, name in product(dict.fromkeys((x, *inside)), names):
            other = short_constants(bind(catalogue.get(name))).xreplace({x: argument})
            if tried.share(own, order, given={node: other}) >= HALF_WAY:
                with suppress(SymactError):
                    pieces = derived(split(own.xreplace({node: other}), x), order)
                    says = f"{name}({text(argument)}) takes the place of {text(node)}"
                    yield _Altered(says, f"compute {text(node)} there", pieces, True)


def _altered(own: Expr, order: int, tried: Tried) -> Iterator[_Altered]:
    """Yield slips that give enough of the results."""
    seen = set[Pieces]()
    for way in _ways(own, order):
        for index, piece in enumerate(way.pieces):
            for says, told, node, changed, of_many in _slips(piece.expression):
                if tried.share(changed, order if way.undone else 0, piece) < HALF_WAY:
                    continue
                pieces = _with(way.pieces, index, with_expression(piece, spelled(changed)))
                # What a turned sign gives is told as that.
                if pieces not in seen and changed not in (piece.expression.subs(x, -x), -piece.expression):
                    seen.add(pieces)
                    with suppress(SymactError):
                        pieces = derived(split(spelled(changed), x), order) if way.undone else pieces
                        of = way.of if piece.expression not in told else ""
                        yield _Altered(in_words(says, told) + of, f"compute {text(node)} there", pieces, of_many)


def _of_pieces(own: Expr, order: int) -> Iterator[_Altered]:
    """Yield a function with 0 in place of one of its pieces; of a derivative also the function, or a piece of it."""
    pieces = split(own, x)
    slopes = derived(pieces, order)
    several = range(len(pieces)) if len(pieces) > 1 else ()
    for index in several:
        whole = slopes[index].expression
        # Of c*u it is another number c that is 0.
        if whole != 0 and (abs(whole.as_coeff_Mul()[0]) == 1 or not (order or whole.has(x))):
            where = text(sympy.And(x >= slopes[index].lower, x <= slopes[index].upper))
            nothing = _with(slopes, index, with_expression(slopes[index], sympy.S.Zero))
            yield _Altered(
                f"0 takes the place of {text(whole)}, where {where}", f"compute {text(whole)} there", nothing
            )
    if order != 1:
        return
    remedy = "return the derivative"
    yield _Altered("it is the function itself, not its derivative", remedy, tuple(pieces))
    for index in several:
        says = f"{text(pieces[index].expression)} is there in place of its derivative, {text(slopes[index].expression)}"
        yield _Altered(says, remedy, _with(slopes, index, pieces[index]))


def _with(pieces: Pieces, index: int, piece: Piece) -> Pieces:
    return (*pieces[:index], piece, *pieces[index + 1 :])


def _ways(own: Expr, order: int) -> Iterator[_Written]:
    """Yield the ways to write a function or derivative in which slips are looked for."""
    line, whole = Piece(-sympy.oo, sympy.oo, own, False, False), not own.has(*SWITCHES)
    if order == 0:
        for form in dict.fromkeys((fused(own, sums=False), own, *rewritten(spelled(own)))):
            yield _Written((with_expression(line, form),), "" if form == own else f", in {text(form)}")
    elif order == 1:
        slopes = list(chain_forms(own)) or [own.diff(x)]
        for slope in dict.fromkeys((*slopes, *map(spelled, slopes), *rewritten(spelled(slopes[0])))) if whole else ():
            yield _Written((with_expression(line, slope),), f", in the derivative {text(slope)}")
        if whole:
            yield _Written((line,), ": it is the derivative of that", undone=True)
    pieces = derived(split(own, x), order)
    if len(pieces) > 1 or order == 2:
        yield _Written(pieces, ", in the derivative" if order else "")


def _slips(whole: Expr) -> Iterator[tuple[str, tuple[Expr, ...], Expr, Expr, bool]]:
    """Yield a slip in words, the parts that they tell of, the part as it is, the whole with it, `of_many`."""
    found = {whole}
    yield "{} is multiplied by x", (whole,), whole, x * whole, False
    for node in dict.fromkeys(sympy.preorder_traversal(whole)):
        if not (isinstance(node, Expr) and node.has(x)):
            continue
        for words, told, other in (*slips_of(node), *slips_of_numbers(node)):
            if _of_numbers(words, told, node, other) or _told_elsewhere(whole, node, other):
                continue
            # SymPy refuses a maximum of what it cannot compare.
            with suppress(ValueError, TypeError):
                places = in_each_place(whole, node, other)
                for number, (_, changed) in enumerate((((), whole.xreplace({node: other})), *places)):
                    if changed not in found:
                        found.add(changed)
                        where = f", in place {number} of {len(places)}" if number else ""
                        yield words + where, told, node, changed, number > 0


def _told_elsewhere(whole: Expr, node: Expr, other: Expr) -> bool:
    """Whether another function as a whole is a variant, or where the function switches a clamp is one too many."""
    return bool((node == whole and node.args == other.args) or (node == x and whole.has(*SWITCHES)))


def _of_numbers(words: str, told: tuple[Expr, ...], node: Expr, other: Expr) -> bool:
    """Whether only a number is another one, and no function: such have causes of their own, but for signs."""
    if isinstance(node, sympy.Function):
        return False
    if not told or not (told[0].has(x) or "sign" in words):
        return True
    # Of exp(u) twice it is another number in u.
    if isinstance(told[0], sympy.exp) and "twice" in words:
        return True
    number, rest = node.as_coeff_Mul()
    return (not (other / node).has(x) and other != -node) or bool(
        other.is_Add and number != 1 and other == number + rest
    )
