"""A constant or a parameter of another value: cut to a few digits, rounded to a narrow format, or another number."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import chain, combinations, product

import sympy
from sympy import Expr

from symact.definition.activation import x
from symact.definition.parameters import to_rational
from symact.definition.pieces import Piece, split
from symact.errors import SymactError
from symact.judge.diagnosis.alternative_function import another
from symact.judge.diagnosis.constant_places import Place, places
from symact.judge.diagnosis.constants_in import (
    SIMPLE,
    changed_pieces,
    constants,
    decimal_text,
    derived,
    put,
    without_switches,
)
from symact.judge.diagnosis.defect_model import Model
from symact.judge.diagnosis.execution_trace import TracedCase
from symact.judge.diagnosis.fitting import UNITS, fitted
from symact.judge.diagnosis.informative_rows import HALF_WAY, KNOB, Informative, Tried, agreeing
from symact.judge.diagnosis.moved_switches import with_moved_switches
from symact.judge.diagnosis.short_numbers import is_long, likely, rational, shortened
from symact.judge.simulation.forms import precise, short_constants

OF_ONE_DIGIT = ("cut to 1 digit", "rounded to 1 digit")
"""Nobody writes 0.5 for 1/sqrt(pi): that is another number, or a factor that is left out."""

TRIED = 3
"""Constants that fit best, of which the function is computed exactly; of the first one its forms are run, too."""


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
    # A sign that is turned is a slip, not another number.
    found = [each for each in found if not abs(each[0].right) == 1 == -each[0].right * each[1].value]
    # Of numbers that fit as well 1 and 0 come first: somebody left something out.
    found.sort(key=lambda each: (-round(each[1].share, 2), each[1].value not in (0, 1), -each[1].rounded))
    for count, (place, number) in enumerate(found[:TRIED]):
        value = to_rational(number.value)
        other: Expr | tuple[Piece, ...]
        if place.whole is not None:
            other = place.whole.subs(KNOB, value)
        else:
            other = changed_pieces(place.pieces, Expr.subs, KNOB, value)
        with suppress(SymactError):
            other = other if isinstance(other, Expr) else tuple(without_switches(other))
            says = _says(place, number.value)
            yield from another(case, _cause(place), says, _remedy(place, number.value), other, lax=count == 0)
    yield from _exchanged(case, informative)
    yield from _switched(case)
    yield from _short(case, informative)


def _exchanged(case: TracedCase, informative: Informative) -> Iterator[Model]:
    """Yield the function with the values of two parameters exchanged."""
    activation = case.bound.activation
    values = {} if case.bound.library else {activation.param(n).symbol: precise(v) for n, v in case.bound.values}
    for one, other in combinations(values, 2):
        if values[one] != values[other]:
            expression = activation.expression.subs({**values, one: values[other], other: values[one]})
            with suppress(SymactError):
                if agreeing(informative, derived(split(expression, x), case.order)) >= HALF_WAY:
                    says, remedy = f"the values of {one} and {other} are exchanged", "pass each by its name"
                    yield from another(case, "parameter", says, remedy, expression, found=False)


def _switched(case: TracedCase) -> Iterator[Model]:
    """Yield the function with its switches where the results show them."""
    with suppress(SymactError):
        pieces = derived(split(short_constants(case.bound), x), case.order)
        other = with_moved_switches(case, pieces) if len(pieces) > 1 else None
        if other is not None:
            ends = [(old.upper, new.upper) for old, new in zip(pieces, other, strict=True) if old.upper != new.upper]
            right, found = (" and ".join(decimal_text(end) for end in each) for each in zip(*ends, strict=True))
            says = f"it switches at x = {found} instead of {right}"
            yield from another(case, "constant", says, f"switch at x = {right}", other, lax=False)


def _cause(place: Place) -> str:
    return "parameter" if place.parameter else "constant"


def _remedy(place: Place, value: Fraction) -> str:
    if place.parameter:
        name, within, formula = place.name.partition(" in ")
        return f"pass {name} = {decimal_text(place.right)}{within}{formula}"
    return "put it back" if value == 0 else "use the constant with all digits of the format"


def _says(place: Place, value: Fraction) -> str:
    if value == 0:
        return f"{place.name} is 0 instead of {decimal_text(place.right)}, as where its term is left out"
    number = str(value) if place.parameter and value.denominator <= SIMPLE else f"{float(value):.9g}"
    if Fraction(f"{float(value):.9g}") != value and Fraction(f"{float(1 / value):.9g}") == 1 / value:
        number = f"{'-' if value < 0 else ''}1/{float(1 / abs(value)):.9g}"  # somebody divided by it
    elif value in UNITS:
        number = f"{UNITS[value]}, {number},"
    for words, short in shortened(place.right):
        if short == value and words not in OF_ONE_DIGIT:
            return f"{place.name} is {words}: {number}"
    return f"{place.name} is {number} instead of {decimal_text(place.right)}"


def _short(case: TracedCase, informative: Informative) -> Iterator[Model]:
    """Yield the function with all its long constants and parameters short, first all in the same way."""
    bound = case.bound
    values = {} if bound.library else {bound.activation.param(n).symbol: v for n, v in bound.values}
    long = {s: v for s, v in values.items() if is_long(v)}
    formula = bound.expression if bound.library else bound.activation.expression
    formula = formula.subs({s: v for s, v in values.items() if s not in long})
    every = {**{c: c for c in sorted(constants(formula), key=str) if is_long(c)}, **long}
    if len(every) < 2:
        return
    # Numbers are put in at once: SymPy multiplies 4/5*(u + v) out, and the constants in v are others then.
    knobs = {key: sympy.Dummy(positive=value.is_positive, real=True) for key, value in every.items()}
    opened = formula
    for key, knob in knobs.items():
        opened = put(opened, key, knob)
    tried = Tried(informative)
    for words, group in _ways([shortened(value) for value in every.values()], pairs=case.order < 2):
        numbers = dict(zip(knobs.values(), map(to_rational, group), strict=True))
        if case.order < 2 and tried.share(opened, case.order, given=numbers) < HALF_WAY:
            continue
        how = {key: f"{word}: {float(number)}" for key, word, number in zip(every, words, group, strict=True)}
        if set(group) == {1}:
            how = dict.fromkeys(every, "1, as where they are left out")
        with suppress(SymactError):
            expression = opened.xreplace(numbers)
            says = " and ".join(f"{key} is {word}" for key, word in how.items())
            remedy = "use the constants with all digits of the format"
            yield from another(case, "constant", says, remedy, expression, lax=False)


def _ways(
    every: Sequence[Sequence[tuple[str, Fraction]]], pairs: bool
) -> Iterator[tuple[tuple[str, ...], tuple[Fraction, ...]]]:
    """Yield how numbers may be short, in words, and what they are then: all in one way, and two each in its own."""
    seen = set()
    alike = (tuple((word, dict(ways)[word]) for ways in every) for word, _ in every[0])
    ways = [[way for way in ways if way[0] not in OF_ONE_DIGIT] for ways in every]
    for each in chain(alike, product(*ways) if len(every) == 2 and pairs else ()):
        words, group = zip(*each, strict=True)
        if group not in seen:
            seen.add(group)
            yield words, group
