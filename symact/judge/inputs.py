"""Which inputs a verdict rests on: all encodings up to 16 bits; above, places where rounding changes, and a spread."""

import hashlib
import math
import secrets
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.input_space import Capability
from symact.definition.quantity import as_integer
from symact.errors import SymactError, excerpt
from symact.formats.arrays import Bits, Floats, all_bits, bits_dtype, order_keys, to_float64
from symact.formats.floating import Format
from symact.judge.figures.verdict import Inputs

DENSE = 2000
"""Random inputs in each regime of each binade in which rounded results are not settled."""

SETTLED, USUAL = 512, range(-24, 11)
"""Random inputs in each regime of a binade in which results are settled, but intermediate results are not, or whose
exponent is one of inputs that are met with."""

ELSEWHERE = 16384
"""Random inputs, about, in all other binades together."""

MOST = 600_000
"""Random inputs, about, beyond which the dense binades share what there is: x^2 has 2,000 of them in float64."""

MOST_COSTLY = 40_000
"""The same where no Taylor model serves, and every result takes Ziv's loop."""

PROBES = 14
"""Random inputs of a binade, beside its ends, at which it is seen whether results are settled."""

AHEAD = 4
"""Binades in which a line goes on, to be one."""

GRID_END, GRID_STEP = 128, Fraction(1, 4)
"""Multiples of the step up to the end, both signs: numbers that read well in a report."""

SIDES = 3
"""Numbers of the format taken on each side of a place."""

Keys = npt.NDArray[np.int64]


def choose(bound: Bound, fmt: Format, order: int, seed: int) -> tuple[Bits, Inputs]:
    """Return the inputs' encodings, shape (n,), and their description.

    Args:
        bound: the activation; its breakpoints, extrema and thresholds become inputs, and the places at which
            intermediate results leave a format.
        fmt: the format.
        order: derivative order.
        seed: of the spread; without effect where all encodings are taken.
    """
    bound.space().need(Capability.ORDER, bound.activation.name, "a verdict is for functions of one number")
    if fmt.width <= 16:
        bits = all_bits(fmt)
        return bits, Inputs("exhaustive", len(bits), digest(bits, fmt))
    from symact.reference.kept_table import kept_inputs

    bits, spread = kept_inputs(bound, fmt, order, seed, lambda: _chosen(bound, fmt, order, seed))
    return bits, Inputs("points", len(bits), digest(bits, fmt), spread, seed)


def _chosen(bound: Bound, fmt: Format, order: int, seed: int) -> tuple[Bits, int]:
    """Return the inputs, and how many of them are random."""
    from symact.judge.input_places import InputPlaces
    from symact.reference.points import point_bits

    places = InputPlaces(bound, fmt, order)
    near = np.array(places.keys(), dtype=np.int64)[:, None] + np.arange(-SIDES, SIDES + 1)
    spread = _spread(bound, fmt, order, np.array(places.joints(), dtype=np.int64), seed)
    parts = (point_bits(bound, fmt, order, seed), _grid(fmt), _encoded(near.reshape(-1), fmt), _encoded(spread, fmt))
    return np.unique(np.concatenate([np.asarray(part, dtype=bits_dtype(fmt)) for part in parts])), len(spread)


def seed_of(given: object) -> int:
    """Return a seed as it is given, or a fresh one for the word "random".

    Raises:
        SymactError: it is neither.
    """
    if given == "random":
        return secrets.randbelow(2**32)
    text = given.strip() if isinstance(given, str) else ""
    seed = int(text) if text.isdecimal() and len(text) < 12 else as_integer(given)
    if seed is None or not 0 <= seed < 2**32:
        raise SymactError(f"--seed must lie in 0 .. 2^32-1, or be the word random, not {excerpt(given)}")
    return seed


def digest(bits: Bits, fmt: Format) -> str:
    """Return the SHA-256 of encodings as little-endian integers."""
    return hashlib.sha256(bits.astype(bits_dtype(fmt).newbyteorder("<")).tobytes()).hexdigest()


def _grid(fmt: Format) -> Bits:
    steps = int(GRID_END / GRID_STEP)
    return np.array([fmt.from_fraction(k * GRID_STEP) for k in range(-steps, steps + 1)], dtype=bits_dtype(fmt))


def _encoded(keys: Keys, fmt: Format) -> Bits:
    """Return the encodings of order keys, those beyond the largest number left out."""
    keys = keys[np.abs(keys) <= fmt.max_bits]
    size = np.abs(keys).astype(bits_dtype(fmt))
    return np.where(keys < 0, size | bits_dtype(fmt).type(fmt.sign_bit), size)


def _spread(bound: Bound, fmt: Format, order: int, joints: Keys, seed: int) -> Keys:
    """Return random order keys: many in every regime of every binade in which results are not settled."""
    from symact.reference.sweep.values import pointwise

    rng = np.random.Generator(np.random.PCG64(seed))
    starts, ends = _binades(fmt)
    dense = _unsettled(bound, fmt, order, starts, ends, rng)
    models = pointwise(bound, order)
    costly = [
        bool(d) and not models.serves(int(low < 0), _exponent(int(low), fmt))
        for d, low in zip(dense, starts, strict=True)
    ]
    sparse = max(1, ELSEWHERE // len(starts))
    regimes = list(_regimes(starts, ends, joints))
    met = [_exponent(int(low), fmt) in USUAL for low in starts]
    wanted = [DENSE if dense[k] else SETTLED if cut or met[k] else sparse for k, cut, _, _ in regimes]
    share = {
        slow: min(1.0, most / max(1, sum(n for n, (k, *_) in zip(wanted, regimes, strict=True) if costly[k] == slow)))
        for slow, most in ((False, MOST), (True, MOST_COSTLY))
    }
    found = []
    for (k, _, low, high), most in zip(regimes, wanted, strict=True):
        count = max(min(sparse, most), int(most * share[costly[k]]))
        found.append(np.arange(low, high) if high - low <= count else rng.integers(low, high, size=count))
    return np.unique(np.concatenate(found))


def _binades(fmt: Format) -> tuple[Keys, Keys]:
    """Return first and end order keys of all binades, those of negative numbers first."""
    from symact.reference.boundary_values import binades

    positive = np.array(binades(fmt), dtype=np.int64)
    both = np.concatenate([1 - positive[::-1, ::-1], positive])
    return both[:, 0], both[:, 1]


def _regimes(starts: Keys, ends: Keys, joints: Keys) -> Iterator[tuple[int, bool, int, int]]:
    """Yield the parts into which joints cut binades: number of the binade, whether it is cut, first and end key."""
    first = np.searchsorted(joints, starts, side="right")
    last = np.searchsorted(joints, ends - 1, side="right")
    for k, (low, high) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        inside = joints[first[k] : last[k]].tolist()
        for a, b in zip([low, *inside], [*inside, high], strict=True):
            # Both sides of a joint are joints: what lies between them is nothing.
            if b - a > 1 or not inside:
                yield k, bool(inside), a, b


def _exponent(key: int, fmt: Format) -> int:
    """Return the exponent of the binade of an order key."""
    return math.frexp(float(fmt.to_fraction(fmt.from_order_key(abs(key)))))[1] - 1


def _unsettled(
    bound: Bound, fmt: Format, order: int, starts: Keys, ends: Keys, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Return in which binades results are neither constant nor x nor a line."""
    from symact.reference.sweep.values import rounded_values

    draws = rng.integers(starts[:, None], ends[:, None], size=(len(starts), PROBES))
    keys = np.concatenate([starts[:, None], draws, ends[:, None] - 1], axis=1)
    x_bits = _encoded(keys.reshape(-1), fmt)
    y_bits = rounded_values(bound, order, fmt, x_bits)
    x, y = (to_float64(bits, fmt).reshape(keys.shape) for bits in (x_bits, y_bits))
    codes = order_keys(y_bits, fmt).reshape(keys.shape)
    settled = (codes == codes[:, :1]).all(axis=1) | (np.abs(y) == np.abs(x)).all(axis=1)
    settled |= _straight(x, y, fmt)
    return np.asarray(~settled)


def _straight(x: Floats, y: Floats, fmt: Format) -> npt.NDArray[np.bool_]:
    """Return in which binades all points lie on a line that goes on in the next ones outward, but for rounding.

    Rounding scatters them about it; where f bends they lie on one side.

    Args:
        x, y: points, a row a binade, as `_binades` has them.
        fmt: the format that y is rounded to.
    """
    half = len(x) // 2
    # From 0 outward on both sides; the rows below lie on the line through the first and the last point of their own.
    sides = [(x[half:], y[half:]), (x[:half][::-1, ::-1], y[:half][::-1, ::-1])]
    found = []
    for a, b in sides:
        rows = np.minimum(np.arange(len(a))[:, None] + np.arange(AHEAD), len(a) - 1)
        p, q = (each[rows].reshape(len(a), -1) for each in (a, b))
        with np.errstate(all="ignore"):
            slope = (q[:, -1:] - q[:, :1]) / (p[:, -1:] - p[:, :1])
            unit = np.maximum(np.abs(q) * 2.0**-fmt.fraction_bits, 2.0**fmt.quantum)
            off = (q[:, :1] + slope * (p - p[:, :1]) - q) / unit
            found.append((np.abs(off) <= 2).all(axis=1) & (np.abs(off.mean(axis=1)) <= 0.75))
    return np.concatenate([found[1][::-1], found[0]])
