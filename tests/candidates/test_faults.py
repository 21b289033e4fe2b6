"""Candidates that break: each is named, the others are judged, and neither a process nor a file is left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from symact.candidates.call import CallSpec
from symact.candidates.process.parent import Sandbox
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from tests.helpers.interrupts import heeded
from tests.helpers.paths import ROOT
from tests.helpers.waiting import LONGEST, empty, ended, until

FMT = get_format("float16")
GIB = 1 << 30

CANDIDATES = """
import ctypes, os, subprocess, sys, time
import numpy as np

def good(x):
    return x.copy()

def segfaults(x):
    ctypes.string_at(0)

def loops(x):
    while True:
        pass

def takes_10_gib(x):
    wasted = np.ones(10 << 30, dtype=np.uint8)
    return x.copy()

def takes_it_in_parts(x):
    parts = []
    while True:
        parts.append(bytearray(1 << 26))

def starts_what_takes_it(x):
    code = "bytearray(10 << 30)"
    done = subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    raise RuntimeError(done.stderr.split()[-1])

def reserves_addresses(x):
    # No byte of it can be touched; drivers of GPUs and thread pools do this.
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    assert libc.mmap(None, 1 << 38, 0, 0x4022, -1, 0) != ctypes.c_void_p(-1).value
    return x.copy()

def shorter(x):
    return x[:-1].copy()

def prints_garbage(x):
    os.write(1, os.urandom(4096))
    os.write(2, b"\\xff\\x00 noise")
    return x.copy()

def kills_itself(x):
    os.kill(os.getpid(), 9)

def leaves_a_process(x):
    found = subprocess.Popen(["sleep", "777"])
    with open("left", "w") as file:
        file.write(str(found.pid))
    return x.copy()

def leaves_a_process_in_another_session(x):
    found = subprocess.Popen(["sleep", "777"], start_new_session=True)
    return x.copy()

def leaves_two_and_loops(x):
    for apart in (False, True):
        subprocess.Popen(["sleep", "777"], start_new_session=apart)
    while True:
        pass

def forks(x):
    for _ in range(3):
        if os.fork() == 0:
            time.sleep(777)
    return x.copy()
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wild.py").write_text(CANDIDATES)


def descendants(root):
    """Return the processes that come from one, by /proc; the ones that are only waited for are left out."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().rpartition(")")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if state != "Z":
            parents[int(name.split()[0])] = int(parent)
    found, new = set(), {root}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return found


FAULTS = {
    "segfaults": ("crashed", "SIGSEGV"),
    "loops": ("timeout", "no answer within"),
    "takes_10_gib": ("raised", ("memory", "0.25 GiB")),
    "takes_it_in_parts": ("raised", ("memory",)),
    "starts_what_takes_it": ("raised", "MemoryError"),
    "shorter": ("misconduct", "shape"),
    "kills_itself": ("crashed", "SIGKILL"),
}


def test_every_fault_is_named_and_the_others_are_judged():
    bits = all_bits(FMT)
    before = descendants(os.getpid())
    with Sandbox(60.0, GIB // 4) as child:
        for name, (kind, words) in FAULTS.items():
            # The start of a process, which may take a busy machine longer, is not on trial: one runs already.
            child._timeout = 0.5 if kind == "timeout" else 60.0
            outcome = child.evaluate("wild:good", CallSpec(f"wild:{name}"), bits, FMT, 0)
            assert outcome.kind == kind, (name, outcome)
            assert all(word in outcome.message for word in ([words] if isinstance(words, str) else words)), outcome
            assert "\n" not in outcome.message
            child._timeout = 60.0
            after = child.evaluate("wild:good", CallSpec("wild:good"), bits, FMT, 0)
            assert (after.bits == bits).all(), name
    assert until(lambda: descendants(os.getpid()) <= before)


def test_garbage_on_standard_output_disturbs_nothing(capfd):
    with Sandbox(120.0) as child:
        outcome = child.evaluate("wild:good", CallSpec("wild:prints_garbage"), all_bits(FMT), FMT, 0)
    assert (outcome.bits == all_bits(FMT)).all()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["leaves_a_process", "leaves_a_process_in_another_session", "forks"])
def test_what_a_candidate_started_ends_with_it(name):
    before = descendants(os.getpid())
    with Sandbox(60.0) as child:
        outcome = child.evaluate("wild:good", CallSpec(f"wild:{name}"), all_bits(FMT), FMT, 0)
        assert outcome.bits is not None
        started = descendants(os.getpid()) - before
    assert len(started) > 1
    assert ended(*started)


@pytest.mark.every(3)
@pytest.mark.parametrize("how", ["TERM", "KILL", "INT"])
def test_nothing_outlives_symact_itself(how, tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "symact",
        "verify",
        "wild:leaves_two_and_loops",
        "identity",
        "--dtype",
        "float16",
    ]
    quiet = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    with heeded():
        process = subprocess.Popen(command, env=environment, **quiet)
    assert until(lambda: len(descendants(process.pid)) == 3)
    started = descendants(process.pid)
    assert list(folder.iterdir())
    subprocess.run(["kill", f"-{how}", str(process.pid)], check=True)
    process.wait(timeout=LONGEST)
    assert ended(*started)
    assert empty(folder)


def test_the_limit_is_beyond_what_the_import_took():
    """A candidate that stays within its memory is judged."""
    with Sandbox(120.0, GIB) as child:
        outcome = child.evaluate("wild:good", CallSpec("wild:good"), all_bits(FMT), FMT, 0)
    assert outcome.bits is not None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mmap's numbers are those of Linux")
def test_reserved_addresses_are_no_memory():
    with Sandbox(120.0, GIB) as child:
        outcome = child.evaluate("wild:good", CallSpec("wild:reserves_addresses"), all_bits(FMT), FMT, 0)
    assert outcome.kind == "done", outcome
