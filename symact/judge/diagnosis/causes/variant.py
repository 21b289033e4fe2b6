"""Another function: of the catalogue, with its default or another parameter, or the definition with a step left out."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

import sympy
from sympy import Expr

from symact import catalogue
from symact.definition.activation import Activation, x
from symact.definition.bound import bind
from symact.definition.derivatives import differentiate
from symact.definition.parameters import to_fraction, to_rational
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.judge.diagnosis.alternative_function import another
from symact.judge.diagnosis.constants_in import decimal_text
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.fitting import fitted
from symact.judge.diagnosis.informative_rows import HALF_WAY, KNOB, Informative, agreeing
from symact.judge.simulation.forms import short_constants
from symact.judge.simulation.primitives import Logistic

TRIED, TOLD = 3, 12
"""Functions that fit best, of which the forms are run, too; and of which the values are computed exactly."""

OUTPUT = sympy.Symbol("y")
"""Stands for the output of which a derivative is computed."""


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the catalogue's other functions, and the definition without one of its clamps."""
    informative = Informative.of(case)
    if informative is None:
        return
    own = short_constants(case.bound)
    yield from _in_terms_of_output(case, informative, own)
    found = sorted(_others(case, informative, own), key=lambda each: (-round(each[0], 2), isinstance(each[2], tuple)))
    for count, (_, says, other) in enumerate(found[:TOLD]):
        remedy = f"compute {case.bound.activation.name}, or judge it as what it is"
        with suppress(SymactError):
            yield from another(case, "variant", says, remedy, other, lax=count < TRIED)
    changes = [(says, "put it back", other) for says, other in without_clamps(own)]
    changes += [(says, "choose as the definition does", other) for says, other in _exchanged(own)]
    for says, remedy, other in changes:
        with suppress(SymactError):
            if agreeing(informative, _derived(other, case.order)) >= HALF_WAY:
                yield from another(case, "missing_clamp", says, remedy, other, found=False)


def _in_terms_of_output(case: TracedCase, informative: Informative, own: Expr) -> Iterator[Model]:
    """Yield the derivative as that of another function is computed from its output y: y*(1 - y), 1 - y^2."""
    for function in (Logistic, sympy.tanh) if case.order == 1 else ():
        relation = function(x).diff(x).subs(function(x), OUTPUT)
        pieces = tuple(replace(p, expression=relation.subs(OUTPUT, p.expression)) for p in split(own, x))
        with suppress(SymactError):
            if agreeing(informative, pieces) >= HALF_WAY:
                says = f"it is {relation} of the output y, the derivative of another function, {function(x)}"
                yield from another(case, "variant", says, "return the derivative", pieces)


def _others(
    case: TracedCase, informative: Informative, own: Expr
) -> Iterator[tuple[float, str, Expr | tuple[Piece, ...]]]:
    """Yield (share of the results, what it is, definition or pieces) of other functions, the simplest first."""
    starts = (sympy.S.One, *(value for _, value in case.bound.values if value.is_Rational))
    right = informative.right
    # Of functions that give the same results the simplest is told.
    for name in sorted(catalogue.names("line"), key=lambda each: len(catalogue.get(each).params)):
        if name == case.bound.activation.name or _ideal(name) == own:
            continue
        with suppress(SymactError):
            if (share := _share(informative, right, _derived(_ideal(name), case.order))) >= HALF_WAY:
                yield share, f"it is another function, {name}", _ideal(name)
            elif named := _with_parameter(informative, name, case.order, starts):
                share = _share(informative, right, _derived(named[1], case.order))
                if share >= HALF_WAY:
                    yield share, f"it is another function, {named[0]}", named[1]
            if case.order == 1 and (share := _share(informative, right, _derived(_ideal(name), 0))) >= HALF_WAY:
                yield share, f"it is {name} itself, another function and no derivative", _derived(_ideal(name), 0)


def _share(informative: Informative, right: Informative | None, pieces: Sequence[Piece]) -> float:
    """Return the share of the results that are a function's, of wrong or of right ones, whichever is less."""
    share = agreeing(informative, pieces)
    return share if right is None or share < HALF_WAY else min(share, agreeing(right, pieces))


def _with_parameter(
    informative: Informative, name: str, order: int, starts: tuple[Expr, ...]
) -> tuple[str, Expr] | None:
    """Return the name and the expression of a function whose one parameter the results show, or None."""
    activation = catalogue.get(name)
    free = [p for p in activation.params if p.default is not None]
    if len(activation.params) != 1 or len(free) != 1:
        return None
    pieces = _family(activation, order)
    for start in dict.fromkeys((free[0].default, *starts)):
        found = fitted(informative, pieces, float(start), [to_fraction(each) for each in starts])
        if found is not None:
            value = to_rational(found.value)
            try:
                bound = bind(activation, {free[0].name: str(value)})
            except SymactError:
                continue
            return f"{name}({free[0].name}={decimal_text(value)})", short_constants(bound)
    return None


@lru_cache(maxsize=128)
def _family(activation: Activation, order: int) -> tuple[Piece, ...]:
    """Return the pieces of a function of one parameter with `KNOB` in its place; they end as the default's."""
    (param,) = activation.params
    ends = split(short_constants(bind(activation)), x)
    pieces = [
        Piece(end.lower, end.upper, piece.expression.subs(param.symbol, KNOB), end.owns_lower, end.owns_upper)
        for end, piece in zip(ends, activation.pieces, strict=False)
    ]
    return tuple(differentiate(tuple(pieces), x, order)) if order else tuple(pieces)


@lru_cache(maxsize=512)
def _derived(expression: Expr, order: int) -> tuple[Piece, ...]:
    return tuple(differentiate(split(expression, x), x, order))


def _exchanged(expression: Expr) -> Iterator[tuple[str, Expr]]:
    """Yield the expression with one Max for Min, or Min for Max, or with two cases exchanged."""
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, (sympy.Max, sympy.Min)):
            other = (sympy.Min if isinstance(node, sympy.Max) else sympy.Max)(*node.args)
            yield f"{other} is computed in place of {node}", expression.xreplace({node: other})
        elif isinstance(node, sympy.Piecewise) and len(node.args) == 2:
            (first, condition), (second, last) = node.args
            other = sympy.Piecewise((second, condition), (first, last))
            yield f"the cases {first} and {second} are exchanged", expression.xreplace({node: other})


def without_clamps(expression: Expr) -> Iterator[tuple[str, Expr]]:
    """Yield the expression with one Max, Min, Abs or case replaced by what it chooses from."""
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, (sympy.Max, sympy.Min, sympy.Abs)):
            # Of a clip, Max(0, Min(1, u)), both may be left out.
            within = (inner for arg in node.args if isinstance(arg, (sympy.Max, sympy.Min)) for inner in arg.args)
            for arg in (*node.args, *within):
                if arg.free_symbols:
                    yield f"{node} is not carried out: {arg} goes on", expression.xreplace({node: arg})
        elif isinstance(node, sympy.Piecewise):
            for branch, _ in node.args:
                if branch.free_symbols:
                    yield (
                        f"one branch of {len(node.args)}, {branch}, serves everywhere",
                        expression.xreplace({node: branch}),
                    )


@lru_cache(maxsize=128)
def _ideal(name: str) -> Expr:
    return short_constants(bind(catalogue.get(name)))
