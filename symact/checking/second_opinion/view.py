"""A function of one number at one choice of parameters, as numbers: values, exact values, differences, marks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from symact.checking.second_opinion.expression import (
    Digits,
    Fractions,
    OpenError,
    UndefinedError,
    compiled,
    evaluate,
    tree,
)

ROUGH, FINE = Digits(60), Digits(160)
EXACT = Fractions()
CONTEXT = FINE.context
INFINITY = CONTEXT.inf

AGREE = CONTEXT.mpf(10) ** -25
"""Two precisions that differ by more, relatively, say nothing."""

NEAR = CONTEXT.mpf(10) ** -30
"""Numbers on a sheet have 40 digits; what differs by less than this, relatively, is taken for the same."""

GRID = (
    *("0", "1/1000", "1/10", "1/4", "1/2", "3/4", "1", "5/4", "3/2", "2", "5/2", "3", "7/2", "4", "5", "6", "8"),
    *("10", "12", "15", "20", "30", "50", "100", "37/100", "1234/1000", "271/100", "1000", "1/1000000"),
)
"""Inputs, with both signs."""

BISECTIONS = 540
MOST_MARKS = 24


@dataclass(frozen=True)
class Point:
    """An input.

    Args:
        x: to 160 digits.
        exact: the same as a fraction; None if x is only near the number that is meant.
    """

    x: Any
    exact: Fraction | None


def point(value: Fraction | str) -> Point:
    """Return a rational number as a point."""
    exact = Fraction(value)
    return Point(FINE.of(exact), exact)


class Evaluated:
    """A function with its parameters at chosen values, evaluated at points.

    Args:
        text: f in x and the parameters.
        parameters: name -> value.
        places: texts of numbers that the sheet names.
    """

    def __init__(self, text: str, parameters: Mapping[str, Fraction], places: Iterable[str] = ()) -> None:
        self.text, self.parameters = text, dict(parameters)
        self.places = list(dict.fromkeys(places))
        self.property = ""
        self._kept: dict[str, Any] = {}
        self._values: dict[Any, Any] = {}
        self._slopes: dict[tuple[Any, int], Any] = {}

    def number(self, text: Any) -> Any:
        """Return a number of the sheet, infinities included; raises `OpenError` where it has no value."""
        if text in ("oo", "-oo"):
            return INFINITY if text == "oo" else -INFINITY
        try:
            return evaluate(str(text), self.parameters, FINE)
        except UndefinedError:
            raise OpenError from None

    def fraction(self, text: str) -> Fraction | None:
        """Return a number of the sheet exactly, None where it is irrational or rounded."""
        try:
            return Fraction(evaluate(text, self.parameters, EXACT))
        except (OpenError, UndefinedError, OverflowError, ValueError):
            return None

    def once(self, what: str, make: Callable[[], Any]) -> Any:
        """Return what was made at the first call."""
        if what not in self._kept:
            self._kept[what] = make()
        return self._kept[what]

    def holds(self, text: str, **names: Any) -> bool:
        """Whether a condition holds."""
        return bool(evaluate(text, {**self.parameters, **names}, FINE))

    def at(self, text: str, **names: Any) -> Any:
        """Return the value of another expression of the sheet; None where it has none."""
        try:
            return evaluate(text, {**self.parameters, **names}, FINE)
        except (UndefinedError, OpenError):
            return None

    def value(self, x: Any) -> Any:
        """Return f(x).

        Raises:
            UndefinedError: f has no value there.
            OpenError: two precisions disagree.
        """
        if x not in self._values:
            try:
                self._values[x] = self._agreed(x)
            except (UndefinedError, OpenError) as error:
                self._values[x] = error
        found = self._values[x]
        if isinstance(found, Exception):
            raise found
        return found

    def _agreed(self, x: Any) -> Any:
        fine = evaluate(self.text, {**self.parameters, "x": x}, FINE)
        rough = FINE.of(evaluate(self.text, {**self.parameters, "x": ROUGH.of(x)}, ROUGH))
        if abs(fine - rough) > AGREE * max(abs(fine), CONTEXT.mpf(10) ** -20):
            raise OpenError
        return fine

    def plain(self, x: Any) -> Any:
        """Return f(x), None where it has no value or is open."""
        try:
            return self.value(x)
        except (UndefinedError, OpenError):
            return None

    def is_undefined(self, x: Any) -> bool:
        """Whether f has no value there, for certain."""
        try:
            self.value(x)
        except UndefinedError:
            return True
        except OpenError:
            pass
        return False

    def exact(self, where: Point) -> Fraction | None:
        """Return f as a fraction, None where it is irrational or not computed."""
        if where.exact is None:
            return None
        try:
            return Fraction(evaluate(self.text, {**self.parameters, "x": where.exact}, EXACT))
        except (UndefinedError, OpenError):
            return None

    def slope(self, x: Any, order: int = 1) -> Any:
        """Return a derivative by central differences, None where f has no value beside x or a kink is in between."""
        key = (x, order)
        if key not in self._slopes:
            self._slopes[key] = self._difference(x, order)
        return self._slopes[key]

    def _difference(self, x: Any, order: int) -> Any:
        found = []
        for digits in (30, 34) if order == 1 else (24, 27):
            h = (abs(x) if x else CONTEXT.mpf(1)) * CONTEXT.mpf(10) ** -digits
            values = [self._raw(x + k * h) for k in (-1, 0, 1)]
            if any(v is None for v in values):
                return None
            low, middle, high = values
            found.append((high - low) / (2 * h) if order == 1 else (low - 2 * middle + high) / h**2)
        size = max(map(abs, found))
        return found[0] if abs(found[0] - found[1]) <= CONTEXT.mpf(10) ** -12 * max(size, 1) else None

    def one_sided(self, x: Any, side: int, order: int) -> Any:
        """Return the limit of a derivative from one side by forward differences; None where they do not settle."""
        found = []
        for digits in (20, 24):
            h = side * max(abs(x), 1) * CONTEXT.mpf(10) ** -digits
            values = [self._raw(x + k * h) for k in (1, 2, 3)]
            if any(v is None for v in values):
                return None
            a, b, c = values
            found.append((a, (b - a) / h, (a - 2 * b + c) / h**2)[order])
        size = max(map(abs, found))
        return found[1] if abs(found[0] - found[1]) <= CONTEXT.mpf(10) ** -8 * max(size, 1) else None

    def _raw(self, x: Any) -> Any:
        return self.at(self.text, x=x)


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
        for mark in self._switches():
            found.setdefault(round_key(mark.x), mark)
        ordered = sorted(found.values(), key=lambda p: abs(p.x))[:MOST_MARKS]
        return sorted(ordered, key=lambda p: p.x)

    def _switches(self) -> Iterator[Point]:
        """Yield where conditions, divisors, logarithms, moduli and maxima of the formula change."""
        for text in dict.fromkeys(deciding(tree(self.text))):
            # The text is one of Python's unparser, from a tree that was read.
            yield from self._zeros_of(text)

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

    def far(self, side: int) -> list[tuple[Any, Any]]:
        """Return (input, value) ever farther on one side, as far as f is computed."""
        found = [(side * CONTEXT.mpf(10) ** k + side * CONTEXT.mpf("0.37"), k) for k in (2, 3, 6, 12, 24)]
        return [(x, v) for x, _ in found if (v := self.plain(x)) is not None]


def deciding(node: ast.AST) -> Iterator[str]:
    """Yield the texts whose sign decides about the course of f: switches, divisors, arguments of logarithms."""
    for each in ast.walk(node):
        pairs: list[tuple[ast.expr, ast.expr | None]] = []
        if isinstance(each, ast.Compare):
            pairs = [(each.left, each.comparators[0])]
        elif isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div):
            pairs = [(each.right, None)]
        elif isinstance(each, ast.BinOp) and isinstance(each.op, ast.Pow):
            pairs = [(each.left, None)]
        elif isinstance(each, ast.Call) and isinstance(each.func, ast.Name):
            if each.func.id in ("Max", "Min", "Eq", "Ne"):
                pairs = [(a, b) for i, a in enumerate(each.args) for b in each.args[i + 1 :]]
            elif each.func.id in ("Abs", "sign", "log", "log2", "sqrt", "cbrt", "asin", "acos", "atanh", "acosh"):
                pairs = [(each.args[0], None)]
        for a, b in pairs:
            text = ast.unparse(a) if b is None else f"({ast.unparse(a)}) - ({ast.unparse(b)})"
            if any(isinstance(n, ast.Name) and n.id == "x" for n in ast.walk(tree(text))):
                yield text


def round_key(x: Any) -> str:
    """Return what two inputs that are nearly equal have in common."""
    return str(CONTEXT.nstr(x, 32))


def simplest(x: Any) -> Fraction | None:
    """Return a fraction of small denominator that a number is to 100 digits; None if there is none."""
    found = Fraction(int(CONTEXT.nint(x * 5040)), 5040)
    return found if abs(FINE.of(found) - x) < CONTEXT.mpf(10) ** -100 * max(abs(x), 1) else None


def shown(x: Any) -> str:
    """Return a number in few digits; one that is astronomically large or small by its size."""
    if isinstance(x, Fraction):
        return str(x)
    if x and CONTEXT.isfinite(x) and abs(CONTEXT.mag(x)) > 10_000:
        return f"about {'-' if x < 0 else ''}2^{CONTEXT.mag(x)}"
    return str(CONTEXT.nstr(x, 12))


def same(a: Any, b: Any, tolerance: Any = NEAR) -> bool:
    """Whether two numbers are equal as far as 40 digits can say."""
    if not (CONTEXT.isfinite(a) and CONTEXT.isfinite(b)):
        return bool(a == b)
    return bool(abs(a - b) <= tolerance * max(1, abs(a), abs(b)))
