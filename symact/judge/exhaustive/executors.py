"""A Dask cluster as the executor of an exhaustive run; needs the extra symact[cluster]."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.util import find_spec

from symact.errors import SymactError

WAIT = 15
"""Seconds to wait for the scheduler and its first worker."""


@contextmanager
def connected(address: str) -> Iterator[tuple[Executor, int]]:
    """Yield an executor on a running Dask scheduler's workers, and how many threads they have.

    A chunk whose worker dies is judged again by another: the result is the same.

    Raises:
        SymactError: Dask is not installed, or no scheduler or no worker answers.
    """
    if find_spec("distributed") is None:
        raise SymactError("--scheduler needs Dask; pip install 'symact[cluster]'")
    from distributed import Client

    try:
        client = Client(address, timeout=WAIT)
    except (OSError, ValueError, TimeoutError):
        raise SymactError(f"no Dask scheduler answers at {address!r}; start one with: dask scheduler") from None
    try:
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError:
            raise SymactError(f"the scheduler at {address!r} has no workers; dask worker {address}") from None
        with client.get_executor(pure=False, retries=3) as executor:
            yield executor, sum(client.nthreads().values())
    finally:
        client.close()
