"""How much of the property sheets of the literature's activations stays unknown, and how long they take.

    python benchmarks/derivation/inventory.py [NAME...] [--jobs 2] [--seconds 60] [--out DIRECTORY] [--reasons]

Each formula of inventory.tsv is derived in a fresh process. A property of a sheet counts as unknown where any of its
facts is, as *stand-in* where it is known for the default parameters alone, and otherwise as known.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

SLOW = 5.0
"""Seconds of processor time that no sheet should take."""


class Formula(NamedTuple):
    """A row of inventory.tsv; parameters are declarations of `symact derive --param`, with blanks between."""

    name: str
    formula: str
    parameters: str
    source: str


class Sheet(NamedTuple):
    """What came back: property -> state, why what is unknown is, processor seconds; or an error."""

    name: str
    states: dict[str, str]
    reasons: dict[str, str]
    seconds: float
    error: str


def formulas() -> list[Formula]:
    """Return the rows of inventory.tsv."""
    with (HERE / "inventory.tsv").open() as file:
        return [Formula(*row) for row in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]]


def derive(row: Formula, seconds: float, out: Path | None) -> Sheet:
    """Derive a sheet in a fresh process, which is given up after that many seconds of its processor time."""
    declared = [text for each in row.parameters.split() for text in ("--param", each)]
    limited = ["bash", "-c", f'ulimit -t {seconds:.0f}; exec "$@"', "derive"]
    command = [*limited, sys.executable, "-m", "symact", "derive", "--json", *declared, "--", row.formula]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    variables = {**os.environ, "PYTHONPATH": path, "SYMACT_CACHE": "off"}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables)
    assert child.stdout is not None
    assert child.stderr is not None
    with child.stdout, child.stderr:
        text, error = child.stdout.read(), child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    spent = used.ru_utime + used.ru_stime
    if child.returncode:
        return Sheet(row.name, {}, {}, spent, (error.strip() or f"ended by {child.returncode}").splitlines()[-1])
    if out is not None:
        (out / f"{row.name}.json").write_text(text)
    return Sheet(row.name, *judged(json.loads(text)), spent, "")


def judged(sheet: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the state of every property, and the reasons of those that are unknown."""
    free = [p for p in sheet["parameters"] if p["default"] is not None]
    stand_in = {f"Eq({p['name']}, {p['default']})" for p in free}
    found: dict[str, set[str]] = {}
    reasons: dict[str, str] = {}
    for fact in sheet["facts"]:
        name = fact["property"]
        parts = set(fact["scope"].replace("(Eq(", "Eq(").replace("))", ")").split(" & "))
        if fact["status"] == "unknown":
            reasons[name] = "; ".join(p["reason"] for p in fact["evidence"] if p["kind"] == "gap")
        state = "unknown" if fact["status"] == "unknown" else "stand-in" if parts == stand_in else "known"
        found.setdefault(name, set()).add(state)
    # A case such as b = 1 among others is no stand-in.
    states = {
        name: "unknown" if "unknown" in each else "known" if "known" in each else "stand-in"
        for name, each in found.items()
    }
    return states, reasons


def report(sheets: list[Sheet], reasons: bool) -> str:
    """Return the counts, worst sheets first."""
    total = Counter(state for sheet in sheets for state in sheet.states.values())
    lines = []
    for sheet in sorted(sheets, key=lambda s: (-Counter(s.states.values())["unknown"], -s.seconds)):
        count = Counter(sheet.states.values())
        told = sheet.error or f"{count['unknown']:3} unknown {count['stand-in']:3} stand-in"
        if sheet.error or count["unknown"] or count["stand-in"] or sheet.seconds > SLOW:
            lines.append(f"{sheet.name:26} {sheet.seconds:5.1f} s  {told}")
        lines += [f"    {name}: {why}" for name, why in sheet.reasons.items()] if reasons else []
    asked = sum(total.values()) or 1
    for state in ("unknown", "stand-in"):
        lines.append(f"{state:9} {total[state]:5} of {asked} properties, {100 * total[state] / asked:.1f} %")
    slow = sorted((sheet.seconds, sheet.name) for sheet in sheets)[-3:]
    lines.append("slowest   " + ", ".join(f"{name} {seconds:.1f} s" for seconds, name in reversed(slow)))
    lines.append(f"{sum(s.seconds > SLOW for s in sheets)} sheets above {SLOW:g} s of processor time")
    lines.append(f"{sum(bool(s.error) for s in sheets)} of {len(sheets)} formulas without a sheet")
    return "\n".join(lines)


def main() -> None:
    """Derive and count."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--out", type=Path, help="keep the sheets there")
    parser.add_argument("--reasons", action="store_true", help="say why what is unknown is")
    arguments = parser.parse_args()
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
    rows = [row for row in formulas() if not arguments.names or row.name in arguments.names]
    with ThreadPoolExecutor(arguments.jobs) as pool:
        sheets = list(pool.map(lambda row: derive(row, arguments.seconds, arguments.out), rows))
    print(report(sheets, arguments.reasons))


if __name__ == "__main__":
    main()
