"""What a cause of wrong rows is given, and the computations without a defect that it changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from symact.definition.quantity import Kind
from symact.formats.floating import Format, get_format
from symact.judge.rows.function import Function
from symact.judge.rows.multiples import Measured
from symact.judge.rows.norm_simulation import NormComputation
from symact.judge.rows.simulation import Computation

FEWEST = 8
"""Wrong results without which nothing is named: a coincidence would do."""

NARROW = ("bfloat16", "float16", "float32")
"""Formats in which steps or sums are a defect, where they are no wider than that of the results."""


def narrow(fmt: Format) -> list[str]:
    """Return the formats in which steps or sums are a defect for results of a format; float32 is none for itself."""
    found = [name for name in NARROW if get_format(name).precision <= fmt.precision]
    return found if fmt.width > 32 else [name for name in found if name != "float32"]


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
            yield replace(FREE, order=order, exponential=exponential, quotient="reciprocal")
    yield replace(FREE, steps="float64", total="float64")
    if fmt.width > 32:
        for order in ("recursive", "halves", "numpy64"):
            for quotient in ("divide", "reciprocal"):
                yield replace(FREE, steps="float64", total="float64", order=order, quotient=quotient)


def free_norms(fmt: Format) -> Iterator[NormComputation]:
    """Yield computations of norms without a defect, in the usual orders of a sum."""
    for order in ("recursive", "halves", "numpy") if fmt.width <= 32 else ("recursive", "halves", "numpy64"):
        for reciprocal in (True, False):
            steps = "float32" if fmt.width <= 32 else "float64"
            yield NormComputation(steps=steps, total=steps, order=order, reciprocal=reciprocal)
    yield NormComputation(steps="float64", total="float64")
