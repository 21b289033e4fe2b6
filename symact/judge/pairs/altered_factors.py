"""A pair's own factor, altered as slips alter it: of a multiple of its input, another number, a part lost, cut off.

What is proposed is about what results show; whether it returns their bits is for the caller to see.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np
import sympy
from sympy import Expr, Max, Min

from symact.definition.activation import x
from symact.definition.bound import Bound
from symact.definition.parameters import to_rational
from symact.errors import SymactError
from symact.formats.arrays import Floats
from symact.judge.diagnosis.informative_rows import KNOB
from symact.judge.expression_text import text
from symact.judge.pairs.reading import AGREED, LEAST, WORK, Reading, walk
from symact.judge.simulation.stepwise import Walk
from symact.judge.written_numbers import written

SCALES = np.exp2(np.linspace(-3.0, 3.0, 385))
"""Multiples of the input that are tried; the best is refined."""


def scaled(reading: Reading, own: Expr, name: str) -> Iterator[tuple[Expr, str]]:
    """Yield a function of c x, and that divided by c."""
    for divided in (False, True):
        scales, width = SCALES, float(SCALES[1] / SCALES[0])
        for _ in range(5):
            best = missed(own, reading, scales, LEAST, divided)[0]
            scales, width = best * np.linspace(1 / width, width, 65), 1 + (width - 1) / 24
        for number in (sympy.sqrt(2), 1 / sympy.sqrt(2), *map(to_rational, written(best))):
            if number != 1 and abs(float(number) / best - 1) < 0.02:
                expression = own.subs(x, number * x) / (number if divided else 1)
                if reading.near(walk(expression, reading.x)) >= AGREED:
                    yield expression, f"{name} of {number}*x" + (f", divided by {number}" if divided else "")
                    break


def missed(own: Expr, reading: Reading, scales: Floats, few: int, divided: bool | None = None) -> tuple[float, float]:
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
        found = walk(own, np.outer(scales, points).reshape(-1)).reshape(len(scales), -1)
        ways = [found, found / scales[:, None]] if divided is None else [found / scales[:, None] if divided else found]
        off = np.min([np.median(np.abs(way / seen - 1), axis=1) for way in ways], axis=0)
    off = np.nan_to_num(off, nan=np.inf)
    best = int(np.argmin(off))
    return float(scales[best]), float(off[best])


def renumbered(reading: Reading, own: Expr) -> Iterator[tuple[Expr, str]]:
    """Yield the factor with another number in the place of one of its own."""
    few = np.linspace(0, len(reading.x) - 1, LEAST).astype(np.int64)
    points, seen = reading.x[few], reading.seen[few]
    for due in sorted(own.atoms(sympy.Rational) - {sympy.S.One, sympy.S.NegativeOne, sympy.S.Half}, key=str):
        open_form = own.xreplace({due: KNOB})
        scales, width = SCALES, float(SCALES[1] / SCALES[0])
        for _ in range(4):
            given = {KNOB: np.repeat(scales * float(due), len(points))}
            try:
                found = Walk(np.tile(points, len(scales)), WORK, given=given).run(open_form)
            except SymactError:
                break
            with np.errstate(all="ignore"):
                off = np.median(np.abs(found.reshape(len(scales), -1) / seen - 1), axis=1)
            best = float(scales[int(np.argmin(np.nan_to_num(off, nan=np.inf)))])
            scales, width = best * np.linspace(1 / width, width, 65), 1 + (width - 1) / 24
        else:
            for number in written(best * float(due)):
                other = own.xreplace({due: to_rational(number)})
                if number and other != own and reading.near(walk(other, reading.x)) >= AGREED:
                    yield other, f"the factor with {number} for {text(due)}"
                    break


def parts_lost(reading: Reading, own: Expr) -> Iterator[tuple[Expr, str]]:
    """Yield the factor without one of those that it is a product of itself."""
    for part in sympy.Mul.make_args(own):
        left = own / part
        if part.has(x) and left.has(x) and reading.near(walk(left, reading.x)) >= AGREED:
            yield left, f"the factor without {text(part)}"


def bounded(reading: Reading, own: Expr, due: Floats) -> Iterator[tuple[Expr, str]]:
    """Yield the factor cut off at the greatest number that was read, at the least, or at both."""
    ends = []
    for end in (float(reading.seen.max()), float(reading.seen.min())):
        at_end = np.abs(reading.seen - end) <= reading.unit * abs(end)
        many = at_end.sum() >= 3 and end
        ends.append([*written(float(np.median(reading.seen[at_end])))] if many else [])
    for high in ends[0]:
        if reading.near(np.minimum(due, float(high))) >= AGREED:
            yield Min(own, to_rational(high)), f"the factor cut off above {high}"
            break
    for low in ends[1]:
        if reading.near(np.maximum(due, float(low))) >= AGREED:
            yield Max(own, to_rational(low)), f"the factor cut off below {low}"
            break
    for high, low in product(*ends):
        if low < high and reading.near(np.clip(due, float(low), float(high))) >= AGREED:
            both = Max(Min(own, to_rational(high)), to_rational(low))
            yield both, f"the factor cut off below {low} and above {high}"
            break


def straight(reading: Reading) -> Iterator[tuple[Expr, str]]:
    """Yield x with a number added, and a multiple of x with a number added."""
    slope, start = np.polyfit(reading.x, reading.seen, 1, w=1 / np.abs(reading.seen))
    for number in written(float(start)):
        for factor in dict.fromkeys((Fraction(1), *written(float(slope)))):
            if number and reading.near(float(factor) * reading.x + float(number)) >= AGREED:
                expression = to_rational(factor) * x + to_rational(number)
                yield expression, str(expression)
                return


def terms_lost(reading: Reading, own: Bound) -> Iterator[tuple[Expr, str]]:
    """Yield the slope without a term of the rule for products."""
    parts = sympy.Mul.make_args(own.expression)
    terms = [sympy.diff(part, x) * (own.expression / part) for part in parts]
    for lost, term in zip(parts, terms, strict=True):
        left = sympy.Add(*terms) - term
        if term and left and reading.near(walk(left, reading.x)) >= AGREED:
            yield left, f"the slope without the term of the derivative of {lost}"
