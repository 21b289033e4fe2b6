"""tinygrad on the CPU: methods of Tensor, gradients by its backward pass. It compiles with clang."""

from __future__ import annotations

import os
import shutil
from importlib.metadata import version as distribution_version
from typing import Any

import numpy as np

from symact.candidates import Adapter, Function, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.definition.quantity import Kind, Quantity
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format


class Tinygrad(Adapter):
    """Methods of Tensor; of the short arrays each length is compiled anew."""

    title = "tinygrad"
    requires = "tinygrad"
    formats = ("float64", "float32", "float16")
    default_formats = ("float32", "float16")
    short_calls = 2

    def version(self) -> str:
        return f"tinygrad {distribution_version('tinygrad')}, cpu"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a method of Tensor and bind its arguments.

        Raises:
            UnsupportedError: the format is not one of tinygrad's, or there is no clang to compile with.
        """
        self.check_format(fmt)
        if not shutil.which("clang"):
            raise UnsupportedError("tinygrad computes on the CPU by clang, which is not on this machine")
        tensor = _tensor()
        return spec.make(lambda number: tensor([number], dtype=fmt.name))

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return f or its gradient, with ones where no upstream vector is given; encodings cross as integers."""
        if quantity == Quantity.VALUE:
            return _back(fn(_crossed(inputs, fmt)), fmt)
        if quantity.kind is not Kind.VJP and quantity.order > 1:
            raise UnsupportedError("tinygrad has no second derivatives")
        tensor = _crossed(inputs, fmt)
        tensor.requires_grad = True
        # In memory, not a constant: one program for every upstream gradient.
        given = _crossed(np.ones_like(inputs) if upstream is None else upstream, fmt)
        return _back(fn(tensor).gradient(tensor, gradient=given)[0], fmt)


def _crossed(values: Values, fmt: Format) -> Any:
    tensor = _tensor()
    from tinygrad import dtypes

    words = np.ascontiguousarray(values).view(bits_dtype(fmt))
    return tensor(words).bitcast(getattr(dtypes, fmt.name)).contiguous().realize()


def _back(result: Any, fmt: Format) -> Values:
    from tinygrad import dtypes

    if result.dtype != getattr(dtypes, fmt.name):
        raise TypeError(f"a tensor of {fmt.name} was expected, not of {result.dtype}")
    whole = result.contiguous().bitcast(getattr(dtypes, f"uint{fmt.width}")).numpy()
    found: Values = whole.view(float_dtype(fmt))
    return found


def _tensor() -> Any:
    os.environ.setdefault("DEV", "CPU")
    os.environ.setdefault("CACHELEVEL", "0")
    from tinygrad import Tensor

    return Tensor
