"""Verdicts read back from JSON are the same, what is no verdict is refused, and an interrupted run goes on."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

import symact
from symact.errors import SymactError
from symact.judge import run
from symact.judge.figures.recorded_verdict import recorded_verdict
from symact.judge.kept_verdicts import KeptVerdicts
from symact.system.files import sealed, unsealed
from tests.helpers.shell import invoke

KEPT = "symact-ofmine-relu.verdicts.json"

VALUES = [True, -1, 1.5, "x", None, [], {}, [[]], {"a": 1}, 10**400, 1e308, "infinite"]

CANDIDATE = """
import numpy as np

def relu(x):
    return np.maximum(x, x.dtype.type(0))
"""


def wrong(x):
    return np.where(x > 1, x.dtype.type(0), np.maximum(x, x.dtype.type(0)))


def softmax(x):
    e = np.exp(x.astype(np.float32))
    return (e / e.sum(-1, keepdims=True)).astype(x.dtype)


@pytest.fixture(scope="module")
def verdicts():
    point = symact.verify(wrong, "relu", dtype="float8_e5m2", max_ulp=1)
    return [point, symact.verify(softmax, "softmax", dtype="float16", widths=(2,), max_bound=4)]


def plain(verdict):
    return json.loads(json.dumps(verdict.to_json()))


def test_a_verdict_read_back_is_the_same(verdicts):
    for verdict in verdicts:
        found = recorded_verdict(plain(verdict))
        assert found == verdict
        assert str(found) == str(verdict)
        assert found.to_json() == verdict.to_json()


def places(data, path=()):
    """Yield the path of every value in plain data."""
    yield path
    pairs = data.items() if isinstance(data, dict) else enumerate(data[:2]) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from places(value, (*path, key))


def test_what_is_no_verdict_is_refused(verdicts):
    """A field of another type, left out, or with one beside it: refused, or what is written of it is the same."""
    data = plain(verdicts[0])
    for number, path in enumerate(each for each in places(data) if each):
        for value in (VALUES[number % len(VALUES)], ...) if number % 6 == 0 else ():
            altered = copy.deepcopy(data)
            inner = altered
            for key in path[:-1]:
                inner = inner[key]
            if value is not ...:
                inner[path[-1]] = value
            elif isinstance(inner, dict):
                inner["beside"] = 1
            try:
                found = recorded_verdict(altered)
            except ValueError:
                continue
            assert json.dumps(found.to_json(), sort_keys=True) == json.dumps(altered, sort_keys=True)
    for key in ("passes", "target", "result"):
        with pytest.raises(ValueError, match="verdict"):
            recorded_verdict({name: value for name, value in data.items() if name != key})
    with pytest.raises(ValueError, match="verdict"):
        recorded_verdict({**data, "passes": True})


@pytest.fixture
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ofmine.py").write_text(CANDIDATE)


@pytest.fixture
def asked(monkeypatch):
    """The questions that were judged, not taken from the file; a KeyboardInterrupt at the third if it is armed."""
    found, judge = [], run.judge

    def watched(child, question, *rest, **more):
        if len(found) == watched.last:
            raise KeyboardInterrupt
        found.append(str(question))
        return judge(child, question, *rest, **more)

    watched.last = -1
    monkeypatch.setattr(run, "judge", watched)
    return found, watched


def verify(*more):
    names = ["relu", "relu6", "softsign", "leaky_relu"]
    return invoke("verify", "ofmine:relu", *names, "--dtype", "float16", "--json", *more)


@pytest.mark.usefixtures("_folder", "_undiagnosed")
def test_an_interrupted_run_goes_on_and_gives_the_same(asked):
    judged, watched = asked
    whole = verify()
    assert len(judged) == 4
    judged.clear()
    watched.last = 2
    stopped = verify()
    assert "--resume goes on from symact-ofmine-relu.verdicts.json" in stopped.stderr
    assert Path(KEPT).exists()
    judged.clear()
    watched.last = -1
    resumed = verify("--resume")
    assert judged == ["softsign float16 order 0", "leaky_relu float16 order 0"]
    assert resumed.stdout == whole.stdout
    assert not Path(KEPT).exists()


@pytest.mark.usefixtures("_folder", "_undiagnosed")
def test_another_bound_or_candidate_is_judged_anew(asked, tmp_path):
    judged, watched = asked
    watched.last = 2
    verify("--checkpoint", "kept.json")
    watched.last = -1
    judged.clear()
    verify("--checkpoint", "kept.json", "--resume", "--max-ulp", "1")
    assert len(judged) == 4
    judged.clear()
    watched.last = 2
    verify("--checkpoint", "kept.json")
    watched.last = -1
    judged.clear()
    (tmp_path / "ofmine.py").write_text(CANDIDATE + "\n")
    verify("--checkpoint", "kept.json", "--resume")
    assert len(judged) == 4


@pytest.mark.usefixtures("_folder", "_undiagnosed")
def test_an_altered_file_is_refused_in_one_line(asked):
    asked[1].last = 1
    verify("--checkpoint", "kept.json")
    data = unsealed(Path("kept.json").read_bytes())
    ((key, verdict),) = data["verdicts"].items()
    alterations = [
        b"[" * 100_000,
        b"{}",
        Path("kept.json").read_bytes().replace(b'"judged": ', b'"judged": 1'),
        sealed({**data, "schema": "another"}),
        sealed({**data, "verdicts": {key: {**verdict, "activation": "relu6"}}}),
        sealed({**data, "verdicts": {key: {**verdict, "passes": True}}}),
        sealed({**data, "verdicts": {key: []}}),
    ]
    for content in alterations:
        Path("kept.json").write_bytes(content)
        result = verify("--checkpoint", "kept.json", "--resume")
        assert isinstance(result.exception, SymactError)
        assert "start without --resume" in str(result.exception)
    with pytest.raises(SymactError, match="no regular file"):
        KeptVerdicts("/dev/null").read()
