"""All exhaustive 16-bit tables of the catalogue, f and f': by the sweep, and by the pointwise path.

python benchmarks/sweep/narrow.py [--workers 2] [--pointwise]
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from symact.reference.rows import build_table
from symact.reference.swept_table import swept_table


class Task(NamedTuple):
    """One table, and whether the pointwise path builds it too."""

    name: str
    dtype: str
    order: int
    pointwise: bool


def measure(task: Task) -> tuple[float, float, int]:
    """Return CPU seconds by the sweep and by the pointwise path, and how many rows differ."""
    bound, fmt = bind(catalogue.get(task.name)), get_format(task.dtype)
    start = time.process_time()
    swept = swept_table(bound, fmt, task.order)
    seconds = time.process_time() - start
    if not task.pointwise:
        return seconds, 0.0, 0
    start = time.process_time()
    exact = build_table(bound, fmt, task.order, all_bits(fmt))
    other = time.process_time() - start
    differ = (swept.y_bits != exact.y_bits) | (swept.flags != exact.flags)
    differ |= (swept.y_lo_bits != exact.y_lo_bits) | (swept.y_hi_bits != exact.y_hi_bits)
    return seconds, other, int(differ.sum())


def main() -> None:
    """Print one line a function, and the whole time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pointwise", action="store_true")
    options = parser.parse_args()
    formats, orders = ("float16", "bfloat16"), (0, 1)
    start = time.perf_counter()
    sums = [0.0, 0.0, 0]
    with ProcessPoolExecutor(options.workers) as pool:
        for name in catalogue.names("line"):
            tasks = [Task(name, dtype, order, options.pointwise) for dtype in formats for order in orders]
            found = [sum(column) for column in zip(*pool.map(measure, tasks), strict=True)]
            sums = [a + b for a, b in zip(sums, found, strict=True)]
            print(f"{name:12} {found[0]:6.2f} s" + (f" {found[1]:6.2f} s {found[2]:6}" if options.pointwise else ""))
    count = len(catalogue.names("line")) * len(formats) * len(orders)
    print(f"{count} tables: {sums[0]:.1f} s of CPU, {time.perf_counter() - start:.1f} s of wall time")
    if options.pointwise:
        print(f"pointwise {sums[1]:.1f} s of CPU, {sums[1] / sums[0]:.1f} times as long; {sums[2]} rows differ")


if __name__ == "__main__":
    main()
