"""Cases of parameters: where the sign of a constant decides, the parameter's line is cut and each part tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import sympy
from sympy import And, Dummy, Eq, Expr, Interval, Set, Symbol, oo
from sympy.logic.boolalg import Boolean

from symact.analysis.parameter_sets import allowed, condition, joined
from symact.analysis.sign_chart import numeric_chart
from symact.definition.activation import x
from symact.definition.pieces import constant_sign
from symact.symbolic.transseries import OpenSignError

MOST_CASES = 24
"""Cases after which a property is left open."""

DEEPEST = 3
"""Constants whose sign may be asked for, one after the other, by `ask`."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Region:
    """A part of the parameters' space, one set a parameter, with symbols whose signs say where it lies.

    Args:
        sets: (parameter, set) for every parameter that was cut.
        inward: parameter -> expression in a positive symbol, or a number.
        outward: positive symbol -> expression in the parameter.
        relations: between parameters, where one was cut at a value that depends on others.
    """

    sets: tuple[tuple[Symbol, Set], ...] = ()
    inward: tuple[tuple[Symbol, Expr], ...] = ()
    outward: tuple[tuple[Symbol, Expr], ...] = ()
    relations: tuple[Boolean, ...] = ()

    @property
    def condition(self) -> Boolean:
        """The region as a condition on the parameters."""
        return And(condition(dict(self.sets)), *self.relations)

    def put(self, expression: Expr) -> Expr:
        """Return an expression in the region's own symbols."""
        return expression.subs(dict(self.inward), simultaneous=True)

    def outside(self, expression: Expr) -> Expr:
        """Return an expression in the parameters, as it comes."""
        return expression.subs(dict(self.outward), simultaneous=True) if self.outward else expression

    def back(self, expression: Expr) -> Expr:
        """Return an expression in the parameters, simplified."""
        if not self.outward or not expression.free_symbols & {s for s, _ in self.outward}:
            return expression
        found = self.outside(expression)
        return min((found, sympy.simplify(found)), key=lambda e: (e.count_ops(), str(e)))

    def cut(self, constant: Expr) -> list[Region] | None:
        """Return the parts on each of which a constant has one sign; None where its zeros are not found."""
        shown = self.outside(constant)
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
        return Region(tuple(sets.items()), tuple(inward.items()), tuple(outward.items()), self.relations)

    def split(self, constant: Expr) -> tuple[Symbol, Expr, tuple[Region, Region, Region]] | None:
        """Return a parameter, its value where a constant is 0, and the regions below, at and above that value.

        The value may depend on other parameters. None where the constant is not affine in a parameter with a
        coefficient of known sign.
        """
        above, below = sympy.fraction(sympy.together(self.outside(constant)))
        if not constant_sign(self.put(below)):
            return None
        shown = sympy.expand(above)
        for symbol in sorted(shown.free_symbols - dict(self.inward).keys(), key=str):
            if not shown.is_polynomial(symbol) or sympy.degree(shown, symbol) != 1:
                continue
            slope, offset = sympy.Poly(shown, symbol).all_coeffs()
            root = sympy.together(-offset / slope)
            if constant_sign(slope) and (not symbol.is_positive or constant_sign(root) == 1):
                return symbol, root, self._around(symbol, root)
        return None

    def _around(self, symbol: Symbol, root: Expr) -> tuple[Region, Region, Region]:
        own = Dummy(symbol.name, positive=True)
        # A positive parameter below its root is root/(1 + p), so that it stays positive for all p > 0.
        below = root / (1 + own) if symbol.is_positive else root - own
        distance = root / symbol - 1 if symbol.is_positive else root - symbol
        return (
            self._with(symbol < root, symbol, below, ((own, distance),)),
            self._with(Eq(symbol, root), symbol, root, ()),
            self._with(symbol > root, symbol, root + own, ((own, symbol - root),)),
        )

    def _with(
        self, relation: Boolean, symbol: Symbol, inside: Expr, outward: tuple[tuple[Symbol, Expr], ...]
    ) -> Region:
        inside = self.put(inside)
        inward = {s: e.subs(symbol, inside) for s, e in self.inward} | {symbol: inside}
        return Region(self.sets, tuple(inward.items()), self.outward + outward, (*self.relations, relation))


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


def ask(
    question: Callable[[Region], Answer],
    same: Callable[[Answer, Answer], bool],
    unknown: Callable[[str], Answer],
    region: Region | None = None,
    depth: int = DEEPEST,
) -> list[tuple[Boolean, Answer]]:
    """Return the answers with their conditions, which exclude each other and cover all parameters.

    Unlike `solve_by_cases` it cuts one parameter at a value that depends on others, and joins equal answers at once.

    Args:
        question: answers in one region; raises OpenSignError for a constant whose sign it needs.
        same: whether two answers are equal, so that their conditions may be joined.
        unknown: reason -> the answer where no cut helps.
        region: where to start.
        depth: cuts that may still be made.
    """
    region = region or Region()
    try:
        return [(region.condition, question(region))]
    except OpenSignError as error:
        found = region.split(error.constant) if depth else None
        if found is None:
            return [(region.condition, unknown(str(error)))]
    symbol, root, parts = found
    rows = [ask(question, same, unknown, each, depth - 1) for each in parts]
    alike = [
        (a, b)
        for a, b in ((0, 1), (1, 2), (0, 2))
        if len(rows[a]) == len(rows[b]) == 1 and same(rows[a][0][1], rows[b][0][1])
    ]
    if len(alike) > 1:
        return [(region.condition, rows[0][0][1])]
    for a, b in alike:
        relation = {(0, 1): symbol <= root, (1, 2): symbol >= root, (0, 2): sympy.Ne(symbol, root)}[a, b]
        return [(And(region.condition, relation), rows[a][0][1]), *rows[3 - a - b]]
    return [row for each in rows for row in each]


def merge(
    found: Iterable[tuple[Region, Answer]], same: Callable[[Answer, Answer], bool]
) -> list[tuple[Boolean, list[Answer]]]:
    """Join the parts with the same answer that differ in the set of one parameter; return conditions and answers."""
    groups: list[tuple[dict[Symbol, Set], list[Answer]]] = []
    for region, answer in found:
        sets = dict(region.sets)
        for index, (others, known) in enumerate(groups):
            both = joined(sets, others) if same(answer, known[0]) else None
            if both is not None:
                groups[index] = (both, [*known, answer])
                break
        else:
            groups.append((sets, [answer]))
    return [(condition(sets), answers) for sets, answers in groups]
