"""Baselines: the same errors pass, more or fewer do not, and altered files are refused in one line."""

import json
from dataclasses import replace

import pytest

import symact
from symact.candidates.libraries.textbook.formulas import sigmoid, silu
from symact.errors import SymactError
from symact.judge import baseline
from tests.helpers.shell import invoke

pytestmark = pytest.mark.usefixtures("_undiagnosed")


@pytest.fixture(scope="module")
def verdict():
    return symact.verify(sigmoid, "sigmoid", dtype="float16")


@pytest.fixture
def path(tmp_path, verdict):
    baseline.write([verdict], tmp_path / "base.json")
    return tmp_path / "base.json"


def with_result(verdict, **fields):
    return replace(verdict, result=replace(verdict.result, **fields))


def test_the_same_errors_are_no_change(verdict, path):
    assert verdict.result.mismatched > 0
    assert baseline.compare([verdict], path) == []


def test_more_and_fewer_wrong_results_are_changes(verdict, path):
    segments = verdict.result.segments
    core = segments[0]
    for by, worse in ((1, True), (-1, False)):
        other = (replace(core, mismatched=core.mismatched + by), *segments[1:])
        (change,) = baseline.compare([with_result(verdict, segments=other)], path)
        assert change.worse is worse
        assert f"core: mismatched: {core.mismatched} in the baseline, now {core.mismatched + by}" in change.text


def test_a_greater_error_of_as_many_results_is_worse(verdict, path):
    core = verdict.result.segments[0]
    other = (replace(core, max_ulp=core.max_ulp + 0.25), *verdict.result.segments[1:])
    (change,) = baseline.compare([with_result(verdict, segments=other)], path)
    assert change.worse


def test_another_function_format_or_policy_has_no_entry(verdict, path):
    others = [
        replace(verdict, dtype="bfloat16"),
        replace(verdict, order=1),
        replace(verdict, policy={**verdict.policy, "nan": "open"}),
        replace(verdict, target=replace(verdict.target, function="other")),
    ]
    for other in others:
        (change,) = baseline.compare([other], path)
        assert change.worse
        assert "is not in the baseline" in change.text


def test_another_definition_is_told(verdict, path):
    (change,) = baseline.compare([replace(verdict, definition_hash="0" * 64)], path)
    assert "definition" in change.text


def test_writing_keeps_what_is_about_something_else(verdict, path):
    other = symact.verify(silu, "silu", dtype="float16")
    baseline.write([other], path)
    assert baseline.compare([verdict, other], path) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"schema": "symact.baseline/2", "entries": []}',
        b'{"schema": "symact.baseline/1"}',
        b'{"schema": "symact.baseline/1", "entries": [1]}',
        b'{"schema": "symact.baseline/1", "entries": [{"function": "f"}]}',
        b"\xff\xfe",
    ],
)
def test_a_file_that_is_no_baseline_is_refused_in_one_line(content, tmp_path, verdict):
    path = tmp_path / "base.json"
    path.write_bytes(content)
    with pytest.raises(SymactError, match=r"base\.json") as found:
        baseline.compare([verdict], path)
    assert "\n" not in str(found.value)


def test_altered_figures_are_refused(path):
    for value in (-1, "many", None, True, [1]):
        data = json.loads(path.read_text())
        data["entries"][0]["figures"]["core: mismatched"] = value
        path.write_text(json.dumps(data))
        with pytest.raises(SymactError, match="altered"):
            baseline.read(path)


def test_from_the_shell(tmp_path):
    path = str(tmp_path / "base.json")
    judge = ["verify", "textbook", "sigmoid", "--dtype", "float16", "--baseline", path]

    assert isinstance(invoke(*judge).exception, SymactError)
    assert invoke(*judge, "--update-baseline").return_value == 0
    assert invoke(*judge, "--max-ulp", "0.5").return_value == 0
    assert invoke("verify", "textbook", "silu", "--dtype", "float16", "--baseline", path).return_value == 1
    assert isinstance(invoke("verify", "textbook", "silu", "--update-baseline").exception, SymactError)
