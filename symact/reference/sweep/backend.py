"""Where a sweep's arrays live: NumPy, or torch on any device, with the same bits.

Only sums, products and conversions to nearest even are needed of a backend; `docs/sweep.md` bounds their errors with
and without fused multiply-add. A device must not flush subnormal numbers, which is tried first.
"""

from __future__ import annotations

import importlib
from typing import Any, Protocol

import numpy as np

from symact.errors import SymactError
from symact.formats.arrays import bits_dtype, to_float64
from symact.formats.floating import Format
from symact.formats.rounding import round_to
from symact.system.arithmetic import require_default


class Backend(Protocol):
    """The array operations of a sweep."""

    def empty(self, count: int, fmt: Format) -> Any:
        """Return an array for encodings."""

    def code(self, bits: int, fmt: Format) -> int:
        """Return an encoding as an element of such an array."""

    def encodings(self, start: int, count: int, fmt: Format) -> Any:
        """Return consecutive encodings."""

    def points(self, encodings: Any, fmt: Format) -> Any:
        """Return the numbers as float64."""

    def buffer(self, rows: int, columns: int) -> Any:
        """Return an array of float64, its values open."""

    def float64(self, values: Any) -> Any:
        """Return a NumPy array of float64 where the backend has its own."""

    def flipped(self, values: Any) -> Any:
        """Return the values in reverse order, one dimension."""

    def beside(self, values: Any, side: int) -> Any:
        """Return the next float64 numbers above (1) or below (-1)."""

    def round(self, values: Any, fmt: Format) -> Any:
        """Return the encodings nearest to float64 numbers, ties to even."""

    def differing(self, a: Any, b: Any) -> list[int]:
        """Return the indices at which two arrays of encodings differ."""


class NumpyBackend(Backend):
    """Arrays of NumPy."""

    def __init__(self) -> None:
        require_default()

    def empty(self, count: int, fmt: Format) -> Any:
        return np.empty(count, dtype=bits_dtype(fmt))

    def code(self, bits: int, fmt: Format) -> int:
        return bits

    def encodings(self, start: int, count: int, fmt: Format) -> Any:
        return np.arange(start, start + count, dtype=np.uint64).astype(bits_dtype(fmt))

    def points(self, encodings: Any, fmt: Format) -> Any:
        return to_float64(encodings, fmt)

    def buffer(self, rows: int, columns: int) -> Any:
        return np.empty((rows, columns))

    def float64(self, values: Any) -> Any:
        return np.asarray(values, dtype=np.float64)

    def flipped(self, values: Any) -> Any:
        return values.reshape(-1)[::-1]

    def beside(self, values: Any, side: int) -> Any:
        return np.nextafter(values, side * np.inf)

    def round(self, values: Any, fmt: Format) -> Any:
        return round_to(values, fmt)

    def differing(self, a: Any, b: Any) -> list[int]:
        if np.array_equal(a, b):
            return []
        found: list[int] = np.flatnonzero(a != b).tolist()
        return found


class TorchBackend(Backend):
    """Tensors of torch on a device; encodings of float32 as int32, for float32 is all that torch rounds to in one step.

    Args:
        device: as torch names it, such as "cuda" or "cpu".

    Raises:
        SymactError: torch or the device is missing, or the device does not round as IEEE 754 says.
    """

    def __init__(self, device: str) -> None:
        try:
            self.torch = importlib.import_module("torch")
            self.device = self.torch.device(device)
            self.torch.zeros(1, device=self.device)
        except (ImportError, RuntimeError, AssertionError) as error:
            raise SymactError(
                f"device {device}: {str(error).splitlines()[0]}; choose one that torch has here"
            ) from None
        given = self.float64(np.array([2.0**-140, 1 + 2.0**-24, 1 + 3 * 2.0**-24, 2.0**-1060]))
        narrow = given[:3].to(self.torch.float32).view(self.torch.int32).tolist()
        if narrow != [1 << 9, 0x3F800000, 0x3F800002] or (given[3:] * 0.5).tolist() != [2.0**-1061]:
            raise SymactError(f"device {device}: it does not round as IEEE 754 says, or flushes subnormal numbers to 0")

    def _require(self, fmt: Format) -> None:
        if fmt.name != "float32":
            raise SymactError(f"torch tensors are rounded to float32 only, not to {fmt.name}; use NumPy")

    def empty(self, count: int, fmt: Format) -> Any:
        self._require(fmt)
        return self.torch.empty(count, dtype=self.torch.int32, device=self.device)

    def code(self, bits: int, fmt: Format) -> int:
        return bits - (1 << 32) if bits >> 31 else bits

    def encodings(self, start: int, count: int, fmt: Format) -> Any:
        first = self.code(start, fmt)
        return self.torch.arange(first, first + count, dtype=self.torch.int32, device=self.device)

    def points(self, encodings: Any, fmt: Format) -> Any:
        return encodings.view(self.torch.float32).to(self.torch.float64)

    def buffer(self, rows: int, columns: int) -> Any:
        return self.torch.empty((rows, columns), dtype=self.torch.float64, device=self.device)

    def float64(self, values: Any) -> Any:
        return self.torch.as_tensor(np.ascontiguousarray(values), dtype=self.torch.float64, device=self.device)

    def flipped(self, values: Any) -> Any:
        return values.reshape(-1).flip(0)

    def beside(self, values: Any, side: int) -> Any:
        infinity = self.torch.full((), float("inf") * side, dtype=self.torch.float64, device=self.device)
        return self.torch.nextafter(values, infinity)

    def round(self, values: Any, fmt: Format) -> Any:
        self._require(fmt)
        return values.contiguous().to(self.torch.float32).view(self.torch.int32)

    def differing(self, a: Any, b: Any) -> list[int]:
        if bool((a == b).all()):
            return []
        found: list[int] = self.torch.nonzero(a != b).reshape(-1).tolist()
        return found
