"""Facts of the catalogue by symact, SymPy and funcprops against hand-written truth, and the time of sheets.

    python benchmarks/derivation/run.py [NAME...] [--jobs 2] [--no-times] [--out DIRECTORY]

Writes results.md and results.json. funcprops is optional: pip install funcprops, or leave it out.
"""

import argparse
import datetime
import importlib.metadata
import importlib.util
import json
import os
import platform
import resource
import select
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import truth
from answers import SECONDS, TOOLS
from report import markdown

from symact.system.files import replacing

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
IDLE = 12 * SECONDS
"""Seconds of waiting after which a child is given up, however little processor time it had."""


def environment(**extra: str) -> dict[str, str]:
    """Return the variables of a child process."""
    path = os.pathsep.join([str(ROOT), str(HERE), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, **extra}


def ask(tool: str, name: str) -> Iterator[dict[str, object]]:
    """Yield the answers of a tool about an activation; a child that dies or sleeps cost one question."""
    offered = truth.SHARED if tool == "sympy" else truth.SHARED + truth.FURTHER
    waiting = list(offered)
    while waiting:
        command = [sys.executable, str(HERE / "answers.py"), tool, name]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        child = subprocess.Popen(command, text=True, env=environment(SYMACT_CACHE="off"), **pipes)  # type: ignore[call-overload]
        if not _line(child):
            raise SystemExit(f"{shlex.join(command)} does not start; run it by hand")
        while waiting:
            question = waiting.pop(0)
            child.stdin.write(question + "\n")
            child.stdin.flush()
            line = _line(child)
            said = json.loads(line) if line else {"question": question, "answer": None, "why": "timeout"}
            verdict = truth.verdict(said["answer"], name, question, exact=tool == "symact")
            yield {"tool": tool, "name": name, **said, "truth": truth.fact(name, question), "verdict": verdict}
            if not line:
                break
        child.kill()
        child.wait()


def _line(child: "subprocess.Popen[str]") -> str:
    """Return the child's next line, or "" if it ended or kept silent; lines come one at a time."""
    ready, _, _ = select.select([child.stdout], [], [], IDLE)
    return child.stdout.readline() if ready and child.stdout else ""


def sheet_seconds(name: str, cache: str) -> tuple[float, float]:
    """Return wall and processor seconds of `symact show NAME --json` in a fresh process, start included."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "symact", "show", name, "--json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment(SYMACT_CACHE=cache))
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return round(wall, 2), round(used, 2)


def times(names: list[str], jobs: int) -> dict[str, object]:
    """Return (wall, processor) seconds per sheet, cold and warm, and wall seconds of the catalogue in parallel."""
    with tempfile.TemporaryDirectory() as cache:
        cold = {name: sheet_seconds(name, cache) for name in names}
        warm = {name: sheet_seconds(name, cache) for name in names}
    with tempfile.TemporaryDirectory() as cache, ThreadPoolExecutor(jobs) as pool:
        began = time.perf_counter()
        list(pool.map(lambda name: sheet_seconds(name, cache), names))
        return {"cold": cold, "warm": warm, "catalogue": round(time.perf_counter() - began, 1), "jobs": jobs}


def versions() -> dict[str, str]:
    """Return the versions of what takes part."""
    describe = ["git", "describe", "--always", "--dirty=, with changes", "--exclude=*"]
    commit = subprocess.run(describe, cwd=ROOT, capture_output=True, text=True)
    found = {"symact": commit.stdout.strip(), "python": platform.python_version()}
    for package in ("sympy", "mpmath", "python-flint", "funcprops", "semialg", "algroots"):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def main() -> None:
    """Ask, judge, time and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", default=truth.names())
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-times", action="store_true")
    parser.add_argument("--out", type=Path, default=HERE)
    arguments = parser.parse_args()
    present = [tool for tool in TOOLS if tool != "funcprops" or importlib.util.find_spec("funcprops")]
    if len(present) < len(TOOLS):
        print("SKIPPED: funcprops is not installed (pip install funcprops); its column stays empty", file=sys.stderr)
    results: dict[str, object] = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "command": shlex.join(["python", "benchmarks/derivation/run.py", *sys.argv[1:]]),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start",
        "versions": versions(),
    }
    if not arguments.no_times:
        results["times"] = times(arguments.names, arguments.jobs)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        pairs = [(tool, name) for name in arguments.names for tool in present]
        results["answers"] = [row for rows in pool.map(lambda pair: list(ask(*pair)), pairs) for row in rows]
    for name, text in (("results.json", json.dumps(results, indent=1) + "\n"), ("results.md", markdown(results))):
        with replacing(arguments.out / name) as temporary:
            temporary.write(text.encode())
    print(markdown(results))


if __name__ == "__main__":
    main()
