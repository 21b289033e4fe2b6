"""What a cause of wrong rows is given, and the computations without a defect that it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from symact.definition.quantity import Kind
from symact.formats.floating import Format
from symact.judge.rows.function import Function
from symact.judge.rows.multiples import Measured
from symact.judge.rows.norm_simulation import NormComputation
from symact.judge.rows.simulation import Computation

FEWEST = 8
"""Wrong results without which nothing is named: a coincidence would do."""

FREE = Computation()
"""A computation without a defect."""


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
    for order in ("recursive", "halves", "numpy"):
        for exponential in ("exp", "numpy"):
            yield replace(FREE, order=order, exponential=exponential)
            yield replace(FREE, order=order, exponential=exponential, quotient="reciprocal")
    yield replace(FREE, steps="float64", total="float64")


def free_norms(fmt: Format) -> Iterator[NormComputation]:
    """Yield computations of norms without a defect, in the usual orders of a sum."""
    for order in ("recursive", "halves", "numpy"):
        for reciprocal in (True, False):
            yield NormComputation(order=order, reciprocal=reciprocal)
    yield NormComputation(steps="float64", total="float64")
