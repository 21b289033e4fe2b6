"""The floating-point environment of the calling thread: every bound and every comparison rests on IEEE 754's default.

Libraries built with unsafe options switch it when they are loaded, and anybody may call fesetround: results are then
rounded upward, or subnormal numbers are taken for 0 (DAZ) or become 0 (FTZ). The bits of four operations show it;
comparing numbers does not, for a comparison obeys the same switch.
"""

import ctypes
import ctypes.util
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import TracebackType
from typing import Any

from symact.errors import SymactError

ONE, HALF_UNIT, UNIT_AND_HALF = 1.0, 2.0**-53, 3 * 2.0**-53
LEAST_NORMAL, SUBNORMAL, HALF, GREAT = 2.0**-1022, 2.0**-1060, 0.5, 2.0**100

NEAREST = struct.pack(">3d", 1.0, 1.0 + 2.0**-51, -1.0)
KEPT_RESULT, KEPT_INPUT = struct.pack(">d", 2.0**-1023), struct.pack(">d", 2.0**-960)

ENVIRONMENT = 256
"""Bytes that hold an fenv_t of any platform."""


def deviation() -> str | None:
    """Return what this thread does otherwise than IEEE 754's default, None if nothing; it takes a microsecond."""
    # Names, not numbers: the compiler would compute with those itself, long before.
    found = []
    if struct.pack(">3d", ONE + HALF_UNIT, ONE + UNIT_AND_HALF, -ONE - HALF_UNIT) != NEAREST:
        found.append("does not round to the nearest number")
    if struct.pack(">d", SUBNORMAL * GREAT) != KEPT_INPUT:
        found.append("takes subnormal inputs for 0")
    if struct.pack(">d", LEAST_NORMAL * HALF) != KEPT_RESULT:
        found.append("flushes subnormal results to 0")
    return " and ".join(found) or None


def require_default() -> None:
    """Raise SymactError unless this thread computes as IEEE 754 says: to nearest even, subnormal numbers kept."""
    how = deviation()
    if how:
        raise SymactError(
            f"arithmetic: this thread {how}, against IEEE 754's default; something that was loaded or called in it has "
            "switched that on: switch it back, or run symact in another process"
        )


@contextmanager
def default_arithmetic() -> Iterator[None]:
    """Hold that a block, or a function that this decorates, begins and ends in the default environment.

    Raises:
        SymactError: it does not; what was computed in between is worth nothing.
    """
    require_default()
    yield
    require_default()


class Guest:
    """A context in which foreign code runs: in the environment that it left the last time, as in its own process.

    On leaving, this thread has the default again; what the code changed is kept for its next turn and reported.
    """

    def __init__(self) -> None:
        require_default()
        self._own = _saved()
        self._theirs: Any = None
        self.changed: str | None = None
        """What the code's environment does otherwise than the default, None if nothing."""

    def __enter__(self) -> None:
        require_default()
        if self._theirs is not None:
            _restore(self._theirs)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        how = deviation()
        self._theirs = _saved() if how else None
        if how:
            self.changed = self.changed or how
            _restore(self._own)
            require_default()

    def findings(self) -> list[str]:
        """Return what is to be reported of the turns since the last call, one sentence or none."""
        how, self.changed = self.changed, None
        return [f"changes the floating-point environment: the thread that called it {how} afterwards"] if how else []


@cache
def _library() -> Any:
    """Return what has fegetenv and fesetenv, None where there is none."""
    for name in (None, ctypes.util.find_library("m")):
        try:
            library = ctypes.CDLL(name)
            library.fegetenv.argtypes = library.fesetenv.argtypes = [ctypes.c_void_p]
        # No such library, one without these functions, or a system whose ctypes wants a name.
        except (OSError, AttributeError, TypeError):
            continue
        return library
    return None


def _saved() -> Any:
    """Return this thread's environment, None where it cannot be read."""
    library = _library()
    if library is None:
        return None
    environment = ctypes.create_string_buffer(ENVIRONMENT)
    library.fegetenv(environment)
    return environment


def _restore(environment: Any) -> None:
    """Give this thread an environment; None leaves it as it is."""
    if environment is not None:
        _library().fesetenv(environment)
