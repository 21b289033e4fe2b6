"""Candidates that misbehave: each is named, none harms the judge, nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from symact.candidates.call import Argument, CallSpec
from symact.candidates.process.parent import Sandbox
from symact.candidates.process.reply import Outcome
from symact.formats.arrays import all_bits
from symact.formats.floating import get_format
from symact.system.plain_data import record
from tests.helpers.interrupts import heeded
from tests.helpers.waiting import LONGEST, ended, until

FMT = get_format("float16")

CANDIDATES = """
import ctypes, os, shutil, subprocess, sys, time
import numpy as np

calls = 0

def same(x):
    return x.copy()

def aborts(x):
    os.abort()

def segfaults(x):
    ctypes.string_at(0)

def leaves(x):
    os._exit(3)

def exits(x):
    sys.exit("good bye")

def hangs(x):
    time.sleep(600)

def starts_a_process_and_hangs(x):
    child = subprocess.Popen(["sleep", "600"])
    open("pid", "w").write(f"{os.getpid()} {child.pid}")
    time.sleep(600)

def prints(x):
    print("{}", flush=True)
    os.write(1, b"noise on standard output\\n")
    return x.copy()

def dies_talking(x):
    print("the \\x1b[2Jlast words", file=sys.stderr, flush=True)
    os._exit(7)

def writes_into_its_input(x):
    x[-5:] = 1
    return x * 0

def fails_when_short(x):
    return x + x[5]

def another_shape(x):
    return x[:-1]

def another_dtype(x):
    return x.astype(np.float64)

def a_list(x):
    return list(x)

def changes_its_mind(x):
    global calls
    calls += 1
    return x + x.dtype.type(calls)

def scalar_tail(x):
    y = x.copy()
    y[len(x) - len(x) % 4 :] = 0
    return y

def raises(x):
    raise ZeroDivisionError("first line\\nsecond line")

def raises_what_raises(x):
    class Odd(Exception):
        def __str__(self):
            raise ValueError

    raise Odd

def puts_a_file_where_its_folder_was(x):
    folder = os.environ["SYMACT_CANDIDATE"]
    shutil.rmtree(folder, ignore_errors=True)
    open(folder, "w").close()
    return x.copy()

def puts_a_pipe_where_its_results_go(x):
    for frame in sys._current_frames().values():
        while frame.f_back:
            frame = frame.f_back
            path = frame.f_locals.get("request", {}).get("results")
            if path and not os.path.exists(path):
                os.mkfifo(path)
    return x.copy()

def answers_itself(x):
    done = b'{"id": 1, "outcome": "done", "version": "", "findings": [], "seconds": 0.0}\\n'
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, done)
        except OSError:
            pass
    return x.copy()

def allows_no_more_files(x):
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    raise ValueError

def closes_every_pipe(x):
    os.closerange(3, 64)
    return x.copy()

def writes_nonsense_on_every_pipe(x):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"[nonsense\\n")
        except OSError:
            pass
    return x.copy()
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    (tmp_path / "candidates.py").write_text(CANDIDATES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Sandbox(timeout=120) as child:
        yield child


def ask(child: Sandbox, function: str) -> Outcome:
    target = f"candidates:{function}"
    return child.evaluate(target, CallSpec(target), all_bits(FMT), FMT, 0)


def test_a_library_is_imported_before_it_is_asked_for(child: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "eager.py").write_text("import sys\ndef known(x):\n    return x if 'scipy' in sys.modules else None\n")
    for target in ("no_such_library", "scipy"):
        # What cannot be imported is told when it is asked for.
        child.prepare(target)
        outcome = child.evaluate("eager:known", CallSpec("eager:known"), all_bits(FMT), FMT, 0)
        assert (outcome.kind == "done") == (target == "scipy")


def test_results_come_back_bit_by_bit(child: Sandbox) -> None:
    outcome = ask(child, "same")
    assert (outcome.kind, outcome.findings) == ("done", ())
    assert outcome.bits is not None
    assert np.array_equal(outcome.bits, all_bits(FMT))


@pytest.mark.parametrize(
    ("function", "says"),
    [
        ("aborts", "killed by SIGABRT"),
        ("segfaults", "killed by SIGSEGV"),
        ("leaves", "exited with code 3"),
        ("dies_talking", "exited with code 7 (the [2Jlast words)"),
    ],
)
def test_a_crash_is_named_and_the_next_function_is_judged(child: Sandbox, function: str, says: str) -> None:
    outcome = ask(child, function)
    assert outcome.kind == "crashed"
    assert says in outcome.message
    assert ask(child, "same").kind == "done"


def test_a_refusal_is_one_line(child: Sandbox) -> None:
    refusals = (
        ("another_shape", "misconduct", "shape (65535,)"),
        ("another_dtype", "misconduct", "returned float64 of shape (65536,); it must return an array of float16"),
        ("a_list", "misconduct", "returned a list"),
        ("raises", "raised", "ZeroDivisionError: first line"),
        ("raises_what_raises", "raised", "Odd"),
        ("exits", "raised", "SystemExit: good bye"),
        ("nowhere", "misconduct", "has no 'nowhere'"),
        ("calls", "misconduct", "candidates:calls is no function, but of type int"),
    )
    for function, kind, says in refusals:
        outcome = ask(child, function)
        assert outcome.kind == kind
        assert says in outcome.message
        assert "\n" not in outcome.message


@pytest.mark.exhaustive
def test_what_raises_spoils_nothing_for_the_next(child: Sandbox) -> None:
    assert ask(child, "allows_no_more_files").kind == "raised"
    assert ask(child, "same").kind == "done"


def test_a_module_that_is_not_there(child: Sandbox) -> None:
    outcome = child.evaluate("nosuch:f", CallSpec("nosuch:f"), all_bits(FMT), FMT, 0)
    assert outcome.message == "nosuch:f cannot be imported: ModuleNotFoundError: No module named 'nosuch'"


def test_prints_do_not_disturb(child: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(child, "prints").kind == "done"
    assert capfd.readouterr() == ("", "")


@pytest.mark.every(2)
@pytest.mark.parametrize(
    "function",
    [
        "closes_every_pipe",
        "writes_nonsense_on_every_pipe",
        "puts_a_file_where_its_folder_was",
        "puts_a_pipe_where_its_results_go",
        "answers_itself",
    ],
)
def test_meddling_with_the_channel_is_survived(
    child: Sandbox, function: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert ask(child, function).kind == "crashed"
    assert ask(child, "same").kind == "done"
    child.__exit__(None, None, None)
    assert not list(tmp_path.glob("symact-*"))


@pytest.mark.parametrize(
    ("function", "says"),
    [
        ("writes_into_its_input", "writes into its input: 5 of 65536 elements were changed, first x = nan (0xfffb)"),
        ("changes_its_mind", "a second call with the same input gives another result"),
        ("fails_when_short", "fails for an array of 3: IndexError"),
        ("scalar_tail", "results depend on the array's length"),
    ],
)
def test_conduct(child: Sandbox, function: str, says: str) -> None:
    outcome = ask(child, function)
    assert outcome.kind == "done"
    assert says in " ".join(map(str, outcome.findings))


class TestTimeout:
    def test_a_hang_is_stopped_in_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "candidates.py").write_text(CANDIDATES, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        with Sandbox(timeout=60) as child:
            # The start of a process is not on trial; on a busy machine it alone may take seconds.
            assert ask(child, "same").kind == "done"
            child._timeout = 3
            outcome = ask(child, "starts_a_process_and_hangs")
            child._timeout = 60
            assert outcome.kind == "timeout"
            assert "no answer within 3 s" in outcome.message
            assert ended(*(tmp_path / "pid").read_text().split())
            assert ask(child, "same").kind == "done"

    def test_killing_from_another_thread_ends_the_wait(self, child: Sandbox) -> None:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool:
            pending = pool.submit(ask, child, "hangs")
            assert until(lambda: child.kill() or pending.done())
            assert pending.result().kind == "crashed"

    def test_an_interrupt_leaves_nothing_behind(self, tmp_path: Path) -> None:
        (tmp_path / "candidates.py").write_text(CANDIDATES, encoding="utf-8")
        target = "candidates:starts_a_process_and_hangs"
        command = [sys.executable, "-m", "symact", "verify", target, "relu", "--dtype", "float16"]
        with heeded():
            process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
        assert until((tmp_path / "pid").exists)
        assert until((tmp_path / "pid").read_text)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=LONGEST) == 130
        assert ended(*(tmp_path / "pid").read_text().split())

    def test_the_child_dies_with_its_parent(self, tmp_path: Path) -> None:
        (tmp_path / "candidates.py").write_text(CANDIDATES, encoding="utf-8")
        code = (
            "import os\n"
            "from symact.candidates.process.parent import Sandbox\n"
            "from symact.candidates.call import CallSpec\n"
            "from symact.formats.arrays import all_bits\n"
            "from symact.formats.floating import get_format\n"
            "child = Sandbox(60)\n"
            "fmt = get_format('float16')\n"
            "spec = CallSpec('candidates:same')\n"
            "assert child.evaluate('candidates:same', spec, all_bits(fmt), fmt, 0).kind == 'done'\n"
            "print(child._process.pid, flush=True)\n"
            "os.kill(os.getpid(), 9)\n"
        )
        (tmp_path / "scratch").mkdir()
        scratch = os.environ | {"TMPDIR": str(tmp_path / "scratch")}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=scratch, capture_output=True, text=True, check=False
        )
        assert ended(int(done.stdout))
        assert os.listdir(tmp_path / "scratch") == []


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with Sandbox(timeout=120) as child:
        assert child.evaluate("numpy:abs", CallSpec("numpy:abs"), all_bits(FMT), FMT, 0).kind == "done"
        assert os.listdir(tmp_path) != []
        assert child.evaluate("os:abort", CallSpec("os:abort"), all_bits(FMT), FMT, 0).kind == "raised"
    assert os.listdir(tmp_path) == []


def test_the_worker_imports_no_prover_and_no_types_that_it_does_not_need(child: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "probe.py").write_text(
        "import sys\n"
        "unwanted = {'sympy', 'flint', 'mpmath', 'torch', 'jax', 'scipy', 'ml_dtypes'}\n"
        "def found(x):\n"
        "    raise ValueError(str(sorted(unwanted & set(sys.modules))))\n"
    )
    assert child.evaluate("probe:found", CallSpec("probe:found"), all_bits(FMT), FMT, 0).message == "ValueError: []"


def test_a_specification_survives_the_crossing() -> None:
    spec = CallSpec("a.b", (Argument("w", "array", "0x1p-2"), Argument("s", "literal", "none")), construct=True)
    assert record(CallSpec, json.loads(json.dumps(asdict(spec)))) == spec
    assert spec.shown_arguments() == {"w": [0.25], "s": "none"}
