"""Tables of any inputs of wide formats by Taylor models; 128-bit values only when they are asked for.

The pointwise way, `symact.reference.rows.build_table`, gives the same rows bit for bit, and takes longer. What neither
a formula nor a model decides (an exact value, a tie, a special input) is decided by the reference row by row.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from symact.definition.bound import Bound
from symact.definition.input_space import Capability
from symact.formats.arrays import Bits, Floats, Mask, bits_dtype, magnitudes, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import round_to, rounded, spacing_exponent
from symact.reference.entries import SLIGHTEST, ErrorTerms
from symact.reference.rows import PROGRESS_STEP, Progress, Reference
from symact.reference.settled_rows import Settled, settled_rows
from symact.reference.sweep.saturation import FLOAT64
from symact.reference.sweep.values import pointwise
from symact.reference.swept_table import completed
from symact.reference.table import Flag, Table
from symact.system.arithmetic import default_arithmetic

LARGEST = np.finfo(np.float64).max


@default_arithmetic()
def scattered_table(bound: Bound, fmt: Format, order: int, x_bits: Bits, progress: Progress | None = None) -> Table:
    """Return the table of some inputs of float64 or float32; its errors come from double words, with their bounds.

    Args:
        bound: the activation with its parameters.
        fmt: format of inputs and results.
        order: 0 for the function, 1 or 2 for its derivatives.
        x_bits: encodings of the inputs, shape (n,), best in ascending order.
        progress: called with the number of rows done since the last call.

    Raises:
        SymactError: the order does not exist, or the expression has no enclosure.
        UndecidedError: a value could not be decided; the message names it.
    """
    bound.space().need(Capability.SWEEP, bound.activation.name)
    reference, left = Reference(bound, fmt, order), np.ones(len(x_bits), dtype=bool)
    y, flags = np.empty(len(x_bits), dtype=bits_dtype(fmt)), np.empty(len(x_bits), dtype=np.uint16)
    terms = ErrorTerms(np.empty(len(x_bits), np.int32), np.empty(len(x_bits)), np.empty(len(x_bits)))
    for decide in (settled_rows, _modelled) if fmt.width <= 32 else (_modelled,):
        places = np.flatnonzero(left)
        found = decide(reference, x_bits[places])
        where = places[found.places]
        y[where], flags[where], left[where] = found.y, found.flags, False
        terms.exponent[where], terms.residual[where], terms.margin[where] = found.terms
        if progress:
            progress(len(where))
    evaluated = np.flatnonzero(left)
    rows = {}
    for number, place in enumerate(evaluated.tolist(), 1):
        rows[place] = reference.row(int(x_bits[place]))
        if progress and (number % PROGRESS_STEP == 0 or number == len(evaluated)):
            progress((number - 1) % PROGRESS_STEP + 1)
    return completed(reference, x_bits, y, flags, terms, evaluated, rows)


class Close(NamedTuple):
    """Exact values at some inputs as float64 and a rest.

    Args:
        value: float64.
        exponent: e with ulp(exact value) = 2^e in the format.
        rest: (exact value - value), ulp.
        margin: bound of the rest's error, ulp.
        known: where this holds: neither at special inputs nor where the exact value may be a number of the format.
    """

    value: Floats
    exponent: npt.NDArray[np.int64]
    rest: Floats
    margin: Floats
    known: Mask


@default_arithmetic()
def close_values(bound: Bound, fmt: Format, order: int, x_bits: Bits) -> Close:
    """Return exact values at some inputs to some 2^-88 of themselves, arguments as of `scattered_table`."""
    x = to_float64(x_bits, fmt)
    wide, behind = pointwise(bound, order).behind(x.view(np.uint64))
    # Models do not cover special inputs.
    known = behind.known & np.isfinite(x) & (x != 0)
    value = np.where(known, wide, 0).view(np.float64)
    # A number of the format may be the exact value, and of a power of two the side decides the ulp.
    known &= (np.abs(behind.off) > behind.margin) | (rounded(value, fmt) != value)
    exponent = _ulp_exponent(value, behind.off, fmt)
    power = _result_unit(value) - exponent
    return Close(value, exponent, np.ldexp(behind.off, power), np.ldexp(behind.margin, power), known)


def _modelled(reference: Reference, x_bits: Bits) -> Settled:
    """Return the rows that models decide: neither exact nor a tie, and in range."""
    fmt = reference.format
    value, exponent, rest, margin, known = close_values(reference.bound, fmt, reference.order, x_bits)
    y: Bits = value.view(np.uint64) if fmt is FLOAT64 else round_to(value, fmt)
    residual = rest
    if fmt is not FLOAT64:
        below, above = (round_to(np.nextafter(value, side), fmt) for side in (-LARGEST, LARGEST))
        known &= (below == above) | (value == 0)
        known &= magnitudes(y, fmt) <= fmt.max_bits
        # Both numbers are so near to each other that their difference is exact.
        with np.errstate(over="ignore", invalid="ignore"):
            residual = np.ldexp(value - to_float64(y, fmt), -exponent) + rest
    residual = np.where(residual == 0, np.copysign(SLIGHTEST, rest), residual)
    margin = margin + np.abs(residual) * 2.0**-50
    known &= np.isfinite(residual)
    terms = ErrorTerms(exponent.astype(np.int32), residual, margin)
    return Settled(np.flatnonzero(known), y[known], _flags(y[known], fmt), terms.at(known))


def _result_unit(value: Floats) -> npt.NDArray[np.int64]:
    """Return e with 2^e the unit in which `Behind.off` is given: the ulp of a float64 result."""
    return np.asarray(spacing_exponent(np.abs(value), FLOAT64))


def _ulp_exponent(value: Floats, off: Floats, fmt: Format) -> npt.NDArray[np.int64]:
    """Return e with ulp(exact value) = 2^e; a value just inside a power of two has the ulp of the binade below."""
    size = np.abs(value)
    inward = (np.sign(off) == -np.sign(value)) & (value != 0)
    return np.asarray(spacing_exponent(np.where(inward, np.nextafter(size, 0.0), size), fmt))


def _flags(y_bits: Bits, fmt: Format) -> npt.NDArray[np.uint16]:
    """Return the flags of results that are neither exact nor ties, of exact values that are not 0."""
    magnitude = magnitudes(y_bits, fmt)
    flags = np.zeros(len(y_bits), dtype=np.uint16)
    flags[magnitude < fmt.min_normal_bits] = Flag.SUBNORMAL
    flags[magnitude == 0] = Flag.SUBNORMAL | Flag.UNDERFLOW
    return flags
