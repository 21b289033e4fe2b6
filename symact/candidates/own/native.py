"""A function of a shared library, ``path/libfoo.so:symbol``: void f(const T *x, T *y, size_t n).

A function of rows is void f(const T *x, T *y, size_t rows, size_t n), with the vector of a JVP or VJP
void f(const T *x, const T *v, T *y, size_t rows, size_t n). A function of pairs is
void f(const T *a, const T *b, T *y, size_t n). T is float or double, or the unsigned integer of a narrower format's
width that holds its encodings. All arrays lie between guard words; what is written there, or into inputs, is noticed.
"""

from __future__ import annotations

import ctypes
import os
import re
from functools import partial
from itertools import count as counted
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import Form, Function, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.candidates.finding import Finding
from symact.candidates.row_shape import LINE, RowShape
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format

TARGET = re.compile(
    r"(?!cmd:|outputs:|vectors:)(?P<path>.*(/|\.so[.\d]*|\.dylib)[^:]*):(?P<symbol>[A-Za-z_]\w*)", re.DOTALL
)

GUARD = 64
"""Guard elements before and after an array."""

VECTOR, ALIGNED = 64, 16
"""Bytes of the widest vector registers, and those at which ordinary arrays begin."""

_poisons = counted(1)


class SharedLibrary(Form):
    """Functions of shared libraries, called on arrays between guard words."""

    shown = "path/lib.so:symbol"
    default_formats = ()
    layouts = ("empty",)

    def __init__(self) -> None:
        self._noticed: set[str] = set()

    def claims(self, target: str) -> bool:
        """Whether a target is the path of a library and a symbol."""
        return TARGET.fullmatch(target) is not None

    def files(self, target: str) -> tuple[Path, ...]:
        """Return the library."""
        match = TARGET.fullmatch(target)
        return (Path(match["path"]),) if match else ()

    def noticed(self) -> list[Finding]:
        """Return what was noticed since the last call."""
        found = [Finding("outside", says) for says in sorted(self._noticed)]
        self._noticed.clear()
        return found

    def make(self, spec: CallSpec, fmt: Format) -> Function:
        """Load the library and return the function as one of arrays.

        Raises:
            CandidateError: the file is not there, is no library of this machine, or has no such symbol.
        """
        match = TARGET.fullmatch(spec.path)
        assert match
        path = os.path.abspath(match["path"])
        if not os.path.isfile(path):
            raise CandidateError(f"{spec.path}: there is no file {match['path']!r}; give the path of a shared library")
        check_machine(path, spec.path)
        try:
            function = getattr(ctypes.CDLL(path), match["symbol"])
        except OSError as error:
            raise CandidateError(f"{spec.path}: cannot be loaded: {str(error).splitlines()[0]}") from None
        # What ctypes raises for a symbol that is not there.
        except AttributeError:
            raise CandidateError(f"{spec.path}: the library has no symbol {match['symbol']!r}; see nm -D") from None
        function.restype = None
        return partial(self._results, function, fmt)

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return the results; what the function writes into its input is written into inputs."""
        found: Values = fn(inputs, upstream)
        return found

    def _results(
        self, function: Any, fmt: Format, inputs: Values, upstream: Values | None, shape: RowShape = LINE
    ) -> Values:
        if upstream is not None and shape.vector is None:
            raise UnsupportedError("a function of x alone takes no vector")
        given, due = shape.arrays(inputs, upstream, fmt), shape.returned(inputs)
        sizes = (shape.rows(inputs),) if shape.pair else inputs.shape
        words = [np.array(each).view(bits_dtype(fmt)).reshape(-1) for each in given]
        before = [each.copy() for each in words]
        # Arrays begin where the caller's does, seen from the boundary of a vector register.
        offset = inputs.ctypes.data % VECTOR
        names = (*shape.names, "y")
        result = self._call(function, words, prod(due), sizes, 0 if offset % ALIGNED == 0 else offset, names)
        for values, after, kept in zip(given, words, before, strict=True):
            if (after != kept).any():
                values[...] = after.view(float_dtype(fmt)).reshape(values.shape)
        return result.view(float_dtype(fmt)).reshape(due)

    def _call(
        self,
        function: Any,
        given: list[npt.NDArray[Any]],
        count: int,
        sizes: tuple[int, ...],
        offset: int,
        names: tuple[str, ...],
    ) -> npt.NDArray[Any]:
        """Call the function on arrays of words between guards, so many bytes beyond a boundary of vector registers.

        Args:
            function: of the library.
            given: the inputs; they take what it writes into them.
            count: how many results there are.
            sizes: the last arguments of the function.
            offset: bytes.
            names: of the arrays, for messages.
        """
        dtype = given[0].dtype
        # Another pattern each time: an element that is never written differs between two calls.
        poison = dtype.type((0xA5A5A5A5A5A5A5A5 ^ next(_poisons)) & ((1 << 8 * dtype.itemsize) - 1))
        lengths = [*(len(each) for each in given), count]
        arrays = [_placed(np.full(length + 2 * GUARD + VECTOR, poison, dtype=dtype), offset) for length in lengths]
        for array, words in zip(arrays, given, strict=False):
            array[GUARD : GUARD + len(words)] = words
        starts = [ctypes.c_void_p(each.ctypes.data + GUARD * dtype.itemsize) for each in arrays]
        function(*starts, *map(ctypes.c_size_t, sizes))
        for name, array, length in zip(names, arrays, lengths, strict=True):
            outside = np.concatenate([array[:GUARD], array[GUARD + length : 2 * GUARD + length]])
            if (outside != poison).any():
                self._noticed.add(
                    f"writes outside of {name}: beside the {GUARD} elements before or after it something is changed"
                )
        for words, array in zip(given, arrays, strict=False):
            words[...] = array[GUARD : GUARD + len(words)]
        return arrays[-1][GUARD : GUARD + count].copy()


def _placed(array: npt.NDArray[Any], offset: int) -> npt.NDArray[Any]:
    """Return the part of an array whose elements after the guard begin so many bytes beyond a multiple of VECTOR."""
    first = (offset - array.ctypes.data - GUARD * array.itemsize) % VECTOR // array.itemsize
    return array[first:]


def check_machine(path: str, target: str, own: str = "/proc/self/exe") -> None:
    """Raise CandidateError if a file is no library for this machine; the system's loader says this unclearly.

    Args:
        path: the file.
        target: the target, for the message.
        own: a program of this machine; where there is none of that name, nothing is checked.
    """
    try:
        with open(own, "rb") as program:
            ours = program.read(20)
        with open(path, "rb") as library:
            theirs = library.read(20)
    except OSError:
        return
    # ELF: 4 bytes of magic, the class (32 or 64 bits), the byte order; at 18 the machine.
    if ours[:4] != b"\x7fELF":
        return
    if theirs[:4] != b"\x7fELF" or len(theirs) < 20:
        raise CandidateError(f"{target}: cannot be loaded: it is no shared library (no ELF file)")
    if (theirs[4:6], theirs[18:20]) != (ours[4:6], ours[18:20]):
        raise CandidateError(
            f"{target}: cannot be loaded: it is for another machine (ELF machine "
            f"{int.from_bytes(theirs[18:20], 'little')} of {theirs[4] * 32} bits); compile it for {os.uname().machine}"
        )
