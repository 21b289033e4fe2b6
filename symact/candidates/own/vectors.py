"""Golden vectors that somebody keeps as truth, ``vectors:FILE``: judged at the inputs that the file has."""

from __future__ import annotations

from pathlib import Path

from symact.candidates import Form, Function, Order, UnsupportedError, Values, vectors
from symact.candidates.call import CallSpec
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits
from symact.formats.floating import Format


class VectorsFile(Form):
    """Files of pairs (x, y); they hold results at their own inputs alone, and are held to be right."""

    shown = "vectors:FILE"
    default_formats = ()
    repeatable = False
    bound = 0.5

    def claims(self, target: str) -> bool:
        """Whether a target is a file of pairs."""
        return target.startswith(vectors.PREFIX)

    def files(self, target: str) -> tuple[Path, ...]:
        """Return the file, or that of the inputs and that of the results."""
        return vectors.paths(target)

    def formats_of(self, target: str) -> tuple[str, ...]:
        """Return the formats that the file says."""
        return vectors.formats(target)

    def serves(self, target: str, order: Order) -> bool:
        """Whether the file may hold that derivative: it holds what the user says."""
        return True

    def pairs(self, target: str, fmt: Format) -> tuple[Bits, Bits]:
        """Return the file's inputs and results."""
        return vectors.pairs(target, fmt)

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Refuse to be called at other inputs."""
        raise UnsupportedError("a file of pairs holds results at its own inputs alone; symact verify judges them")

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Never called: `make` refuses."""
        raise NotImplementedError
