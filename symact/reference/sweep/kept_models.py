"""Models of blocks kept on disk, so that no run fits them again; what a file says is checked before it is used."""

import base64
import secrets
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import arb
from sympy import srepr

from symact.definition.bound import Bound
from symact.enclosure.precision import working_precision
from symact.enclosure.program import Program
from symact.formats.arrays import Floats
from symact.formats.floating import Format
from symact.reference.row import exact
from symact.reference.sweep.block_models import (
    DEGREES,
    LEAST,
    MOST_KNOWN,
    TOLERATED,
    Block,
    BlockModels,
    Leaf,
    Leaves,
    block_size,
)
from symact.reference.sweep.segments import Segment
from symact.reference.sweep.taylor_model import Model, factor
from symact.system.cache import remembered

STRETCH = 1 << 26
"""Encodings whose models share a file: eight binades of float32."""

MOST_LEAVES = 1 << 14
"""Models of a file at most: blocks cut into thousands, as of sin far from 0, are fitted when they are needed."""

TRIED = 16
"""Models of a file that are held against the function at a point before any is used."""

PRECISION = 256
"""Working precision of that, bits."""


class KeptModels:
    """The models of one derivative of one bound activation, by stretches of encodings.

    Args:
        bound: the activation with its parameters.
        fmt: format of the inputs.
        order: of the derivative.
        segments: of the positive and of the negative inputs.
        programs: f on each piece.
        models: fits what is not kept, and takes what is.
    """

    def __init__(
        self,
        bound: Bound,
        fmt: Format,
        order: int,
        segments: list[list[Segment]],
        programs: list[Program],
        models: BlockModels,
    ) -> None:
        pieces = [srepr((p.lower, p.upper, p.expression)) for p in bound.pieces]
        self._key = ("block models", *pieces, fmt.name, str(order))
        self._format, self._order = fmt, order
        self._segments, self._programs, self._models = segments, programs, models
        self._loaded: set[int] = set()

    def stretches(self) -> list[int]:
        """Return the numbers of the stretches that have blocks."""
        fmt = self._format
        found: set[int] = set()
        for sign, segments in zip((0, fmt.sign_bit), self._segments, strict=True):
            for each in segments:
                if each.blocks:
                    found.update(range((each.first | sign) // STRETCH, (each.last | sign) // STRETCH + 1))
        return sorted(found)

    def load(self, first: int, count: int) -> None:
        """Have the models of consecutive encodings in memory: from the disk, or fitted and kept there."""
        wanted = set(range(first // STRETCH, (first + count - 1) // STRETCH + 1)) - self._loaded
        for stretch in sorted(wanted & set(self.stretches())):
            if len(self._models.known) >= MOST_KNOWN // 2:
                self._models.known.clear()
                self._loaded.clear()
            self._models.known.update(self._stretch(stretch))
        self._loaded |= wanted

    def _stretch(self, stretch: int) -> dict[tuple[int, Block], Leaves]:
        blocks = self._blocks(stretch)
        read: list[list[Leaf]] = []

        def fits(data: dict[str, Any]) -> bool:
            read[:] = [found] if (found := self._read(data, blocks)) is not None else []
            return bool(read)

        def make() -> dict[str, Any]:
            leaves: list[Leaf] = []
            for piece, block in blocks:
                if len(leaves) >= MOST_LEAVES:
                    break
                leaves += self._models.leaves(self._programs[piece], piece, block)
            read[:] = [leaves]
            return packed(leaves)

        remembered((*self._key, str(stretch)), make, "models", fits)
        grouped: dict[tuple[int, Block], list[Leaf]] = {}
        left = iter(blocks)
        for leaf in read[0]:
            if not leaf.block.first % block_size(self._format):
                grouped[key := next(left)] = []
            grouped[key].append(leaf)
        return {each: tuple(leaves) for each, leaves in grouped.items()}

    def _blocks(self, stretch: int) -> list[tuple[int, Block]]:
        """Return the blocks of a stretch, with their pieces."""
        fmt, size = self._format, block_size(self._format)
        start = stretch * STRETCH & ~fmt.sign_bit
        negative = fmt.is_negative(stretch * STRETCH)
        return [
            (segment.piece, Block(first, size, negative))
            for segment in self._segments[negative]
            if segment.piece is not None and segment.blocks
            for first in range(max(segment.first, start) & -size, min(segment.last + 1, start + STRETCH), size)
        ]

    def _read(self, data: dict[str, Any], blocks: list[tuple[int, Block]]) -> list[Leaf] | None:
        """Return the leaves of a file, None if they are not such as were fitted."""
        leaves = unpacked(data, [block for _, block in blocks])
        if leaves is None:
            return None
        pieces = {block.first: piece for piece, block in blocks}
        size, chosen = block_size(self._format), secrets.SystemRandom()
        modelled = [leaf for leaf in leaves if leaf.model is not None]
        for leaf in chosen.sample(modelled, min(TRIED, len(modelled))):
            if not self._holds(
                self._programs[pieces[leaf.block.first & -size]], leaf, chosen.randrange(leaf.block.size)
            ):
                return None
        return leaves

    def _holds(self, program: Program, leaf: Leaf, place: int) -> bool:
        """Whether a model's bound holds at an input, by the function's enclosure."""
        block, model = leaf.block, leaf.model
        assert model is not None
        x = exact(self._format, block.first + place) * (-1 if block.negative else 1)
        t = arb(2 * place + 1 - block.size) / block.size * (-1 if block.negative else 1)
        with working_precision(PRECISION):
            due = program.series(arb(x), self._order + 1, PRECISION)[self._order] * factor(self._order, 0)
            value = arb(0)
            for c in reversed(model.coefficients):
                value = value * t + arb(c)
            return bool(abs(due - value) <= arb(model.error))


def packed(leaves: list[Leaf]) -> dict[str, Any]:
    """Return leaves as plain data."""
    numbers: list[float] = []
    table = np.array(
        [(*leaf.block, 0 if leaf.model is None else len(leaf.model.coefficients)) for leaf in leaves], dtype="<i8"
    ).reshape(-1, 4)
    for leaf in leaves:
        if leaf.model is not None:
            numbers += [leaf.model.error, leaf.model.size, *leaf.model.coefficients]
    return {"blocks": _text(table), "numbers": _text(np.array(numbers, dtype="<f8"))}


def unpacked(data: dict[str, Any], blocks: list[Block]) -> list[Leaf] | None:
    """Return what `packed` made of leaves that make up blocks, None if it cannot have been."""
    try:
        table = np.frombuffer(base64.b64decode(data["blocks"], validate=True), dtype="<i8").reshape(-1, 4)
        numbers: Floats = np.frombuffer(base64.b64decode(data["numbers"], validate=True), dtype="<f8")
    except (KeyError, TypeError, ValueError):
        # A file may say anything; what does not read as it should is made anew.
        return None
    counts = table[:, 3]
    allowed = [0, *(degree + 1 for degree in DEGREES)]
    if not np.isin(counts, allowed).all() or int((counts + 2)[counts > 0].sum()) != len(numbers):
        return None
    if not np.isfinite(numbers).all() or not _make_up(table, blocks):
        return None
    leaves, at = [], 0
    for first, size, negative, count in table.tolist():
        block, model = Block(first, size, bool(negative)), None
        if count:
            error, modulus, *coefficients = numbers[at : at + 2 + count].tolist()
            at += 2 + count
            model = Model(tuple(coefficients), error, modulus)
            if not 0 < error <= TOLERATED * modulus and size > LEAST:
                return None
            if error <= 0 or modulus < sum(map(abs, coefficients)):
                return None
        elif size > LEAST:
            return None
        leaves.append(Leaf(block, model))
    return leaves


def _make_up(table: npt.NDArray[np.int64], blocks: list[Block]) -> bool:
    """Whether parts follow each other, aligned, and make up the first of the blocks."""
    left = list(reversed(blocks))
    for first, size, negative, _ in table.tolist():
        if not left or size < 1 or size & size - 1 or first % size or negative != int(left[-1].negative):
            return False
        block = left.pop()
        if first != block.first or size > block.size:
            return False
        if size < block.size:
            left.append(block._replace(first=first + size, size=block.size - size))
    return not left or left[-1] in blocks


def _text(array: npt.NDArray[Any]) -> str:
    return base64.b64encode(array.tobytes()).decode()
