"""Which pairs are worth a row of a table, or a verdict: places where a factor changes its regime, and random pairs."""

import numpy as np
import numpy.typing as npt

from symact import catalogue
from symact.definition.bound import Bound, bind
from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import Bits, bits_dtype, is_infinite
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.reference.pairs.factors import separated
from symact.reference.points import point_bits

ORDINARY, ANYWHERE = 5, 10
"""Pairs of places to a random pair: of normal numbers of several sizes, and of encodings of all kinds."""

SPREADS = (0.1, 1.0, 3.0, 30.0)
"""Standard deviations of the normal numbers."""

FEW, MOST = 4_000, 100_000
"""Pairs of places, at most, for a table and for a verdict; of more a random part is taken."""

RECIPE = "symact.pairs/1"
"""Names the rules by which pairs are chosen; a change of the rules changes the name."""


def pair_points(bound: Bound, fmt: Format, quantity: Quantity, seed: int, most: int = FEW) -> tuple[Bits, int]:
    """Return the encodings of pairs, shape (n, k), the vector of a JVP or VJP after a and b, and how many are random.

    Args:
        bound: the function.
        fmt: the format.
        quantity: what is asked of the function.
        seed: of what is random.
        most: pairs of places, at most.

    Returns:
        Of a function that is no product of one of a and one of b, pairs of points of the format, without infinities.
    """
    is_product = separated(bound)
    factors = is_product or (bind(catalogue.get("identity")),) * 2
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
    if not is_product:
        # No rule gives its results there.
        pairs = pairs[~is_infinite(pairs, fmt).any(axis=1)]
    return pairs, ordinary[0] + anywhere[0]


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
