"""Cases of parameters: where the sign of a constant decides, the parameter's line is cut and each part tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import sympy
from sympy import And, Eq, Expr, Interval, Or, S, Set, Symbol, Union, oo
from sympy.logic.boolalg import Boolean

from symact.analysis.sign_chart import numeric_chart
from symact.definition.activation import x
from symact.symbolic.transseries import OpenSignError

MOST_CASES = 24
"""Cases after which a property is left open."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Region:
    """A part of the parameters' space, one set a parameter, with symbols whose signs say where it lies.

    Args:
        sets: (parameter, set) for every parameter that was cut.
        inward: parameter -> expression in a positive symbol, or a number.
        outward: positive symbol -> expression in the parameter.
    """

    sets: tuple[tuple[Symbol, Set], ...] = ()
    inward: tuple[tuple[Symbol, Expr], ...] = ()
    outward: tuple[tuple[Symbol, Expr], ...] = ()

    def put(self, expression: Expr) -> Expr:
        """Return an expression in the region's own symbols."""
        return expression.subs(dict(self.inward), simultaneous=True)

    def back(self, expression: Expr) -> Expr:
        """Return an expression in the parameters."""
        if not self.outward or not expression.free_symbols & {s for s, _ in self.outward}:
            return expression
        found = expression.subs(dict(self.outward), simultaneous=True)
        return min((found, sympy.simplify(found)), key=lambda e: (e.count_ops(), str(e)))

    def cut(self, constant: Expr) -> list[Region] | None:
        """Return the parts on each of which a constant has one sign; None where its zeros are not found."""
        shown = constant.subs(dict(self.outward), simultaneous=True)
        for factor in sympy.Mul.make_args(sympy.factor(shown)):
            parts = self._cut_by(factor) if len(factor.free_symbols) == 1 else []
            if len(parts) > 1:
                return parts
        return None

    def _cut_by(self, factor: Expr) -> list[Region]:
        (symbol,) = factor.free_symbols
        whole = dict(self.sets).get(symbol, allowed(symbol))
        if not isinstance(whole, Interval):
            return []
        found = numeric_chart(factor.subs(symbol, x), 0, whole.start, whole.end)
        if isinstance(found, str) or any(zero.exact is None for zero in found.zeros):
            return []
        parts: list[Region] = []
        for cell in found.cells:
            if parts:
                parts.append(self.narrowed(symbol, sympy.FiniteSet(cell.lower.exact)))
            parts.append(self.narrowed(symbol, Interval.open(cell.lower.exact, cell.upper.exact)))
        return parts

    def narrowed(self, symbol: Symbol, part: Set) -> Region:
        """Return the part where a parameter lies in an open interval, or is one number."""
        sets = {**dict(self.sets), symbol: part}
        own = Symbol(f"{symbol.name}_", positive=True)
        if isinstance(part, sympy.FiniteSet):
            inside, outside = next(iter(part)), None
        elif part.end is oo:
            inside, outside = part.start + own, symbol - part.start
        elif part.start is -oo:
            inside, outside = part.end - own, part.end - symbol
        else:
            inside, outside = (
                (part.start + part.end * own) / (1 + own),
                (symbol - part.start) / (part.end - symbol),
            )
        inward = {**dict(self.inward), symbol: inside}
        outward = {s: e for s, e in self.outward if s != own}
        if outside is not None:
            outward[own] = outside
        return Region(tuple(sets.items()), tuple(inward.items()), tuple(outward.items()))


def allowed(symbol: Symbol) -> Set:
    """Return the values that a parameter's assumptions allow."""
    return Interval.open(0, oo) if symbol.is_positive else S.Reals


def solve_by_cases(
    expression: Expr, answer: Callable[[Region, Expr], Answer], unknown: Callable[[str], Answer]
) -> list[tuple[Region, Answer]]:
    """Return a question's answers, one a part of the parameters' space; the parts exclude each other and cover all.

    Args:
        expression: what is asked about, with parameters.
        answer: (region, expression in the region's symbols) -> the answer; raises OpenSignError for a cut.
        unknown: reason -> the answer where no cut helps.
    """
    pending, found = [Region()], []
    while pending:
        region = pending.pop()
        try:
            found.append((region, answer(region, region.put(expression))))
        except OpenSignError as error:
            parts = region.cut(error.constant)
            if parts is None or len(parts) + len(pending) + len(found) > MOST_CASES:
                found.append((region, unknown(str(error))))
            else:
                pending += reversed(parts)
    return found


def merge(
    found: Iterable[tuple[Region, Answer]], same: Callable[[Answer, Answer], bool]
) -> list[tuple[Boolean, list[Answer]]]:
    """Join the parts with the same answer that differ in the set of one parameter; return conditions and answers."""
    groups: list[tuple[dict[Symbol, Set], list[Answer]]] = []
    for region, answer in found:
        sets = dict(region.sets)
        for index, (others, known) in enumerate(groups):
            joined = _joined(sets, others) if same(answer, known[0]) else None
            if joined is not None:
                groups[index] = (joined, [*known, answer])
                break
        else:
            groups.append((sets, [answer]))
    return [(condition(sets), answers) for sets, answers in groups]


def _joined(a: Mapping[Symbol, Set], b: Mapping[Symbol, Set]) -> dict[Symbol, Set] | None:
    symbols = sorted({*a, *b}, key=str)
    full = [(s, a.get(s, allowed(s)), b.get(s, allowed(s))) for s in symbols]
    different = [s for s, left, right in full if left != right]
    if len(different) > 1:
        return None
    return {s: Union(left, right) if s in different else left for s, left, right in full}


def condition(sets: Mapping[Symbol, Set]) -> Boolean:
    """Return sets of parameters as a condition; what the assumptions say is left out."""
    return And(*(_relation(symbol, part) for symbol, part in sets.items() if part != allowed(symbol)))


def _relation(symbol: Symbol, part: Set) -> Boolean:
    complement = allowed(symbol) - part
    if isinstance(complement, sympy.FiniteSet):
        return And(*(sympy.Ne(symbol, value) for value in complement))
    pieces = part.args if isinstance(part, Union) else (part,)
    return Or(*(_single(symbol, each) for each in pieces))


def _single(symbol: Symbol, part: Set) -> Boolean:
    if isinstance(part, sympy.FiniteSet):
        return Or(*(Eq(symbol, value) for value in part))
    bounds = []
    if part.start is not -oo and not (symbol.is_positive and part.start == 0):
        bounds.append(symbol > part.start if part.left_open else symbol >= part.start)
    if part.end is not oo:
        bounds.append(symbol < part.end if part.right_open else symbol <= part.end)
    return And(*bounds)
