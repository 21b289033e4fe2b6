"""The formulas of lecture notes, forward only, in every format that NumPy computes in."""

from __future__ import annotations

import numpy as np

from symact.candidates import Adapter, Function
from symact.candidates.call import CallSpec
from symact.formats.arrays import float_dtype
from symact.formats.floating import Format


class Textbook(Adapter):
    """The functions of `symact.candidates.libraries.textbook.formulas`."""

    title = "the textbook"
    default_formats = ("float32", "float64")

    def version(self) -> str:
        return f"numpy {np.__version__}"

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Import a formula and bind its arguments."""
        return spec.make(lambda number: np.array([number], dtype=float_dtype(fmt)))
