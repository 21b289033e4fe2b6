"""Where the chunks of an exhaustive run are judged: processes of this machine, or a Dask cluster (extra: cluster)."""

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from symact.errors import SymactError
from symact.judge.exhaustive.job import close
from symact.system.allocation import keep_memory

WAIT = 15
"""Seconds to wait for the scheduler and its first worker."""


class Here(Executor):
    """Runs in this process what it is given, at once: few inputs are judged before another process has started."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return the finished call of a function; what interrupts it is raised here."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        # Whatever a function raises is its future's, which raises it again.
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def executor(workers: int | None, scheduler: str | None, few: bool = False) -> Iterator[tuple[Executor, int]]:
    """Yield an executor, and how many chunks it judges at once.

    Args:
        workers: processes of this machine, None for one a core.
        scheduler: the address of a Dask scheduler, in place of them.
        few: whether all inputs of all questions are few, so that this process judges them unless told otherwise.

    Raises:
        SymactError: as `connected`, or a process was killed.
    """
    if scheduler:
        with connected(scheduler) as found:
            yield found
        return
    if few and not workers:
        try:
            yield Here(), 1
        finally:
            close()
        return
    count = workers or os.cpu_count() or 1
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield pool, count
    except BrokenProcessPool:
        pool.shutdown(wait=False, cancel_futures=True)
        raise SymactError(
            "a process that judges was killed, as for lack of memory; take fewer --workers, and --resume goes on"
        ) from None
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _begin() -> None:
    """Keep memory; leave an interrupt from the keyboard to the process that hands out the work, and end when it ends.

    A pool's processes hold both ends of its queue, so that they would wait for ever for a process that was killed.
    """
    keep_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


@contextmanager
def connected(address: str) -> Iterator[tuple[Executor, int]]:
    """Yield an executor on a running Dask scheduler's workers, and how many threads they have.

    A chunk whose worker dies is judged again by another: the result is the same.

    Raises:
        SymactError: Dask is not installed, no scheduler or no worker answers, or the scheduler is lost later on.
    """
    if find_spec("distributed") is None:
        raise SymactError("--scheduler needs Dask; pip install '.[cluster]' in a clone of symact")
    from distributed import Client

    with _unlogged():
        try:
            client = Client(address, timeout=WAIT)
        except (OSError, ValueError, TimeoutError):
            raise SymactError(f"no Dask scheduler answers at {address!r}; start one with: dask scheduler") from None
        try:
            try:
                client.wait_for_workers(1, timeout=WAIT)
            except TimeoutError:
                raise SymactError(
                    f"the scheduler at {address!r} has no workers; start one with: dask worker {address}"
                ) from None
            try:
                with client.get_executor(pure=False, retries=3) as found:
                    yield found, sum(client.nthreads().values())
            except CancelledError:
                # Its client cancels what it waits for when the scheduler does not come back.
                raise SymactError(
                    f"the Dask scheduler at {address!r} was lost; "
                    "start it again, and --resume goes on from the checkpoint"
                ) from None
        finally:
            client.close()


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep from the terminal what Dask, Tornado and asyncio log, with tracebacks, of what is mended or told anyway."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
