"""SciPy's special functions: forward only, in the formats that each accepts."""

from __future__ import annotations

import numpy as np

from symact.candidates import Adapter, Function, UnsupportedError
from symact.candidates.call import CallSpec
from symact.candidates.resolve import resolve
from symact.formats.floating import Format


class Scipy(Adapter):
    """Special functions; its loops show in which formats each computes."""

    title = "SciPy"
    requires = "scipy"
    default_formats = ("float32", "float64")

    def version(self) -> str:
        import scipy

        return f"scipy {scipy.__version__}"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a function of SciPy; a ufunc must have a loop of its own for the format.

        NumPy would cast other formats up to the next loop, and the result would be of another dtype.
        """
        found = resolve(spec.path)
        loops = found.types if isinstance(found, np.ufunc) else ("f->f", "d->d")
        code = np.dtype(fmt.name).char if hasattr(np, fmt.name) else fmt.name
        if f"{code}->{code}" not in loops:
            raise UnsupportedError(f"{spec.path} does not compute in {fmt.name}")
        return spec.make(lambda number: np.array([number], dtype=fmt.name))
