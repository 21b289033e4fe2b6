"""Sheets, LaTeX and the commands that print them."""

import json
import re
import shutil
import subprocess
import sys

import mpmath
import pytest
from click.testing import CliRunner
from sympy import exp

from symact import catalogue
from symact.cli.main import group
from symact.definition.activation import Activation, Param, Source, x
from symact.definition.bound import bind
from symact.definition.domain import Line, Pair, Vector
from symact.definition.reductions import Greatest, Total
from symact.errors import SymactError
from symact.properties import derive_all
from symact.sheets.conditions import condition_text
from symact.sheets.content import _parameter
from symact.sheets.latex.book import figure
from symact.sheets.latex.document import document
from symact.sheets.latex.escaping import escape
from symact.sheets.latex.notation import tex
from tests.helpers.sample import covering

PDFLATEX = shutil.which("pdflatex")


def run(*args):
    return CliRunner().invoke(group, list(args), catch_exceptions=False)


def refused(*args):
    with pytest.raises(SymactError) as caught:
        run(*args)
    return str(caught.value)


def test_list():
    names = [line.split()[0] for line in run("list").output.splitlines()]
    assert tuple(names) == catalogue.names()
    rows = json.loads(run("list", "--json").output)
    assert [line.split()[0] for line in run("list", "swish").output.splitlines()] == [
        *("e_swish", "hard_swish", "silu", "swiglu", "swish_beta")
    ]
    assert rows[0].keys() == {"name", "aliases", "takes", "summary"}
    assert {row["name"]: row["takes"] for row in rows} == {
        name: {Line: "a number", Pair: "a pair", Vector: "a vector"}[type(catalogue.get(name).domain)]
        for name in catalogue.names()
    }
    assert "Takes a vector." in run("list", "logsumexp").output
    assert "Takes" not in run("list", "celu").output


def test_show():
    text = run("show", "celu").output
    for words in ("CELU", "alpha > 0, default 1", "C^1", "-alpha", "1/alpha | 0", "proved", "1704.07483"):
        assert words in text
    assert "[witness]" in run("show", "celu", "--evidence").output
    assert "C^0   if alpha != 1" in run("show", "elu").output


def test_show_json():
    data = json.loads(run("show", "elu", "--json").output)
    assert data.keys() == {"version", "name", "expression", "parameters", "facts", "digest"}
    assert data["parameters"] == [{"name": "alpha", "rule": "alpha > 0", "default": "1"}]
    by_name = {f["property"]: f for f in data["facts"]}
    assert by_name["smoothness"]["value"] == [
        {"condition": "Eq(alpha, 1)", "order": 1},
        {"condition": "Ne(alpha, 1)", "order": 0},
    ]
    assert by_name["limit_neg_inf"]["status"] == "proved"
    assert by_name["limit_neg_inf"]["evidence"][0]["kind"] == "proof"
    bound = json.loads(run("show", "elu", "--param", "alpha=2", "--json").output)
    assert bound["parameters"][0]["value"] == "2"
    assert bound["expression"] == "Piecewise((x, x > 0), (2*exp(x) - 2, True))"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("show", "cellu"), "celu"),
        (("show", "celu", "--param", "alpa=1"), "alpha"),
        (("show", "celu", "--param", "alpha=-1"), "alpha > 0"),
        (("constants", "sellu"), "selu"),
        (("constants", "relu"), "no condition"),
        (("constants", "selu", "--digits", "0"), "at least 1"),
        (("docs", "--latex", "gelo", "-o", "x.tex"), "gelu"),
        (("docs", "--latex", "-o", "/nowhere/x.tex"), "/nowhere"),
        (("docs", "--latex", "-o", "/"), "folder"),
        (("docs", "relu", "-o", "x.tex"), "--latex"),
    ],
)
def test_bad_input(args, words):
    message = refused(*args)
    assert words in message
    assert "\n" not in message


def test_bad_input_ends_in_one_line_and_code_2():
    done = subprocess.run(
        [sys.executable, "-m", "symact", "show", "cellu"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_constants():
    text = run("constants", "--digits", "32").output
    # The digits that PyTorch prints.
    assert "1.6732632423543772848170429916717" in text
    assert "1.0507009873554804934193349852946" in text
    (selu,) = json.loads(run("constants", "selu", "--digits", "100", "--json").output)
    assert all(len(c["digits"]) == 101 for c in selu["constants"])
    assert all("erfc" in c["closed_form"] for c in selu["constants"])
    assert len(selu["equations"]) == 2
    assert selu["status"] == "proved"


def test_docs_writes_one_file(tmp_path):
    target = tmp_path / "out.tex"
    run("docs", "--latex", "--article", "relu", "celu", "-o", str(target))
    text = target.read_text(encoding="utf-8")
    assert text.count(r"\section*") == 2
    assert [p.name for p in tmp_path.iterdir()] == ["out.tex"]
    activations = [catalogue.get("relu"), catalogue.get("celu")]
    assert text == document(activations, {each.name: figure(each) for each in activations})


def test_docs_leaves_nothing_behind_when_it_fails(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert "No space left" in refused("docs", "--latex", "relu", "-o", str(tmp_path / "out.tex"))
    assert not list(tmp_path.iterdir())


def test_escape():
    assert escape("50% of a_b & {c} #1 $x^2$ \\y ~z") == (
        r"50\% of a\_\allowbreak{}b \& \{c\} \#1 \$x\textasciicircum{}2\$ \textbackslash{}y \ensuremath{\sim}z"
    )
    assert escape("β ≤ é – 数") == r"\ensuremath{\beta} \ensuremath{\leq} e -- ?"


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("True", ""),
        ("Eq(alpha, 1)", "alpha = 1"),
        ("Ne(lower, 2 - upper)", "lower != 2 - upper"),
        ("(x > -3) & (x < 3)", "-3 < x < 3"),
        ("(x >= -1/(2*slope)) & (x <= 1/(2*slope))", "-1/(2*slope) <= x <= 1/(2*slope)"),
        ("Ne(p, 0) & Ne(p, 1)", "p != 0, p != 1"),
        ("w > 0", "w > 0"),
        ("(x > 1/2 - sqrt(5)/2) & (x < 1/2 + sqrt(5)/2)", "1/2 - sqrt(5)/2 < x < 1/2 + sqrt(5)/2"),
        ("(x >= -(a + 1)*(b + 2)) & (x < (a + 1)*(b + 2))", "-(a + 1)*(b + 2) <= x < (a + 1)*(b + 2)"),
        ("Eq(a, exp(-(b + 1)*(b + 2)))", "a = exp(-(b + 1)*(b + 2))"),
        ("(a + 1)*(b + 2) > 0", "(a + 1)*(b + 2) > 0"),
        ("(x < -1) | ((x > 1) & (x < sqrt(5)/2))", "x < -1 or 1 < x < sqrt(5)/2"),
    ],
)
def test_condition_text(condition, text):
    assert condition_text(condition) == text


def test_every_fact_of_the_document_has_its_status():
    text = document([catalogue.get("elu")])
    facts = derive_all(catalogue.get("elu"))
    assert len(re.findall(r"\\status\{\w+\} ?\}$|\}\{(?:proved|certified|unknown)\}$", text, re.MULTILINE)) == len(
        facts
    )
    assert r"\alpha = 1" in text
    assert r"\alpha \neq 1" in text
    assert r"\lim_{x \to -\infty} f(x) = - \alpha" in text
    assert "arXiv:1511.07289" in text


HOSTILE = Activation(
    "hostile",
    "A_b % \\input{x}",
    Param.real("long_word_parameter", default=1).symbol * x,
    (Source("50% & #1 $5 ^ ~ \\ { } _ β é", 'a "quote" <b> | c'),),
    (Param.real("long_word_parameter", default=1, says="100% of {it}"),),
)


def test_latex_of_reductions_is_sums_and_maxima():
    written = {
        exp(x) / Total(exp(x)): r"\frac{e^{x}}{\sum \left(e^{x} \right)}",
        Total(x) ** 2 / Total(1) ** 2: r"\frac{\left(\sum \left(x \right) \right)^{2}}{n^{2}}",
        Greatest(x): r"\max \left(x \right)",
    }
    assert {expression: tex(expression) for expression in written} == written


@pytest.mark.exhaustive
@pytest.mark.skipif(PDFLATEX is None, reason="pdflatex is not installed")
def test_latex_compiles(tmp_path):
    subjects = [*map(catalogue.get, covering()), bind(catalogue.get("elu"), {"alpha": "1/3"}), HOSTILE]
    (tmp_path / "all.tex").write_text(document(subjects), encoding="utf-8")
    for _ in range(2):
        done = subprocess.run(
            [PDFLATEX, "-interaction=nonstopmode", "-halt-on-error", "all.tex"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:]
    log = (tmp_path / "all.log").read_text(encoding="latin-1")
    assert not re.findall(r"Overfull .hbox \((\d+\.\d+)pt", log)
    assert (tmp_path / "all.pdf").stat().st_size > 50_000


def test_a_default_that_a_condition_determines_is_told_in_digits():
    """SELU's alpha by its closed form (Klambauer et al. 2017), with mpmath."""
    selu = catalogue.get("selu")
    with mpmath.workdps(60):
        alpha = -mpmath.sqrt(2 / mpmath.pi) / (mpmath.exp(0.5) * mpmath.erfc(mpmath.sqrt(0.5)) - 1)
        assert _parameter(selu.params[0], selu).startswith(f"alpha > 0, default {mpmath.nstr(alpha, 40)} (")
