"""Which function of rows is it: results at a few rows, held against the catalogue and variants of its norms."""

from functools import lru_cache

import numpy as np
from sympy import Rational, sqrt

from symact import catalogue
from symact.candidates.row_shape import RowShape
from symact.definition.activation import Activation, Source, x
from symact.definition.bound import Bound, bind
from symact.definition.domain import Vector
from symact.definition.quantity import Quantity
from symact.definition.reductions import Total
from symact.formats.arrays import Bits, Floats, bits_dtype, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import encode
from symact.judge.identify.several import Kind, SeveralIdentification, greatest_error, told
from symact.reference.vectors.table import vector_table

WIDTH = 5
"""Numbers of a row."""

EPS = ("0", "1e-8", "1e-6", "1e-5", "1e-3")
"""What libraries and models add to mean squares."""


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
        name: greatest_error(results, due, fmt)
        for name, due in _references(fmt, bits.tobytes(), len(bits)).items()
        if due.shape == got.shape
    }
    return told(found, fmt, len(bits))


@lru_cache(maxsize=8)
def _references(fmt: Format, data: bytes, count: int) -> dict[str, Floats]:
    """Return the correctly rounded results of each function at rows, kept for the next candidate."""
    bits = np.frombuffer(data, dtype=bits_dtype(fmt)).reshape(count, WIDTH)
    tried = {name: bind(catalogue.get(name)) for name in catalogue.names("vector")} | _norm_variants()
    return {
        name: to_float64(vector_table(bound, fmt, Quantity.VALUE, bits).y_bits, fmt)
        for name, bound in tried.items()
        if len(bound.activation.inputs) == 1
    }


def _norm_variants() -> dict[str, Bound]:
    """Return variants that implementations compute: another eps, eps beside the root, the variance over n - 1."""
    found = {}
    mean = Total(x) / Total(1)
    squares = Total((x - mean) ** 2)
    for name in ("rms_norm", "layer_norm"):
        norm = catalogue.get(name)
        for eps in EPS:
            bound = bind(norm, {"eps": eps})
            if bound.params != bind(norm).params:
                found[f"{name} with eps={eps}"] = bound
    for eps in EPS[1:]:
        added = Rational(eps)
        apart = x / (sqrt(Total(x**2) / Total(1)) + added)
        found[f"rms_norm with eps={eps} added to the root"] = _own("rms_norm", apart)
        unbiased = (x - mean) / sqrt(squares / (Total(1) - 1) + added)
        found[f"layer_norm with eps={eps}, the variance over n - 1"] = _own("layer_norm", unbiased)
    return found


def _own(name: str, expression: object) -> Bound:
    source = Source("what implementations compute", "a variant of the norm")
    return bind(Activation(name, name, expression, (source,), domain=Vector()))


ROWS = Kind(
    "rows",
    "the greatest result of a row",
    inputs_of,
    tuple(RowShape(WIDTH, None, out) for out in ((WIDTH,), ())),
    identify_rows,
)
