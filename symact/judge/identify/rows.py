"""Which function of rows is it: results at a few rows, held against the catalogue and variants of its norms."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from symact import catalogue
from symact.candidates.row_shape import RowShape
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, Floats, bits_dtype, to_float64
from symact.formats.floating import DType, Format, get_format
from symact.formats.rounding import encode
from symact.judge.identify.norm_variants import norm_variants
from symact.judge.identify.several import SeveralIdentification, results_of, told
from symact.reference.vectors.table import vector_table
from symact.system.time_limit import CANDIDATE

WIDTH = 5
"""Numbers of a row."""


def which_rows(
    target: str, *, dtype: DType = "float32", arguments: Mapping[str, str] | None = None, timeout: float = CANDIDATE
) -> SeveralIdentification:
    """Tell which function of rows a candidate computes: of arrays of shape (rows, n), along the last axis.

    Args:
        target: the path of a library's function, such as "torch.nn.functional.softmax", or "module:function".
        dtype: format of inputs and results.
        arguments: keyword arguments of a library's function, as text.
        timeout: seconds that the candidate may take.

    Raises:
        SymactError: a format or a path that does not exist.
        CandidateError: the candidate cannot be called, or returns neither a row nor a number for each row.
    """
    fmt = get_format(dtype)
    bits, shapes = inputs_of(fmt), [RowShape(WIDTH, None, out) for out in ((WIDTH,), ())]
    return identify_rows(bits, results_of(target, arguments, timeout, fmt, bits, shapes), fmt)


def inputs_of(fmt: Format) -> Bits:
    """Return rows at which functions differ: of several sizes, away from 0, and about the root of an eps."""
    rng = np.random.Generator(np.random.PCG64(12))
    sizes = np.repeat([0.25, 1.0, 3.0, 8.0], 6)[:, None]
    rows = [rng.normal(size=(24, WIDTH)) * sizes, 4 + rng.normal(size=(6, WIDTH))]
    # Squares of small numbers are lost in formats of a short range.
    small = rng.normal(size=(4, WIDTH)) * 2.0**-9
    return np.asarray(encode(np.concatenate(rows + [small] * (fmt.emin < -100)), fmt))


def identify_rows(bits: Bits, got: Bits, fmt: Format) -> SeveralIdentification:
    """Tell which function of the catalogue, or which variant of a norm, the results of rows belong to."""
    results = to_float64(got, fmt)
    found = {
        name: _off(results, due, fmt)
        for name, due in _references(fmt, bits.tobytes(), len(bits)).items()
        if due.shape == got.shape
    }
    return told(found, fmt, len(bits))


@lru_cache(maxsize=8)
def _references(fmt: Format, data: bytes, count: int) -> dict[str, Floats]:
    """Return the correctly rounded results of each function at rows, kept for the next candidate."""
    bits = np.frombuffer(data, dtype=bits_dtype(fmt)).reshape(count, WIDTH)
    tried = {name: bind(catalogue.get(name)) for name in catalogue.names("vector")} | norm_variants()
    return {
        name: to_float64(vector_table(bound, fmt, Quantity.VALUE, bits).y_bits, fmt)
        for name, bound in tried.items()
        if len(bound.activation.inputs) == 1
    }


def _off(got: Floats, due: Floats, fmt: Format) -> float:
    """Return the greatest error of a row, in roundings of its greatest result; infinite where a number is missing."""
    one, other = (each.reshape(len(each), -1) for each in (got, due))
    if not np.isfinite(one).all():
        return np.inf
    size = np.abs(other).max(axis=1) * 2.0**-fmt.precision
    return float((np.abs(one - other).max(axis=1) / size).max())
