"""Results compared where a library computed them: the figures of results brought here, and no trust in the process."""

import json
from contextlib import nullcontext
from dataclasses import asdict, replace
from functools import cache

import pytest

from symact.candidates import adapter
from symact.candidates.process import reply as replies
from symact.candidates.process import worker as process
from symact.errors import CandidateError
from symact.formats.floating import get_format
from symact.judge.comparison.policy import Policy
from symact.judge.exhaustive import job
from symact.judge.exhaustive.device import choice, pieces, reply, worker
from symact.judge.exhaustive.device import job as there
from symact.judge.exhaustive.invariants import invariants
from symact.judge.exhaustive.ranges import Chunk
from symact.judge.exhaustive.run import presumed_ends
from symact.judge.exhaustive.tally import merged_tallies, nothing
from symact.judge.figures.accumulator import Accumulator
from symact.judge.figures.summary import result
from symact.judge.question import Question
from symact.system.arithmetic import Guest

FLOAT32 = get_format("float32")
PIECE = 1 << 12

# Zeros, subnormal numbers, small ones, 1, results that vanish or overflow, the largest number, infinity, NaN.
PLACES = (0, 0x007FF000, 0x33000000, 0x3F7FF000, 0x3F800000, 0x40A00000, 0x41600000, 0x42B00000, 0x7F7FF000, 0x7F800000)
STARTS = (*PLACES, 0x7FFFF000, *range(0x3C123000, 0x42000000, 0x01234000))


class Loop:
    """The candidate's process as a thread of this one: requests and replies cross as in a pipe.

    Args:
        folder: of the arrays that cross.
        forge: changes the pieces of a comparison on their way.
    """

    def __init__(self, folder, forge=None):
        self.folder, self.forge, self.guest = folder, forge, Guest()

    def request(self, target, spec, fmt, quantity, due, about):
        results = self.folder / "y"
        results.unlink(missing_ok=True)
        request = {"target": target, "spec": asdict(spec), "format": fmt.name, "quantity": quantity.to_json()}
        request |= {"results": str(results), "memory": 1 << 40, "trial": False, "shape": None, **about}
        answer = process.handle(json.loads(json.dumps(request)), self.guest, worker.work)
        if self.forge and answer.get("figures"):
            self.forge(answer["figures"])
        found = replies.parsed(json.dumps({"id": 1, **answer}).encode())
        return replies.outcome(found, results, due, fmt)

    def evaluate_chunk(self, target, spec, first, count, fmt, quantity, trial):
        return self.request(target, spec, fmt, quantity, (count,), {"inputs": None, "chunk": [first, count]})


@pytest.fixture(autouse=True)
def _short(monkeypatch, tmp_path_factory, torch, one_process):
    """Short pieces, a cache of one's own, and no limit of memory on the process of the tests."""
    torch.set_num_threads(1)
    for module in (pieces, reply, worker, there):
        monkeypatch.setattr(module, "AT_ONCE", PIECE)
    monkeypatch.setattr(worker, "limited", lambda memory: nullcontext())
    monkeypatch.setattr("symact.candidates.process.worker.limited", lambda memory: nullcontext())
    for module in ("kept_models", "on_device"):
        monkeypatch.setattr(f"symact.reference.sweep.{module}.STRETCH", 1 << 18)
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path_factory.mktemp("cache")))
    yield
    worker._sweep.cache_clear()


@cache
def asked(name, order, max_ulp=None):
    question = Question("torch", name, "float32", order, max_ulp=max_ulp)
    bound = question.case().bound
    return job.Job(question, presumed_ends(question, bound), invariants(bound, FLOAT32, order))


def judged(monkeypatch, asked, work, child, chunks):
    """Return the outcome of the chunks, and how many inputs were compared where they were computed."""
    case = asked.question.case()
    bench = job.Bench(job.line_judge(asked, case.bound), case, child)
    monkeypatch.setattr(job, "bench", lambda *_: bench)
    total, kept, compared = Accumulator(), nothing(asked.invariants), 0
    for chunk in chunks:
        found = work(asked, chunk)
        if found.partial is None:
            found.outcome.checked("f")
        total = total.merged(found.partial)
        kept = merged_tallies(asked.invariants, FLOAT32, kept, found.tally)
        compared += found.compared
    return (result(total, FLOAT32), kept, total.ends, total.overflowed), compared


EVERYTHING = ((1013, 1), (3001, 300), (40009, 1 << 31 - 1))


def planted(torch, monkeypatch, changes=EVERYTHING):
    """Have torch's results wrong now and then: by an ulp, by many, lost, of the wrong sign, NaN, whole runs of them."""
    library = type(adapter("torch"))
    honest = library._result

    def spoiled(self, fn, tensor, quantity, upstream=None):
        bits, x = honest(self, fn, tensor, quantity, upstream).view(torch.int32).clone(), tensor.view(torch.int32)
        for step, change in changes:
            rows = x % step == 7
            bits[rows] ^= change
        if changes is not EVERYTHING:
            return bits.view(torch.float32)
        bits[x % 50021 == 3] = 0
        bits[x % 60013 == 5] = 0x7FC00000
        bits[(x & 0x3FFFF) >> 4 == 9] = 0
        return bits.view(torch.float32)

    monkeypatch.setattr(library, "_result", spoiled)


CASES = [("gelu", 0, None), ("tanh", 1, 1.0), ("relu", 0, None), ("hard_sigmoid", 0, 0.5), ("softplus", 0, 2.0)]


@pytest.mark.every(2)
@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize(("name", "order", "max_ulp"), CASES)
def test_figures_are_those_of_results_brought_here(name, order, max_ulp, wrong, monkeypatch, torch, tmp_path):
    if wrong:
        planted(torch, monkeypatch)
    task, child = asked(name, order, max_ulp), Loop(tmp_path)
    starts = sorted(STARTS)
    chunks = [Chunk(s | 1 << 31, PIECE) for s in reversed(starts)] + [Chunk(s, PIECE) for s in starts]
    chunks.append(Chunk(0x7FFFF000, 17))
    found, compared = judged(monkeypatch, task, there.judge_chunk, child, chunks)
    expected, _ = judged(monkeypatch, task, job.judge_chunk, child, chunks)
    assert found == expected
    assert wrong or compared > PIECE * len(chunks) // 4


@pytest.mark.parametrize("name", ["gelu", "hard_swish"])
def test_errors_just_beside_an_edge_of_the_histogram_have_their_class(name, monkeypatch, torch, tmp_path):
    """Next to 0 these are x/2 and too little more for float64: one of the next numbers is off by more than 1 ulp.

    A device bounds its values by 2^-53 of themselves, which leaves such errors open.
    """
    planted(torch, monkeypatch, ((1013, 1),))
    task, child = asked(name, 0), Loop(tmp_path)
    # Of the first chunk a greater error is known, so that no row of the others is looked at for its own.
    chunks = [Chunk(first, PIECE) for first in (0xBF801000, 0xA0001000, 0x20001000)]
    found, compared = judged(monkeypatch, task, there.judge_chunk, child, chunks)
    expected, _ = judged(monkeypatch, task, job.judge_chunk, child, chunks)
    assert (found[0].histogram, *found[1:]) == (expected[0].histogram, *expected[1:])
    assert compared


def moved(figures):
    each = next(filter(None, figures["pieces"]))
    each[1] -= 1
    each[7][3] += 1


def dropped(figures):
    each = next(filter(None, figures["pieces"]))
    each[8].pop()
    each[1] += 1


def tampered(field, change):
    def forge(figures):
        each = next(filter(None, figures["pieces"]))
        each[field] = change(each[field])

    return forge


def another_error(figures):
    each = next(filter(None, figures["pieces"]))
    each[8][0] = [each[8][0][0], each[8][0][1], 0.75]


FORGERIES = {
    "one more that is right": tampered(1, lambda quiet: quiet + 1),
    "right ones told wrong": moved,
    "one more beyond the bound": tampered(2, lambda beyond: beyond + 1),
    "another segment": tampered(0, lambda segment: segment + 1),
    "no segment": tampered(0, lambda segment: 99),
    "a greater result": tampered(4, lambda greatest: greatest + 1),
    "a result of the other sign": tampered(3, lambda least: least ^ 1 << 31),
    "another last result": tampered(6, lambda got: got ^ 1),
    "a row that is left out": dropped,
    "an error that no result has": another_error,
    "counts that are none": tampered(1, float),
    "counts below 0": tampered(7, lambda counts: [-1, *counts[1:]]),
    "rows that are none": tampered(8, lambda rows: [[-1, 0, None]]),
    "one field less": lambda figures: next(filter(None, figures["pieces"])).pop(),
    "one piece more": lambda figures: figures["pieces"].append(None),
    "no seconds": lambda figures: figures.update(seconds=float("nan")),
    "no pieces": lambda figures: figures.update(pieces=7),
}


LIED_ABOUT = [Chunk(0x3F812000, PIECE)]


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_process_that_lies_has_disturbed_the_comparison(forge, monkeypatch, tmp_path):
    with pytest.raises(CandidateError, match="disturbed"):
        judged(monkeypatch, asked("silu", 0, 1.0), there.judge_chunk, Loop(tmp_path, forge), LIED_ABOUT)


def test_the_same_is_compared_where_nobody_lies(monkeypatch, tmp_path):
    _, compared = judged(monkeypatch, asked("silu", 0, 1.0), there.judge_chunk, Loop(tmp_path), LIED_ABOUT)
    assert compared == PIECE


def test_only_libraries_and_usual_terms_are_compared_where_they_compute(monkeypatch):
    usual = Question("torch", "gelu", "float32", device="cuda:0")
    assert choice.stays(usual)
    assert choice.stays(replace(usual, target="jax_jit", order=1, max_ulp=2.0))
    others = ({"device": "cpu"}, {"dtype": "bfloat16"}, {"max_ulp": 0.25}, {"policy": Policy(nan="open")})
    others += ({"target": "math:erf"}, {"target": "scipy"}, {"order": "vjp"})
    assert not any(choice.stays(replace(usual, **each)) for each in others)


def test_what_torch_does_not_see_is_brought_here(monkeypatch, tmp_path):
    task = asked("silu", 0)
    task = task._replace(question=replace(task.question, device="nosuch"))
    chunks = [Chunk(0x3F812000, PIECE)]
    found, compared = judged(monkeypatch, task, there.judge_chunk, Loop(tmp_path), chunks)
    assert compared == 0
    assert found == judged(monkeypatch, task, job.judge_chunk, Loop(tmp_path), chunks)[0]
