"""Which shapes a function of rows takes and gives, as plain data that crosses to another process."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

from symact.formats.arrays import Bits


class RowShape(NamedTuple):
    """The shapes of one row: x and the vector of a JVP or VJP, which lie behind each other in one array.

    Args:
        own: numbers of x.
        vector: the shape of the vector, () for one number; None without.
        out: the shape of the result, () for one number.
        pair: whether x is a pair (a, b), given to the function as two arrays.
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
        """Return x, shape (rows, own), and the vectors, shape (rows, ...), both arrays of their own."""
        vector = None if self.vector is None else bits[:, self.own :].reshape(len(bits), *self.vector).copy()
        return bits[:, : self.own].copy(), vector

    def results(self, rows: int) -> tuple[int, ...]:
        """Return the shape of the results of so many rows."""
        return (rows, *self.out)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        vector = None if self.vector is None else list(self.vector)
        return {"own": self.own, "vector": vector, "out": list(self.out), "pair": self.pair}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> RowShape:
        """Read what `to_json` wrote."""
        vector = data["vector"]
        return cls(data["own"], None if vector is None else tuple(vector), tuple(data["out"]), data["pair"])
