"""Results from a file, ``outputs:FILE``: computed anywhere from the inputs that ``symact inputs`` wrote."""

from __future__ import annotations

from pathlib import Path

from symact.candidates import Form, Function, UnsupportedError, Values
from symact.candidates.call import CallSpec
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

    def serves(self, target: str, order: int) -> bool:
        """Whether the file may hold that derivative: it holds what the user says."""
        return True

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Return the file's results as a function of the number of inputs."""
        path = spec.path.removeprefix(PREFIX)
        return lambda count: read_words(path, fmt, count)

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return the results in the file.

        Raises:
            CandidateError: it cannot be read, or holds another number of results.
        """
        if quantity.vector:
            raise UnsupportedError("a file holds results at x alone")
        try:
            found: Values = fn(len(inputs)).view(float_dtype(fmt))
        except CandidateError as error:
            what = str(error).partition(": ")[2]
            raise CandidateError(f"{what}; symact inputs writes the inputs that they belong to") from None
        return found
