"""Counts right, wrong and missing causes over planted defects (tests/mutants) and known defects of libraries.

    python benchmarks/diagnosis/run.py [--only TEXT] [--libraries FOLDER]

A verdict is right if the planted cause is named and every other cause is true too; wrong if any cause is
not; none if the planted cause is not named. FOLDER keeps what libraries returned, so that they run once.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

import tests.mutants
from benchmarks.diagnosis.libraries import KNOWN, Known
from symact import catalogue
from symact.candidates.process.parent import Sandbox
from symact.definition.bound import Bound, bind
from symact.judge.comparison.compare import Comparison
from symact.judge.comparison.policy import Policy
from symact.judge.diagnosis import diagnose
from symact.judge.inputs import choose
from symact.judge.question import Question
from symact.judge.reference_table import reference_table
from symact.judge.refine import sharp_comparison
from tests.mutants.planted import Mutant, outcome

OLD = ("formulas", "functions", "results")
"""Modules of mutants that the causes were first made for."""


def planted(only: str) -> Iterator[tuple[str, str, Bound, Comparison, Mutant]]:
    """Yield (group, label, function, comparison, mutant)."""
    for info in pkgutil.iter_modules(tests.mutants.__path__):
        module = importlib.import_module(f"tests.mutants.{info.name}")
        for mutant in getattr(module, "MUTANTS", ()):
            label = f"{info.name}: {mutant.name} ({mutant.activation} {mutant.dtype} {mutant.order})"
            if only not in label:
                continue
            bound = bind(catalogue.get(mutant.activation), mutant.params)
            found = sharp_comparison(mutant.table(), mutant.bits(), Policy.of(mutant.policy))
            yield "planted before" if info.name in OLD else "planted new", label, bound, found, mutant


def known(folder: Path, only: str) -> Iterator[tuple[str, str, Bound, Comparison, Known]]:
    """Yield the same of libraries."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in KNOWN:
        label = f"libraries: {each.target} {each.activation} {each.dtype} {each.order}"
        if only not in label:
            continue
        question = Question(each.target, each.activation, each.dtype, each.order)
        case, fmt = question.case(), question.format
        x_bits, _ = choose(case.bound, fmt, each.order, 0)
        kept = folder / f"{each.target}-{each.activation}-{each.dtype}-{each.order}.npy"
        if kept.exists() and len(np.load(kept)) == len(x_bits):
            got = np.load(kept)
        else:
            with Sandbox(120) as child:
                got = (
                    child.evaluate(each.target, case.spec, x_bits, fmt, question.quantity).checked(case.spec.path).bits
                )
            np.save(kept, got)
        table = reference_table(case.bound, question, x_bits)
        yield "libraries", label, case.bound, sharp_comparison(table, got), each


def main() -> None:
    """Print one line for each, then the counts and the times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--libraries", type=Path)
    parser.add_argument("--say", action="store_true", help="print the sentences of all causes")
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    times = []
    sources = [planted(options.only)] + ([known(options.libraries, options.only)] if options.libraries else [])
    for source in sources:
        for group, label, bound, comparison, each in source:
            start = time.process_time()
            causes = diagnose(bound, comparison)
            times.append(time.process_time() - start)
            found = outcome(causes, each.causes, each.also, getattr(each, "says", ""))
            counts.setdefault(group, Counter())[found] += 1
            counts[group]["all"] += 1
            named = ", ".join(f"{c.name} {c.share:.3f}" for c in causes) or "-"
            print(
                f"{found:6}{label}: {named} | expected {' or '.join(each.causes) or '-'} {times[-1]:.2f} s", flush=True
            )
            for cause in causes if options.say or found == "wrong" else ():
                print(f"          {cause.name}: {cause.says} [{cause.reproduced}/{cause.tried}] -> {cause.remedy}")
    for group, count in counts.items():
        print(f"{group}: " + ", ".join(f"{key} {count[key]}" for key in ("all", "right", "wrong", "none")))
    times.sort()
    print(f"diagnosis: median {statistics.median(times):.2f} s, 90 % {times[int(0.9 * len(times))]:.2f} s, "
          f"max {times[-1]:.2f} s CPU")  # fmt: skip


if __name__ == "__main__":
    main()
