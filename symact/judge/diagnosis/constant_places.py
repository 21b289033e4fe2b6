"""Where constants stand in a function, with a knob in place of each, so that the results can be asked for its value."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

import numpy as np
import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.judge.diagnosis.constants_in import (
    SIMPLE,
    changed_pieces,
    constants,
    derived,
    name_of,
    occurrences,
    put,
    with_expression,
)
from symact.judge.diagnosis.informative_rows import KNOB, WIDE, values_on
from symact.judge.diagnosis.short_numbers import rational
from symact.judge.expression_text import text
from symact.judge.simulation.forms import precise, short_constants
from symact.judge.simulation.stepwise import Walk

POINTS, PROBE = np.array([-2.5, -0.4, 0.4, 2.5]), 1.25
"""Inputs at which two ways to put a number in are compared, and how much greater than the right one it is there."""


@dataclass(frozen=True)
class Place:
    """A constant in a function.

    Args:
        name: of the constant in words.
        right: its value.
        pieces: of the function or its derivative, with `KNOB` in its place.
        whole: the definition with `KNOB` in its place; None if it stands in the derivative alone.
        parameter: whether it is a parameter of the definition.
    """

    name: str
    right: Expr
    pieces: tuple[Piece, ...]
    whole: Expr | None
    parameter: bool = False


@lru_cache(maxsize=64)
def places(bound: Bound, order: int) -> tuple[Place, ...]:
    """Return the places of constants in a function: parameters, numbers of the definition and of the derivative."""
    own = short_constants(bound)
    pieces = split(own, x)
    slopes = derived(pieces, order)
    factors = tuple(_factors_of_pieces(slopes))
    every = chain(
        _parameters(bound, order),
        _parameters_alone(bound, order),
        _beside_parameters(bound, order),
        # A factor of a derivative is told as that, not as what it would be in the function.
        factors if order else (),
        _numbers(own, pieces, order),
        _of_both_signs(own, pieces, order),
        _exponents(pieces, order),
        _alone(pieces, order),
        *(chain(_together(way), _exponents(way, 0)) for way in _ways(slopes, order)),
        _factors(own, pieces, slopes, order),
        factors,
        _inner_factors(pieces, order),
        _terms(own, slopes, order),
        _inside_switches(own, order),
        _inside_switches(own.replace(_is_scaled_clamp, _scaled_inside), order),
    )
    found: dict[tuple[Piece, ...], Place] = {}
    for place in every:
        found.setdefault(place.pieces, place)
    return tuple(place for place in found.values() if any(p.expression.has(KNOB) for p in place.pieces))


def _parameters(bound: Bound, order: int) -> Iterator[Place]:
    """Yield each parameter; it may move ends of the pieces."""
    activation = bound.activation
    values = {} if bound.library else {activation.param(name).symbol: value for name, value in bound.values}
    for symbol, value in values.items():
        given = {**{s: precise(v) for s, v in values.items()}, symbol: KNOB}
        whole = activation.expression.subs(given)
        try:
            pieces = [
                replace(p, lower=p.lower.subs(given), upper=p.upper.subs(given), expression=p.expression.subs(given))
                for p in activation.pieces
            ]
        except SymactError:
            # Their order depends on the parameters: the definition itself switches as it is run.
            if order:
                continue
            pieces = [Piece(-sympy.oo, sympy.oo, whole, False, False)]
        yield Place(symbol.name, value, derived(pieces, order), whole, True)


def _parameters_alone(bound: Bound, order: int) -> Iterator[Place]:
    """Yield each parameter that stands in several pieces, in one of them alone."""
    pieces: tuple[Piece, ...] = ()
    with suppress(SymactError):
        # Where parameters order its switches a definition has no pieces.
        pieces = () if bound.library else bound.activation.pieces
    values = {bound.activation.param(name).symbol: precise(value) for name, value in bound.values} if pieces else {}
    if any(end.free_symbols for piece in pieces for end in (piece.lower, piece.upper)):
        return
    for symbol, value in values.items():
        own = [index for index, piece in enumerate(pieces) if piece.expression.has(symbol)]
        for index in own if len(own) > 1 else ():
            changed = [
                with_expression(piece, piece.expression.subs({**values, symbol: KNOB if k == index else value}))
                for k, piece in enumerate(pieces)
            ]
            name = f"{symbol.name} in {text(pieces[index].expression)}"
            yield Place(name, value, derived(changed, order), None, True)


def _beside_parameters(bound: Bound, order: int) -> Iterator[Place]:
    """Yield each irrational factor beside a parameter, which is one number with it once the parameter has its value."""
    values = {} if bound.library else {bound.activation.param(name).symbol: precise(v) for name, v in bound.values}
    expression = bound.activation.expression
    for node in dict.fromkeys(sympy.preorder_traversal(expression)):
        # Its sign stays where it is: of -sqrt(2)*a*x the factor sqrt(2) may be left out.
        number = abs(sympy.Mul(*(factor for factor in node.args if factor.is_number))) if node.is_Mul else sympy.S.One
        if number.is_irrational and node.free_symbols & values.keys():
            whole = expression.xreplace({node: node / number * KNOB}).subs(values)
            with suppress(SymactError):
                yield Place(name_of(number), number, derived(split(whole, x), order), whole)


def _numbers(own: Expr, pieces: Sequence[Piece], order: int) -> Iterator[Place]:
    """Yield each number of the definition, wherever it stands."""
    numbers = list(occurrences(own))
    for number in sorted(constants(own), key=str):
        nodes = [node for each, node, _ in numbers if each == number]
        # A sign or factor 1 is no constant that several places share, and a reader must be told where it stands.
        if abs(number) != 1 or len(nodes) == 1:
            name = _told(number, nodes)
            changed = changed_pieces(pieces, put, number, KNOB)
            whole = put(own, number, KNOB)
            # A factor before all pieces may be a part of another number in some of them.
            same = _same(whole, changed, float(rational(number)))
            yield Place(name, number, derived(changed, order), whole if same else None)


def _told(number: Expr, nodes: Sequence[Expr]) -> str:
    """Return a constant as it is told of: a short one with where it stands, for it may be a parameter's value too."""
    short = number.is_Rational and number.q <= SIMPLE and number not in nodes
    return f"{name_of(number)} in {text(nodes[0])}" if short and len(set(nodes)) == 1 else name_of(number)


def _of_both_signs(own: Expr, pieces: Sequence[Piece], order: int) -> Iterator[Place]:
    """Yield each number that stands in the pieces with both signs, in all places at once: (sqrt(x^2 + 1) - 1)/2 + x."""
    found = set().union(*(constants(piece.expression) for piece in pieces))

    def both(expression: Expr, number: Expr) -> Expr:
        return put(put(expression, number, KNOB), -number, -KNOB)

    for number in sorted((each for each in found if each > 0 and -each in found), key=str):
        changed = changed_pieces(pieces, both, number)
        whole = both(own, number)
        same = _same(whole, changed, float(rational(number)))
        yield Place(name_of(number), number, derived(changed, order), whole if same else None)


def _exponents(pieces: Sequence[Piece], order: int) -> Iterator[Place]:
    """Yield each exponent; an even one may be of |u|."""
    powers = {e for piece in pieces for _, e, _ in occurrences(piece.expression) if e.is_Pow and e.exp.is_number}
    for number in sorted({power.exp for power in powers} - {-1}, key=str):
        changed = changed_pieces(pieces, _with_exponent, number)
        told = ", ".join(sorted(_of_size(power) for power in powers if power.exp == number))
        yield Place(f"the exponent of {told}", number, derived(changed, order), None)


def _of_size(power: Expr) -> str:
    """Return a power in words, an even one as that of |u|, which it is where the exponent is another one."""
    return f"Abs({text(power.base)})**{power.exp}" if power.exp.is_even else text(power)


def _with_exponent(expression: Expr, old: Expr) -> Expr:
    return expression.replace(
        lambda e: e.is_Pow and e.exp == old and e.has(x),
        lambda e: (sympy.Abs(e.base) if old.is_even else e.base) ** KNOB,
    )


def _alone(pieces: Sequence[Piece], order: int) -> Iterator[Place]:
    """Yield each constant that stands in several places, in one of them alone."""
    for index, piece in enumerate(pieces):
        found = list(occurrences(piece.expression))
        numbers = [number for number, _, _ in found]
        for number, node, inside in found:
            if numbers.count(number) > 1:
                changed = [*pieces[:index], with_expression(piece, inside), *pieces[index + 1 :]]
                yield Place(f"{name_of(number)} in {text(node)}", number, derived(changed, order), None)


def _together(pieces: Sequence[Piece]) -> Iterator[Place]:
    """Yield each number of some pieces, wherever it stands in them."""
    for number in sorted(set().union(*(constants(p.expression) for p in pieces)), key=str):
        nodes = [node for piece in pieces for each, node, _ in occurrences(piece.expression) if each == number]
        yield Place(_told(number, nodes), number, changed_pieces(pieces, put, number, KNOB), None)


def _ways(slopes: Sequence[Piece], order: int) -> Iterator[Sequence[Piece]]:
    """Yield the derivative's pieces as they are, and polynomials as Horner's rule writes them."""
    if order:
        yield slopes
    if any(p.expression.is_polynomial(x) and sympy.degree(p.expression, x) > 1 for p in slopes):
        yield changed_pieces(slopes, lambda e: sympy.horner(e) if e.is_polynomial(x) else e)


def _factors(own: Expr, pieces: Sequence[Piece], slopes: Sequence[Piece], order: int) -> Iterator[Place]:
    """Yield factors that are 1: of x, and of the result."""
    scaled = own.subs(x, KNOB * x)
    inner = changed_pieces(pieces, lambda e: e.subs(x, KNOB * x))
    yield Place("the factor of x", sympy.S.One, derived(inner, order), scaled if _same(scaled, inner, 1.0) else None)
    if len(slopes) > 1:
        outside = changed_pieces(slopes, lambda e: KNOB * e)
        yield Place("the factor of the result", sympy.S.One, outside, None if order else KNOB * own)


def _factors_of_pieces(slopes: Sequence[Piece]) -> Iterator[Place]:
    """Yield factors that are 1 of each piece of the function or its derivative."""
    for index, piece in enumerate(slopes):
        e = piece.expression
        if e.has(x) and e.as_coeff_Mul()[0] == 1:
            changed = (*slopes[:index], with_expression(piece, KNOB * e), *slopes[index + 1 :])
            yield Place(f"the factor of {text(e)}", sympy.S.One, changed, None)


def _inner_factors(pieces: Sequence[Piece], order: int) -> Iterator[Place]:
    """Yield factors that are 1 of what stands in one of several functions of x: x + sin(2*x)^2 for x + sin(x)^2."""
    nodes = {node for piece in pieces for node in piece.expression.atoms(sympy.Function) if node.has(x)}
    for node in sorted((each for each in nodes if len(each.args) == 1), key=str):
        inside = node.args[0]
        if inside.as_coeff_Mul()[0] == 1:
            changed = changed_pieces(pieces, Expr.xreplace, {node: node.func(KNOB * inside)})
            name = f"the factor of {text(inside)} in {text(node)}"
            yield Place(name, sympy.S.One, derived(changed, order), None)


def _terms(own: Expr, slopes: Sequence[Piece], order: int) -> Iterator[Place]:
    """Yield constant terms that are 0: of the result, and of each piece of the function or its derivative."""
    added = changed_pieces(slopes, lambda e: e + KNOB)
    yield Place("the constant term of the result", sympy.S.Zero, added, None if order else own + KNOB)
    for index, piece in enumerate(slopes) if len(slopes) > 1 else ():
        if piece.expression.has(x):
            changed = (*slopes[:index], added[index], *slopes[index + 1 :])
            yield Place(f"the constant term of {text(piece.expression)}", sympy.S.Zero, changed, None)


def _inside_switches(own: Expr, order: int) -> Iterator[Place]:
    """Yield each number of a definition that switches by Max or Min, so that it moves the switches, too."""
    for number, node, whole in occurrences(own) if own.has(sympy.Max, sympy.Min) and order < 2 else ():
        cases = whole.replace(lambda e: isinstance(e, (sympy.Max, sympy.Min)) and len(e.args) == 2, _as_cases)
        line = Piece(-sympy.oo, sympy.oo, cases.diff(x) if order else whole, False, False)
        yield Place(f"{name_of(number)} in {text(node)}", number, (line,), whole)


def _is_scaled_clamp(e: Expr) -> bool:
    return bool(e.is_Mul and e.args[0].is_positive and any(isinstance(each, (sympy.Max, sympy.Min)) for each in e.args))


def _scaled_inside(e: Expr) -> Expr:
    """Return a product with its number in its clamp, x*Min(1, Max(0, x/6 + 1/2)) for x*Min(6, Max(0, x + 3))/6."""
    number, clamp = e.args[0], next(each for each in e.args if isinstance(each, (sympy.Max, sympy.Min)))
    inner = [number * each for each in clamp.args]
    ends = [_scaled_inside(each) if _is_scaled_clamp(each) else sympy.expand(each) for each in inner]
    return e / number / clamp * clamp.func(*ends)


def _as_cases(e: Expr) -> Expr:
    """Return Max(a, b) or Min(a, b) as a Piecewise, which has a derivative wherever it switches."""
    first = sympy.Gt(*e.args) if isinstance(e, sympy.Max) else sympy.Lt(*e.args)
    return sympy.Piecewise((e.args[0], first), (e.args[1], True))


def _same(whole: Expr, pieces: Sequence[Piece], right: float) -> bool:
    """Whether a definition and its pieces are the same function of `KNOB`, as far as some points show."""
    walk = Walk(POINTS, WIDE, given={KNOB: np.full(len(POINTS), right * PROBE)})
    with suppress(SymactError):
        values = values_on(pieces, walk)
        return bool(np.allclose(walk.run(whole), values, rtol=1e-9, equal_nan=True))
    return False
