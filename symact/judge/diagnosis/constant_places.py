"""Where constants stand in a function, with a knob in place of each, so that the results can be asked for its value."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

import numpy as np
import sympy
from sympy import Expr
from sympy.functions.elementary.piecewise import ExprCondPair

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import differentiate
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.judge.diagnosis.expression_text import text
from symact.judge.diagnosis.informative_rows import KNOB, WIDE, values_on
from symact.judge.diagnosis.short_numbers import rational
from symact.judge.simulation.forms import precise, short_constants
from symact.judge.simulation.stepwise import Walk

SIMPLE = 12
"""Denominators up to which a number is shown as a fraction."""

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


def name_of(number: Expr) -> str:
    """Return a constant as it is told of: one that a person would write as a decimal as that."""
    return decimal_text(number) if number.is_Rational else str(number)


def decimal_text(value: Expr) -> str:
    """Return a constant as a fraction of few digits, or as a decimal."""
    return str(value) if value.is_Rational and value.q <= SIMPLE else f"{float(rational(value)):.9g}"


@lru_cache(maxsize=64)
def places(bound: Bound, order: int) -> tuple[Place, ...]:
    """Return the places of constants in a function: parameters, numbers of the definition and of the derivative."""
    own = short_constants(bound)
    pieces = split(own, x)
    slopes = derived(pieces, order)
    factors = tuple(_factors_of_pieces(slopes))
    every = chain(
        _parameters(bound, order),
        # A factor of a derivative is told as that, not as what it would be in the function.
        factors if order else (),
        _numbers(own, pieces, order),
        _of_both_signs(own, pieces, order),
        _exponents(pieces, order),
        _alone(pieces, order),
        *(chain(_together(way), _exponents(way, 0)) for way in _ways(slopes, order)),
        _factors(own, pieces, slopes, order),
        factors,
        _terms(own, slopes, order),
        _inside_switches(own, order),
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


def _numbers(own: Expr, pieces: Sequence[Piece], order: int) -> Iterator[Place]:
    """Yield each number of the definition, wherever it stands."""
    numbers = list(occurrences(own))
    for number in sorted(constants(own), key=str):
        nodes = [node for each, node, _ in numbers if each == number]
        # A sign or factor 1 is no constant that several places share, and a reader must be told where it stands.
        if abs(number) != 1 or len(nodes) == 1:
            name = name_of(number) if abs(number) != 1 else f"{number} in {nodes[0]}"
            changed = changed_pieces(pieces, put, number, KNOB)
            whole = put(own, number, KNOB)
            # A factor before all pieces may be a part of another number in some of them.
            same = _same(whole, changed, float(rational(number)))
            yield Place(name, number, derived(changed, order), whole if same else None)


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
        told = ", ".join(sorted(text(power) for power in powers if power.exp == number))
        yield Place(f"the exponent of {told}", number, derived(changed, order), None)


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
        yield Place(name_of(number), number, changed_pieces(pieces, put, number, KNOB), None)


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


def derived(pieces: Sequence[Piece], order: int) -> tuple[Piece, ...]:
    """Return the pieces of a derivative, or of the function itself."""
    return tuple(differentiate(tuple(pieces), x, order)) if order else tuple(pieces)


def changed_pieces(pieces: Sequence[Piece], change: Callable[..., Expr], *given: Expr) -> tuple[Piece, ...]:
    """Return pieces with changed expressions."""
    return tuple(with_expression(piece, change(piece.expression, *given)) for piece in pieces)


def with_expression(piece: Piece, expression: Expr) -> Piece:
    """Return a piece with another expression."""
    return Piece(piece.lower, piece.upper, expression, piece.owns_lower, piece.owns_upper)


def constants(expression: Expr) -> set[Expr]:
    """Return the constant factors and terms of an expression, no exponents."""
    return {number for number, node, _ in occurrences(expression) if not (node.is_Pow and node.exp == number)}


def occurrences(expression: Expr) -> Iterator[tuple[Expr, Expr, Expr]]:
    """Yield each constant factor, term or exponent, the part that it stands in, and all with `KNOB` there."""
    if not expression.has(x):
        if expression.is_number:
            yield expression, expression, KNOB
        return
    first: tuple[Expr, ...] = ()
    parts = tuple(a for a in expression.args if isinstance(a, sympy.Basic))
    if expression.is_Add or expression.is_Mul:
        fixed, rest = expression.as_independent(x, as_Add=expression.is_Add)
        first, parts = (fixed,), type(expression).make_args(rest)
        if fixed.is_number:
            yield fixed, expression, expression.func(KNOB, *parts)
    for index, part in enumerate(parts):
        if not isinstance(part, Expr) or (index == 1 and _is_division(expression)):
            continue
        for number, node, inside in occurrences(part):
            where = expression if node == number else node
            yield number, where, expression.func(*first, *parts[:index], inside, *parts[index + 1 :])


def put(expression: Expr, old: Expr, new: Expr) -> Expr:
    """Return an expression with a constant factor or term, or a symbol, replaced."""
    if old.is_Symbol:
        return expression.subs(old, new)
    if expression == old:
        return new
    if not expression.has(x) or not expression.args:
        return expression
    if expression.is_Add or expression.is_Mul:
        fixed, rest = expression.as_independent(x, as_Add=expression.is_Add)
        parts = sympy.Add.make_args(rest) if expression.is_Add else sympy.Mul.make_args(rest)
        return expression.func(new if fixed == old else fixed, *(put(part, old, new) for part in parts))
    if expression.is_Pow:
        return expression.func(put(expression.base, old, new), expression.exp)
    if isinstance(expression, ExprCondPair):  # a number is put into the cases, not into what chooses among them
        return expression.func(put(expression.expr, old, new), expression.cond)
    return expression.func(*(put(arg, old, new) if isinstance(arg, sympy.Basic) else arg for arg in expression.args))


def _is_division(expression: Expr) -> bool:
    """Whether it is 1/u: the exponent is no constant that anybody wrote."""
    return bool(expression.is_Pow and expression.exp == -1)
