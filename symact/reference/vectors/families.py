"""Rows on which implementations of softmax and its kin go wrong: one family a known kind of trouble, seeded.

Noise finds little: a narrow sum fails on long rows of equal numbers, a missing shift on large ones, a flushed
exponential on wide spreads, a block-wise maximum where the greatest number is the first of a block, a clamped mask
beside -inf.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from symact.definition.quantity import as_integer
from symact.errors import SymactError, excerpt
from symact.formats.arrays import Bits, Floats, bits_dtype
from symact.formats.floating import Format
from symact.formats.rounding import encode

WIDTHS = (1, 2, 3, 7, 16, 17, 64, 127, 128, 129, 255, 256, 257, 1023, 1024, 1025)
"""Powers of two and their neighbours, where blocks and vector registers end."""

WIDEST = 1 << 20
"""Numbers of a row at most."""

LONG = (8192, 131072)
"""Widths of long runs."""

MOST, FEWEST = 1 << 20, 6
"""Numbers in all rows of a long width together, about, and its rows at least."""

SPREADS = (1.0, 10.0, 30.0, 60.0, 88.0, 104.0, 200.0)
"""Differences of greatest and least number; exp(-88) is float32's last normal one, exp(-104) its last."""

DEVIATIONS = (1.0, 3.0, 10.0)

BLOCKS = (128, 256, 1024)

MASKS = (-1e4, -1e9)
"""Finite numbers that stand for minus infinity; the format's lowest is one too."""

OFFSET = 1e8


@dataclass(frozen=True)
class Batch:
    """Rows of one width.

    Args:
        bits: encodings of x and of the vector behind it, shape (rows, width).
        families: the family of each row.
        own: numbers of x in a row.
        beside: encodings of vectors that all rows share, such as a norm's weights, n numbers each.
    """

    bits: Bits
    families: tuple[str, ...]
    own: int
    beside: tuple[tuple[int, ...], ...] = ()

    @property
    def whole(self) -> Bits:
        """The rows as inputs of the definition: x, what is shared, and the vector behind it."""
        if not self.beside:
            return self.bits
        shared = np.array(self.beside, dtype=self.bits.dtype).reshape(1, -1).repeat(len(self.bits), axis=0)
        return np.concatenate([self.bits[:, : self.own], shared, self.bits[:, self.own :]], axis=1)

    def __len__(self) -> int:
        return len(self.bits)


def check_widths(widths: Sequence[object]) -> tuple[int, ...]:
    """Return widths of rows; raise SymactError unless all are numbers from 1 to `WIDEST`, each once."""
    found = []
    for width in widths:
        number = as_integer(width)
        if number is None or not 1 <= number <= WIDEST:
            raise SymactError(f"a width of rows must be a number from 1 to {WIDEST}, not {excerpt(width)}")
        found.append(number)
    if len(set(found)) < len(found):
        raise SymactError(f"a width of rows is given twice: {', '.join(map(str, found))}")
    return tuple(found)


Rows = Iterator[tuple[str, Floats]]
Family = Callable[[int, Format, np.random.Generator], Rows]


def batch(fmt: Format, width: int, seed: int, small: float | None = None) -> Batch:
    """Return the rows of a width, each once.

    Args:
        fmt: the format; numbers beyond it are taken at its end.
        width: numbers of a row.
        seed: of what is random in them.
        small: rows of about this size come last, if it is given: there a norm's eps matters.
    """
    rng = np.random.Generator(np.random.PCG64([seed, width]))
    found: dict[bytes, tuple[str, Bits]] = {}
    for family in FAMILIES:
        for name, values in family(width, fmt, rng):
            bits = encode(_within(values, fmt), fmt)
            found.setdefault(bits.tobytes(), (name, bits))
    for name, values in _small(width, small, rng) if small is not None else ():
        bits = encode(_within(values, fmt), fmt)
        found.setdefault(bits.tobytes(), (name, bits))
    names, rows = zip(*_fewer(list(found.values()), MOST // width), strict=True)
    return Batch(np.array(rows, dtype=bits_dtype(fmt)).reshape(len(rows), width), names, width)


def _fewer(found: list[tuple[str, Bits]], most: int) -> list[tuple[str, Bits]]:
    """Return rows, no more than so many (or a few): of as many families as there is room for."""
    most = max(most, FEWEST)
    if len(found) <= most:
        return found
    firsts = list({name: (name, bits) for name, bits in reversed(found)}.values())[::-1]
    return [firsts[k] for k in sorted({round(k) for k in np.linspace(0, len(firsts) - 1, most)})]


def with_vectors(given: Batch, vector: tuple[int, ...], fmt: Format, seed: int) -> Batch:
    """Return rows with a vector behind each: random ones, constant ones, a single one, and great ones that cancel."""
    rng = np.random.Generator(np.random.PCG64([seed, given.own, 1]))
    size = vector[0] if vector else 1
    kinds = ("normal", "constant", "one", "cancelling") if vector else ("normal",)
    vectors, names = [], []
    for row in range(len(given)):
        kind = kinds[row % len(kinds)]
        values = rng.normal(size=size)
        if kind == "constant":
            values = np.full(size, rng.choice([1.0, -3.0, 0.1]))
        elif kind == "one":
            values = np.zeros(size)
            values[rng.integers(size)] = 1.0
        elif kind == "cancelling":
            values = 100.0 + values
        vectors.append(encode(_within(values, fmt), fmt))
        names.append(f"{given.families[row]}, v {kind}")
    return replace(given, bits=np.concatenate([given.bits, np.array(vectors)], axis=1), families=tuple(names))


def weights(fmt: Format, width: int, seed: int, masks: Sequence[bool]) -> tuple[tuple[int, ...], ...]:
    """Return vectors that the rows of a width share: masks, or weights about 1 and biases about 0, some great."""
    rng = np.random.Generator(np.random.PCG64([seed, width, 3]))
    found = []
    for number, mask in enumerate(masks):
        values = rng.normal(0.0 if number or mask else 1.0, 0.5, size=width)
        if mask:
            values[rng.random(width) < 1 / 4] = -np.inf if fmt.infinity_bits is not None else -1e4
            values[rng.integers(width)] = 0.0
        odd = rng.random(width) < 1 / 6
        values[odd] = rng.choice([0.0, -1.0, 1.0, 2.0**-8, -1e4 if mask else 50.0], size=int(odd.sum()))
        found.append(tuple(encode(_within(values, fmt), fmt).tolist()))
    return tuple(found)


def _within(values: Floats, fmt: Format) -> Floats:
    greatest = float(fmt.to_fraction(fmt.max_bits))
    finite = np.clip(values, -greatest, greatest)
    kept = finite if fmt.infinity_bits is None else np.where(np.isinf(values), values, finite)
    return np.asarray(kept, dtype=np.float64)


def _spacing(value: float, fmt: Format) -> float:
    return math.ldexp(1.0, math.floor(math.log2(value)) - fmt.fraction_bits)


def _normal(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    for deviation in DEVIATIONS:
        for _ in range(2):
            yield f"normal, sd {deviation:g}", rng.normal(scale=deviation, size=n)


def _equal(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    for value in (0.0, 1.0, -3.7, 50.0, -1e9):
        yield "equal", np.full(n, value)


def _spread(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    for spread in SPREADS:
        yield f"spread {spread:g}", rng.permutation(np.linspace(-spread, 0.0, n))


def _two_levels(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    # Each small term is lost in a narrow sum; all of them together are not.
    for gap in (4.0, 7.0, 9.0):
        values = np.full(n, -gap)
        values[rng.integers(n)] = 0.0
        yield "one above equals", values


def _maximum(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    edges = sorted({0, n - 1, *(edge + side for edge in BLOCKS for side in (-1, 0))})
    for place in (edge for edge in edges if edge < n):
        values = rng.normal(size=n)
        values[place] = 9.0
        yield "maximum at an edge", values


def _near_ties(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    for value in (1.0, 20.0):
        step = _spacing(value, fmt)
        yield "near ties", value + step * rng.integers(0, 4, size=n).astype(np.float64)


def _offset(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    greatest = float(fmt.to_fraction(fmt.max_bits))
    for sign in (1.0, -1.0):
        value = min(OFFSET, greatest / 4)
        step = _spacing(value, fmt)
        yield "offset", sign * (value + step * rng.integers(0, 4, size=n).astype(np.float64))


def _great(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    yield "great", 95.0 + rng.normal(size=n)
    yield "great, negative", -95.0 + rng.normal(size=n)
    yield "great, negative", -1000.0 + rng.normal(size=n)


def _ramp(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    yield "ramp", np.linspace(-8.0, 8.0, n)
    yield "ramp", np.linspace(8.0, -8.0, n)
    yield "ramp", np.linspace(0.0, (n - 1) / 2, n)


def _masks(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    lowest = -float(fmt.to_fraction(fmt.max_bits))
    values = [("-inf", -np.inf)] if fmt.infinity_bits is not None else []
    for name, mask in (*values, *((f"{value:g}", value) for value in MASKS), ("lowest", lowest)):
        for share in (0.5, 0.9):
            row = rng.normal(scale=3.0, size=n)
            row[rng.random(n) < share] = mask
            row[rng.integers(n)] = 0.25
            yield f"mask {name}", row
        causal = rng.normal(size=n)
        causal[1:] = mask
        yield f"mask {name}", causal
    yield "mask lowest everywhere", np.full(n, lowest)


def _special(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    if fmt.infinity_bits is not None:
        yield "all -inf", np.full(n, -np.inf)
        for count in (1, 2):
            row = rng.normal(size=n)
            row[rng.permutation(n)[:count]] = np.inf
            yield "+inf", row
    row = rng.normal(size=n)
    row[rng.integers(n)] = np.nan
    yield "NaN", row


def _far_masks(n: int, fmt: Format, rng: np.random.Generator) -> Rows:
    # Who masks by -1e4 where -inf is given finds it greater than these.
    if fmt.infinity_bits is not None:
        value = 2 * MASKS[0]
        row = value + _spacing(-value, fmt) * rng.integers(0, 4, size=n).astype(np.float64)
        row[rng.random(n) < 0.5] = -np.inf
        row[rng.integers(n)] = value
        yield "mask -inf, far below 0", row


def _small(n: int, size: float, rng: np.random.Generator) -> Rows:
    for factor in (0.25, 1.0, 4.0):
        yield "about the root of eps", rng.normal(scale=size * factor, size=n)
    yield "about the root of eps", np.full(n, size)


FAMILIES: Sequence[Family] = (
    _normal,
    _equal,
    _spread,
    _two_levels,
    _maximum,
    _near_ties,
    _offset,
    _great,
    _ramp,
    _masks,
    _special,
    _far_masks,
)
"""In the order of reports."""
