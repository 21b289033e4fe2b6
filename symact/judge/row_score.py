"""What a scoreboard keeps of a verdict on a function of rows, and one reference of its rows for all targets."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits
from symact.formats.floating import Format
from symact.judge.figures.row_figures import RowFigures
from symact.judge.reference_table import Progress
from symact.reference.table import Table
from symact.reference.vectors.table import decided_rows


@dataclass(frozen=True)
class RowScore:
    """What a scoreboard keeps of a verdict on a function of rows beyond its entries.

    Args:
        widths: of the rows.
        rows: that were judged.
        of_best: the greatest error as a multiple of what the best plan allows.
        terms: of a VJP or JVP the greatest error in units of u times the sum of absolute terms, None else.
        laws: broken ones: the name, the number of rows, the first of them in words.
        causes: names, as in docs/row-verdicts.md.
        family, width, row, entry: place of the greatest multiple of the best plan's bound; "" and 0 without.
        got, correct, error_ulp: the result there, the correctly rounded one, the error.
    """

    widths: tuple[int, ...]
    rows: int
    of_best: float
    terms: float | None = None
    laws: tuple[tuple[str, int, str], ...] = ()
    causes: tuple[str, ...] = ()
    family: str = ""
    width: int = 0
    row: int = 0
    entry: int = 0
    got: str = ""
    correct: str = ""
    error_ulp: float = 0.0


def score_of_rows(rows: RowFigures) -> RowScore:
    """Return what a scoreboard keeps of the figures of rows."""
    found = RowScore(
        tuple(each.width for each in rows.tables),
        rows.rows,
        rows.of_best,
        rows.terms,
        tuple((law.name, law.broken, law.witness) for law in rows.laws if law.broken),
        tuple(cause.name for cause in rows.causes),
    )
    if not rows.worst:
        return found
    place = max(rows.worst, key=lambda each: (each.of_best, each.error_ulp))
    kept = ("family", "width", "row", "entry", "got", "correct", "error_ulp")
    return replace(found, **{name: getattr(place, name) for name in kept})


class LastRows:
    """Keeps the last reference of each width, for a function of rows."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[object, tuple[Table, npt.NDArray[np.bool_]]]] = {}

    def __call__(
        self, bound: Bound, fmt: Format, quantity: Quantity, bits: Bits, progress: Progress | None
    ) -> tuple[Table, npt.NDArray[np.bool_]]:
        key = (bound.expression, bound.activation.name, bound.library, fmt.name, quantity, bits.tobytes())
        width = bits.shape[1]
        if width not in self._found or self._found[width][0] != key:
            self._found[width] = key, decided_rows(bound, fmt, quantity, bits, progress)
        return self._found[width][1]
