"""Which function of rows is it: results at a few rows, held against every function of one vector in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from symact import catalogue
from symact.candidates import plan
from symact.candidates.process.parent import Sandbox
from symact.candidates.row_shape import RowShape
from symact.definition.bound import Bound, bind
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import Bits, Floats, to_float64
from symact.formats.floating import DType, Format, get_format
from symact.formats.rounding import encode
from symact.judge.identify.ask import named
from symact.reference.vectors.reference import VectorReference
from symact.reference.vectors.table import vector_table
from symact.system.time_limit import CANDIDATE

WIDTH = 5
"""Numbers of a row."""

WITHIN, NARROW = 64, 16
"""Roundings, of its row's greatest result, by which results of the right function may be off; in narrow formats."""


@dataclass(frozen=True)
class RowIdentification:
    """What a candidate of rows is.

    Args:
        names: the functions that explain all results, with their default parameters; several where the rows do not
            tell them apart, none where no function of the catalogue does.
        dtype: the format.
        rows: how many were tried.
        off: for each function that gives as many results the greatest error of a row, in roundings of its greatest
            result; the nearest first.
    """

    names: tuple[str, ...]
    dtype: str
    rows: int
    off: Mapping[str, float]


def which_rows(
    target: str, *, dtype: DType = "float32", arguments: Mapping[str, str] | None = None, timeout: float = CANDIDATE
) -> RowIdentification:
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
    library, spec = named(target, arguments or {})
    plan.ready(library)
    bits = inputs_of(fmt)
    with Sandbox(timeout) as child:

        def called(out: tuple[int, ...]) -> Bits:
            shape = RowShape(WIDTH, None, out)
            return child.evaluate(library, spec, bits, fmt, Quantity.VALUE, shape, False).checked(spec.path).bits

        return identify_rows(bits, _either(called), fmt)


def inputs_of(fmt: Format) -> Bits:
    """Return rows at which the catalogue's functions differ: of several sizes, and one away from 0."""
    rng = np.random.Generator(np.random.PCG64(12))
    sizes = np.repeat([0.25, 1.0, 3.0, 8.0], 6)[:, None]
    rows = np.concatenate([rng.normal(size=(24, WIDTH)) * sizes, 4 + rng.normal(size=(6, WIDTH))])
    return np.asarray(encode(rows, fmt))


def _either(called: Callable[[tuple[int, ...]], Bits]) -> Bits:
    try:
        return called((WIDTH,))
    except CandidateError as error:
        try:
            return called(())
        except CandidateError:
            raise error from None


def identify_rows(bits: Bits, got: Bits, fmt: Format) -> RowIdentification:
    """Tell which function of the catalogue the results of rows belong to.

    Args:
        bits: encodings of the rows, shape (rows, WIDTH).
        got: encodings of the results, shape (rows, WIDTH) or (rows,).
        fmt: the format of both.
    """
    found = {}
    for name in catalogue.names("vector"):
        bound = bind(catalogue.get(name))
        if len(bound.activation.inputs) == 1 and _out(bound, fmt) == got.shape[1:]:
            due = to_float64(vector_table(bound, fmt, Quantity.VALUE, bits).y_bits, fmt)
            found[name] = _off(to_float64(got, fmt), due, fmt)
    off = dict(sorted(found.items(), key=lambda each: (each[1], each[0])))
    within = WITHIN if fmt.width >= 32 else NARROW
    return RowIdentification(tuple(n for n, size in off.items() if size <= within), fmt.name, len(bits), off)


def _out(bound: Bound, fmt: Format) -> tuple[int, ...]:
    return VectorReference(bound, fmt, Quantity.VALUE, WIDTH).out_shape


def _off(got: Floats, due: Floats, fmt: Format) -> float:
    """Return the greatest error of a row, in roundings of its greatest result; infinite where a number is missing."""
    one, other = (each.reshape(len(each), -1) for each in (got, due))
    if not np.isfinite(one).all():
        return np.inf
    size = np.abs(other).max(axis=1) * 2.0**-fmt.precision
    return float((np.abs(one - other).max(axis=1) / size).max())
