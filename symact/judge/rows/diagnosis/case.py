"""What a cause of wrong rows is given, and the computations without a defect that it changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from symact.definition.quantity import Kind
from symact.formats.floating import Format
from symact.judge.rows.computation import Computation
from symact.judge.rows.function import Function
from symact.judge.rows.multiples import Measured
from symact.judge.rows.norm_computation import NormComputation

FEWEST = 8
"""Wrong results without which nothing is named: a coincidence would do."""

NARROW = ("bfloat16", "float16", "float32")
"""Formats in which steps or sums are a defect, where they are no wider than that of the results."""


def narrow(fmt: Format) -> list[str]:
    """Return the formats in which steps or sums are a defect, that of the results first; float32 only for float64."""
    found = [name for name in NARROW if name != fmt.name and (name != "float32" or fmt.width > 32)]
    return [fmt.name, *found] if fmt.width < 32 else found


WORDS = {
    "input": "inputs",
    "difference": "differences",
    "exponential": "exponentials",
    "term": "the terms of the sum",
    "numerator": "the numerators",
    "partial sum": "the sum before exp(-max) is added",
    "sum": "the finished sum",
    "reciprocal": "the reciprocal of the sum",
    "result": "the quotients",
    "logarithm": "the logarithm of the sum",
    "lse": "lse",
    "exponent": "the last exponents",
    "product": "products with the vector",
    "inner": "the inner product",
    "bracket": "what is left of the vector",
    "probability": "softmax",
    "mean": "the mean",
    "total": "sums",
    "late mean": "the mean that is subtracted",
    "variance": "the variance",
    "square": "squares",
    "mean square": "the mean square",
    "with eps": "the mean with eps",
    "root": "the root",
    "inverse": "the reciprocal of the root",
    "normed": "the norm",
    "vector": "the vector times the weights",
    "mean vector": "the mean of the vector",
    "rest": "what is left of it",
}
"""What steps are called."""


def in_words(at: Iterable[str]) -> str:
    """Return the names of steps, one after the other."""
    *said, last = [words for name, words in WORDS.items() if name in at]
    return f"{', '.join(said)} and {last}" if said else last


def some(names: Sequence[str], least: int = 1) -> Iterator[frozenset[str]]:
    """Yield the sets of at least so many names, the smallest first."""
    for count in range(least, len(names) + 1):
        yield from map(frozenset, combinations(names, count))


FREE = Computation()
"""A computation without a defect."""

Ways = Iterator[tuple[str, Computation]]
"""What a cause yields: what is said of a defect, and a computation with it."""

NormWays = Iterator[tuple[str, NormComputation]]
"""The same for norms."""


@dataclass(frozen=True)
class Case:
    """What a cause is told.

    Args:
        fmt: format of inputs and results.
        parts: batches with their results.
        function: which one.
        kind: of a product with a vector, JVP or VJP; None for values.
    """

    fmt: Format
    parts: tuple[Measured, ...]
    function: Function
    kind: Kind | None

    @property
    def vjp(self) -> bool:
        """Whether the results are gradients."""
        return self.kind is Kind.VJP

    @property
    def least_result(self) -> float | None:
        """The least result, where many share it; None where there is no such floor."""
        values = np.concatenate([part.judged.y[part.counted] for part in self.parts])
        values = values[np.isfinite(values)]
        if not len(values):
            return None
        least = float(values.min())
        return least if least != 0 and int((values == least).sum()) >= FEWEST else None


def free(fmt: Format) -> Iterator[Computation]:
    """Yield computations without a defect: in float32 or wider, in the usual orders of a sum."""
    for order in ("recursive", "halves", "numpy") if fmt.width <= 32 else ():
        for exponential in ("exp", "numpy"):
            yield replace(FREE, order=order, exponential=exponential)
            yield replace(FREE, order=order, exponential=exponential, reciprocal="rounded")
    yield replace(FREE, steps="float64", total="float64")
    if fmt.width > 32:
        for order in ("recursive", "halves", "numpy64"):
            for reciprocal in ("", "rounded"):
                yield replace(FREE, steps="float64", total="float64", order=order, reciprocal=reciprocal)


def plainest(fmt: Format) -> Computation:
    """Return the computation without a defect that others are made from, with a sum from left to right."""
    return FREE if fmt.width <= 32 else replace(FREE, steps="float64", total="float64")


def free_norms(fmt: Format) -> Iterator[NormComputation]:
    """Yield computations of norms without a defect, in the usual orders of a sum."""
    for order in ("recursive", "halves", "numpy") if fmt.width <= 32 else ("recursive", "halves", "numpy64"):
        for reciprocal in (True, False):
            steps = "float32" if fmt.width <= 32 else "float64"
            yield NormComputation(steps=steps, total=steps, order=order, reciprocal=reciprocal)
    yield NormComputation(steps="float64", total="float64")


def plainest_norm(fmt: Format) -> NormComputation:
    """Return the computation without a defect that others are made from."""
    steps = "float32" if fmt.width <= 32 else "float64"
    return NormComputation(steps=steps, total=steps)
