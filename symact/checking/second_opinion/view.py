"""Test points of a function: marks, at which it or a claim may break, a grid, and points far out."""

import ast
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError
from symact.checking.second_opinion.evaluation import Evaluated
from symact.checking.second_opinion.expression import compiled, tree
from symact.checking.second_opinion.points import CONTEXT, FINE, LOOSE, Point, point, round_key, same, simplest

GRID = (
    *("0", "1/1000", "1/10", "1/4", "1/2", "3/4", "1", "5/4", "3/2", "2", "5/2", "3", "7/2", "4", "5", "6", "8"),
    *("10", "12", "15", "20", "30", "50", "100", "37/100", "1234/1000", "271/100", "1000", "1/1000000"),
)
"""Inputs, with both signs."""


FAR = ((2, "0.37"), (3, "1.13"), (6, "2.71"), (12, "4.19"), (24, "7.57"))
"""10^k, and how far beyond: what recurs, as sin(pi*x) does, is not met at one and the same place."""

BEYOND = [f"{scale * k}" for scale in (0.071, 0.61, 5.3, 47.0) for k in range(1, 9)]
"""Distances beyond a far point: of every size of steps that recur, some fall on another one."""

HALVINGS = 24
"""Steps of the search for an extreme value beside the best input."""

BISECTIONS = 540


MOST_MARKS = 24

JUMP = CONTEXT.mpf(10) ** -9
"""One-sided limits that differ by more, relatively, are different."""


class View(Evaluated):
    """The same with the points at which claims are tried: marks, where something may break, a grid, and far out."""

    @cached_property
    def marks(self) -> list[Point]:
        """Places where f or a claim may break: those of the sheet, and zeros of what decides in the formula."""
        found: dict[Any, Point] = {}
        for text in self.places:
            try:
                x = self.number(text)
            except OpenError:
                continue
            if CONTEXT.isfinite(x):
                exact = self.fraction(text)
                found.setdefault(round_key(x), point(exact) if exact is not None else Point(x, None))
        for mark in self.switches:
            found.setdefault(round_key(mark.x), mark)
        ordered = sorted(found.values(), key=lambda p: abs(p.x))[:MOST_MARKS]
        return sorted(ordered, key=lambda p: p.x)

    @cached_property
    def switches(self) -> list[Point]:
        """Where conditions, divisors, logarithms, moduli and maxima of the formula change."""
        # The texts are those of Python's unparser, from a tree that was read.
        return [place for text in dict.fromkeys(deciding(tree(self.text))) for place in self._zeros_of(text)]

    def _zeros_of(self, text: str) -> Iterator[Point]:
        compiled(text)
        before: tuple[Any, Any] | None = None
        for each in self.grid:
            value = self.at(text, x=each.x)
            if value is None:
                before = None
                continue
            if value == 0:
                yield each
                before = None
                continue
            if before and (before[1] > 0) != (value > 0):
                root = self._bisected(text, before[0], each.x, before[1] > 0)
                exact = simplest(root)
                yield point(exact) if exact is not None else Point(root, None)
            before = (each.x, value)

    def _bisected(self, text: str, low: Any, high: Any, positive: bool) -> Any:
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            value = self.at(text, x=middle)
            if value == 0 or value is None or middle in (low, high):
                return middle
            low, high = (middle, high) if (value > 0) == positive else (low, middle)
        return middle

    @cached_property
    def grid(self) -> list[Point]:
        """Inputs that do not depend on f."""
        return [point(s) for s in sorted({sign * Fraction(t) for t in GRID for sign in (-1, 1)})]

    @cached_property
    def points(self) -> list[Point]:
        """All inputs, from left to right: the grid, the marks, and what lies beside and between them."""
        found = {round_key(p.x): p for p in [*self.marks, *self.grid]}
        around = [CONTEXT.mpf(10) ** -k for k in (3, 9, 20)]
        for mark in self.marks:
            for distance in around:
                for side in (-1, 1):
                    x = mark.x + side * distance * max(abs(mark.x), 1)
                    found.setdefault(round_key(x), Point(x, None))
        for left, right in pairwise(self.marks):
            x = (left.x + right.x) / 2
            found.setdefault(round_key(x), Point(x, None))
        return sorted(found.values(), key=lambda p: p.x)

    @cached_property
    def defined(self) -> list[tuple[Point, Any]]:
        """(input, value) wherever f has a value that two precisions agree on."""
        return [(p, v) for p in self.points if (v := self.plain(p.x)) is not None]

    @cached_property
    def smooth_points(self) -> list[Any]:
        """Inputs that are no marks."""
        marked = {round_key(m.x) for m in self.marks}
        return [p.x for p in self.points if round_key(p.x) not in marked]

    def jumps(self) -> Iterator[tuple[Point, Any, Any]]:
        """Yield marks where f has different one-sided limits: mark, left limit, right limit."""
        for mark in self.marks:
            sides = self.sides(mark.x, 0)
            if sides is not None and not same(*sides, JUMP):
                yield mark, *sides

    def own_values(self) -> Iterator[tuple[Point, Any, Any]]:
        """Yield marks where f has another value than the limit of both sides: mark, value, limit."""
        for mark in self.marks:
            sides = self.sides(mark.x, 0)
            value = self.plain(mark.x)
            if mark.exact is None or sides is None or value is None or not same(*sides, JUMP):
                continue
            if not same(value, sides[0], JUMP):
                yield mark, value, sides[0]

    def joins(self, mark: Point) -> bool:
        """Whether f has one limit at a mark, from both sides."""
        sides = self.sides(mark.x, 0)
        return sides is not None and same(*sides, JUMP)

    @cached_property
    def values(self) -> list[Any]:
        """The values of f at the inputs, and far out."""
        return [v for _, v in self.defined] + [v for side in (-1, 1) for _, v in self.far(side)]

    @cached_property
    def approached(self) -> list[Any]:
        """The same, and the limits at marks."""
        limits = [self.one_sided(mark.x, side, 0) for mark in self.marks for side in (-1, 1)]
        return self.values + [v for v in limits if v is not None]

    def extreme(self, sign: int) -> Any:
        """Return the least value (sign 1) or the greatest (sign -1) that is found, also beside the best input."""
        best = min(self.approached, key=lambda v: sign * v)
        row = self.defined
        index = min(range(len(row)), key=lambda i: sign * row[i][1])
        x, value = row[index][0].x, row[index][1]
        step = max((abs(row[i][0].x - x) for i in (index - 1, index + 1) if 0 <= i < len(row)), default=0) / 2
        for _ in range(HALVINGS):
            found = [(v, at) for at in (x - step, x + step) if (v := self.plain(at)) is not None]
            value, x = min([(value, x), *found], key=lambda pair: sign * pair[0])
            step /= 2
        return min(best, value, key=lambda v: sign * v)

    def is_past_marks(self, x: Any) -> bool:
        """Whether no mark lies farther out than an input, on its side of 0."""
        side = 1 if x > 0 else -1
        return all(mark.x * side < FINE.of(abs(x)) for mark in self.marks)

    def beside(self, at: Any, side: int, distance: Any) -> Any:
        """Return an input at a distance on one side, or halfway to the next mark where that stands nearer."""
        gaps = [gap for mark in self.marks if (gap := side * (mark.x - at)) > LOOSE * max(1, abs(at))]
        return at + side * min([distance, *(gap / 2 for gap in gaps)])

    def far(self, side: int) -> list[tuple[Any, Any]]:
        """Return (input, value) ever farther on one side, as far as f is computed."""
        inputs = (side * (CONTEXT.mpf(10) ** k + CONTEXT.mpf(beyond)) for k, beyond in FAR)
        return [(x, v) for x in inputs if (v := self.plain(x)) is not None]

    def stays(self, far: tuple[Any, Any], near: Any) -> bool:
        """Whether f has about the value of a point all along some way beyond it, where what recurs in steps has others.

        Args:
            far: of `far`: the input and the value.
            near: how much values may differ, relatively.
        """
        x, value = far
        return not self.lone_values and all(abs(v - value) < near * max(1, abs(value)) for v in self.ahead(x))

    def ahead(self, x: Any) -> list[Any]:
        """Return the values of f some way beyond a far input, as far as they are computed."""
        found = (self.plain(x + (1 if x > 0 else -1) * CONTEXT.mpf(each)) for each in BEYOND)
        return [v for v in found if v is not None]


def deciding(node: ast.AST, whole_powers: bool = True) -> Iterator[str]:
    """Yield the texts whose sign decides about the course of f: switches, divisors, arguments of logarithms.

    Args:
        node: f.
        whole_powers: whether bases of powers with whole exponents count, beside which f does not break.
    """
    for each in ast.walk(node):
        pairs: list[tuple[ast.expr, ast.expr | None]] = []
        if isinstance(each, ast.Compare):
            pairs = [(each.left, each.comparators[0])]
        elif isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div):
            pairs = [(each.right, None)]
        elif isinstance(each, ast.BinOp) and isinstance(each.op, ast.Pow):
            whole = isinstance(each.right, ast.Constant) and isinstance(each.right.value, int)
            pairs = [(each.left, None)] if whole_powers or not whole else []
        elif isinstance(each, ast.Call) and isinstance(each.func, ast.Name):
            if each.func.id in ("Max", "Min", "Eq", "Ne"):
                pairs = [(a, b) for i, a in enumerate(each.args) for b in each.args[i + 1 :]]
            elif each.func.id in ("Abs", "sign", "log", "log2", "sqrt", "cbrt", "asin", "acos", "atanh", "acosh"):
                pairs = [(each.args[0], None)]
        for a, b in pairs:
            text = ast.unparse(a) if b is None else f"({ast.unparse(a)}) - ({ast.unparse(b)})"
            if any(isinstance(n, ast.Name) and n.id == "x" for n in ast.walk(tree(text))):
                yield text
