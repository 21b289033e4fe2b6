"""Scores of several targets over several functions, their file and their page."""

import json
import math
from contextlib import nullcontext
from dataclasses import replace

import pytest

from symact.errors import SymactError
from symact.judge import row_score
from symact.judge import scoreboard as module
from symact.judge.campaign import questions
from symact.judge.row_score import RowScore
from symact.judge.scoreboard import Score, read_scores, write_scores
from symact.reports.row_scoreboard import row_scoreboard
from symact.reports.scoreboard import grade, scoreboard, worst
from tests.helpers.installed import need
from tests.helpers.shell import invoke


def asked(names, orders):
    """Return the questions about two targets, those of one case together."""
    both = [questions(target, names, ("float16",), orders) for target in ("jax", "textbook")]
    return [question for case in zip(*both, strict=True) for question in case]


@pytest.fixture(scope="module")
def scores_and_tables(processes):
    """Return the scores, and the order of each reference table that was made for them."""
    need("jax")
    made, real = [], module.reference_table

    def counted(bound, question, x_bits, progress):
        made.append((question.name, question.order))
        return real(bound, question, x_bits, progress)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "reference_table", counted)
        patch.setattr(module, "Sandbox", lambda *limits: nullcontext(processes))
        patch.setattr("symact.judge.line_run.kept_causes", lambda *_: ())
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


def test_a_definition_with_pieces_is_no_program_text():
    page = scoreboard([made(name="celu"), made(name="binary_step")])
    assert "x if x &gt;= 0, else alpha*(exp(x/alpha) - 1)" in page
    assert "Piecewise(" not in page


def test_harm_comes_before_ulp_and_flushed_numbers_last():
    by_harm = [
        made(name="normal_lost", ulp=2000.0, wrong=1, lost=1),
        made(name="nan", ulp=0.7, wrong=1, nan=1),
        made(name="sign", ulp=0.7, wrong=1, wrong_sign=1),
        made(name="far", ulp=900.0, wrong=1),
        made(name="near", ulp=0.7, wrong=1),
        made(name="flushed", ulp=1000.0, wrong=1, lost=1, zero_sign=3),
    ]
    assert worst(by_harm[::-1], 10) == by_harm


def test_equal_findings_of_front_ends_stand_once_and_name_the_others():
    one = replace(made(target="torch", name="relu", ulp=3.0, wrong=1), version="torch 2", worst=("1", "2", "3"))
    one = replace(one, day="2026-01-01")
    page = scoreboard([one, replace(one, target="torch_compile", version="torch 2, compiled", day="2026-01-02")])
    findings = page.partition("Totals by library")[0]
    assert findings.count('<a href="#torch-relu-float16-0">') == 1
    assert "(also torch_compile)" in findings
    assert 'id="torch-relu-float16-0"' in page
    assert "2026-01-01 to 2026-01-02: 2 verdicts" in page
    assert "symact scoreboard torch torch_compile -o board" in page


def test_a_red_cell_says_why_in_the_cell():
    score = replace(made(name="relu", ulp=1e6, wrong=1), causes=("exp(x) overflows",))
    assert "<small>exp(x) overflows</small>" in scoreboard([score])


def test_the_page_escapes_what_candidates_say():
    evil = Score("<t>", "f", "float16", 0, reason="<script>", failed=True)
    page = scoreboard([evil, made(target="u", ulp=math.inf, wrong=2)], lambda score: "a&b.html")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_from_the_shell(tmp_path):
    out = str(tmp_path / "board")
    run = ["scoreboard", "textbook", "no_such_library", "-o", out]
    assert isinstance(invoke(*run).exception, SymactError)
    run = ["scoreboard", "textbook", "-o", out, "--name", "relu", "--dtype", "float16", "--details", "--resume"]
    for _ in range(2):
        assert invoke(*run).exception is None
    data = json.loads((tmp_path / "board" / "scoreboard.json").read_text())
    assert [s["activation"] for s in data["scores"]] == ["relu", "relu"]
    assert "textbook" in (tmp_path / "board" / "index.html").read_text()


@pytest.fixture(scope="module")
def of_rows():
    """Return the scores of two softmaxes on NumPy, one of them unshifted, and of what has none."""
    targets = [f"tests.helpers.scored_rows:{name}" for name in ("shifted", "unshifted")]
    asked = [questions(target, ("softmax",), ("float32",), (0,), widths=(1, 3)) for target in targets]
    return list(module.scores([question for each in asked for question in each]))


def test_a_score_of_rows_has_multiples_laws_and_causes(of_rows):
    right, wrong = of_rows
    assert right.of_rows.widths == wrong.of_rows.widths == (1, 3)
    assert right.of_rows.of_best <= 1
    assert not right.of_rows.causes
    assert wrong.classes["nan"] > 0
    assert "no_shift" in wrong.of_rows.causes
    assert "shift" in [name for name, _, _ in wrong.of_rows.laws]
    assert wrong.of_rows.of_best > 1e3


def test_the_rows_of_a_case_have_one_reference(monkeypatch):
    made = []

    def counted(*args):
        made.append(args[3].shape)
        return real(*args)

    real = row_score.decided_rows
    monkeypatch.setattr(row_score, "decided_rows", counted)
    targets = [f"tests.helpers.scored_rows:{name}" for name in ("shifted", "unshifted")]
    asked = [questions(target, ("softmax",), ("float32",), (0,), widths=(2, 3)) for target in targets]
    assert len({s.mismatched for s in module.scores([question for each in asked for question in each])}) == 2
    assert [width for _, width in made] == [2, 3]


def test_a_reference_is_not_kept_for_another_case():
    asked = [
        each
        for name in ("softmax", "softmin")
        for each in questions(f"tests.helpers.scored_rows:{name}", (name,), ("float32",), (0,), widths=(3,))
    ]
    assert [score.of_rows.of_best <= 1 for score in module.scores(asked)] == [True, True]


def test_scores_of_rows_come_back_from_their_file(of_rows, tmp_path):
    vjp = replace(of_rows[0], order="vjp", of_rows=replace(of_rows[0].of_rows, of_best=math.inf, terms=2.5))
    write_scores([*of_rows, vjp], tmp_path / "r.json")
    assert read_scores(tmp_path / "r.json") == [*of_rows, vjp]


def test_the_page_of_rows(of_rows):
    none = Score("t", "softmax", "float32", "vjp", reason="has no gradients")
    page = row_scoreboard([made(), *(replace(each, day="2026-01-02") for each in of_rows), none])
    lines = page.splitlines()
    assert "2 verdicts, 0 of them correctly rounded at every entry; 2026-01-02" in page
    assert len([line for line in lines if line.startswith("| softmax | tests.helpers.scored_rows:")]) == 2
    assert [line for line in lines if "no_shift" in line and "NaN" in line and "unshifted" in line]
    assert "--widths 1,3" in page
    assert "- has no gradients: t softmax float32 VJP" in lines
    assert "| f |" not in page


def test_places_tell_what_was_returned():
    figures = RowScore((3,), 9, of_best=2.0, family="a|b", width=3, row=4, entry=1, got="0x3f800000",
                       correct="0x00000000", error_ulp=math.inf)  # fmt: skip
    score = Score("t", "softmax", "float32", 0, judged=9, mismatched=1, of_rows=figures)
    page = row_scoreboard([score])
    assert r"| 2 | ∞ | a\|b, row 4 of n = 3, entry 1 | 1 | 0.0 |" in page


def test_rows_from_the_shell(tmp_path):
    out = ("-o", str(tmp_path / "board"), "--dtype", "float32", "--widths", "1,2", "--order", "0")
    target = "tests.helpers.scored_rows:softmax"
    for _ in range(2):
        run = ["scoreboard", target, "--rows", *out, "--resume"]
        assert invoke(*run).exception is None
    (found,) = read_scores(tmp_path / "board" / "rows.json")
    assert found.of_rows.widths == (1, 2)
    assert not (tmp_path / "board" / "index.html").exists()
    assert "| softmax |" in (tmp_path / "board" / "rows.md").read_text()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--name", "softmax"], "softmax is no function of one number; those of rows, such as softmax, need --rows"),
        (["--name", "relu", "--rows"], "relu takes no rows; leave out --rows"),
        (["--rows"], "textbook: no function of rows; symact list shows what there is"),
        (["--rows", "--details"], "--details is for functions of one number"),
        (["--order", "third"], "no quantity is called 'third'"),
        (["--widths", "3"], "--widths is for functions of rows; add --rows"),
    ],
)  # fmt: skip
def test_what_does_not_belong_together_is_refused(words, says, tmp_path):
    run = invoke("scoreboard", "textbook", "-o", str(tmp_path), *words)
    assert isinstance(run.exception, SymactError)
    assert says in str(run.exception)
    assert not list(tmp_path.iterdir())


def test_a_function_without_a_gradient_ends_no_scoreboard():
    need("onnxruntime")
    asked = questions("onnxruntime", ("hardmax",), ("float32",), ("vjp",), widths=(3,))
    (found,) = module.scores(asked)
    assert not found.failed
    assert "it has no JVP and no VJP" in found.reason
