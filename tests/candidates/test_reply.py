"""What a candidate's process sends and leaves is read as if the candidate had forged it."""

import json
import os

import numpy as np
import pytest

from symact.candidates.call import CallSpec
from symact.candidates.finding import Finding
from symact.candidates.process.parent import Sandbox
from symact.candidates.process.reply import MAX_TEXT, outcome, parsed
from symact.formats.floating import get_format

FMT = get_format("float16")
DONE = {"id": 1, "outcome": "done", "version": "numpy", "findings": [], "seconds": 0.5}

FORGED = {
    "no JSON": b"\xff\x00",
    "no object": b"[1]",
    "too deep": b"[" * 100_000,
    "no outcome": b'{"id": 1}',
    "an outcome of its own": b'{"id": 1, "outcome": "timeout", "message": "x"}',
    "an outcome that is no text": b'{"id": 1, "outcome": ["done"], "message": "x"}',
    "a message that is no text": b'{"id": 1, "outcome": "raised", "message": {"a": 1}}',
    "a message without end": json.dumps({"id": 1, "outcome": "raised", "message": "x" * (MAX_TEXT + 1)}).encode(),
    "findings that are no texts": json.dumps(DONE | {"findings": [1]}).encode(),
    "a finding of no known kind": json.dumps(DONE | {"findings": [["praise", "x"]]}).encode(),
    "a finding whose kind is no text": json.dumps(DONE | {"findings": [[["input"], "x"]]}).encode(),
    "findings that are no list": json.dumps(DONE | {"findings": "abc"}).encode(),
    "no version": json.dumps(DONE | {"version": None}).encode(),
    "seconds that are no number": json.dumps(DONE | {"seconds": "1"}).encode(),
    "seconds without end": json.dumps(DONE | {"seconds": float("inf")}).encode(),
}


@pytest.mark.parametrize("received", FORGED.values(), ids=FORGED.keys())
def test_a_forged_reply_is_none(received):
    assert parsed(received) == {}


def test_a_reply_is_read():
    assert parsed(json.dumps(DONE).encode()) == DONE


@pytest.fixture
def results(tmp_path):
    path = tmp_path / "y"
    np.arange(4, dtype=np.uint16).tofile(path)
    return path


def test_results_are_read(results):
    assert outcome(DONE, results, (4,), FMT).bits.tolist() == [0, 1, 2, 3]


def test_a_text_moves_no_cursor(results):
    found = outcome(DONE | {"version": "a\x1b[2Jb\nc", "findings": [["input", "d\r\ne"]]}, results, (4,), FMT)
    assert (found.version, found.findings) == ("a [2Jb c", (Finding("input", "d e"),))


@pytest.mark.parametrize("how", ["gone", "short", "long", "a pipe", "a folder", "a link to a device", "a link"])
def test_other_results_are_no_results(results, how):
    content = results.read_bytes()
    results.unlink()
    if how == "short":
        results.write_bytes(content[:-1])
    elif how == "long":
        results.write_bytes(content + b"\0\0")
    elif how == "a pipe":
        os.mkfifo(results)
    elif how == "a folder":
        results.mkdir()
    elif how == "a link to a device":
        results.symlink_to("/dev/zero")
    elif how == "a link":
        (results.parent / "other").write_bytes(content)
        results.symlink_to(results.parent / "other")
    assert outcome(DONE, results, (4,), FMT).kind == "crashed"


CANDIDATE = """
import os

def nested(x):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"[" * 60000 + b"\\n")
        except OSError:
            pass
    return x.copy()
"""


def test_a_candidate_that_forges_gets_no_verdict(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "forger.py").write_text(CANDIDATE)
    with Sandbox(120.0) as child:
        found = child.evaluate("forger:nested", CallSpec("forger:nested"), np.arange(4, dtype=np.uint16), FMT, 0)
    assert found.bits is None
    assert found.kind in ("crashed", "raised")
    assert "\n" not in found.message
