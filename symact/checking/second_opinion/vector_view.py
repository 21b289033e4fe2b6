"""A function of vectors, or of pairs, at one choice of parameters: its entries, products with its Jacobian, points."""

import ast
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError, UndefinedError
from symact.checking.second_opinion.expression import evaluate, tree
from symact.checking.second_opinion.points import CONTEXT, FINE

Columns = Mapping[str, Sequence[Any]]
"""Name of an input -> its entries."""

VECTORS = (
    ("1", "0"),
    ("1/8", "0"),
    ("0", "0"),
    ("-3", "1/2"),
    ("1/10", "2", "-1"),
    ("2", "2", "-1/2"),
    ("40", "-40", "3"),
    ("5", "4", "3", "-2"),
    ("-1/3", "7/5", "0", "12", "12"),
)
"""Values of x at which claims are tried; those of other inputs come from the same numbers."""

BESIDE = ("2", "-1/2", "3", "1", "-5/4")

STEP = CONTEXT.mpf(10) ** -45
"""Of differences, whose error is about its square."""


def _total(values: list[Any]) -> Any:
    return CONTEXT.fsum(values)


def _threshold(values: list[Any]) -> Any:
    """Return t with sum max(x - t, 0) = 1."""
    ordered = sorted(values, reverse=True)
    sums = [CONTEXT.fsum(ordered[: k + 1]) for k in range(len(ordered))]
    size = max(k + 1 for k, (x, total) in enumerate(zip(ordered, sums, strict=True)) if 1 + (k + 1) * x > total)
    return (sums[size - 1] - 1) / size


def _square_threshold(values: list[Any]) -> Any:
    """Return t with sum max(x - t, 0)^2 = 1: the lesser root over the greatest entries, as many as are above it."""
    ordered = sorted(values, reverse=True)
    for size in range(len(ordered), 0, -1):
        mean = _total(ordered[:size]) / size
        square = (1 - _total([(x - mean) ** 2 for x in ordered[:size]])) / size
        if square >= 0 and ordered[size - 1] > (found := mean - CONTEXT.sqrt(square)):
            return found
    raise OpenError


def _attained(values: list[Any]) -> list[Any]:
    first = next((k for k, value in enumerate(values) if value == 0), None)
    return [CONTEXT.mpf(int(k == first)) for k in range(len(values))]


def _softmax(values: list[Any]) -> list[Any]:
    weights = [CONTEXT.exp(x - max(values)) for x in values]
    return [each / _total(weights) for each in weights]


def _logsumexp(values: list[Any]) -> Any:
    return max(values) + CONTEXT.log(_total([CONTEXT.exp(x - max(values)) for x in values]))


OF_AN_ENTRY: dict[str, Callable[[list[Any]], list[Any]]] = {
    "Attained": _attained,
    "softmax": _softmax,
    "log_softmax": lambda values: [x - _logsumexp(values) for x in values],
}
"""What texts take of all entries, with one number an entry as the result."""

REDUCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "Total": _total,
    "Greatest": max,
    "Threshold": _threshold,
    "SquareThreshold": _square_threshold,
    "logsumexp": _logsumexp,
    **OF_AN_ENTRY,
}
"""What texts take of all entries: one number, or one an entry."""


class _Reduced(ast.NodeTransformer):
    """Takes the reductions out of a text, inner ones first: each becomes a name."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Replace a call of a reduction."""
        self.generic_visit(node)
        if not (isinstance(node.func, ast.Name) and node.func.id in REDUCTIONS and len(node.args) == 1):
            return node
        self.found.append((node.func.id, ast.unparse(node.args[0])))
        return ast.Name(f"reduced{len(self.found) - 1}", ast.Load())


@lru_cache(maxsize=256)
def _taken_apart(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the reductions of a text, each with its argument, and the text with names in their place."""
    reduced = _Reduced()
    rest = reduced.visit(copy.deepcopy(tree(text)))
    return tuple(reduced.found), ast.unparse(rest)


class VectorView:
    """A function of vectors or pairs with its parameters at chosen values."""

    def __init__(self, text: str, inputs: Sequence[str], parameters: Mapping[str, Fraction]) -> None:
        self.text, self.inputs, self.parameters = text, tuple(inputs), dict(parameters)
        self.property = ""

    @property
    def single(self) -> bool:
        """Whether the result is one number."""
        reductions, rest = _taken_apart(self.text)
        own = {f"reduced{k}" for k, (name, _) in enumerate(reductions) if name in OF_AN_ENTRY}
        return not any(isinstance(node, ast.Name) and node.id in {*self.inputs, *own} for node in ast.walk(tree(rest)))

    def entries(self, text: str, columns: Columns, **names: Any) -> list[Any]:
        """Return the values of a text, one an entry.

        Raises:
            OpenError: it cannot be computed, or has no value.
        """
        reductions, rest = _taken_apart(text)
        length = len(columns[self.inputs[0]])
        common = {"n": CONTEXT.mpf(length), **self.parameters, **names}
        known = [{**common, **{name: values[k] for name, values in columns.items()}} for k in range(length)]
        try:
            for number, (name, argument) in enumerate(reductions):
                found = REDUCTIONS[name]([evaluate(argument, each, FINE) for each in known])
                for k, each in enumerate(known):
                    each[f"reduced{number}"] = found[k] if isinstance(found, list) else found
            return [evaluate(rest, each, FINE) for each in known]
        except (UndefinedError, ValueError, ArithmeticError):
            raise OpenError from None

    def number(self, text: str, columns: Columns, **names: Any) -> Any:
        """Return the value of a text that is the same for all entries."""
        return self.entries(text, columns, **names)[0]

    def f(self, columns: Columns) -> list[Any]:
        """Return f: its entries, or one number alone."""
        found = self.entries(self.text, columns)
        return found[:1] if self.single else found

    def changed(self, columns: Columns, v: Sequence[Any], step: Any = STEP) -> list[Any]:
        """Return J v by differences.

        Raises:
            OpenError: those to both sides disagree, as at a kink.
        """
        ends = [
            self.f({**columns, "x": [x + side * step * each for x, each in zip(columns["x"], v, strict=True)]})
            for side in (1, -1)
        ]
        middle = self.f(columns)
        up, down = (
            [(y - z) / (side * step) for y, z in zip(end, middle, strict=True)]
            for end, side in zip(ends, (1, -1), strict=True)
        )
        if not all(map(alike, up, down)):
            raise OpenError
        return [(a + b) / 2 for a, b in zip(up, down, strict=True)]

    def jacobian(self, columns: Columns) -> list[list[Any]]:
        """Return J by rows."""
        length = len(columns["x"])
        units = [[CONTEXT.mpf(int(k == j)) for k in range(length)] for j in range(length)]
        by_column = [self.changed(columns, unit) for unit in units]
        return [list(row) for row in zip(*by_column, strict=True)]

    def points(self, least: int = 1) -> Iterator[Columns]:
        """Yield vectors of so many entries or more at which f has a value."""
        given = [*VECTORS, ("3/2",), ("-2",)]
        for texts in sorted(given, key=len):
            columns = self.columns(texts)
            if len(texts) >= least and self.has_value(columns):
                yield columns

    def columns(self, texts: Sequence[str]) -> dict[str, list[Any]]:
        """Return a vector x, with those beside it."""
        found = {"x": [FINE.of(Fraction(text)) for text in texts]}
        for shift, name in enumerate(self.inputs[1:]):
            found[name] = [FINE.of(Fraction(BESIDE[(k + shift) % len(BESIDE)])) for k in range(len(texts))]
        return found

    def has_value(self, columns: Columns) -> bool:
        """Whether f has a value there that is computed."""
        try:
            self.f(columns)
        except OpenError:
            return False
        return True


NEAR = CONTEXT.mpf(10) ** -25


def alike(a: Any, b: Any) -> bool:
    """Whether two numbers are equal but for rounding and the error of differences."""
    return bool(abs(a - b) <= NEAR * max(1, abs(a), abs(b)))
