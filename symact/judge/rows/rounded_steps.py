"""Steps and sums of an implementation's arithmetic, each rounded to a format: bit for bit.

Steps are float64 operations on numbers of the format, rounded once more: for +, -, * and / of formats of at most 25
bits that is the correctly rounded result, and exp and log of float64 decide all but one rounding in 10^8.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.floating import Format, get_format
from symact.formats.rounding import rounded

Round = Callable[[Floats], Floats]

Steps = Callable[[str], Round]


def rounding(name: str) -> Round:
    """Return the rounding of float64 arrays to a format, or to "multiples of 1/255", also "toward zero"."""
    if name.startswith("multiples of "):
        unit, way = float(Fraction(name.split()[2])), np.trunc if name.endswith("toward zero") else np.rint
        return lambda values: way(values / unit) * unit
    if name in ("float32", "float16"):
        # As `rounded` has it, without a word of encodings: most of a simulation is this step.
        return lambda values: values.astype(name).astype(np.float64)
    fmt = get_format(name)
    return lambda values: rounded(values, fmt)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Where a computation rounds: what functions of rows and norms have in common.

    Args:
        steps: format of all steps but for the narrow ones.
        narrow: a narrower format, or a grid, as for `rounding`; "" for none.
        at: names of the steps that are rounded to it.
        total: format of the accumulators.
        order: of the sums, as for `summed`.
    """

    steps: str = "float32"
    narrow: str = ""
    at: frozenset[str] = frozenset()
    total: str = "float32"
    order: str = "recursive"

    def step(self) -> Steps:
        """Return the rounding of each step by its name: to the format of all, and some to the narrower one after it."""
        step = rounding(self.steps)
        further = rounding(self.narrow) if self.narrow else step
        return lambda name: (lambda values: further(step(values))) if name in self.at else step


def toward_zero(bits: Bits, values: Floats, fmt: Format) -> Bits:
    """Return encodings to which values were rounded to nearest as if they had been rounded toward zero."""
    # Encodings of one sign are in the order of magnitudes: what was rounded away from zero is one too far.
    return np.where(np.abs(to_float64(bits, fmt)) > np.abs(values), bits - bits.dtype.type(1), bits)


def summed(terms: Floats, add: Round, order: str) -> Floats:
    """Return the sum of each row.

    Args:
        terms: shape (rows, n); n may be 0, where all terms are lost.
        add: rounds each partial sum.
        order: "recursive"; "halves", neighbours first; "folded", the first half and the second; "8 lanes", which are
            added exactly at the end, "8 lanes folded" by halves; "blocks of 8" are added exactly too, "wide blocks of
            8" are added up exactly, their sums one after the other; "numpy", "numpy64" as NumPy adds in float32 and
            float64.
    """
    if not terms.shape[1]:
        return np.zeros(len(terms))
    if order == "numpy":
        return np.asarray(np.ascontiguousarray(terms.astype(np.float32)).sum(axis=1), dtype=np.float64)
    if order == "numpy64":
        return np.asarray(np.ascontiguousarray(terms).sum(axis=1))
    if order == "recursive":
        total = np.zeros(len(terms))
        for column in terms.T:
            total = add(total + column)
        return total
    if "blocks" in order or "lanes" in order:
        return _in_parts(terms, add, order)
    if order == "folded":
        terms = _padded(terms, (1 << (terms.shape[1] - 1).bit_length()) - terms.shape[1])
        while terms.shape[1] > 1:
            half = terms.shape[1] // 2
            terms = add(terms[:, :half] + terms[:, half:])
        return terms[:, 0]
    while terms.shape[1] > 1:
        odd = terms[:, -1:] if terms.shape[1] % 2 else terms[:, :0]
        terms = np.concatenate([add(terms[:, : terms.shape[1] // 2 * 2 : 2] + terms[:, 1::2]), odd], axis=1)
    return terms[:, 0]


def _in_parts(terms: Floats, add: Round, order: str) -> Floats:
    """Return the sum of each row in lanes or blocks."""
    count = int(next(word for word in order.split() if word.isdecimal()))
    parts = _padded(terms, -terms.shape[1] % count).reshape(len(terms), -1, count)
    if order.startswith("wide"):
        return summed(add(parts.sum(axis=2)), add, "recursive")
    parts = parts if order.startswith("blocks") else parts.transpose(0, 2, 1)
    partial = summed(parts.reshape(-1, parts.shape[2]), add, "recursive").reshape(len(terms), -1)
    return summed(partial, add, "folded") if order.endswith("folded") else np.asarray(partial.sum(axis=1))


def _padded(terms: Floats, more: int) -> Floats:
    return np.pad(terms, ((0, 0), (0, more)))
