"""Tables from a name: what `symact table` and `symact.table` do."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from symact import catalogue, tables
from symact.activation import Activation
from symact.arrays import Bits, all_bits, bits_dtype, float_dtype, to_bits
from symact.binding import bind, check_order
from symact.errors import SymactError, unknown_name
from symact.formats import Format, get_format
from symact.points import point_bits
from symact.reference import Progress, build_table
from symact.tables.model import Table
from symact.tables.swept import swept_table

Writer = Callable[[Table, BinaryIO], None]


def table(
    activation: str | Activation,
    *,
    dtype: str,
    order: int = 0,
    params: Mapping[str, object] | None = None,
    inputs: str | npt.NDArray[Any] = "points",
    progress: Progress | None = None,
) -> Table:
    """Return the table of correctly rounded values of an activation.

    Args:
        activation: its name, or a definition of your own.
        dtype: format of inputs and results, such as "bfloat16".
        order: 0 for the function, 1 or 2 for its derivatives.
        params: exact parameter values, such as {"negative_slope": "1/100"}.
        inputs: "points", "exhaustive" (at most 16 bits), or a one-dimensional array of the format's
            dtype or of its encodings as unsigned integers.
        progress: called now and then with the number of rows done since the last call.

    Raises:
        SymactError: a name, format, order, parameter or input that does not exist or does not fit.
        UndecidedError: a value could not be decided; the message names it.
    """
    definition = catalogue.get(activation) if isinstance(activation, str) else activation
    fmt = get_format(dtype)
    bound = bind(definition, params)
    if not isinstance(inputs, str):
        bits = check_inputs(inputs, fmt)
    elif inputs == "exhaustive":
        exhaustive_bits(fmt)
        return swept_table(bound, fmt, check_order(order), progress)
    elif inputs == "points":
        bits = point_bits(bound, fmt, check_order(order))
    else:
        raise unknown_name("choice of inputs", inputs, ("points", "exhaustive"))
    return build_table(bound, fmt, order, bits, progress)


def exhaustive_bits(fmt: Format) -> Bits:
    """Return all encodings of a format of at most 16 bits, or raise SymactError."""
    if fmt.width > 16:
        raise SymactError(f"{fmt.name} has 2^{fmt.width} inputs; exhaustive tables are for formats of at most 16 bits")
    return all_bits(fmt)


def check_inputs(values: npt.NDArray[Any], fmt: Format, source: str = "inputs") -> Bits:
    """Return the encodings of an input array, or raise SymactError if shape or dtype are others."""
    if values.ndim != 1:
        raise SymactError(f"{source}: must have one dimension, not shape {values.shape}")
    if values.dtype == float_dtype(fmt):
        return to_bits(values, fmt)
    if values.dtype == bits_dtype(fmt):
        return values.copy()
    raise SymactError(
        f"{source}: holds {values.dtype}, but {fmt.name} needs {float_dtype(fmt)} or its encodings as {bits_dtype(fmt)}"
    )


def load_inputs(path: str, fmt: Format) -> Bits:
    """Return the encodings in a .npy file, or raise SymactError if it is not such an array."""
    try:
        values = np.load(path, allow_pickle=False)
    except OSError as error:
        raise SymactError(f"{path}: cannot be read: {error.strerror or 'no .npy file'}") from None
    except (ValueError, EOFError, MemoryError):
        raise SymactError(f"{path}: is no .npy file of plain numbers; write one with numpy.save") from None
    if not isinstance(values, np.ndarray):
        raise SymactError(f"{path}: is an archive of arrays; give a .npy file with one array")
    return check_inputs(values, fmt, path)


@cache
def writers() -> dict[str, Writer]:
    """Return the writers by format name: every module of symact.tables with a FORMAT has one."""
    found: dict[str, Writer] = {}
    for info in pkgutil.iter_modules(tables.__path__):
        if info.name.startswith("write_"):
            module = importlib.import_module(f"{tables.__name__}.{info.name}")
            found[module.FORMAT] = module.write
    return found


def writer(name: str) -> Writer:
    """Return the writer of that format, or raise SymactError naming the nearest ones."""
    if name not in writers():
        raise unknown_name("table format", name, writers())
    return writers()[name]


def format_of(path: str | None) -> str:
    """Return the table format that a file name asks for by its suffix; json where it says nothing."""
    suffix = Path(path).suffix.removeprefix(".") if path else ""
    return suffix if suffix in writers() else "json"
