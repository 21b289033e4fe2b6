"""Runs over all inputs: chunks, checkpoints, resumption, one wrong result found among millions."""

import copy
import json
import os
import random
import signal
import subprocess
import sys
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

import symact
from symact import catalogue
from symact.definition.bound import bind
from symact.errors import CandidateError, SymactError
from symact.formats.floating import get_format
from symact.judge.exhaustive import checkpoint, job
from symact.judge.exhaustive.executors import Here, executor
from symact.judge.exhaustive.ranges import Range, chunks, place
from symact.judge.exhaustive.run import Run
from symact.judge.question import Question
from symact.reference.sweep.blocks import Sweep
from symact.system.files import sealed, unsealed
from tests.helpers.installed import need
from tests.helpers.paths import ROOT
from tests.helpers.waiting import LONGEST, empty, until

pytestmark = pytest.mark.usefixtures("_undiagnosed")

F32 = get_format("float32")


class Interrupted(Here):
    """Runs what it is given, until it raises KeyboardInterrupt."""

    def __init__(self, stop_after):
        self.left = stop_after

    def submit(self, fn, *args, **kwargs):
        if self.left == 0:
            future = Future()
            future.set_exception(KeyboardInterrupt())
            return future
        self.left -= 1
        return super().submit(fn, *args, **kwargs)


@pytest.fixture(autouse=True)
def _no_child_is_left():
    yield
    job.close()


def verdict(question, size=1 << 12, **options):
    return Run(question, Here(), 1, size=size, **options).verdict()


@pytest.mark.parametrize(
    ("library", "name", "dtype", "order"),
    [
        ("textbook", "tanh", "float8_e5m2", 0),
        pytest.param("torch", "silu", "bfloat16", 0, marks=pytest.mark.exhaustive),
        pytest.param("torch", "relu", "float16", 1, marks=pytest.mark.exhaustive),
    ],
)
def test_a_run_over_a_narrow_format_equals_the_ordinary_verdict(library, name, dtype, order):
    if library != "textbook":
        need(library)
    ordinary = symact.verify(library, name, dtype=dtype, order=order, max_ulp=1.0)
    found = verdict(Question(library, name, dtype, order, max_ulp=1.0), size=1 << 16)
    assert found.inputs == ordinary.inputs
    assert found.result == replace(ordinary.result, absolute=None, relative=None)
    apart = ("result", "conduct", "laws", "causes", "curve")
    assert {k: v for k, v in found.to_json().items() if k not in apart} == {
        k: v for k, v in ordinary.to_json().items() if k not in apart
    }


def test_the_size_of_chunks_changes_nothing():
    one = verdict(Question("textbook", "mish", "float8_e5m2"), size=1 << 7)
    other = verdict(Question("textbook", "mish", "float8_e5m2"), size=1 << 3)
    assert one.result == other.result


def test_questions_share_the_process_of_a_library():
    """One for each would stay until the run over many functions ends, each with its library."""
    with executor(None, None, few=True):
        first, second = (
            job.bench(job.Job(Question("textbook", name, "float8_e5m2")), job.line_judge) for name in ("tanh", "mish")
        )
        assert first.child is second.child
        first.child.prepare("textbook")
        process = first.child._process
    assert process.poll() is not None
    assert not job.CHILDREN


def test_chunks_cover_each_input_once_in_the_order_of_numbers():
    fmt = get_format("float8_e5m2")
    for span in (None, Range(0x85, 0x03), Range(0x81, 0x80), Range(0x00, 0x7C), Range(0x13, 0x13)):
        found = []
        for first, length in chunks(fmt, span, 16):
            part = list(range(first, first + length))
            found += part[::-1] if first >= 0x80 else part
        places = [place(bits, fmt) for bits in found]
        assert places == list(range(places[0], places[-1] + 1))
        assert len(found) == (256 if span is None else span.count(fmt))


@pytest.mark.parametrize(
    ("text", "lowest", "highest"),
    [
        ("-1:1", 0xBF800000, 0x3F800000),
        ("0:1/3", 0x80000000, 0x3EAAAAAA),
        ("0.1:0.1000001", 0x3DCCCCCD, 0x3DCCCCDA),
        ("-inf:-0x1", None, None),
        ("0x00000001:inf", 0x00000001, 0x7F800000),
        ("-1/3:1e39", 0xBEAAAAAA, 0x7F7FFFFF),
    ],
)
def test_ranges_are_exact(text, lowest, highest):
    if lowest is None:
        with pytest.raises(SymactError, match="no number"):
            Range.parse(text, F32)
        return
    assert Range.parse(text, F32) == (lowest, highest)


@pytest.mark.parametrize("text", ["1", "2:1", "nan:1", "0x7fc00000:1", "0x3f80:1", "1e99999999:2", "1/0:2", "a:b", ":"])
def test_bad_ranges_are_refused_in_one_line(text):
    with pytest.raises(SymactError) as caught:
        Range.parse(text, F32)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("dtype", "lg"), [("float8_e5m2", 4), pytest.param("float16", 12, marks=pytest.mark.exhaustive)]
)
def test_an_interrupted_run_goes_on_to_the_identical_verdict(tmp_path, dtype, lg):
    question, path = Question("textbook", "gelu", dtype), tmp_path / "state.json"
    whole = verdict(question, size=1 << lg)
    for stop in (1, 7):
        with pytest.raises(KeyboardInterrupt):
            Run(question, Interrupted(stop), 1, path=path, size=1 << lg).verdict()
        run = Run(question, Here(), 1, path=path, size=1 << lg)
        assert run.resume() == stop << lg
        assert run.verdict().to_json() == whole.to_json()


def test_a_checkpoint_of_another_task_is_refused(tmp_path):
    path = tmp_path / "state.json"
    with pytest.raises(KeyboardInterrupt):
        Run(Question("textbook", "gelu", "float16"), Interrupted(1), 1, path=path).verdict()
    for other in (Question("textbook", "silu", "float16"), Question("textbook", "gelu", "float16", max_ulp=2.0)):
        with pytest.raises(SymactError, match=r"another task: (definition_hash|max_ulp|name)") as caught:
            Run(other, Here(), 1, path=path).resume()
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: "",
        lambda d: "[" * 99999,
        lambda d: json.dumps({**d, "data": {**d["data"], "done": 5}}),
        lambda d: sealed({**d["data"], "partial": {}}).decode(),
        lambda d: sealed({**d["data"], "partial": {**d["data"]["partial"], "judged": "many"}}).decode(),
        lambda d: sealed({**d["data"], "partial": {**d["data"]["partial"], "segments": [1]}}).decode(),
    ],
)
def test_a_damaged_checkpoint_is_refused(tmp_path, spoil):
    path, question = tmp_path / "state.json", Question("textbook", "gelu", "float16")
    run = Run(question, Here(), 1, path=path)
    run.save()
    path.write_text(spoil(json.loads(path.read_text())))
    with pytest.raises(SymactError, match="checkpoint"):
        Run(question, Here(), 1, path=path).resume()


@pytest.fixture(scope="module")
def half_done(tmp_path_factory):
    """The state of a run that was interrupted, as plain data."""
    path = tmp_path_factory.mktemp("half") / "state.json"
    with pytest.raises(KeyboardInterrupt):
        Run(Question("textbook", "gelu", "float16"), Interrupted(9), 1, path=path, size=1 << 12).verdict()
    return unsealed(path.read_bytes())


def resumed(run):
    run.resume()
    return run.verdict()


CONTRADICTIONS = {
    "nothing": lambda d, p: None,
    "more chunks": lambda d, p: d.update(done=d["done"] + 1),
    "chunks beyond the last": lambda d, p: d.update(done=10**30),
    "true": lambda d, p: d.update(done=True),
    "text": lambda d, p: d.update(done=str(d["done"])),
    "a share of a chunk": lambda d, p: d.update(done=d["done"] + 0.5),
    "fewer mismatched": lambda d, p: p.update(mismatched=p["mismatched"] - 1),
    "less than none": lambda d, p: p.update(violations=-1),
    "histogram": lambda d, p: p["histogram"].__setitem__(0, p["histogram"][0] + 1),
    "a bin less": lambda d, p: p["histogram"].pop(),
    "unknown segment": lambda d, p: p["segments"].update({"99": [0, 0, "0x0.0p+0", None]}),
    "unknown class": lambda d, p: p["classes"].update(nonsense=p["classes"]["lost"]),
    "no number": lambda d, p: p["classes"]["lost"].__setitem__(2, "nan"),
    "time": lambda d, p: d.update(judge_seconds="-0x1.0000000000000p+0"),
    "conduct": lambda d, p: d.update(conduct=[["nonsense", "it sings"]]),
    "a law less": lambda d, p: [part.pop() for part in d["tally"][:2]],
    "a law broken nowhere": lambda d, p: d["tally"][0].__setitem__(0, 0),
    "a field more": lambda d, p: d.update(note=""),
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_a_checkpoint_that_contradicts_itself_is_refused(half_done, tmp_path, what):
    path, data = tmp_path / "state.json", copy.deepcopy(half_done)
    CONTRADICTIONS[what](data, data["partial"])
    path.write_bytes(sealed(data))
    run = Run(Question("textbook", "gelu", "float16"), Interrupted(0), 1, path=path, size=1 << 12)
    if what == "nothing":
        assert run.resume() == 9 << 12
        return
    with pytest.raises(SymactError, match="damaged checkpoint"):
        resumed(run)


def test_a_checkpoint_of_another_candidate_of_that_name_starts_anew(tmp_path, monkeypatch, run):
    """The candidate is known by its content: a file that was changed is another one."""
    (tmp_path / "mine.py").write_text("def relu(x):\n    return x * (x > 0)\n")
    monkeypatch.chdir(tmp_path)
    question = Question("mine:relu", "relu", "float16")
    with pytest.raises(KeyboardInterrupt):
        Run(question, Interrupted(1), 1, path="c.json", size=1 << 14).verdict()
    assert Run(question, Here(), 1, path="c.json", size=1 << 14).resume() > 0
    (tmp_path / "mine.py").write_text("def relu(x):\n    return x * (x > 1)\n")
    with pytest.raises(checkpoint.OtherTaskError, match="content"):
        Run(question, Here(), 1, path="c.json", size=1 << 14).resume()
    arguments = ("--dtype", "float16", "--exhaustive", "--workers", "1", "--checkpoint", "c.json", "--resume")
    code, _, err = run("verify", "mine:relu", "relu", *arguments, "--max-ulp", "1")
    assert "starting anew" in err
    assert code == 1


@pytest.mark.parametrize(
    ("dtype", "size"), [("float8_e5m2", 1 << 5), pytest.param("float16", 1 << 13, marks=pytest.mark.exhaustive)]
)
def test_a_checkpoint_keeps_every_figure(tmp_path, dtype, size):
    run = Run(Question("textbook", "mish", dtype, max_ulp=1.0), Here(), 1, path=tmp_path / "c.json", size=size)
    run.verdict()
    run.save()
    assert checkpoint.read(run.path, run._task) == run.state


def candidate(tmp_path, monkeypatch, first, count, wrong):
    """Write a module whose function is the correctly rounded SiLU on a stretch of inputs, but for one result."""
    y = Sweep(bind(catalogue.get("silu")), F32, 0).bits(first, count)
    y[wrong] += 1
    np.save(tmp_path / "y.npy", y)
    (tmp_path / "planted.py").write_text(
        "import numpy as np\n"
        f"Y = np.load({str(tmp_path / 'y.npy')!r})\n"
        "def silu(x):\n"
        f"    return Y[x.view(np.uint32) - np.uint32({first})].view(np.float32)\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    return "planted:silu"


@pytest.mark.parametrize("lg", [16, pytest.param(22, marks=pytest.mark.exhaustive)])
def test_one_wrong_result_is_found_and_named(tmp_path, monkeypatch, lg):
    for first, seed in ((0x3F800000, 1), (0xC0000000, 2)):
        wrong = random.Random(seed).randrange(1 << lg)
        target = candidate(tmp_path, monkeypatch, first, 1 << lg, wrong)
        span = sorted([first, first + (1 << lg) - 1], key=lambda b: place(b, F32))
        job.close()
        found = verdict(Question(target, "silu", "float32", span=Range(*span)), size=1 << 20)
        assert found.result.judged == 1 << lg
        assert found.result.mismatched == 1
        assert found.result.worst.x.bits == f"{first + wrong:#010x}"
        assert 0.5 <= found.result.max_ulp <= 1.5
        assert found.inputs.count == 1 << lg


def test_a_candidate_that_raises_is_named_with_its_inputs(tmp_path, monkeypatch):
    (tmp_path / "raising.py").write_text("def silu(x):\n    raise ValueError('no')\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    with pytest.raises(CandidateError, match=r"raising:silu.*no.*inputs 0x0000"):
        verdict(Question("raising:silu", "silu", "float16", span=Range(0, 0xFF)))


def symact_verify(*arguments, cwd):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "symact", "verify", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600)


def test_the_command_line_judges_a_range_and_leaves_no_file(tmp_path):
    done = symact_verify(
        "textbook", "tanh", "--exhaustive", "--range", "0.5:0.501", "--workers", "2", "--json", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    inputs = json.loads(done.stdout)["verdicts"][0]["inputs"]
    assert inputs["kind"] == "range"
    assert inputs["lowest"] == {"bits": "0x3f000000", "value": "0.5"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--range", "0:1"],
        ["--exhaustive", "--dtype", "float64"],
        ["--exhaustive", "--range", "1:0"],
        ["--exhaustive", "--resume", "--checkpoint", "missing.json"],
        ["--exhaustive", "--resume", "--dtype", "float16", "--dtype", "float32"],
    ],
)
def test_the_command_line_refuses_in_one_line(run, arguments):
    code, _, err = run("verify", "textbook", "tanh", *arguments)
    assert code == 2
    assert err.splitlines()[-1].startswith("symact: ") or "Error" in err


@pytest.mark.every(2)
@pytest.mark.parametrize("how", ["KILL", "TERM"])
def test_nothing_outlives_a_run_that_is_killed(how, tmp_path):
    """Neither the pool's processes nor the candidates' stay, nor what they hold: the pipes and the folders."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    command = [sys.executable, "-m", "symact", "verify", "scipy", "sigmoid", "--exhaustive", "--workers", "1"]
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert until(lambda: list(folder.iterdir()) or process.poll() is not None)
    assert process.poll() is None
    process.send_signal(getattr(signal, f"SIG{how}"))
    process.communicate(timeout=LONGEST)  # returns once nobody holds the pipe
    assert empty(folder)


def test_a_worker_that_is_killed_ends_in_one_line():
    with pytest.raises(SymactError, match=r"was killed.*--resume goes on"), executor(1, None) as (pool, _):
        pool.submit(os._exit, 1).result()
