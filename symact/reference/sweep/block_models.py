"""The Taylor model of a block of neighbouring encodings, and its values at all of them."""

from typing import NamedTuple

import numpy as np

from symact.enclosure.program import Program
from symact.formats.arrays import Floats
from symact.formats.floating import Format
from symact.reference.row import exact
from symact.reference.sweep.taylor_model import PRECISION, Model, Parts, divide, fit, horner, powers

DEGREES = (9, 14, 22)
"""Degrees of a block's model, tried one after the other."""

MOST_PRECISE = 768
"""Working precision, bits, beyond which a block is cut in two."""

WANTED = 2.0**-46
"""Error of a model, relative to its size, that is good enough."""

PART = 1024
"""Inputs that share one polynomial of low degree."""

FINEST_FRACTION = 7
"""A block shares sign, exponent and at least this many fraction bits, where the format has so many."""

LEAST = 16
"""Inputs of a block below which each is evaluated by itself."""

TOLERATED = 2.0**-32
"""Error above which a block is cut in two rather than left to Ziv's loop."""

MOST_KNOWN = 1 << 14
"""Blocks whose models are kept in memory."""


class Block(NamedTuple):
    """Aligned neighbouring encodings of one sign.

    Args:
        first: the first one, without the sign bit.
        size: how many, a power of two.
        negative: whether they have the sign bit.
    """

    first: int
    size: int
    negative: bool


class Leaf(NamedTuple):
    """A block, or a part of one, with its model; None where each input is evaluated by itself."""

    block: Block
    model: Model | None


Leaves = tuple[Leaf, ...]


def block_size(fmt: Format) -> int:
    """Return how many inputs a block has that is not cut."""
    return 1 << max(fmt.fraction_bits - FINEST_FRACTION, min(fmt.fraction_bits, 4))


class BlockModels:
    """Models of blocks for one derivative and format; neighbouring blocks need about the same precision."""

    def __init__(self, fmt: Format, order: int) -> None:
        self._format, self._order = fmt, order
        self._precision = PRECISION
        self.known: dict[tuple[int, Block], Leaves] = {}
        """Models by the index of the piece and the block."""
        self._divided: tuple[Model, Parts] | None = None
        self._buffer = np.empty(PART)

    def leaves(self, program: Program, piece: int, block: Block) -> Leaves:
        """Return the models of a block, cut where one would not do, in the order of the encodings."""
        found = self.known.get((piece, block))
        if found is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            found = self.known[piece, block] = self._cut(program, block)
        return found

    def _cut(self, program: Program, block: Block) -> Leaves:
        model = self.model(program, block) if block.size >= LEAST else None
        if block.size <= LEAST or (model is not None and model.error <= TOLERATED * model.size):
            return (Leaf(block, model),)
        half = block.size // 2
        parts = (block._replace(size=half), block._replace(first=block.first + half, size=half))
        return self._cut(program, parts[0]) + self._cut(program, parts[1])

    def model(self, program: Program, block: Block) -> Model | None:
        """Return the model of a block in t = (2 j + 1 - size)/size, j the place in it; None without one."""
        fmt, size = self._format, block.size
        first = exact(fmt, block.first)
        step = exact(fmt, block.first + 1) - first
        middle, radius = first + step * (size - 1) / 2, step * size / 2
        place = -middle if block.negative else middle
        best: Model | None = None
        degree, precision = 0, self._precision
        while degree < len(DEGREES) and precision <= MOST_PRECISE:
            found = fit(program, self._order, place, radius, DEGREES[degree], precision)
            if found is None:
                # Cancellation may hide that f has a value, as that of log(1 - exp(-x)) next to 0.
                precision *= 2
                continue
            best = found.model if best is None or found.model.error < best.error else best
            if best.error <= WANTED * best.size:
                self._precision = precision
                return best
            if found.lost > found.rest:
                precision *= 2
            else:
                degree += 1
        self._precision = PRECISION
        return best

    def values(self, model: Model, block: Block, start: int, out: Floats) -> float:
        """Compute a model's values at inputs of its block, and return the bound on their error.

        Args:
            model: of the block, in x; the inputs run with the magnitude.
            block: where it stands.
            start: place of the first input in the block.
            out: takes the values.
        """
        size = block.size
        if size < 2 * PART:
            grid = powers(size, 2)[1][start : start + len(out)]
            horner(model.coefficients, -grid if block.negative else grid, out)
            return model.error
        coefficients, error = self.parts(model, block)
        grid = powers(PART, coefficients.shape[1])
        stop, at = start + len(out), start
        while at < stop:
            row, place = divmod(at, PART)
            rows = (stop - at) // PART if place == 0 else 0
            if rows:
                np.matmul(
                    coefficients[row : row + rows], grid, out=out[at - start :][: rows * PART].reshape(rows, PART)
                )
                at += rows * PART
            else:
                step = min(PART - place, stop - at)
                np.matmul(coefficients[row], grid, out=self._buffer)
                out[at - start : at - start + step] = self._buffer[place : place + step]
                at += step
        return error

    def parts(self, model: Model, block: Block) -> tuple[Floats, float]:
        """Return the polynomials of a block's parts of PART inputs, in the order of magnitudes, and their error.

        They are kept for the next stretch of the block.
        """
        if self._divided is None or self._divided[0] is not model:
            self._divided = model, divide(model, block.size // PART, WANTED / 1024 * model.size)
        found = self._divided[1]
        if not block.negative:
            return found.coefficients, found.error
        # The grid runs with the magnitude, the model with x: polynomials of -t.
        signs = np.where(np.arange(found.coefficients.shape[1]) % 2, -1.0, 1.0)
        return found.coefficients[::-1] * signs, found.error
