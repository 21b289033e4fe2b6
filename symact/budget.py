"""A limit on the time that one derivation may take; where it is reached, the answer is unknown."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from symact.errors import UnknownError


class BudgetError(UnknownError, BaseException):
    """The time is up; not an Exception that library code would swallow."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise BudgetError in the block when its time is up.

    Timers reach the main thread of a POSIX process alone; elsewhere there is no limit.
    """
    timed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not timed:
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise BudgetError(f"not decided within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    started = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *started)
        signal.signal(signal.SIGALRM, before)
