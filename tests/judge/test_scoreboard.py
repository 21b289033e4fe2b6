"""Scores of several targets over several functions, their file and their page."""

import json
import math

import pytest
from click.testing import CliRunner

from symact.cli.main import group
from symact.errors import SymactError
from symact.judge import scoreboard as module
from symact.judge.campaign import questions
from symact.judge.scoreboard import Score, read_scores, write_scores
from symact.reports.scoreboard import grade, scoreboard, worst


def asked(names, orders):
    """Return the questions about two targets, those of one case together."""
    both = [questions(target, names, ("float16",), orders) for target in ("jax", "textbook")]
    return [question for case in zip(*both, strict=True) for question in case]


@pytest.fixture(scope="module")
def scores_and_tables():
    """Return the scores, and the order of each reference table that was made for them."""
    pytest.importorskip("jax")
    made, real = [], module.reference_table

    def counted(bound, question, x_bits, progress):
        made.append((question.name, question.order))
        return real(bound, question, x_bits, progress)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "reference_table", counted)
        return list(module.scores(asked(("relu", "silu"), (0, 1)))), made


@pytest.fixture
def scores(scores_and_tables):
    return scores_and_tables[0]


def test_each_case_has_a_score_or_a_reason(scores):
    assert len({score.key for score in scores}) == len(scores) == 8
    by = {score.key[:4]: score for score in scores}
    assert by["textbook", "relu", "float16", 0].mismatched == 0
    lost = by["textbook", "silu", "float16", 0]
    assert lost.mismatched > 0
    assert lost.judged == 65536
    assert lost.classes["lost"] > 0
    assert by["textbook", "silu", "float16", 1].reason
    assert by["jax", "silu", "float16", 1].version.startswith("jax ")


def test_the_reference_is_computed_once_for_all_targets(scores_and_tables):
    scores, made = scores_and_tables
    both = {(s.activation, s.order) for s in scores if s.target == "jax"}
    assert [s.mismatched for s in scores].count(0) >= 1
    assert sorted(made) == sorted(both)


def test_scores_come_back_from_their_file(scores, tmp_path):
    write_scores(scores, tmp_path / "s.json")
    again = read_scores(tmp_path / "s.json")
    assert [a.to_json() for a in again] == [s.to_json() for s in scores]
    assert list(module.scores(asked(("relu", "silu"), (0, 1)), again)) == again


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"1", b'{"schema": "x"}', b'{"schema": "symact.scoreboard/1", "scores": [{"a": 1}]}', b"[" * 100_000,
     b'{"schema": "symact.scoreboard/1", "scores": [{"target": "t", "activation": "a", "dtype": "d", "order": "x"}]}'],
)  # fmt: skip
def test_another_file_is_refused(content, tmp_path):
    (tmp_path / "s.json").write_bytes(content)
    with pytest.raises(SymactError, match=r"s\.json"):
        read_scores(tmp_path / "s.json")


def made(target="t", name="f", ulp=0.4, wrong=0, **classes):
    return Score(target, name, "float16", 0, judged=10, mismatched=wrong, max_finite_ulp=ulp, classes=classes)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (made(), "g0"),
        (made(ulp=1.0, wrong=1), "g1"),
        (made(ulp=1.5, wrong=1), "g2"),
        (made(ulp=5.0, wrong=1), "g3"),
        (made(ulp=1e6, wrong=1), "g4"),
        (made(ulp=0.6, wrong=1, nan=1), "g4"),
        (made(ulp=0.6, wrong=1, lost=1), "g1"),
    ],
)
def test_grades(score, expected):
    assert grade(score) == expected


def test_the_gravest_come_first_and_a_function_once():
    found = worst([made(name="a", ulp=3.0, wrong=1), made(name="b", ulp=9.0, wrong=1), made(name="b", ulp=8.0, wrong=1),
                   made(name="c")], 10)  # fmt: skip
    assert [s.activation for s in found] == ["b", "a"]


def test_the_page_escapes_what_candidates_say():
    evil = Score("<t>", "f", "float16", 0, reason="<script>", failed=True)
    page = scoreboard([evil, made(target="u", ulp=math.inf, wrong=2)], lambda score: "a&b.html")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_from_the_shell(tmp_path):
    out = str(tmp_path / "board")
    run = ["scoreboard", "textbook", "no_such_library", "-o", out]
    assert isinstance(CliRunner().invoke(group, run, standalone_mode=False).exception, SymactError)
    run = ["scoreboard", "textbook", "-o", out, "--name", "relu", "--dtype", "float16", "--details", "--resume"]
    for _ in range(2):
        assert CliRunner().invoke(group, run, standalone_mode=False).exception is None
    data = json.loads((tmp_path / "board" / "scoreboard.json").read_text())
    assert [s["activation"] for s in data["scores"]] == ["relu", "relu"]
    assert "textbook" in (tmp_path / "board" / "index.html").read_text()
