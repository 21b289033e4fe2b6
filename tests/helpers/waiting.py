"""Waiting for what other processes do: no longer than it takes, and for minutes where the machine is busy."""

import time
from pathlib import Path

LONGEST = 240.0
"""Seconds after which what is waited for will not come."""


def until(condition):
    """Return the first true answer of a condition that is asked again and again, or the last answer of all."""
    deadline = time.monotonic() + LONGEST
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def empty(folder):
    """Return whether a folder is left empty."""
    return until(lambda: not list(folder.iterdir()))


def ended(*pids):
    """Return whether processes end; one that was sent SIGKILL does when it is next scheduled."""
    return until(lambda: not any(map(_runs, pids)))


def _runs(pid):
    """Return whether a process runs, by /proc; one that has ended but was not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
