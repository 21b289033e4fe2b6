"""A user's own function of NumPy arrays, ``module:function`` or a callable: one function per order."""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import numpy as np

from symact.candidates import Form, Function, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.candidates.resolve import resolve
from symact.candidates.row_shape import RowShape
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.floating import Format

PATH = re.compile(r"(?!cmd:|outputs:|vectors:)[^\s/:]+:[^\s/:]+")


class ModuleFunction(Form):
    """Functions of arrays of NumPy; for orders 1 and 2 the user's own derivative functions."""

    shown = "module:function"
    layouts = ("strided", "reversed", "transposed", "empty")

    def claims(self, target: str) -> bool:
        """Whether a target is ``module:function``; a path to a shared library has a slash or its suffix."""
        return bool(PATH.fullmatch(target)) and not target.partition(":")[0].endswith((".so", ".dylib"))

    def files(self, target: str) -> tuple[Path, ...]:
        """Return the module's file; neither it nor a package around it is imported."""
        where: Sequence[str] | None = [os.getcwd(), *sys.path]
        found = None
        for part in target.partition(":")[0].split("."):
            found = PathFinder.find_spec(part, where)
            if found is None:
                return ()
            where = found.submodule_search_locations
        return (Path(found.origin),) if found and found.origin else ()

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import the function; it takes the input alone, a gradient perhaps the upstream gradient too."""
        return resolve(spec.path)

    def of_rows(self, fn: Function, shape: RowShape, fmt: Format) -> Function:
        """Return a function of pairs, or of rows with weights, as one of `evaluate`'s arrays; one of rows as it is."""
        if not (shape.pair or shape.beside):
            return fn
        call = _of_pairs if shape.pair else _with_shared
        if shape.vector is None:
            return lambda x: call(fn, shape, fmt, x)
        return lambda x, vector: call(fn, shape, fmt, x, vector)

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return what the function returns.

        A result that is no array of NumPy but has ``__array__`` or DLPack becomes one.
        """
        both = (quantity.vector or quantity == Quantity.of_order(1)) and _takes_upstream(fn, bool(quantity.vector))
        if quantity.vector and not both:
            raise UnsupportedError("a function of x alone takes no vector")
        if both and upstream is None:
            upstream = np.ones_like(inputs)
        with np.errstate(all="ignore"):
            result = fn(inputs, upstream) if both else fn(inputs)
        return _as_array(result)


def _with_shared(fn: Function, shape: RowShape, fmt: Format, x: Values, vector: Values | None = None) -> Any:
    """Return what a function of x, the vectors that all rows share, and the vector of a product returns."""
    return fn(*shape.arrays(x, vector, fmt))


def _of_pairs(fn: Function, shape: RowShape, fmt: Format, x: Values, vector: Values | None = None) -> Any:
    """Return what a function of the arrays a, b, and da, db or v behind them, returns; a tuple as one array."""
    result = fn(*map(np.ascontiguousarray, shape.arrays(x, vector, fmt)))
    if shape.out:
        return _two_gradients(result, shape.rows(x))
    result = _as_array(result)
    return result.reshape(-1) if isinstance(result, np.ndarray) else result


def _two_gradients(result: Any, pairs: int) -> Values:
    """Return the gradients by a and by b, a tuple or the columns of one array, behind each other in one array."""
    halves = [_as_array(each) for each in result] if isinstance(result, (tuple, list)) else []
    if len(halves) == 2 and all(getattr(each, "shape", None) == (pairs,) for each in halves):
        return np.concatenate(halves)
    found = _as_array(result)
    if getattr(found, "shape", None) == (pairs, 2):
        return found.T.reshape(-1)
    shapes = ", ".join(str(getattr(each, "shape", type(each).__name__)) for each in halves or [found])
    raise CandidateError(
        f"returned {shapes} for {pairs} pairs; return the gradients by a and by b as a tuple of two arrays, "
        f"shape ({pairs},), or as one, shape ({pairs}, 2)"
    )


def _as_array(result: Any) -> Values:
    """Return a result that is no array of NumPy but speaks ``__array__`` or DLPack as one; others as they are."""
    if not isinstance(result, np.ndarray):
        if hasattr(result, "__array__"):
            return np.asarray(result)
        if hasattr(result, "__dlpack__"):
            return np.from_dlpack(result)
    return result  # type: ignore[no-any-return]  # checked by symact.candidates.behaviour


def _takes_upstream(fn: Function, due: bool) -> bool:
    """Whether a derivative is given a second array: where a vector is due if it takes one, else if it must have one."""
    try:
        signature = inspect.signature(fn)
        signature.bind(None, None)
    # What inspect raises for what is written in C and does not show its parameters, and for one parameter alone.
    except (TypeError, ValueError):
        return False
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return due or sum(p.kind in places and p.default is p.empty for p in signature.parameters.values()) == 2
