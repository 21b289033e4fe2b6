"""Attributes of a library that stand for others while some work lasts, in any number of threads at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any


class Swap:
    """Attributes that have other values while at least one block holds them.

    Args:
        others: owner, name of an attribute, and what stands in its place.
    """

    def __init__(self, others: Sequence[tuple[Any, str, Any]]) -> None:
        self.others = others
        self._own: list[tuple[Any, str, Any]] = []
        self._holders, self._lock = 0, Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Swap the attributes in this block; the last block of all gives them their own values back."""
        with self._lock:
            if not self._holders:
                self._own = [(owner, name, getattr(owner, name)) for owner, name, _ in self.others]
                _set(self.others)
            self._holders += 1
        try:
            yield
        finally:
            with self._lock:
                self._holders -= 1
                if not self._holders:
                    _set(self._own)


def _set(values: Sequence[tuple[Any, str, Any]]) -> None:
    for owner, name, value in values:
        setattr(owner, name, value)
