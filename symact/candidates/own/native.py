"""A function of a shared library, ``path/libfoo.so:symbol``: void f(const T *x, T *y, size_t n).

T is float or double, or the unsigned integer of a narrower format's width that holds its encodings.
Both arrays lie between guard words; what is written there, or into x, is noticed.
"""

from __future__ import annotations

import ctypes
import os
import re
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.candidates import Form, Function, UnsupportedError, Values
from symact.candidates.call import CallSpec
from symact.candidates.finding import Finding
from symact.definition.quantity import Quantity
from symact.errors import CandidateError
from symact.formats.arrays import bits_dtype, float_dtype
from symact.formats.floating import Format

TARGET = re.compile(r"(?!cmd:|outputs:)(?P<path>.*(/|\.so[.\d]*|\.dylib)[^:]*):(?P<symbol>[A-Za-z_]\w*)", re.DOTALL)

GUARD = 64
"""Guard elements before and after an array."""

VECTOR, ALIGNED = 64, 16
"""Bytes of the widest vector registers, and those at which ordinary arrays begin."""

_poisons = count(1)


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
        """Load the library and return the function as one of an array of encodings.

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
        except AttributeError:
            raise CandidateError(f"{spec.path}: the library has no symbol {match['symbol']!r}; see nm -D") from None
        function.argtypes, function.restype = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t], None
        return lambda words, offset: self._call(function, words, offset)

    def evaluate(
        self, fn: Function, inputs: Values, fmt: Format, quantity: Quantity, upstream: Values | None = None
    ) -> Values:
        """Return the results; what the function writes into its input is written into inputs."""
        if quantity.vector:
            raise UnsupportedError("a function of x alone takes no vector")
        words = np.ascontiguousarray(inputs).view(bits_dtype(fmt))
        before = words.copy()
        # Arrays begin where the caller's does, seen from the boundary of a vector register.
        offset = inputs.ctypes.data % VECTOR
        result = fn(words, 0 if offset % ALIGNED == 0 else offset)
        if (words != before).any():
            inputs[...] = words.view(float_dtype(fmt))
        found: Values = result.view(float_dtype(fmt))
        return found

    def _call(self, function: Any, words: npt.NDArray[Any], offset: int) -> npt.NDArray[Any]:
        """Call the function on words between guards, so many bytes beyond a boundary of vector registers.

        Words take what it writes into them.
        """
        # Another pattern each time: an element that is never written differs between two calls.
        poison = words.dtype.type((0xA5A5A5A5A5A5A5A5 ^ next(_poisons)) & ((1 << 8 * words.itemsize) - 1))
        x, y = (_placed(np.full(len(words) + 2 * GUARD + VECTOR, poison, dtype=words.dtype), offset) for _ in range(2))
        inside = slice(GUARD, GUARD + len(words))
        x[inside] = words
        function(x.ctypes.data + GUARD * x.itemsize, y.ctypes.data + GUARD * y.itemsize, len(words))
        for name, array in (("y", y), ("x", x)):
            outside = np.concatenate([array[:GUARD], array[inside.stop : inside.stop + GUARD]])
            if (outside != poison).any():
                self._noticed.add(
                    f"writes outside of {name}: beside the {GUARD} elements before or after it something is changed"
                )
        words[...] = x[inside]
        return y[inside].copy()


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
