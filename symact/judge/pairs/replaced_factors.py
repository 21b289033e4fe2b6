"""Which function stands in the place of a pair's factor, or of its slope: read off the results, then proposed.

Where one factor is known, a result divided by it is the other one: it is held against the functions of the catalogue,
their derivatives and multiples, the pair's own factor of a scaled input, cut off at a bound, or with a term of its
slope lost. What is proposed here is about right; whether it returns the bits is for the caller to see.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import sympy
from sympy import Expr, Max, Min

from symact.definition.activation import Activation, x
from symact.definition.bound import Bound
from symact.definition.parameters import to_rational
from symact.definition.quantity import Kind, Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.floating import Format, get_format
from symact.judge.identify.hypotheses import Hypothesis, hypotheses
from symact.judge.pairs.arithmetic import values
from symact.judge.simulation.stepwise import Walk
from symact.judge.written_numbers import written
from symact.reference.pairs.factors import Factor, separated

READ = 144
"""Results at which functions are compared."""

AGREED = 0.9
"""Share of them that must be about right: some may be spoiled by rounding on the way."""

ABOUT = 0.02
"""How far a function of a multiple of the input may be off in the middle, with the nearest of few multiples."""

LEAST = 24
"""Results without which nothing is read."""

SCALES = np.exp2(np.linspace(-3.0, 3.0, 385))
"""Multiples of the input that are tried; the best is refined."""

WORK = get_format("float64")


class Replacement(NamedTuple):
    """A function in the place of a factor or of its slope.

    Args:
        place: of the factor, 0 or 1.
        order: 0 for the factor, 1 for its slope alone.
        other: the factor that it is multiplied by.
        expression: in x.
        title: what it is called.
    """

    place: int
    order: int
    other: Expr
    expression: Expr
    title: str


class _Reading(NamedTuple):
    """A factor or its slope, as results show it: at which numbers, and how far a rounding is."""

    x: Floats
    seen: Floats
    unit: float

    def near(self, expected: Floats) -> float:
        """Return the share of the results that a function returns about."""
        with np.errstate(all="ignore"):
            return float((np.abs(self.seen - expected) <= self.unit * np.abs(self.seen)).mean())


def replacements(bound: Bound, quantity: Quantity, fmt: Format, x_bits: Bits, got: Bits) -> Iterator[Replacement]:
    """Yield what may stand in the place of a factor.

    Args:
        bound, quantity, fmt: what is due.
        x_bits: some pairs of finite numbers, wrong ones and right ones, encodings of shape (n, k).
        got: the candidate's results there, shape (n, entries).
    """
    factors = separated(bound)
    if factors is None or quantity.kind is Kind.JVP:
        return
    for place in (0, 1):
        others = dict.fromkeys((factors[1 - place].expression, x))
        for order in (0,) if quantity == Quantity.VALUE else (0, 1):
            for other in others if order == 0 else [factors[1 - place].expression]:
                reading = _read(bound, quantity, fmt, x_bits, got, place, order, other)
                if reading is not None:
                    swapped = Hypothesis(factors[1 - place]).values(reading.x)
                    for expression, title in _proposed(
                        reading, factors[place], order, other == factors[1 - place].expression
                    ):
                        if other != factors[1 - place].expression and np.allclose(
                            _walk(expression, reading.x), swapped, rtol=1e-9, equal_nan=True
                        ):
                            # The halves are swapped, and no function is another.
                            continue
                        yield Replacement(place, order, other, expression, title)


def _read(
    bound: Bound, quantity: Quantity, fmt: Format, x_bits: Bits, got: Bits, place: int, order: int, other: Expr
) -> _Reading | None:
    """Return a factor, or the slope by its input, as the results show it where the other factor is known."""
    columns = [to_float64(x_bits[:, k], fmt) for k in range(x_bits.shape[1])]
    if quantity == Quantity.VALUE:
        entry, other_order, v = 0, 0, np.ones(len(got))
    else:
        # Of a gradient by the factor's input comes its slope, from that by the other one the factor itself.
        entry, other_order, v = (place, 0, columns[2]) if order else (1 - place, 1, columns[2])
    try:
        known = values(Factor(on_line(bound, other), fmt, other_order), other_order, x_bits[:, 1 - place])
    except SymactError:
        return None
    results = to_float64(got[:, entry], fmt)
    least = float(np.ldexp(1.0, fmt.emin + 2))
    with np.errstate(all="ignore"):
        seen = results / (known * v)
        usable = np.isfinite(seen) & (np.abs(results) >= least) & np.isfinite(results) & (np.abs(known) >= least)
        # Next to its zeros a factor is rounded more than once.
        usable &= (np.abs(seen) > 1e-3) & (np.abs(columns[place]) > 1e-3)
    if usable.sum() < LEAST:
        return None
    return _Reading(columns[place][usable], seen[usable], float(np.ldexp(3.0, -fmt.precision)))


def _proposed(reading: _Reading, own: Bound, order: int, near_own: bool) -> Iterator[tuple[Expr, str]]:
    """Yield functions that are about what was read, and what they are called.

    Args:
        reading: what was read.
        own: the factor that is due.
        order: 1 for its slope.
        near_own: whether functions of a multiple of the input are sought at all places, which takes longer.
    """
    own_about = Hypothesis(own, order)
    due = own_about.values(reading.x)
    if reading.near(due) == 1.0:
        return
    if (found := _multiple(reading, due)) not in (None, Fraction(1)):
        yield _times(found, own_about.expression, "the factor itself" if not order else "the slope itself")
    told = set[bytes]()
    for each in hypotheses():
        expected = each.values(reading.x)
        # Of functions that are equal at these numbers one is told.
        if expected.tobytes() not in told and (found := _multiple(reading, expected)) is not None:
            told.add(expected.tobytes())
            yield _times(found, each.expression, each.name)
    if order:
        yield from _terms_lost(reading, own)
        return
    yield from _scaled(reading, own.expression, "the factor")
    for each in hypotheses() if not told and near_own else ():
        if not each.order and _missed(each.expression, reading, SCALES[::4], few=8)[1] < ABOUT:
            yield from _scaled(reading, each.expression, each.name)
    yield from _bounded(reading, own.expression, due)
    if own.expression == x:
        yield from _straight(reading)


def _times(factor: Fraction, expression: Expr, title: str) -> tuple[Expr, str]:
    number = to_rational(factor)
    return number * expression, title if factor == 1 else f"{number} times {title}"


def _multiple(reading: _Reading, expected: Floats) -> Fraction | None:
    """Return the number times which a function is about what was read, None if there is none."""
    if reading.near(expected) >= AGREED:
        return Fraction(1)
    with np.errstate(all="ignore"):
        ratios = reading.seen / expected
    ratios = ratios[np.isfinite(ratios)]
    # A number that gives half of them alone is no multiple of a function.
    if len(ratios) < AGREED * len(reading.x) or not (middle := float(np.median(ratios))):
        return None
    if reading.near(expected * middle) < AGREED:
        return None
    return next((each for each in written(middle) if each and reading.near(expected * float(each)) >= AGREED), None)


def _walk(expression: Expr, points: Floats) -> Floats:
    try:
        return Walk(points, WORK).run(expression)
    except SymactError:
        return np.full(len(points), np.nan)


def _missed(own: Expr, reading: _Reading, scales: Floats, few: int, divided: bool | None = None) -> tuple[float, float]:
    """Return of which multiple of its input a function comes nearest to some results, and how far off it is.

    Args:
        own: the function.
        reading: what was read.
        scales: the multiples.
        few: how many results are looked at.
        divided: whether it is divided by the multiple; None for either.
    """
    chosen = np.linspace(0, len(reading.x) - 1, few).astype(np.int64)
    points, seen = reading.x[chosen], reading.seen[chosen]
    with np.errstate(all="ignore"):
        found = _walk(own, np.outer(scales, points).reshape(-1)).reshape(len(scales), -1)
        ways = [found, found / scales[:, None]] if divided is None else [found / scales[:, None] if divided else found]
        off = np.min([np.median(np.abs(way / seen - 1), axis=1) for way in ways], axis=0)
    off = np.nan_to_num(off, nan=np.inf)
    best = int(np.argmin(off))
    return float(scales[best]), float(off[best])


def _scaled(reading: _Reading, own: Expr, name: str) -> Iterator[tuple[Expr, str]]:
    """Yield a function of c x, and that divided by c."""
    for divided in (False, True):
        scales, width = SCALES, float(SCALES[1] / SCALES[0])
        for _ in range(5):
            best = _missed(own, reading, scales, LEAST, divided)[0]
            scales, width = best * np.linspace(1 / width, width, 65), 1 + (width - 1) / 24
        for number in (sympy.sqrt(2), 1 / sympy.sqrt(2), *map(to_rational, written(best))):
            if number != 1 and abs(float(number) / best - 1) < 0.02:
                expression = own.subs(x, number * x) / (number if divided else 1)
                if reading.near(_walk(expression, reading.x)) >= AGREED:
                    yield expression, f"{name} of {number}*x" + (f", divided by {number}" if divided else "")
                    break


def _bounded(reading: _Reading, own: Expr, due: Floats) -> Iterator[tuple[Expr, str]]:
    """Yield the factor cut off at the greatest or the least number that was read."""
    for cut, end, words in ((Min, float(reading.seen.max()), "above"), (Max, float(reading.seen.min()), "below")):
        at_end = np.abs(reading.seen - end) <= reading.unit * abs(end)
        if at_end.sum() < 3 or not end:
            continue
        for each in written(float(np.median(reading.seen[at_end]))):
            limited = (np.minimum if cut is Min else np.maximum)(due, float(each))
            if each and reading.near(limited) >= AGREED:
                yield cut(own, to_rational(each)), f"the factor cut off {words} {each}"
                break


def _straight(reading: _Reading) -> Iterator[tuple[Expr, str]]:
    """Yield x with a number added, and a multiple of x with a number added."""
    slope, start = np.polyfit(reading.x, reading.seen, 1, w=1 / np.abs(reading.seen))
    for number in written(float(start)):
        for factor in dict.fromkeys((Fraction(1), *written(float(slope)))):
            if number and reading.near(float(factor) * reading.x + float(number)) >= AGREED:
                expression = to_rational(factor) * x + to_rational(number)
                yield expression, str(expression)
                return


def _terms_lost(reading: _Reading, own: Bound) -> Iterator[tuple[Expr, str]]:
    """Yield the slope without a term of the rule for products."""
    parts = sympy.Mul.make_args(own.expression)
    terms = [sympy.diff(part, x) * (own.expression / part) for part in parts]
    for lost, term in zip(parts, terms, strict=True):
        left = sympy.Add(*terms) - term
        if term and left and reading.near(_walk(left, reading.x)) >= AGREED:
            yield left, f"the slope without the term of the derivative of {lost}"


def on_line(bound: Bound, expression: Expr) -> Bound:
    """Return a function of one number, of the sources of a pair."""
    about = bound.activation
    return Bound(Activation(about.name, about.title, expression, about.sources), (), expression, bound.library)
