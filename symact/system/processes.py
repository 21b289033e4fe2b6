"""Work on many things by several processes, where there are more than a few; results come in the order of the work."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from symact.errors import SymactError

Result = TypeVar("Result")

FEW = 8
"""Things for which no processes are begun."""


def mapped(
    work: Callable[..., Result], rows: Sequence[tuple[Any, ...]], workers: int, lost: Callable[..., str]
) -> Iterator[Result]:
    """Yield what a function returns for each row of its arguments.

    Args:
        work: a function of a module, which other processes can import.
        rows: its arguments, row by row.
        workers: how many processes.
        lost: says for a row that its process, or that of one after it, has ended.

    Raises:
        SymactError: a process was ended from outside, as for lack of memory; or what `work` raises.
    """
    if workers == 1 or len(rows) < FEW:
        yield from (work(*row) for row in rows)
        return
    done = 0
    try:
        with ProcessPoolExecutor(workers) as pool:
            for each in pool.map(work, *zip(*rows, strict=True)):
                yield each
                done += 1
    except BrokenProcessPool:
        raise SymactError(lost(*rows[done])) from None
