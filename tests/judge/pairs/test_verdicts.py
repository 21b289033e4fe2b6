"""Verdicts on pairs from end to end: callables, shared libraries, all pairs of a narrow format, resumed runs."""

import shutil
import subprocess
from concurrent.futures import Executor, Future
from functools import cache

import numpy as np
import pytest

import symact
from symact import catalogue
from symact.candidates.own.function import ModuleFunction
from symact.candidates.row_shape import RowShape
from symact.definition.bound import bind
from symact.errors import CandidateError, SymactError
from symact.formats.arrays import all_bits, to_bits, to_floats
from symact.formats.floating import get_format
from symact.judge import pair_run
from symact.judge.comparison.policy import Policy
from symact.judge.exhaustive.pair_gradients import PairGradientRun
from symact.judge.exhaustive.pairs import PairRun
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.pairs.comparison import compare
from symact.judge.question import Question
from symact.judge.text import report
from symact.reference.pairs.lines import Lines
from tests.helpers.schemas import schema

pytestmark = pytest.mark.usefixtures("_undiagnosed", "_own_process")

FP8 = get_format("float8_e5m2")


def every_pair(fmt):
    every = all_bits(fmt)
    return np.stack([np.repeat(every, len(every)), np.tile(every, len(every))], axis=1)


@cache
def table(name):
    return Lines(bind(catalogue.get(name)), FP8).pairs.build(every_pair(FP8))


def right(a, b):
    """SwiGLU in float8_e5m2, looked up."""
    if not hasattr(right, "y"):
        right.y = table("swiglu").y_bits
    return to_floats(right.y[to_bits(a, FP8).astype(int) * 256 + to_bits(b, FP8)], FP8)


def wrong(a, b):
    """The same, but twice as much where b = 2."""
    return np.where(b == 2, right(a, b) * a.dtype.type(2), right(a, b)).astype(a.dtype)


class Here(Executor):
    """Runs everything at once, in this process."""

    def __init__(self, calls=None):
        self.calls = calls

    def submit(self, function, /, *given, **named):
        found = Future()
        if self.calls == 0:
            raise KeyboardInterrupt
        self.calls = None if self.calls is None else self.calls - 1
        found.set_result(function(*given, **named))
        return found


def test_a_lookup_of_correctly_rounded_results_is_clean():
    verdict = symact.verify(right, "swiglu", dtype="float8_e5m2", max_ulp=0.5)
    assert verdict.passes
    assert verdict.clean
    assert verdict.inputs.kind == "pairs"
    assert "is correctly rounded" in str(symact.verify(right, "swiglu", dtype="float8_e5m2"))


def test_a_wrong_result_is_found_and_shown_with_its_pair():
    verdict = symact.verify(wrong, "swiglu", dtype="float8_e5m2", max_ulp=1)
    assert verdict.passes is False
    assert verdict.result.worst.x.value.endswith(", 2)")
    assert len(verdict.result.worst.x.bits.split()) == 2
    schema("judge").validate({"schema": "symact.verdicts/1", "verdicts": [verdict.to_json()], "unjudged": []})
    assert "at x = (" in report(verdict)


def vjp(a, b, v):
    x, y, w = (each.astype(np.float64) for each in (a, b, v))
    with np.errstate(all="ignore"):
        gate = 1 / (1 + np.exp(-x))
        found = w * y * gate * (1 + x * (1 - gate)), w * x * gate
    return tuple(each.astype(a.dtype) for each in found)


@pytest.fixture
def fewer(monkeypatch):
    """A tenth of the pairs."""
    monkeypatch.setattr(pair_run, "MOST", pair_run.MOST // 10)


def test_gradients_are_judged_by_both_inputs(fewer):
    verdict = symact.verify(vjp, "swiglu", dtype="float16", order="vjp", policy={"infinities": "open"})
    assert verdict.result.mismatched < 0.01 * verdict.result.judged
    swapped = symact.verify(lambda a, b, v: vjp(a, b, v)[::-1], "swiglu", dtype="float16", order="vjp")
    assert swapped.result.mismatched > 0.3 * swapped.result.judged
    assert "by a)" in str(swapped) or "by b)" in str(swapped)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc")
def test_a_shared_library_takes_two_arrays(tmp_path):
    source = tmp_path / "f.c"
    source.write_text(
        "#include <stddef.h>\nvoid f(const float *a, const float *b, float *y, size_t n)"
        "{ for (size_t i = 0; i < n; i++) y[i] = a[i] * b[i]; }\n"
    )
    library = tmp_path / "f.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
    verdict = symact.verify(f"{library}:f", "bilinear", dtype="float32", max_ulp=0.5)
    assert verdict.passes
    assert verdict.clean


@pytest.mark.parametrize(
    "given",
    [lambda a, b, v: a, lambda a, b, v: (a, b, v), lambda a, b, v: (a, b[1:]), lambda a, b, v: np.stack([a, b])],
)
def test_gradients_of_another_shape_are_refused(given):
    called = ModuleFunction().of_rows(given, RowShape(2, (), (2,), True), get_format("float32"))
    with pytest.raises(CandidateError, match="return the gradients by a and by b as a tuple of two arrays"):
        called(np.arange(6, dtype="f4"), np.ones(3, "f4"))


def test_results_for_written_pairs_are_judged(tmp_path, run):
    path, results = str(tmp_path / "pairs.bin"), str(tmp_path / "y.bin")
    assert run("inputs", "bilinear", "--dtype", "float16", "-o", path)[0] == 0
    a, b = np.split(np.fromfile(path, "f2"), 2)
    with np.errstate(all="ignore"):
        (a * b).tofile(results)
    assert run("verify", f"outputs:{results}", "bilinear", "--dtype", "float16", "--max-ulp", "0.5")[0] == 0


def question(**more):
    return Question("pairs_on_trial:wrong", "swiglu", "float8_e5m2", **more)


@pytest.fixture
def on_trial(tmp_path, monkeypatch):
    """A module of one function: the correctly rounded results but for one line of pairs."""
    np.save(tmp_path / "y.npy", to_bits(wrong(*to_floats(every_pair(FP8), FP8).T), FP8))
    (tmp_path / "pairs_on_trial.py").write_text(
        "import numpy as np\n"
        f"y = np.load({str(tmp_path / 'y.npy')!r})\n"
        "def wrong(a, b):\n"
        "    return y[a.view(np.uint8).astype(int) * 256 + b.view(np.uint8)].view(a.dtype)\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_pairs_have_the_figures_of_their_table(on_trial):
    reference = table("swiglu")
    got = np.load(on_trial / "y.npy")
    due = compare(reference, got, Policy(), 1.0).figures(1.0)
    run = PairRun(question(max_ulp=1.0), Here(), 1)
    verdict = run.verdict()
    assert (verdict.inputs.kind, verdict.inputs.count) == ("exhaustive", 65536)
    assert verdict.result.judged == due.judged
    assert verdict.result.mismatched == due.mismatched > 0
    assert verdict.result.violations == due.violations
    assert verdict.passes is False


def test_an_interrupted_run_goes_on(on_trial, monkeypatch):
    monkeypatch.setattr("symact.judge.exhaustive.pairs.CHUNK", 1 << 12)
    whole = PairRun(question(), Here(), 1).verdict()
    path = on_trial / "run.json"
    with pytest.raises(KeyboardInterrupt):
        PairRun(question(), Here(6), 1, path=path).verdict()
    again = PairRun(question(), Here(), 1, path=path)
    assert 0 < again.resume() < 1 << 16
    assert again.verdict().result == whole.result


def test_gradients_at_all_inputs_of_a_narrow_format():
    """Of bilinear they are v b and v a; at a = 1 and v = 1 the second is one number too great."""
    terms = {"order": "vjp", "gradient": "tests.helpers.pair_products:vjp", "max_ulp": 0.5}
    run = PairGradientRun(Question("numpy:multiply", "bilinear", "float8_e5m2", **terms), Here(), 1)
    assert run.inputs.count == sum(chunk.length for chunk in run._chunks()) == 1 << 24
    found = run.work(run.job, Chunk(0x3C << 16, 16 << 8)).partial
    assert found.judged + found.open == run.entries * (16 << 8)
    # Of each of the 16 numbers b.
    assert found.mismatched == found.violations == 16


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"dtype": "float32"}, "at most 16 bits; float32 has 2\\^64 pairs"),
        ({"span": (0, 1)}, "--range is for functions of one number"),
        ({"policy": Policy(subnormals="flush_inputs")}, "choose keep or flush"),
    ],
)
def test_what_makes_no_sense_is_refused(asked, message):
    terms = {"dtype": "float8_e5m2", **asked}
    with pytest.raises(SymactError, match=message):
        PairRun(Question("numpy:add", "swiglu", **terms), Here(), 1)


@pytest.mark.parametrize(("order", "dtype"), [("jvp", "float8_e5m2"), ("vjp", "float16")])
def test_other_products_at_all_inputs_are_refused(order, dtype):
    with pytest.raises(SymactError, match="in 8-bit formats by --order vjp too"):
        PairGradientRun(Question("numpy:add", "swiglu", dtype, order=order), Here(), 1)
