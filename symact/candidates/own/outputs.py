"""Results from a file, ``outputs:FILE``: computed anywhere from the inputs that ``symact inputs`` wrote.

Results of rows come in a file for each width; ``{n}`` in the name stands for it.
"""

from __future__ import annotations

from math import prod
from pathlib import Path

from symact.candidates import Form, Function, Order, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.candidates.row_shape import LINE, RowShape
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import float_dtype
from symact.formats.floating import Format
from symact.formats.raw_words import read_words

PREFIX = "outputs:"


class OutputsFile(Form):
    """Files of results; a file cannot be called again."""

    shown = "outputs:FILE"
    default_formats = ()
    repeatable = False

    def claims(self, target: str) -> bool:
        """Whether a target is a file of results."""
        return target.startswith(PREFIX)

    def files(self, target: str) -> tuple[Path, ...]:
        """Return the file of results."""
        return (Path(target.removeprefix(PREFIX)),)

    def serves(self, target: str, order: Order) -> bool:
        """Whether the file may hold that derivative: it holds what the user says."""
        return True

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Return the file's results as a function of inputs; ``{n}`` in its name is the width of rows."""
        path = spec.path.removeprefix(PREFIX)

        def results(inputs: Values, upstream: Values | None, shape: RowShape = LINE) -> Values:
            if upstream is not None and shape.vector is None:
                raise UnsupportedError("a file holds results at x alone")
            due = shape.returned(inputs)
            try:
                words = read_words(path.replace("{n}", str(shape.own)), fmt, prod(due))
            except CandidateError as error:
                what = str(error).partition(": ")[2]
                raise CandidateError(f"{what}; symact inputs writes the inputs that they belong to") from None
            return words.view(float_dtype(fmt)).reshape(due)

        return results

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return the results in the file.

        Raises:
            CandidateError: it cannot be read, or holds another number of results.
        """
        found: Values = fn(inputs, upstream)
        return found
