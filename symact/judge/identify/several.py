"""Asking a candidate which function of several numbers it is, of rows or a gated pair: what both have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from symact.candidates import plan
from symact.candidates.process.parent import Sandbox
from symact.candidates.row_shape import RowShape
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import Bits, Floats
from symact.formats.floating import DType, Format, get_format
from symact.judge.identify.ask import named
from symact.system.time_limit import CANDIDATE

WITHIN, NARROW = 64, 16
"""Roundings by which results of the right function may be off; in narrow formats."""


@dataclass(frozen=True)
class SeveralIdentification:
    """What a candidate of rows or of pairs is.

    Args:
        names: the functions that explain all results, with their default parameters; several where the inputs do not
            tell them apart, none where no function of the catalogue does. "glu(b, a)" has its halves swapped.
        dtype: the format.
        tried: how many rows or pairs were.
        off: for each function that gives as many results the greatest error, in roundings of a pair's result or of a
            row's greatest one; the nearest first.
    """

    names: tuple[str, ...]
    dtype: str
    tried: int
    off: Mapping[str, float]


class Kind(NamedTuple):
    """Functions of rows, or gated pairs.

    Args:
        name: "rows" or "pairs".
        unit: whose roundings errors are given in.
        inputs: encodings of a format at which the functions differ, one input in a row.
        shapes: those that a candidate may take and return, in the order in which they are tried.
        identify: tells from inputs and results which function of the catalogue it is.
    """

    name: str
    unit: str
    inputs: Callable[[Format], Bits]
    shapes: tuple[RowShape, ...]
    identify: Callable[[Bits, Bits, Format], SeveralIdentification]


def which(
    kind: Kind,
    target: str,
    *,
    dtype: DType = "float32",
    arguments: Mapping[str, str] | None = None,
    timeout: float = CANDIDATE,
) -> SeveralIdentification:
    """Tell which function of rows, or which gated pair, a candidate computes.

    Args:
        kind: which of the two: `rows.ROWS` or `pairs.PAIRS`.
        target: the path of a library's function, such as "torch.nn.functional.softmax", or "module:function" of
            arrays of shape (rows, n), or of a and b.
        dtype: format of inputs and results.
        arguments: keyword arguments of a library's function, as text.
        timeout: seconds that the candidate may take.

    Raises:
        SymactError: a format or a path that does not exist.
        CandidateError: the candidate cannot be called, or returns none of the shapes; the first says why.
    """
    fmt = get_format(dtype)
    library, spec = named(target, arguments or {})
    plan.ready(library)
    bits, faults = kind.inputs(fmt), []
    with Sandbox(timeout) as child:
        for shape in kind.shapes:
            try:
                found = child.evaluate(library, spec, bits, fmt, Quantity.VALUE, shape, False).checked(spec.path)
            except CandidateError as fault:
                faults.append(fault)
            else:
                return kind.identify(bits, found.bits, fmt)
    raise faults[0]


def told(off: Mapping[str, float], fmt: Format, tried: int) -> SeveralIdentification:
    """Return what the greatest errors of several functions, in roundings, tell of which one it is."""
    nearest = dict(sorted(off.items(), key=lambda each: (each[1], each[0])))
    within = WITHIN if fmt.width >= 32 else NARROW
    return SeveralIdentification(tuple(n for n, size in nearest.items() if size <= within), fmt.name, tried, nearest)


def greatest_error(got: Floats, due: Floats, fmt: Format, least: float = 0.0) -> float:
    """Return the greatest error of a row of results, in roundings of its greatest one; infinite without a number.

    Args:
        got, due: results and the right ones, a row or a number for each input.
        fmt: the format of both.
        least: results are measured by their own size, but not below this.
    """
    one, other = (each.reshape(len(each), -1) for each in (got, due))
    if not np.isfinite(one).all():
        return np.inf
    size = np.maximum(np.abs(other).max(axis=1), least) * 2.0**-fmt.precision
    return float((np.abs(one - other).max(axis=1) / size).max())
