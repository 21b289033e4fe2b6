"""Which shapes a function of rows takes and gives, as plain data that crosses to another process."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from symact.formats.arrays import Bits
    from symact.formats.floating import Format


class RowShape(NamedTuple):
    """The shapes of one row: x and the vector of a JVP or VJP, which lie behind each other in one array.

    Args:
        own: numbers of x.
        vector: the shape of the vector, () for one number; None without.
        out: the shape of the result, () for one number.
        pair: whether x is a pair (a, b). Pairs are given as one array, every a and then every b; so are vectors of
            two numbers and results.
        beside: encodings of further vectors that all rows share, such as a norm's weights, n numbers each. Functions of
            one's own are given them between x and the vector.
    """

    own: int
    vector: tuple[int, ...] | None
    out: tuple[int, ...]
    pair: bool = False
    beside: tuple[tuple[int, ...], ...] = ()

    @property
    def width(self) -> int:
        """Numbers of one row of inputs, the vector included, but for what all rows share."""
        return self.own + (0 if self.vector is None else prod(self.vector))

    def parts(self, bits: Bits) -> tuple[Bits, Bits | None]:
        """Return x and the vectors of rows of inputs, shape (rows, width), as candidates take them, in new arrays."""
        x, vector = bits[:, : self.own], bits[:, self.own :]
        if self.pair:
            return x.T.flatten(), None if self.vector is None else vector.T.flatten()
        return x.copy(), None if self.vector is None else vector.reshape(len(bits), *self.vector).copy()

    def shared(self, fmt: Format) -> list[Any]:
        """Return the vectors that all rows share, as new arrays of a format."""
        if not self.beside:
            return []
        import numpy as np

        from symact.formats.arrays import bits_dtype, to_floats

        return [to_floats(np.array(each, dtype=bits_dtype(fmt)), fmt) for each in self.beside]

    def arrays(self, x: Any, vector: Any, fmt: Format) -> list[Any]:
        """Return the arrays that functions of one's own are given: x and the vector; of pairs the halves of each."""
        import numpy as np

        given = [(x, self.own), (vector, prod(self.vector or ()))]
        parts = [np.split(each, halves if self.pair else 1) for each, halves in given if each is not None]
        return [*parts[0], *self.shared(fmt), *(part for each in parts[1:] for part in each)]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of these arrays in messages."""
        if self.pair:
            return (*"ab", *"vw"[: prod(self.vector or ()) if self.vector is not None else 0])
        return ("x", *(f"vector {k + 2}" for k in range(len(self.beside))), *("v" if self.vector is not None else ()))

    def rows(self, x: Any) -> int:
        """Return how many rows the x of `parts` holds."""
        return int(x.size // self.own)

    def results(self, rows: int) -> tuple[int, ...]:
        """Return the shape of the results of so many rows."""
        return (rows, *self.out)

    def returned(self, x: Any) -> tuple[int, ...]:
        """Return the shape of what a candidate returns for an x."""
        due = self.results(self.rows(x))
        return (prod(due),) if self.pair else due

    def by_row(self, results: Bits) -> Bits:
        """Return what a candidate returned as results, shape (rows, ...)."""
        return results.reshape(*self.out, -1).T if self.pair else results


LINE = RowShape(1, None, ())
"""The shape of what takes one number and returns one."""
