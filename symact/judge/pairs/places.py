"""Which pairs a verdict rests on: all pairs of places where one of the factors changes its regime, and random ones."""

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.quantity import Kind, Quantity
from symact.errors import SymactError
from symact.formats.arrays import Bits, bits_dtype
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.judge.figures.verdict import Inputs
from symact.judge.inputs import digest
from symact.reference.pairs.factors import separated
from symact.reference.points import point_bits

ORDINARY, ANYWHERE = 5, 10
"""Pairs of places to a random pair: of normal numbers of several sizes, and of encodings of all kinds."""

SPREADS = (0.1, 1.0, 3.0, 30.0)
"""Standard deviations of the normal numbers."""

MOST = 100_000
"""Pairs of places, at most, for a verdict; of more a random part is taken."""

FEW = 4_000
"""The same for a table."""


def choose(bound: Bound, fmt: Format, quantity: Quantity, seed: int, most: int = MOST) -> tuple[Bits, Inputs]:
    """Return the encodings of pairs, shape (n, k), the vector of a JVP or VJP after a and b, and their description.

    Args:
        bound: the function.
        fmt: the format.
        quantity: what is asked of the function.
        seed: of what is random.
        most: pairs of places, at most.

    Raises:
        SymactError: the pair is no product of two factors.
    """
    factors = separated(bound)
    if factors is None:
        raise SymactError(f"{bound.activation.name} is no product of a function of a and one of b; no verdict yet")
    rng = np.random.Generator(np.random.PCG64(seed))
    order = 0 if quantity == Quantity.VALUE else 1
    first, second = (_places(each, fmt, order, seed) for each in factors)
    product = np.stack([np.repeat(first, len(second)), np.tile(second, len(first))], axis=1)
    if len(product) > most:
        product = product[np.sort(rng.choice(len(product), most, replace=False))]
    ordinary, anywhere = (most // ORDINARY, 2), (most // ANYWHERE, 2)
    normal = (
        encode(rng.normal(size=ordinary) * rng.choice(SPREADS, size=ordinary), fmt)
        if (fmt.width <= 32)
        else rng.normal(size=ordinary).view(np.uint64)
    )
    pairs = np.concatenate([product, normal.astype(product.dtype), _anything(rng, fmt, anywhere)])
    vectors = {Kind.JVP: 2, Kind.VJP: 1}.get(quantity.kind, 0)
    if vectors:
        pairs = np.concatenate([pairs, _vectors(rng, fmt, (len(pairs), vectors))], axis=1)
    return pairs, Inputs("pairs", len(pairs), digest(pairs, fmt), ordinary[0] + anywhere[0], seed)


def _places(factor: Bound, fmt: Format, order: int, seed: int) -> Bits:
    found = [point_bits(factor, fmt, each, seed) for each in range(order + 1)]
    return np.unique(np.concatenate(found)).astype(bits_dtype(fmt))


def _anything(rng: np.random.Generator, fmt: Format, shape: tuple[int, int]) -> Bits:
    found: Bits = rng.integers(0, 1 << fmt.width, size=shape, dtype=np.uint64).astype(bits_dtype(fmt))
    return found


def _vectors(rng: np.random.Generator, fmt: Format, shape: tuple[int, int]) -> Bits:
    """Return vectors: ones, powers of two, ordinary numbers, and encodings of all kinds."""
    one = fmt.from_fraction(1)  # type: ignore[arg-type]  # an integer is a rational
    ordinary: npt.NDArray[np.float64] = rng.normal(size=shape)
    normal = ordinary.view(np.uint64) if fmt.width > 32 else encode(ordinary, fmt)
    choice = rng.integers(0, 4, size=shape)
    signs = rng.integers(0, 2, size=shape).astype(np.uint64) << np.uint64(fmt.width - 1)
    powers = (
        rng.integers(1, fmt.emax - fmt.emin + 1, size=shape).astype(np.uint64) << np.uint64(fmt.fraction_bits)
    ) | signs
    found = np.select(
        [choice == 0, choice == 1, choice == 2], [np.uint64(one) | signs, powers, normal.astype(np.uint64)], 0
    )
    return np.where(choice == 3, _anything(rng, fmt, shape), found).astype(bits_dtype(fmt))
