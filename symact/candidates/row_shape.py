"""Which shapes a function of rows takes and gives, as plain data that crosses to another process."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from symact.formats.arrays import Bits


class RowShape(NamedTuple):
    """The shapes of one row: x and the vector of a JVP or VJP, which lie behind each other in one array.

    Args:
        own: numbers of x.
        vector: the shape of the vector, () for one number; None without.
        out: the shape of the result, () for one number.
        pair: whether x is a pair (a, b). Pairs are given as one array, every a and then every b; so are vectors of
            two numbers and results.
    """

    own: int
    vector: tuple[int, ...] | None
    out: tuple[int, ...]
    pair: bool = False

    @property
    def width(self) -> int:
        """Numbers of one row of inputs, the vector included."""
        return self.own + (0 if self.vector is None else prod(self.vector))

    def parts(self, bits: Bits) -> tuple[Bits, Bits | None]:
        """Return x and the vectors of rows of inputs, shape (rows, width), as candidates take them, in new arrays."""
        x, vector = bits[:, : self.own], bits[:, self.own :]
        if self.pair:
            return x.T.flatten(), None if self.vector is None else vector.T.flatten()
        return x.copy(), None if self.vector is None else vector.reshape(len(bits), *self.vector).copy()

    def arrays(self, x: Any, vector: Any) -> list[Any]:
        """Return the arrays that functions of one's own are given: x and the vector; of pairs the halves of each."""
        import numpy as np

        given = [(x, self.own), (vector, prod(self.vector or ()))]
        return [
            part for each, halves in given if each is not None for part in np.split(each, halves if self.pair else 1)
        ]

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

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        vector = None if self.vector is None else list(self.vector)
        return {"own": self.own, "vector": vector, "out": list(self.out), "pair": self.pair}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> RowShape:
        """Read what `to_json` wrote."""
        vector = data["vector"]
        return cls(data["own"], None if vector is None else tuple(vector), tuple(data["out"]), data["pair"])


LINE = RowShape(1, None, ())
"""The shape of what takes one number and returns one."""
