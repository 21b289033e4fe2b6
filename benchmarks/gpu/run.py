"""All float32 inputs of torch's functions judged on a device: reference, proof and comparison where the results are.

    python benchmarks/gpu/run.py [--device cuda] [--fuse [BACKEND]] [--step 1] [--names gelu,silu] [--orders 0,1]
                                 [--candidates eager,compiled,intrinsics,triton] [--json FILE] [--seconds 120]

For each candidate: how many results are not correctly rounded, the worst error, and nanoseconds an input of the
candidate and of reference with comparison apart. --step 64 takes every 64th stretch; --fuse makes one kernel of each
pass by torch.compile. A figure is printed when it is there; what fails is told and left out; after --seconds no further
candidate is begun. Without the device it says so and ends.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import candidates
import torch

from symact.errors import SymactError
from symact.judge.question import Question
from symact.reference.sweep.kernels import EDGES, Figures
from symact.reference.sweep.on_device import DeviceSweep

NAMES = "gelu,gelu_tanh,silu,mish,tanh,sigmoid,softplus,elu,selu,hard_swish,log_sigmoid,tanhshrink"  # fmt: skip


def judge(sweep: DeviceSweep, candidate, stretch: int, step: int) -> dict:
    """Return the figures of a candidate and the times of both."""
    total, own, theirs = Figures(), 0.0, 0.0
    for first in range(0, 1 << 32, step * stretch):
        inputs = sweep.encodings(first, stretch).view(torch.float32)
        start = now(sweep)
        results = candidate(inputs)
        middle = now(sweep)
        total = total.merged(sweep.judge(first, results))
        theirs += middle - start
        own += now(sweep) - middle
    count = (1 << 32) // step
    return {
        "inputs": count,
        **total._asdict(),
        "beyond": dict(zip(map(str, EDGES), total.beyond, strict=True)),
        "worst": str(total.worst),
        "candidate_ns": theirs / count * 1e9,
        "judge_ns": own / count * 1e9,
    }


def now(sweep: DeviceSweep) -> float:
    """Return the time after all work on the device is done."""
    sweep.wait()
    return time.perf_counter()


def equality(sweep: DeviceSweep) -> str:
    """Hold the device's results against NumPy's on stretches of all binades, infinities and NaN among them."""
    first, length, wrong = 0, 1 << 14, 0
    while first < 1 << 32:
        length = min(length, (1 << 31) - first % (1 << 31))
        found = sweep.bits(first, length).cpu().numpy().view("uint32")
        wrong += int((found != sweep.sweep.bits(first, length)).sum())
        first += (1 << 23) - (1 << 12)
    return f"{wrong} results differ from NumPy's"


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--fuse", nargs="?", const="inductor", default="", metavar="BACKEND")
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--stretch", type=int, default=26, help="exponent of two")
    parser.add_argument("--names", default=NAMES)
    parser.add_argument("--orders", default="0,1")
    parser.add_argument("--candidates", default="eager")
    parser.add_argument("--equality", action="store_true", help="only compare bits with NumPy's")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seconds", type=float, default=120)
    return parser.parse_args()


def main() -> int:
    """Print the figures of every candidate."""
    chosen, rows, failed, begun = options(), [], 0, time.perf_counter()
    for name in chosen.names.split(","):
        for order in map(int, chosen.orders.split(",")):
            case = Question("torch", name, "float32", order).case()
            try:
                start = time.perf_counter()
                sweep = DeviceSweep(case.bound, order, chosen.device, chosen.fuse)
            except SymactError as error:
                print(f"skipped: {error}", file=sys.stderr)
                return 0
            print(f"{name} {order}: set up in {time.perf_counter() - start:.2f} s", flush=True)
            if chosen.equality:
                print(f"{name} {order}: {equality(sweep)}", flush=True)
                continue
            for kind in chosen.candidates.split(","):
                if time.perf_counter() - begun > chosen.seconds:
                    print(f"{name} {order} {kind}: no time left", flush=True)
                    continue
                try:
                    made = candidates.MAKERS[kind](case, order, chosen.device)
                    if made is None:
                        continue
                    row = judge(sweep, made, 1 << chosen.stretch, chosen.step)
                # What one candidate does must not end the others.
                except Exception as error:
                    failed += 1
                    print(f"{name} {order} {kind}: failed: {type(error).__name__}: {str(error)[:300]}", flush=True)
                    continue
                rows.append({"name": name, "order": order, "candidate": kind, "device": title(sweep), **row})
                print(json.dumps(rows[-1]), flush=True)
                if chosen.json:
                    chosen.json.write_text(json.dumps({"versions": versions(), "rows": rows}, indent=1) + "\n")
    return int(failed > 0 and not rows)


def title(sweep: DeviceSweep) -> str:
    """Return the device's name."""
    return torch.cuda.get_device_name(sweep.device) if sweep.device.type == "cuda" else "CPU"


def versions() -> dict[str, str]:
    """Return what a reader must know to see the same figures."""
    return {"torch": torch.__version__, "cuda": str(torch.version.cuda), "python": sys.version.split()[0]}


if __name__ == "__main__":
    sys.exit(main())
