"""float64 results at arrays of inputs: `symact.values` against the pointwise path and mpmath, side by side.

python benchmarks/sweep/float64.py [--count 200000]
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import mpmath
import numpy as np
import sympy

from symact import catalogue
from symact.definition.activation import x
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.reference.rows import Reference
from symact.reference.sweep.pointwise import Pointwise

NAMES = ("gelu", "silu", "tanh", "mish", "softplus", "elu", "sigmoid", "selu", "softsign", "tanhshrink")
POINTWISE, BY_MPMATH = 1500, 300


def seconds(work) -> float:
    """Return the CPU time of a call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(name: str, order: int, kind: str, count: int) -> dict:
    """Return seconds an input of the three, on the same inputs, and how many results differ."""
    rng = np.random.default_rng(11)
    bits = rng.integers(0, 1 << 64, count, dtype=np.uint64) if kind == "all binades" else None
    inputs = rng.normal(0, 3, count).view(np.uint64) if bits is None else bits
    bound = bind(catalogue.get(name))
    worker, reference = Pointwise(bound, order), Reference(bound, get_format("float64"), order)
    found = np.empty(0, dtype=np.uint64)

    def arrays() -> None:
        nonlocal found
        found = worker.bits(inputs)

    fast = seconds(arrays) / count
    rows: list[int] = []
    slow = seconds(lambda: rows.extend(reference.row(int(v)).y for v in inputs[:POINTWISE])) / POINTWISE
    function = sympy.lambdify(x, sympy.diff(bound.expression, x, order), "mpmath")
    points = [mpmath.mpf(float(v)) for v in inputs[:BY_MPMATH].view(np.float64) if np.isfinite(v)]
    with mpmath.workprec(100):
        usual = seconds(lambda: [attempt(function, p) for p in points]) / len(points)
    wrong = sum(int(a) != b for a, b in zip(found[:POINTWISE], rows, strict=True))
    return {
        "name": name,
        "order": order,
        "inputs": kind,
        "us": fast * 1e6,
        "pointwise_ratio": slow / fast,
        "mpmath_ratio": usual / fast,
        "ziv": worker.ziv,
        "different": wrong,
    }


def attempt(function, point) -> object:
    """Return the value, None where mpmath gives up."""
    try:
        return function(point)
    except (OverflowError, ZeroDivisionError, ValueError):
        return None


def main() -> None:
    """Measure, print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200_000)
    count = parser.parse_args().count
    rows = [
        measure(name, order, kind, count)
        for name in NAMES
        for order in (0, 1)
        for kind in ("normal, sigma 3", "all binades")
    ]
    lines = [
        f"float64, {count} inputs, one core; ratios of CPU time an input on the same inputs.",
        "",
        "| function | order | inputs | us an input | pointwise / arrays | mpmath / arrays | left to Ziv | different |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| {r['name']} | {r['order']} | {r['inputs']} | {r['us']:.2f} | {r['pointwise_ratio']:.0f} "
            f"| {r['mpmath_ratio']:.0f} | {r['ziv']} | {r['different']} |"
            for r in rows
        ),
        "",
    ]
    folder = Path(__file__).parent
    (folder / "float64.json").write_text(json.dumps({"count": count, "rows": rows}, indent=1) + "\n")
    (folder / "float64.md").write_text("\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
