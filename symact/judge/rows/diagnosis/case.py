"""What a cause of wrong rows is given, and the computations without a defect that it changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations

import numpy as np

from symact.definition.quantity import Kind
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.judge.rows.computation import Computation
from symact.judge.rows.function import Function
from symact.judge.rows.multiples import Measured
from symact.judge.rows.norm_computation import NormComputation
from symact.judge.rows.plans import Plan

ON_GRID = 0.98
"""Share of results that are multiples of a unit, if that is looked into."""

FAR, WITHIN, HALF = 4, 0.9, 0.5
"""How many times the bound of a plan its errors are allowed for once, and the share of wrong results within that.

Of sums in a narrow format half is enough: they are tried one by one.
"""

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


A_FEW = 4
"""Steps that are rounded beside others that are not, or the other way round."""


def in_words(at: Iterable[str]) -> str:
    """Return the names of steps, one after the other."""
    *said, last = [words for name, words in WORDS.items() if name in at]
    return f"{', '.join(said)} and {last}" if said else last


def some(names: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield the sets of names, the smallest first; of many names those with a few of them, or without a few."""
    for count in range(1, len(names) + 1):
        if min(count, len(names) - count) <= A_FEW:
            yield from map(frozenset, combinations(names, count))


FREE = Computation()
"""A computation without a defect."""

Ways = Iterator[tuple[str, Computation]]
"""What a cause yields: what is said of a defect, and a computation with it."""

NormWays = Iterator[tuple[str, NormComputation]]
"""The same for norms."""


AnyWays = Iterator[tuple[str, Computation | NormComputation]]
"""The same for both."""

GRIDS = [*(f"1/{2**k}" for k in range(4, 17)), *(f"1/{2**k - 1}" for k in range(4, 17)), *("1/1000", "1/10000")]
"""Units that results are multiples of, in integers of a few bits or as decimals."""


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

    @cached_property
    def narrow(self) -> list[str]:
        """The formats of `narrow` whose rounding alone may make a good part of what is wrong."""
        plans = {name: Plan(work=name, sum="pairwise") for name in narrow(self.fmt)}
        return [name for name, plan in plans.items() if self._within(plan, self.parts, FAR) >= WITHIN]

    @cached_property
    def summed(self) -> list[str]:
        """The formats of `narrow` in which sums may make half of what is wrong in the shortest rows.

        A sum that overflows is another matter: what vanishes or is not finite is left out.
        """
        telling = []
        for part in sorted(self.parts, key=lambda each: each.judged.batch.own):
            y = part.judged.y.reshape(part.wrong.shape)
            wrong = part.wrong & np.isfinite(y) & (y != 0)
            if part.judged.batch.own > 1 and wrong.sum() >= FEWEST:
                telling.append(replace(part, wrong=wrong))
        shortest = telling[:1]
        plans = {name: Plan(work=name, sum="recursive") for name in narrow(self.fmt)}
        return [name for name, plan in plans.items() if not shortest or self._within(plan, shortest, 1) >= HALF]

    def _within(self, plan: Plan, parts: Sequence[Measured], times: int) -> float:
        """Return the share of wrong results whose errors are no greater than so many times what a plan allows."""
        within = wrong = 0
        for part in parts:
            ulp = np.ldexp(1.0, part.table.ulp_exponent.astype(np.int32)).reshape(part.wrong.shape)
            with np.errstate(all="ignore"):
                fits = part.error * ulp <= times * part.judged.allowed(ulp, plan)
            within += int((fits & part.wrong).sum())
            wrong += int(part.wrong.sum())
        return within / max(wrong, 1)

    @cached_property
    def grids(self) -> list[str]:
        """What all results are multiples of, from the coarsest on."""
        y = np.concatenate([part.judged.y[np.isfinite(part.judged.y)] for part in self.parts])
        found: list[str] = []
        if len(np.unique(y)) <= FEWEST:
            return found
        for unit in GRIDS:
            size = float(Fraction(unit))
            near = encode(np.rint(y / size) * size, self.fmt) == encode(y, self.fmt)
            if near.mean() >= ON_GRID:
                found += [f"multiples of {unit}", f"multiples of {unit} toward zero"]
        return found

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


def innocent(case: Case) -> Iterator[Computation | NormComputation]:
    """Yield computations without a defect."""
    return free_norms(case.fmt) if case.function.norm else free(case.fmt)


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
