"""Core seconds for all 2^32 pairs of bfloat16: the reference alone, and judged with results right and twice rounded.

python benchmarks/rows/pairs.py [--lines 64] [--dtype bfloat16] [--functions swiglu geglu reglu]
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.arrays import Bits, all_bits, to_float64
from symact.formats.floating import Format, get_format
from symact.formats.rounding import encode
from symact.judge.comparison.policy import Policy
from symact.judge.pairs.line_figures import LineJudge
from symact.reference.pairs.lines import Lines


def correct(lines: Lines, a_bits: int) -> Bits:
    """Return the correctly rounded results of one a with every b."""
    every = all_bits(lines.format)
    return lines.pairs.build(np.stack([np.full_like(every, a_bits), every], axis=1)).y_bits


def twice_rounded(lines: Lines, a_bits: int, fmt: Format) -> Bits:
    """Return products of which the first factor was rounded to the format."""
    first, second = (each.value for each in lines.columns)
    gate = to_float64(encode(first[a_bits : a_bits + 1], fmt), fmt)
    with np.errstate(all="ignore"):
        return encode(gate * np.where(second == 0, to_float64(all_bits(fmt), fmt), second), fmt)


def main() -> None:
    """Print one line a function."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=64)
    parser.add_argument("--dtype", default="bfloat16")
    parser.add_argument(
        "--functions", nargs="+", default=["swiglu", "geglu", "geglu_tanh", "reglu", "glu", "swiglu_oai"]
    )
    options = parser.parse_args()
    fmt = get_format(options.dtype)
    chosen = np.random.default_rng(0).integers(0, 1 << fmt.width, options.lines).tolist()
    print(f"{'core seconds, all pairs':24}{'setup':>9}{'reference':>11}{'right':>9}{'wrong':>9}")
    for name in options.functions:
        start = time.process_time()
        lines = Lines(bind(catalogue.get(name)), fmt)
        spent = [time.process_time() - start]
        judge = LineJudge(lines, Policy(), None)
        right = [correct(lines, a) for a in chosen]
        wrong = [twice_rounded(lines, a, fmt) for a in chosen]
        start = time.process_time()
        for a in chosen:
            lines.line(a)
        spent.append(time.process_time() - start)
        for results in (right, wrong):
            start = time.process_time()
            for a, got in zip(chosen, results, strict=True):
                judge.judge(a, got)
            spent.append(time.process_time() - start)
        scale = (1 << fmt.width) / len(chosen)
        figures = [spent[0], *(each * scale for each in spent[1:])]
        print(f"{name:24}{figures[0]:9.1f}{figures[1]:11.0f}{figures[2]:9.0f}{figures[3]:9.0f}", flush=True)


if __name__ == "__main__":
    main()
