"""Which gated pair is it, and which half is gated: results at some pairs, held against the catalogue in both orders."""

import numpy as np

from symact import catalogue
from symact.candidates.row_shape import RowShape
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.judge.identify.several import Kind, SeveralIdentification, greatest_error, told
from symact.reference.pairs.factors import separated
from symact.reference.pairs.table import Pairs

UNIT = 2.0**-8
"""Results are measured by their own size, but not below this."""


def pairs_of(fmt: Format) -> Bits:
    """Return pairs at which the catalogue's functions differ: of several sizes, and beyond clamps."""
    rng = np.random.Generator(np.random.PCG64(12))
    sizes = np.repeat([0.5, 2.0, 6.0], 40)[:, None]
    return np.asarray(encode(rng.normal(size=(120, 2)) * sizes, fmt))


def identify_pairs(bits: Bits, got: Bits, fmt: Format) -> SeveralIdentification:
    """Tell which function of the catalogue, with default parameters, the results of pairs belong to."""
    results, found = to_float64(got, fmt), {}
    for name in catalogue.names("pair"):
        bound = bind(catalogue.get(name))
        if not separated(bound):
            continue
        first, second = (
            to_float64(Pairs(bound, fmt, Quantity.VALUE, 2).build(given).y_bits, fmt) for given in (bits, bits[:, ::-1])
        )
        found[name] = greatest_error(results, first, fmt, UNIT)
        if (first != second).any():
            found[f"{name}(b, a)"] = greatest_error(results, second, fmt, UNIT)
    return told(found, fmt, len(bits))


PAIRS = Kind("pairs", "the result", pairs_of, (RowShape(2, None, (), True),), identify_pairs)
