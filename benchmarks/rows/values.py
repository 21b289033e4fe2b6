"""Nanoseconds an entry of correctly rounded functions of vectors, one core: the filter, and Ziv's loop.

python benchmarks/rows/values.py [--repeats 3] [--entries 131072] [--functions softmax log_softmax] [--loop]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from symact import catalogue
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits
from symact.formats.floating import Format, get_format
from symact.formats.rounding import encode
from symact.reference.vectors.filtered import filtered
from symact.reference.vectors.reference import VectorReference
from symact.reference.vectors.table import pointwise_table

LENGTHS = (1 << 7, 1 << 10, 1 << 13, 1 << 17)
FORMATS = ("float32", "bfloat16", "float16", "float64")


def rows(fmt: Format, count: int, width: int) -> Bits:
    """Return normal numbers of standard deviation 1 as encodings."""
    numbers = np.random.default_rng(0).normal(size=(count, width))
    return numbers.view(np.uint64) if fmt.width == 64 else encode(numbers.astype(np.float32).astype(np.float64), fmt)


def fastest(work: Callable[[], object], repeats: int) -> float:
    """Return the least CPU seconds of several runs."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def main() -> None:
    """Print one line a function, quantity and format: the time an entry for each length."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--entries", type=int, default=1 << 17)
    parser.add_argument("--functions", nargs="+", default=["softmax", "log_softmax", "logsumexp"])
    parser.add_argument("--loop", action="store_true", help="Ziv's loop too, at 1024 entries")
    options = parser.parse_args()
    print(f"{'ns an entry of n =':32}" + "".join(f"{n:9}" for n in LENGTHS) + ("     loop" if options.loop else ""))
    for name in options.functions:
        bound = bind(catalogue.get(name))
        for quantity in (Quantity.VALUE, Quantity.JVP, Quantity.VJP):
            for dtype in FORMATS:
                fmt, line = get_format(dtype), f"{name:12} {quantity!s:8} {dtype:10}"
                for length in LENGTHS:
                    one = quantity == Quantity.VJP and name == "logsumexp"
                    width = length + (0 if quantity == Quantity.VALUE else 1 if one else length)
                    reference = VectorReference(bound, fmt, quantity, width)
                    given = rows(fmt, max(1, options.entries // length), width)
                    filtered(reference, given[:1])
                    spent = fastest(partial(filtered, reference, given), options.repeats)
                    line += f"{spent / (len(given) * length) * 1e9:9.0f}"
                    if length == 1 << 10 and options.loop:
                        loop = fastest(partial(pointwise_table, reference, given[:2]), 1) / (2 * length)
                print(line + (f"{loop * 1e9:9.0f}" if options.loop else ""), flush=True)


if __name__ == "__main__":
    main()
