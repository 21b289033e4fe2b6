"""Softmax of two numbers over all pairs of a 16-bit format: one threshold per boundary of rounding decides every pair.

python benchmarks/rows/softmax_of_two.py mymodule:softmax [--dtype bfloat16] [--every 64] [--checkpoint run.json]

The first of the two results is sigmoid(a - b). It is at least the midpoint m of two neighbours exactly if a - b is at
least log(m/(1 - m)), which mpmath has to 200 bits. Without a candidate symact's own values are on trial, which is slow
where a - b is next to 0. Pairs of numbers alone.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import mpmath
import numpy as np
import numpy.typing as npt

from symact import catalogue
from symact.definition.bound import bind
from symact.definition.quantity import Quantity
from symact.formats.arrays import Bits, all_bits, to_bits, to_float64, to_floats
from symact.formats.floating import Format, get_format
from symact.reference.vectors.table import vector_values
from symact.system.files import replacing

APART = 2.0**-40
"""Relative distance of every threshold from every number of the format: a - b that float64 rounds stays on its side."""

Floats = npt.NDArray[np.float64]


def thresholds(fmt: Format, numbers: Floats) -> Floats:
    """Return, for each positive number up to 1, the least float64 number that a - b must be so that it is the result.

    Args:
        fmt: the format.
        numbers: all its finite numbers, ascending.

    Raises:
        AssertionError: a threshold is so near to a number that float64 might not tell their sides.
    """
    mpmath.mp.prec = 200
    one, found = fmt.from_fraction(Fraction(1)), []
    for bits in range(one):
        middle = (fmt.to_fraction(bits) + fmt.to_fraction(bits + 1)) / 2
        exact = mpmath.log(mpmath.mpf(middle.numerator) / (middle.denominator - middle.numerator))
        near = float(exact)
        found.append(near if mpmath.mpf(near) > exact else float(np.nextafter(near, np.inf)))
    limits = np.array(found)
    place = np.clip(np.searchsorted(numbers, limits), 1, len(numbers) - 1)
    gap = np.minimum(np.abs(limits - numbers[place - 1]), np.abs(limits - numbers[place]))
    assert (gap > APART * np.abs(limits)).all()
    assert (np.diff(limits) > 0).all()
    return limits


def own(fmt: Format, rows: Bits) -> Bits:
    """Return symact's values of softmax."""
    return vector_values(bind(catalogue.get("softmax")), fmt, Quantity.VALUE, rows)


def candidate(target: str, fmt: Format) -> Callable[[Bits], Bits]:
    """Return a function of encodings for module:function, which takes and returns arrays of the format."""
    module, _, name = target.partition(":")
    function = getattr(importlib.import_module(module), name)
    return lambda rows: to_bits(function(to_floats(rows, fmt)), fmt)


def keep(path: Path, state: dict[str, object]) -> None:
    """Write how far a run is."""
    with replacing(path) as file:
        file.write(json.dumps(state).encode())


def main() -> None:
    """Print how many results are wrong, by how many numbers of the format at most, and the time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", help="module:function of arrays (rows, 2); without it symact's filter")
    parser.add_argument("--dtype", default="bfloat16")
    parser.add_argument("--every", type=int, default=1, help="one of so many a, with every b")
    parser.add_argument("--checkpoint", type=Path, help="a file from which an interrupted run goes on")
    options = parser.parse_args()
    fmt = get_format(options.dtype)
    every = all_bits(fmt)
    finite = every[np.isfinite(to_float64(every, fmt))]
    finite = finite[np.argsort(to_float64(finite, fmt), kind="stable")]
    numbers = to_float64(finite, fmt)
    limits, call = thresholds(fmt, numbers), candidate(options.target, fmt) if options.target else partial(own, fmt)
    state = {"target": options.target, "dtype": fmt.name, "every": options.every, "next": 0, "results": 0, "wrong": 0}
    state |= {"furthest": 0, "at": None, "reference": 0.0, "candidate": 0.0}
    if options.checkpoint and options.checkpoint.exists():
        kept = json.loads(options.checkpoint.read_text())
        if any(kept[key] != state[key] for key in ("target", "dtype", "every")):
            raise SystemExit(f"{options.checkpoint} is of another run: {kept['target']}, one a in {kept['every']}")
        state = kept
    saved = time.monotonic()
    for line in range(state["next"], len(finite), options.every):
        start = time.process_time()
        difference = numbers[line] - numbers
        due = np.stack([np.searchsorted(limits, each, side="right") for each in (difference, -difference)], axis=1)
        state["reference"] += time.process_time() - start
        start = time.process_time()
        with np.errstate(all="ignore"):
            got = call(np.stack([np.broadcast_to(finite[line], finite.shape), finite], axis=1)).astype(np.int64)
        state["candidate"] += time.process_time() - start
        # Of positive numbers, how many lie between; a zero of either sign is a zero.
        away = np.abs(np.where(got == fmt.sign_bit, 0, got) - due)
        state["results"], state["wrong"] = state["results"] + away.size, state["wrong"] + int((away > 0).sum())
        if away.max() > state["furthest"]:
            row, entry = (int(k) for k in np.unravel_index(int(away.argmax()), away.shape))
            pair = [float(numbers[line]), float(numbers[row])]
            state["furthest"], state["at"] = int(away.max()), [*pair, entry, fmt.hex(int(got[row, entry]))]
        state["next"] = line + options.every
        if options.checkpoint and time.monotonic() - saved > 30:
            keep(options.checkpoint, state)
            saved = time.monotonic()
    if options.checkpoint:
        keep(options.checkpoint, state)
    print(f"{state['wrong']} of {state['results']} results are wrong, by {state['furthest']} numbers at most")
    print(f"there a, b, which of the results, and what it was: {state['at']}")
    print(f"core seconds: reference {state['reference']:.1f}, candidate {state['candidate']:.1f}")


if __name__ == "__main__":
    main()
