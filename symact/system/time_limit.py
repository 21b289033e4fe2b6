"""Limits on the time that derivations may take, one inside the other; where one is reached, the answer is unknown.

What counts is the process's own time on the processor, so that a busy machine gives the same answers.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

CANDIDATE = 120.0
"""Seconds, of the clock on the wall, that a candidate may take for one function unless the user says otherwise."""

GRACE = 1.0
"""Seconds for clean-up before a limit that was reached raises its error once more."""

SHORTEST = 1e-3
"""Seconds to a timer's next ring, at least."""


class TimeLimit:
    """A span of processor time that has begun."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.deadline = time.process_time() + seconds


class TimeLimitError(BaseException):
    """The time is up; not an Exception that library code would swallow.

    Args:
        limit: which of the limits was reached.
    """

    def __init__(self, limit: TimeLimit) -> None:
        super().__init__(f"not decided within {limit.seconds:g} s")
        self.limit = limit


_running: list[TimeLimit] = []


@contextmanager
def at_most(seconds: float) -> Iterator[TimeLimit]:
    """Raise TimeLimitError in the block when its time is up, or that of a block around it.

    Timers reach the main thread of a POSIX process alone; elsewhere there is no limit. A block that catches the
    error compares its `limit` with its own: the error of an outer block must pass.
    """
    limit = TimeLimit(seconds)
    if not (hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()):
        yield limit
        return
    before: Any = None
    if not _running:
        before = signal.signal(signal.SIGPROF, _ring), *signal.getitimer(signal.ITIMER_PROF)
    began = time.process_time()
    _running.append(limit)
    _arm()
    try:
        yield limit
    finally:
        _running.remove(limit)
        if before is None:
            _arm()
        else:
            handler, remaining, interval = before
            left = max(remaining - (time.process_time() - began), SHORTEST) if remaining else 0.0
            signal.setitimer(signal.ITIMER_PROF, left, interval)
            signal.signal(signal.SIGPROF, handler)


@contextmanager
def half_of_the_rest() -> Iterator[TimeLimit | None]:
    """Limit a block, as `at_most` does, to half of the time that is left to the blocks around it; no limit without one.

    One case of several that takes too long then leaves the others some time, and what was found before is kept.
    """
    first = min((limit.deadline for limit in _running), default=None)
    if first is None:
        yield None
        return
    with at_most(max((first - time.process_time()) / 2, SHORTEST)) as limit:
        yield limit


def _arm() -> None:
    first = min((limit.deadline for limit in _running), default=None)
    seconds = 0.0 if first is None else max(first - time.process_time(), SHORTEST)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _ring(number: int, frame: FrameType | None) -> None:
    now = time.process_time()
    # The outermost limit that has passed decides.
    passed = [limit for limit in _running if limit.deadline <= now + SHORTEST]
    for limit in passed:
        # An error that is lost, as in a callback of the garbage collector, is raised again.
        limit.deadline = now + GRACE
    _arm()
    if passed:
        raise TimeLimitError(passed[0])
