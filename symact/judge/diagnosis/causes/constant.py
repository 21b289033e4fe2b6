"""A constant or a parameter of another value: cut to a few digits, rounded to a narrow format, or another number."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.derivatives import differentiate
from symact.definition.parameters import to_rational
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.judge.diagnosis.alternative_function import another
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.expression_text import text
from symact.judge.diagnosis.fitting import KNOB, WIDE, Informative, fitted, values_on
from symact.judge.diagnosis.short_numbers import is_long, likely, rational, shortened
from symact.judge.simulation.forms import precise, short_constants
from symact.judge.simulation.stepwise import Walk

SIMPLE = 12
"""Denominators up to which a number is shown as a fraction."""

TRIED = 3
"""Constants that fit best, of which the function is computed exactly; of the first one its forms are run, too."""

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


def models(case: TracedCase) -> Iterator[Model]:
    """Yield the function with one of its constants, or two, of other values that the results show."""
    informative = Informative.of(case)
    if informative is None:
        return
    found = [
        (place, number)
        for place in places(case.bound, case.order)
        if (number := fitted(informative, place.pieces, float(rational(place.right)), [*likely(place.right)]))
    ]
    found.sort(key=lambda each: (-each[1].share, -each[1].rounded))
    for count, (place, number) in enumerate(found[:TRIED]):
        value = to_rational(number.value)
        other: Expr | tuple[Piece, ...]
        if place.whole is not None:
            other = place.whole.subs(KNOB, value)
        else:
            other = tuple(_with(piece, piece.expression.subs(KNOB, value)) for piece in place.pieces)
        with suppress(SymactError):
            says = _says(place, number.value)
            yield from another(case, _cause(place), says, _remedy(place, number.value), other, lax=count == 0)
    yield from _all_short(case)


def _cause(place: Place) -> str:
    return "parameter" if place.parameter else "constant"


def _remedy(place: Place, value: Fraction) -> str:
    if place.parameter:
        return f"pass {place.name} = {_decimal_text(place.right)}"
    return "put it back" if value == 0 else "use the constant with all digits of the format"


def _says(place: Place, value: Fraction) -> str:
    if value == 0:
        return f"{place.name} is 0 instead of {_decimal_text(place.right)}, as where its term is left out"
    number = str(value) if place.parameter and value.denominator <= SIMPLE else f"{float(value):.9g}"
    for words, short in shortened(place.right):
        if short == value:
            return f"{place.name} is {words}: {number}"
    return f"{place.name} is {number} instead of {_decimal_text(place.right)}"


def _name(number: Expr) -> str:
    """Return a constant as it is told of: one that a person would write as a decimal as that."""
    return _decimal_text(number) if number.is_Rational else str(number)


def _decimal_text(value: Expr) -> str:
    return str(value) if value.is_Rational and value.q <= SIMPLE else f"{float(rational(value)):.9g}"


@lru_cache(maxsize=64)
def places(bound: Bound, order: int) -> tuple[Place, ...]:
    """Return the places of constants in a function: parameters, numbers of the definition and of the derivative."""
    found: dict[tuple[Piece, ...], Place] = {}

    def add(name: str, right: Expr, pieces: Sequence[Piece], whole: Expr | None, parameter: bool = False) -> None:
        found.setdefault(tuple(pieces), Place(name, right, tuple(pieces), whole, parameter))

    own = short_constants(bound)
    for symbol, value, pieces, whole in _parameters(bound, order):
        add(symbol.name, value, pieces, whole, True)
    numbers = list(occurrences(own))
    for number in sorted(constants(own), key=str):
        nodes = [node for each, node, _ in numbers if each == number]
        # A sign or factor 1 is no constant that several places share, and a reader must be told where it stands.
        if abs(number) != 1 or len(nodes) == 1:
            name = _name(number) if abs(number) != 1 else f"{number} in {nodes[0]}"
            pieces = [_with(piece, put(piece.expression, number, KNOB)) for piece in split(own, x)]
            whole = put(own, number, KNOB)
            # A factor before all pieces may be a part of another number in some of them.
            same = _same(whole, pieces, float(rational(number)))
            add(name, number, _derived(pieces, order), whole if same else None)
    for name, number, pieces in _alone(split(own, x)):
        add(name, number, _derived(pieces, order), None)
    for pieces in _ways(split(own, x), order):
        for number in sorted(set().union(*(constants(p.expression) for p in pieces)), key=str):
            add(_name(number), number, [_with(p, put(p.expression, number, KNOB)) for p in pieces], None)
    for name, pieces, whole in _factors(own, order):
        add(name, sympy.S.One, pieces, whole)
    return tuple(place for place in found.values() if any(p.expression.has(KNOB) for p in place.pieces))


def _factors(own: Expr, order: int) -> Iterator[tuple[str, list[Piece], Expr | None]]:
    """Yield factors that are 1: of the input, and of each piece of the function or its derivative."""
    scaled = own.subs(x, KNOB * x)
    pieces = split(own, x)
    inner = [_with(piece, piece.expression.subs(x, KNOB * x)) for piece in pieces]
    yield "the factor of x", _derived(inner, order), scaled if _same(scaled, inner, 1.0) else None
    derived = _derived(pieces, order)
    for index, piece in enumerate(derived):
        expression = piece.expression
        if expression.has(x) and expression.as_coeff_Mul()[0] == 1:
            changed = [*derived[:index], _with(piece, KNOB * expression), *derived[index + 1 :]]
            yield f"the factor of {text(expression)}", changed, None


def _same(whole: Expr, pieces: Sequence[Piece], right: float) -> bool:
    """Whether a definition and its pieces are the same function of `KNOB`, as far as some points show."""
    walk = Walk(POINTS, WIDE, given={KNOB: np.full(len(POINTS), right * PROBE)})
    with suppress(SymactError):
        values = values_on(pieces, walk)
        return bool(np.allclose(walk.run(whole), values, rtol=1e-9, equal_nan=True))
    return False


def _alone(pieces: Sequence[Piece]) -> Iterator[tuple[str, Expr, list[Piece]]]:
    """Yield each constant that stands in several places, in one of them alone: a name, its value, the pieces."""
    for index, piece in enumerate(pieces):
        found = list(occurrences(piece.expression))
        numbers = [number for number, _, _ in found]
        for number, node, inside in found:
            if numbers.count(number) > 1:
                yield (
                    f"{_name(number)} in {text(node)}",
                    number,
                    [*pieces[:index], _with(piece, inside), *pieces[index + 1 :]],
                )


def _parameters(bound: Bound, order: int) -> Iterator[tuple[Expr, Expr, list[Piece], Expr]]:
    """Yield each parameter, its value, the pieces with `KNOB` for it, which may move their ends, and the definition."""
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
        yield symbol, value, _derived(pieces, order), whole


def _ways(pieces: Sequence[Piece], order: int) -> Iterator[list[Piece]]:
    """Yield the derivative's pieces as they are, and polynomials as Horner's rule writes them."""
    derived = _derived(pieces, order)
    if order:
        yield derived
    if any(p.expression.is_polynomial(x) and sympy.degree(p.expression, x) > 1 for p in derived):
        yield [_with(p, sympy.horner(p.expression) if p.expression.is_polynomial(x) else p.expression) for p in derived]


def _derived(pieces: Sequence[Piece], order: int) -> list[Piece]:
    return list(differentiate(tuple(pieces), x, order)) if order else list(pieces)


def _with(piece: Piece, expression: Expr) -> Piece:
    return Piece(piece.lower, piece.upper, expression, piece.owns_lower, piece.owns_upper)


def _all_short(case: TracedCase) -> Iterator[Model]:
    """Yield the function with all its long constants and parameters short in the same way."""
    bound = case.bound
    values = {} if bound.library else {bound.activation.param(n).symbol: v for n, v in bound.values}
    long = {s: v for s, v in values.items() if is_long(v)}
    formula = bound.expression if bound.library else bound.activation.expression
    formula = formula.subs({s: v for s, v in values.items() if s not in long})
    every = {**{c: c for c in constants(formula) if is_long(c)}, **long}
    if len(every) < 2:
        return
    seen = set()
    ways = [dict(shortened(value)) for value in every.values()]
    for words in ways[0]:
        if not all(words in way for way in ways) or (group := tuple(way[words] for way in ways)) in seen:
            continue
        seen.add(group)
        expression = formula
        for key, number in zip(every, group, strict=True):
            expression = put(expression, key, to_rational(number))
        says = f"{' and '.join(str(key) for key in every)} are {words}: {', '.join(str(float(v)) for v in group)}"
        with suppress(SymactError):
            remedy = "use the constants with all digits of the format"
            yield from another(case, "constant", says, remedy, expression, lax=False)


def constants(expression: Expr) -> set[Expr]:
    """Return the constant factors and terms of an expression."""
    return {number for number, _, _ in occurrences(expression)}


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
    if _is_division(expression):
        return expression.func(put(expression.base, old, new), expression.exp)
    return expression.func(*(put(arg, old, new) if isinstance(arg, sympy.Basic) else arg for arg in expression.args))


def _is_division(expression: Expr) -> bool:
    """Whether it is 1/u: the exponent is no constant that anybody wrote."""
    return bool(expression.is_Pow and expression.exp == -1)
