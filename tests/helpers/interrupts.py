"""Processes that an interrupt reaches, however the suite was started."""

import signal
from contextlib import contextmanager


@contextmanager
def heeded():
    """Have processes that start meanwhile heed SIGINT, which a shell's background jobs, and what they start, ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
