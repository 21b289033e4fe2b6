"""Verdicts read back from JSON are the same verdicts; anything altered is refused in one line."""

import contextlib
import json
import random

import pytest

import symact
from symact.candidates.libraries.textbook.formulas import relu, selu, sigmoid
from symact.errors import SymactError
from symact.judge.figures.stored import read_verdicts, verdict


@pytest.mark.parametrize(
    ("fn", "name", "dtype", "bound"),
    [(sigmoid, "sigmoid", "float16", 1.0), (selu, "selu", "float8_e5m2", None), (relu, "relu", "float8_e4m3fn", 0.5)],
)
def test_a_verdict_comes_back(fn, name, dtype, bound, tmp_path):
    found = symact.verify(fn, name, dtype=dtype, max_ulp=bound)
    again = verdict(json.loads(json.dumps(found.to_json(), allow_nan=False)), "here")
    assert again == found
    assert str(again) == str(found)
    path = tmp_path / "v.json"
    path.write_text(json.dumps({"schema": "symact.verdicts/1", "verdicts": [found.to_json()], "unjudged": []}))
    assert read_verdicts(path) == [found]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"[" * 100_000, b"\xff", b'{"schema": "symact.verdicts/1"}'])
def test_a_file_without_verdicts_is_refused(content, tmp_path):
    path = tmp_path / "v.json"
    path.write_bytes(content)
    with pytest.raises(SymactError, match=r"v\.json"):
        read_verdicts(path)
    with pytest.raises(SymactError, match="cannot be read"):
        read_verdicts(tmp_path / "none.json")


def places(data, path=()):
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def test_fields_that_are_missing_or_of_another_type_never_raise_anything_else():
    whole = symact.verify(sigmoid, "sigmoid", dtype="float8_e5m2").to_json()
    rng = random.Random(3)
    for _ in range(400):
        data = json.loads(json.dumps(whole))
        where = rng.choice([p for p in places(data) if p])
        inner = data
        for key in where[:-1]:
            inner = inner[key]
        if rng.random() < 0.3:
            del inner[where[-1]]
        else:
            inner[where[-1]] = rng.choice([None, 1, -1.5, "text", [], {}, True, [1, 2, 3]])
        with contextlib.suppress(SymactError):
            verdict(data, "here")
