"""All float32 inputs: the sweep against the pointwise path and mpmath, side by side, on one core.

    python benchmarks/sweep/float32.py            # a sample: every 64th stretch of 2^20 inputs, all binades
    python benchmarks/sweep/float32.py --full     # all 2^32 inputs of every function

Times are CPU seconds of this process. The comparison is with an array that is already there, so that a candidate's
own time is not in it.
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
from symact.reference.sweep.blocks import Sweep

NAMES = ("gelu", "silu", "tanh", "mish", "softplus", "elu", "sigmoid")
STRETCH = 1 << 20
POINTWISE, BY_MPMATH = 2000, 500
FLOAT32 = get_format("float32")


def seconds(work) -> float:
    """Return the CPU time of a call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def sweep(name: str, order: int, step: int) -> dict:
    """Return nanoseconds an input: reference and proof, then comparison with a candidate that is wrong now and then."""
    worker = Sweep(bind(catalogue.get(name)), FLOAT32, order)
    prepared = seconds(lambda: worker.bits(0x3F800000, 16))
    spent = compared = 0.0
    count = 0
    for first in range(0, 1 << 32, step * STRETCH):
        start = time.process_time()
        found = worker.bits(first, STRETCH)
        spent += time.process_time() - start
        candidate = found.copy()
        candidate[:: 1 << 12] ^= np.uint32(1)
        start = time.process_time()
        wrong = int(np.count_nonzero(candidate != found))
        compared += time.process_time() - start
        assert wrong == STRETCH >> 12
        count += STRETCH
    return {
        "inputs": count,
        "setup_s": prepared,
        "reference_ns": spent / count * 1e9,
        "comparison_ns": compared / count * 1e9,
        "ziv": worker.ziv,
    }


def others(name: str, order: int) -> dict:
    """Return nanoseconds an input of the pointwise path and of mpmath, on inputs over all binades."""
    bound = bind(catalogue.get(name))
    bits = np.random.default_rng(5).integers(0, 1 << 32, POINTWISE, dtype=np.uint64).tolist()
    reference = Reference(bound, FLOAT32, order)
    slow = seconds(lambda: [reference.row(each) for each in bits]) / len(bits)
    function = sympy.lambdify(x, sympy.diff(bound.expression, x, order), "mpmath")
    with np.errstate(invalid="ignore"):
        values = np.array(bits[:BY_MPMATH], dtype=np.uint32).view(np.float32).astype(float)
    points = [mpmath.mpf(v) for v in values.tolist() if np.isfinite(v)]
    with mpmath.workprec(100):
        usual = seconds(lambda: [attempt(function, p) for p in points]) / len(points)
    return {"pointwise_ns": slow * 1e9, "mpmath_ns": usual * 1e9}


def attempt(function, point) -> object:
    """Return the value, None where mpmath gives up."""
    try:
        return function(point)
    except (OverflowError, ZeroDivisionError, ValueError):
        return None


def linearity() -> list[dict]:
    """Return nanoseconds an input for three sizes, spread over all binades."""
    return [{"inputs": r["inputs"], "ns": r["reference_ns"]} for r in (sweep("gelu", 0, s) for s in (512, 128, 32))]


def main() -> None:
    """Measure, print and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="all 2^32 inputs")
    step = 1 if parser.parse_args().full else 64
    rows = []
    for name in NAMES:
        for order in (0, 1):
            rows.append({"name": name, "order": order, **sweep(name, order, step), **others(name, order)})
            print(rows[-1], flush=True)
    sizes = linearity()
    lines = [
        f"float32, {rows[0]['inputs']} inputs each, one core, CPU time. ns an input.",
        "",
        "| function | order | reference and proof | comparison | left to Ziv | pointwise / sweep | mpmath / sweep |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        total = r["reference_ns"] + r["comparison_ns"]
        lines.append(
            f"| {r['name']} | {r['order']} | {r['reference_ns']:.2f} | {r['comparison_ns']:.2f} | {r['ziv']} "
            f"| {r['pointwise_ns'] / total:.0f} | {r['mpmath_ns'] / total:.0f} |"
        )
    lines += [
        "",
        "gelu at three sizes: " + ", ".join(f"{s['inputs']} inputs {s['ns']:.2f} ns" for s in sizes) + ".",
        "",
    ]
    folder = Path(__file__).parent
    (folder / "float32.json").write_text(json.dumps({"rows": rows, "sizes": sizes}, indent=1) + "\n")
    (folder / "float32.md").write_text("\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
