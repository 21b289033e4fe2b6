"""Tables of rows of several widths as one table of entries, so that the comparison of numbers serves for rows too."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.formats.arrays import Bits, order_keys
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.entries import ErrorTerms, Extent, LazyColumn
from symact.reference.table import Rows, Table

NOWHERE: tuple[float, float] = (np.nan, np.nan)


def entries(tables: Sequence[Table], own: Sequence[int], ends: tuple[float, float] | None) -> Rows:
    """Return the entries of all tables as rows of one number: x is the entry's own one, or its row's greatest.

    Args:
        tables: of the same quantity in the same format.
        own: numbers of x in a row of each.
        ends: the interval of all correctly rounded results, None if it is not known.
    """
    first = tables[0]
    nothing = (first.format.nan_bits, first.format.nan_bits)
    return Rows(
        format_name=first.format_name,
        quantity=first.quantity,
        x_bits=np.concatenate([_own(table, width) for table, width in zip(tables, own, strict=True)]),
        y_bits=_joined([table.y_bits for table in tables]),
        y_lo_bits=_joined([table.y_lo_bits for table in tables]),
        y_hi_bits=_joined([table.y_hi_bits for table in tables]),
        flags=_joined([table.flags for table in tables]),
        wide=_wide(tables),
        errors=ErrorTerms(
            _joined([table.ulp_exponent for table in tables]),
            _joined([table.residual for table in tables]),
            _joined([table.errors.margin if table.errors else np.zeros(table.y_bits.shape) for table in tables]),
        ),
        whole=Extent(ends, NOWHERE, (nothing, nothing)),
    )


def _joined(columns: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return np.concatenate([each.reshape(-1) for each in columns])


def _own(table: Table, width: int) -> Bits:
    """Return for each entry of the results the number of x that stands in its place."""
    x = table.x_bits[:, :width]
    if table.out_shape == (width,):
        return x.reshape(-1)
    greatest = np.argmax(order_keys(x, table.format), axis=1)
    alone = np.take_along_axis(x, greatest[:, None], axis=1)
    return np.repeat(alone, int(np.prod(table.out_shape, dtype=int)), axis=1).reshape(-1)


def _wide(tables: Sequence[Table]) -> LazyColumn:
    starts = np.cumsum([0, *(table.y_bits.size for table in tables)])

    def value(index: int) -> RoundToOdd | None:
        table = int(np.searchsorted(starts, index, side="right")) - 1
        return tables[table].wide[index - int(starts[table])]

    return LazyColumn(int(starts[-1]), value)
