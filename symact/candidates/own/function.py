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

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return what the function returns.

        A result that is no array of NumPy but has ``__array__`` or DLPack becomes one.
        """
        both = quantity in (Quantity.VJP, Quantity.of_order(1)) and _takes_upstream(fn)
        if quantity.vector and not both:
            raise UnsupportedError("a function of x alone takes no vector")
        if both and upstream is None:
            upstream = np.ones_like(inputs)
        with np.errstate(all="ignore"):
            result = fn(inputs, upstream) if both else fn(inputs)
        return _as_array(result)

    def evaluate_pairs(
        self,
        fn: Function,
        inputs: Values,
        fmt: Format,
        quantity: Quantity,
        vector: Values | None,
        shape: RowShape,
    ) -> Values:
        """Return what a function of two arrays a and b returns; of a VJP the gradients by a and by b, as a tuple.

        A JVP takes (a, b, da, db), a VJP (a, b, v).
        """
        given = [np.ascontiguousarray(column) for column in inputs.T]
        if vector is not None:
            given += [np.ascontiguousarray(column) for column in np.atleast_2d(vector.T)]
        with np.errstate(all="ignore"):
            result = fn(*given)
        # What it writes into its inputs is written there.
        inputs[...] = np.stack(given[:2], axis=1)
        if shape.out and isinstance(result, (tuple, list)) and len(result) == shape.out[0]:
            return np.stack([_as_array(each) for each in result], axis=-1)
        return _as_array(result)


def _as_array(result: Any) -> Values:
    """Return a result that is no array of NumPy but speaks ``__array__`` or DLPack as one; others as they are."""
    if not isinstance(result, np.ndarray):
        if hasattr(result, "__array__"):
            return np.asarray(result)
        if hasattr(result, "__dlpack__"):
            return np.from_dlpack(result)
    return result  # type: ignore[no-any-return]  # checked by symact.candidates.behaviour


def _takes_upstream(fn: Function) -> bool:
    """Whether a gradient must be given a second array: the upstream gradient, by which it multiplies."""
    try:
        parameters = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return False
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.kind in places and p.default is p.empty for p in parameters) == 2
