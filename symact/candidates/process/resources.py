"""What a candidate may take, and what it may leave behind: memory is bounded, processes that it started end; Linux."""

import contextlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from symact.errors import SymactError

PROC = Path("/proc")
"""Where Linux describes processes; elsewhere no limit is set, and only the candidate's own group is ended."""

MARK = "SYMACT_CANDIDATE"
"""The environment variable by which processes that a candidate started are known, in whatever session they are."""

ROUNDS = 20
"""How often processes are looked for: one that starts others may do so while it is looked at."""

SECONDS = 10**6
"""The longest that one request may take; the system's clocks count no infinite time."""

MEMORY = 1 << 50
"""The most bytes that may be granted."""


def check_limits(timeout: float, memory: float) -> None:
    """Refuse a time of nothing, without end or no number, in seconds, and a memory alike, in bytes.

    Raises:
        SymactError: one of them is out of bounds.
    """
    if not 0 < timeout <= SECONDS:
        raise SymactError(f"timeout must be a number of seconds above 0, at most {SECONDS}, not {timeout:g}")
    if not 0 < memory <= MEMORY:
        most = MEMORY >> 30
        raise SymactError(f"memory must be a number of GiB above 0, at most {most}, not {memory / 2**30:g}")


@contextmanager
def limited(memory: int) -> Iterator[None]:
    """Let this process, and each that it starts, take no more memory than this one has and so many bytes.

    What counts is private memory that may be written (RLIMIT_DATA). Address space alone does not count:
    CUDA and thread pools reserve far more of it than they ever use.
    """
    # Only POSIX has it, and the parent, which reads tables everywhere, imports this module.
    import resource

    kept = resource.getrlimit(resource.RLIMIT_DATA)
    top = _writable() + memory
    if (PROC / "self/status").exists() and (kept[1] == resource.RLIM_INFINITY or top <= kept[1]):
        resource.setrlimit(resource.RLIMIT_DATA, (top, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, kept)


def _writable() -> int:
    """Return the bytes of private memory that this process may write, 0 if the system does not say."""
    try:
        lines = (PROC / "self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def end_marked(mark: str) -> None:
    """Kill every process whose environment has a mark, but not this one."""
    for _ in range(ROUNDS):
        found = [pid for pid in _marked(mark) if pid != os.getpid()]
        if not found:
            return
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _marked(mark: str) -> list[int]:
    """Return the processes with that mark that still run; one that has ended has no environment."""
    entry = f"{MARK}={mark}".encode()
    found = []
    for path in PROC.glob("[0-9]*/environ"):
        # Processes end while they are listed, and those of other users are not to be read.
        with contextlib.suppress(OSError):
            if entry in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found
