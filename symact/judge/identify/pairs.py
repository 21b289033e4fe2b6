"""Which gated pair is it, and which half is gated: results at some pairs, held against the catalogue in both orders."""

from collections.abc import Mapping

import numpy as np

from symact import catalogue
from symact.candidates.row_shape import RowShape
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.floating import DType, Format, get_format
from symact.formats.rounding import encode
from symact.judge.identify.several import SeveralIdentification, results_of, told
from symact.reference.pairs.factors import separated
from symact.reference.pairs.table import Pairs
from symact.system.time_limit import CANDIDATE

UNIT = 2.0**-8
"""Results are measured by their own size, but not below this."""


def which_pairs(
    target: str, *, dtype: DType = "float32", arguments: Mapping[str, str] | None = None, timeout: float = CANDIDATE
) -> SeveralIdentification:
    """Tell which gated pair a candidate computes; a library's own function is given both halves joined.

    Args:
        target: the path of a library's function, such as "torch.nn.functional.glu", or "module:function" of a and b.
        dtype: format of inputs and results.
        arguments: keyword arguments of a library's function, as text.
        timeout: seconds that the candidate may take.

    Raises:
        SymactError: a format or a path that does not exist.
        CandidateError: the candidate cannot be called, or returns another shape.
    """
    fmt = get_format(dtype)
    bits = pairs_of(fmt)
    return identify_pairs(bits, results_of(target, arguments, timeout, fmt, bits, [RowShape(2, None, (), True)]), fmt)


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
        found[name] = _off(results, first, fmt)
        if (first != second).any():
            found[f"{name}(b, a)"] = _off(results, second, fmt)
    return told(found, fmt, len(bits))


def _off(got: Floats, due: Floats, fmt: Format) -> float:
    """Return the greatest error in roundings of the result; infinite where a number is missing."""
    if not np.isfinite(got).all():
        return np.inf
    return float((np.abs(got - due) / np.maximum(np.abs(due), UNIT)).max() * 2.0**fmt.precision)
