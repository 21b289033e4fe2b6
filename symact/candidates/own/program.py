"""A filter program, ``cmd:PROGRAM ARGUMENTS``: raw little-endian words in, as many out.

So programs for a GPU, simulators and boards are reached. The words ``{dtype}`` and ``{order}`` in the
command are replaced; a command with ``{order}`` computes derivatives too. A program of rows reads them one after
the other, after x the vectors of a JVP or VJP; ``{rows}`` and ``{n}`` are their number and their width.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from math import prod
from pathlib import Path
from typing import IO

import numpy as np

from symact.candidates import Form, Function, Order, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.candidates.row_shape import LINE, RowShape
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format

PREFIX = "cmd:"

WORDS = 200
"""Characters of what the program says on standard error that are quoted."""


class Program(Form):
    """Filter programs; each of the short arrays starts the program."""

    shown = "cmd:PROGRAM"
    default_formats = ()
    short_calls = 3

    def claims(self, target: str) -> bool:
        """Whether a target is a program."""
        return target.startswith(PREFIX)

    def files(self, target: str) -> tuple[Path, ...]:
        """Return the files that the command names: the program, and a script or model that it is given."""
        try:
            words = shlex.split(target.removeprefix(PREFIX))
        except ValueError:
            return ()
        return tuple(Path(shutil.which(word) or word) for word in words)

    def serves(self, target: str, order: Order) -> bool:
        """Whether the program is given the order."""
        return order == 0 or "{order}" in target

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Return the program as a function of arrays and an order.

        Raises:
            CandidateError: the command is empty or has an open quotation mark.
        """
        try:
            command = shlex.split(spec.path.removeprefix(PREFIX))
        except ValueError as error:
            raise CandidateError(f"{spec.path}: {str(error).lower()}; quote the command as for a shell") from None
        if not command:
            raise CandidateError(f"{spec.path}: names no program; write cmd:./program --flag")

        def run(inputs: Values, upstream: Values | None, order: Order, shape: RowShape = LINE) -> Values:
            if upstream is not None and shape.vector is None:
                raise UnsupportedError("a program is given x alone")
            words: dict[str, object] = {"{dtype}": fmt.name, "{order}": order}
            if shape.pair or inputs.ndim > 1:
                words |= {"{rows}": shape.rows(inputs), "{n}": shape.own}
            given = [each for each in (inputs, *shape.shared(fmt), upstream) if each is not None]
            little, due = bits_dtype(fmt).newbyteorder("<"), shape.returned(inputs)
            data = b"".join(np.ascontiguousarray(v).view(bits_dtype(fmt)).astype(little).tobytes() for v in given)
            result = np.frombuffer(
                _filter([_filled(part, words) for part in command], data, prod(due) * little.itemsize), dtype=little
            )
            return result.astype(bits_dtype(fmt)).view(float_dtype(fmt)).reshape(due)

        return run

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Run the program on the values' encodings, after them the vector's, and return the words that it writes.

        Raises:
            CandidateError: it cannot be started, fails, or writes another number of bytes.
        """
        found: Values = fn(inputs, upstream, quantity.to_json())
        return found


def _filled(part: str, words: Mapping[str, object]) -> str:
    for name, value in words.items():
        part = part.replace(name, str(value))
    return part


def _filter(command: list[str], data: bytes, due: int) -> bytes:
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
        except OSError as error:
            raise CandidateError(f"{command[0]}: cannot be started: {error.strerror}") from None
        assert process.stdin
        assert process.stdout
        # Fed and drained at once: a program may write before it has read everything.
        feeder = threading.Thread(target=_feed, args=(process.stdin, data), daemon=True)
        feeder.start()
        # One byte more than is due, so that a program that writes without end is noticed and stopped.
        result = process.stdout.read(due + 1)
        too_much = len(result) > due
        if too_much:
            process.kill()
        process.stdout.close()
        code = process.wait()
        feeder.join(timeout=1)
        words = _last_words(said)
    if too_much:
        given = f"{due} bytes that it was given" if due == len(data) else f"{due} bytes of the results"
        raise CandidateError(f"{command[0]}: wrote more than the {given}{words}")
    if code:
        how = f"was killed by signal {-code}" if code < 0 else f"exited with code {code}"
        raise CandidateError(f"{command[0]}: {how}{words}")
    if len(result) != due:
        raise CandidateError(f"{command[0]}: wrote {len(result)} bytes instead of {due}{words}")
    return result


def _feed(stream: IO[bytes], data: bytes) -> None:
    # A program may stop reading; what it then writes is judged by its length.
    with suppress(BrokenPipeError, OSError):
        stream.write(data)
    with suppress(BrokenPipeError, OSError):
        stream.close()


def _last_words(said: IO[bytes]) -> str:
    said.seek(0, 2)
    said.seek(max(0, said.tell() - 4096))
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return f" ({lines[-1].strip()[:WORDS]})" if lines else ""
