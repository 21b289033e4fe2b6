"""Tables from a name: what `symact table` and `symact.table` do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from symact import catalogue
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind, check_quantity
from symact.definition.domain import Pair, Vector
from symact.definition.input_space import Capability
from symact.definition.quantity import Quantity
from symact.errors import SymactError, excerpt, unknown_name
from symact.formats import npy
from symact.formats.arrays import Bits, all_bits, bits_dtype, float_dtype, from_integers, to_bits
from symact.formats.fixed import FixedFormat, table_format
from symact.formats.floating import DType, Format
from symact.reference.fixed_point import FixedReference, fixed_points
from symact.reference.pairs.factors import separated
from symact.reference.pairs.points import pair_points
from symact.reference.pairs.table import Pairs
from symact.reference.points import SEED, point_bits
from symact.reference.rows import Progress, build_table
from symact.reference.several_inputs import SeveralInputs
from symact.reference.swept_table import swept_table
from symact.reference.table import Table
from symact.reference.vectors.families import check_widths
from symact.reference.vectors.points import row_points
from symact.reference.vectors.table import decided_rows, vector_table
from symact.system.files import read_bytes

LARGEST_INPUTS = 1 << 28
"""Bytes of a file of inputs."""


def table(
    activation: str | Activation,
    *,
    dtype: DType,
    order: Quantity | int | str = 0,
    params: Mapping[str, object] | None = None,
    inputs: str | npt.NDArray[Any] = "points",
    width: int | None = None,
    progress: Progress | None = None,
) -> Table:
    """Return the table of correctly rounded values of an activation.

    Args:
        activation: its name, or a definition of your own.
        dtype: format of inputs and results: "bfloat16", np.float32, torch.float16, or fixed point, such as "q4.12".
        order: 0 for the function, 1 or 2 for its derivatives; or another quantity, "jvp" or "vjp".
        params: exact parameter values, such as {"negative_slope": "1/100"}.
        inputs: "points", "exhaustive" (at most 16 bits, functions of one number), or an array of the format's dtype
            or of its encodings as unsigned integers: shape (n,), or for functions of several numbers
            (n, numbers of one input), the vector of a JVP or VJP after x.
        width: numbers of x in a row, for the points of a function of vectors.
        progress: called now and then with the number of rows done since the last call.

    Raises:
        SymactError: a name, format, order, parameter or input that does not exist or does not fit.
        UndecidedError: a value could not be decided; the message names it.
    """
    fmt = table_format(dtype)
    definition = catalogue.definition(activation)
    bound, quantity = bind(definition, params), check_quantity(order)
    choice = inputs if isinstance(inputs, str) else None
    if choice not in ("points", "exhaustive", None):
        raise unknown_name("choice of inputs", choice, ("points", "exhaustive"))
    if width is not None and (not isinstance(bound.domain, Vector) or choice != "points"):
        raise SymactError(f"width={excerpt(width)}: is for chosen rows of a function of vectors; leave it out")
    space = bound.space(quantity)
    if choice == "exhaustive":
        space.need(Capability.EXHAUST, definition.name)
    if not space.on_line:
        check_floating(fmt, definition.name)
        if choice:
            return _of_points(bound, fmt, quantity, width, progress)
        build = vector_table if isinstance(bound.domain, Vector) else _pairs
        return build(bound, fmt, quantity, check_inputs(as_array(inputs), fmt, dimensions=2), progress)
    return _on_line(bound, fmt, quantity.order, inputs, progress)


def _on_line(bound: Bound, fmt: Format, order: int, inputs: str | npt.NDArray[Any], progress: Progress | None) -> Table:
    """Return the table of a function of one number."""
    if not isinstance(inputs, (str, np.ndarray)):
        raise SymactError(
            f"inputs must be 'points', 'exhaustive' or an array of NumPy, such as numpy.array([0.5, 2], {fmt.name!r}), "
            f"not {excerpt(inputs)}"
        )
    given = None if isinstance(inputs, str) else check_inputs(inputs, fmt)
    if isinstance(inputs, str) and inputs == "exhaustive":
        given = exhaustive_bits(fmt)
        if not isinstance(fmt, FixedFormat):
            return swept_table(bound, fmt, order, progress)
    if isinstance(fmt, FixedFormat):
        given = fixed_points(bound, fmt, order) if given is None else given
        return FixedReference(bound, fmt, order).build(given, progress)
    return build_table(bound, fmt, order, point_bits(bound, fmt, order) if given is None else given, progress)


def as_array(inputs: object) -> npt.NDArray[Any]:
    """Return inputs as an array; raise SymactError for rows of different lengths."""
    try:
        return np.asarray(inputs)
    except ValueError:
        raise SymactError("inputs: the rows have different lengths; give rows of one length in one array") from None


def _of_points(bound: Bound, fmt: Format, quantity: Quantity, width: int | None, progress: Progress | None) -> Table:
    """Return the table of inputs of several numbers that are worth a row, without rows that cannot be decided."""
    if isinstance(bound.domain, Pair):
        return _pairs(bound, fmt, quantity, pair_points(bound, fmt, quantity, SEED)[0], progress)
    if not isinstance(bound.domain, Vector):
        bound.space(quantity).need(Capability.NEIGHBOURS, bound.activation.name)
    if width is None:
        raise SymactError(f"{bound.activation.name} takes rows: give their width, as width=8 (--widths 8), or inputs")
    (number,) = check_widths([width])
    rows, _ = row_points(bound, fmt, quantity, number, SEED)
    return decided_rows(bound, fmt, quantity, rows.whole, progress)[0]


def check_floating(fmt: Format, name: str) -> None:
    """Raise SymactError for fixed point, in which no function of several numbers is tabled."""
    if isinstance(fmt, FixedFormat):
        raise SymactError(f"{name}: fixed point is for functions of one number; give a float format")


def several_inputs(bound: Bound, fmt: Format, quantity: Quantity, x_bits: Bits) -> Bits:
    """Return the correctly rounded results of a function of pairs, or the products with a derivative on the line."""
    return _pairs(bound, fmt, quantity, x_bits, None).y_bits


def _pairs(bound: Bound, fmt: Format, quantity: Quantity, given: Bits, progress: Progress | None) -> Table:
    if separated(bound):
        return Pairs(bound, fmt, quantity, given.shape[1]).build(given, progress)
    return SeveralInputs(bound, fmt, quantity, given.shape[1]).build(given, progress)


def exhaustive_bits(fmt: Format) -> Bits:
    """Return all encodings of a format of at most 16 bits, or raise SymactError."""
    if fmt.width > 16:
        raise SymactError(f"{fmt.name} has 2^{fmt.width} inputs; exhaustive tables are for formats of at most 16 bits")
    return all_bits(fmt)


def check_inputs(values: npt.NDArray[Any], fmt: Format, source: str = "inputs", dimensions: int = 1) -> Bits:
    """Return the encodings of an input array, or raise SymactError if shape or dtype are others."""
    if values.ndim != dimensions:
        due = "one dimension" if dimensions == 1 else "two dimensions, a row an input"
        raise SymactError(f"{source}: must have {due}, not shape {values.shape}")
    if isinstance(fmt, FixedFormat):
        return _check_integers(values, fmt, source)
    if values.dtype == float_dtype(fmt):
        return to_bits(values, fmt)
    if values.dtype == bits_dtype(fmt):
        return values.copy()
    raise SymactError(
        f"{source}: holds {values.dtype}, but {fmt.name} needs {float_dtype(fmt)} or its encodings as {bits_dtype(fmt)}"
    )


def _check_integers(values: npt.NDArray[Any], fmt: FixedFormat, source: str) -> Bits:
    """Return the encodings of fixed-point inputs: encodings as they are, or integers of the numbers."""
    signed = np.dtype(f"int{8 * bits_dtype(fmt).itemsize}")
    if values.dtype == bits_dtype(fmt) and not (values >> (fmt.width - 1) > 1).any():
        return values.copy()
    if values.dtype == signed and fmt.signed and not ((values < fmt.least) | (values > fmt.max_bits)).any():
        return from_integers(values, fmt)
    also = f", or the integers {fmt.least} to {fmt.max_bits} as {signed}" if fmt.signed else ""
    raise SymactError(
        f"{source}: {fmt.name} needs its encodings 0 to {(1 << fmt.width) - 1} as {bits_dtype(fmt)}{also}; "
        f"the array of {values.dtype} holds something else"
    )


def load_inputs(path: str, fmt: Format, dimensions: int = 1) -> Bits:
    """Return the encodings in a .npy file, or raise SymactError if it is not such an array.

    Args:
        path: the file.
        fmt: the format of the inputs.
        dimensions: 1 for functions of one number, 2 where a row is an input.
    """
    try:
        data = read_bytes(path, LARGEST_INPUTS)
        if data.startswith(b"PK"):
            raise SymactError(f"{path}: is an archive of arrays; give a .npy file with one array")
        values = npy.parse(data)
    except OSError as error:
        raise SymactError(f"{path}: cannot be read: {error.strerror or 'no .npy file'}") from None
    except (ValueError, EOFError, MemoryError, RecursionError, SyntaxError):
        raise SymactError(f"{path}: is no .npy file of plain numbers; write one with numpy.save") from None
    return check_inputs(values, fmt, path, dimensions)
