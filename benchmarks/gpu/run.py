"""The sweep on a CUDA device: reference, proof and comparison where the candidate's results already are.

    python benchmarks/gpu/run.py [--device cuda] [--step 64]

Judges torch's own gelu, silu and tanh, forward, at every float32 input (or every step-th stretch of 2^22), counts
what is not correctly rounded, and gives seconds of the candidate and of reference with comparison apart. Without a CUDA
device it says so and ends.
"""

from __future__ import annotations

import argparse
import sys
import time

import torch

from symact import catalogue
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.formats.floating import get_format
from symact.reference.sweep.backend import TorchBackend
from symact.reference.sweep.blocks import Sweep

CANDIDATES = {
    "gelu": torch.nn.functional.gelu,
    "silu": torch.nn.functional.silu,
    "tanh": torch.tanh,
}
STRETCH = 1 << 22


def judge(name: str, arrays: TorchBackend, step: int) -> str:
    """Return one line of figures."""
    fmt = get_format("float32")
    sweep = Sweep(bind(catalogue.get(name)), fmt, 0, arrays)
    own = theirs = 0.0
    count = wrong = 0
    for first in range(0, 1 << 32, step * STRETCH):
        inputs = arrays.encodings(first, STRETCH, fmt).view(torch.float32)
        start = now(arrays)
        outputs = CANDIDATES[name](inputs).view(torch.int32)
        middle = now(arrays)
        correct = sweep.bits(first, STRETCH)
        wrong += int((outputs != correct).logical_and(~torch.isnan(inputs)).sum())
        theirs += middle - start
        own += now(arrays) - middle
        count += STRETCH
    return (
        f"{name}: {count} inputs, {wrong} not correctly rounded; candidate {theirs:.2f} s, "
        f"reference and comparison {own:.2f} s ({own / count * 1e9:.2f} ns an input), {sweep.ziv} left to Ziv"
    )


def now(arrays: TorchBackend) -> float:
    """Return the time after all work on the device is done."""
    if arrays.device.type == "cuda":
        torch.cuda.synchronize(arrays.device)
    return time.perf_counter()


def main() -> int:
    """Print the figures of every candidate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--step", type=int, default=64)
    options = parser.parse_args()
    try:
        arrays = TorchBackend(options.device)
    except SymactError as error:
        print(f"skipped: {error}", file=sys.stderr)
        return 0
    for name in CANDIDATES:
        print(judge(name, arrays, options.step), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
