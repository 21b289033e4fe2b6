"""What continuous integration sees: exit codes, files and one line, also when the output or the candidate is broken."""

import json
import os
import subprocess
import sys
from xml.etree import ElementTree as Xml

import numpy as np
import pytest

import symact
from symact.cli import verify as verify_command
from symact.errors import CandidateError, SymactError
from symact.judge.campaign import Unjudged, questions
from tests.helpers.schemas import schema
from tests.helpers.shell import invoke

pytestmark = pytest.mark.usefixtures("_undiagnosed")

CANDIDATES = """
import numpy as np

def relu(x):
    return np.maximum(x, x.dtype.type(0))

def bad(x):
    return np.where(x > 1, x.dtype.type(0), np.maximum(x, x.dtype.type(0)))

def raises(x):
    raise ValueError("no")
"""

TERMS = ["relu", "--dtype", "float16", "--policy", "zero_sign=ignore"]


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ofmine.py").write_text(CANDIDATES)


def verify(*arguments):
    return invoke("verify", *arguments)


def outputs(tmp_path):
    """Return the JUnit suite, Markdown and HTML that `REPORTS` asked for."""
    suite = Xml.parse(tmp_path / "r.xml").getroot()[0]
    return suite, (tmp_path / "r.md").read_text(), (tmp_path / "r.html").read_text()


REPORTS = ["--junit-xml", "r.xml", "--markdown", "r.md", "--html", "r.html", "--json"]


def test_a_baseline_that_holds_and_one_that_is_broken_stand_in_every_report(tmp_path):
    """The bound is broken both times; the baseline decides."""
    terms = [*TERMS, "--max-ulp", "1", "--baseline", "b.json"]
    assert verify("ofmine:bad", *terms, "--update-baseline").return_value == 0
    result = verify("ofmine:bad", *terms, *REPORTS)
    assert result.return_value == 0
    suite, markdown, html = outputs(tmp_path)
    assert (suite.get("failures"), suite.get("errors")) == ("0", "0")
    assert "As in the baseline" in suite[0][0].text
    assert "0 differ from the baseline" in markdown
    assert "0 differ from the baseline" in html
    data = json.loads(result.stdout)
    assert data["baseline"] == {"agrees": True, "changes": []}
    schema("judge").validate(data)

    known = json.loads((tmp_path / "b.json").read_text())
    figures = known["entries"][0]["figures"]
    figures["class lost"] -= 1
    (tmp_path / "b.json").write_text(json.dumps(known))
    result = verify("ofmine:bad", *terms, *REPORTS)
    assert result.return_value == 1
    suite, markdown, html = outputs(tmp_path)
    assert suite.get("failures") == "1"
    assert suite[0][0].tag == "failure"
    assert suite[0][0].get("message").startswith("Worse: ofmine:bad as relu")
    for text in (markdown, html):
        assert "1 differs from the baseline" in text
        assert "Worse: ofmine:bad" in text
    data = json.loads(result.stdout)
    assert data["baseline"]["agrees"] is False
    assert [change["worse"] for change in data["baseline"]["changes"]] == [True]
    schema("judge").validate(data)


def test_the_only_candidate_that_fails_is_an_error_in_every_report(tmp_path):
    result = verify("ofmine:raises", *TERMS, *REPORTS)
    assert isinstance(result.exception, CandidateError)
    suite, markdown, html = outputs(tmp_path)
    assert (suite.get("tests"), suite.get("errors")) == ("1", "1")
    assert "ValueError: no" in suite[0][0].get("message")
    assert "Failed" in markdown
    assert "Failed" in html
    assert json.loads(result.stdout)["unjudged"][0]["failed"] is True


def run(arguments, stdout):
    command = [sys.executable, "-m", "symact", *arguments]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, env={**os.environ}, check=False)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device")
@pytest.mark.parametrize("arguments", [["list"], ["verify", "ofmine:relu", *TERMS, "--junit-xml", "r.xml"]])
def test_a_full_disk_is_one_line(tmp_path, arguments):
    with open("/dev/full", "w") as full:
        found = run(arguments, full)
    assert found.returncode == 2
    assert found.stderr.splitlines()[-1].startswith("symact: cannot write the output: No space left on device")
    assert "Traceback" not in found.stderr
    assert "Exception ignored" not in found.stderr
    assert (tmp_path / "r.xml").exists() is ("verify" in arguments)


@pytest.mark.parametrize(("arguments", "code"), [(["list"], 0), (["--help"], 0), (["nosuch"], 2)])
def test_no_command_depends_on_who_reads_it(arguments, code):
    """Neither stream has a reader, then neither is there at all."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "symact", *arguments]
    assert subprocess.run(command, stdout=writer, stderr=writer, check=False).returncode == code
    os.close(writer)
    closed = subprocess.run(["/bin/sh", "-c", '"$@" >&- 2>&-', "sh", *command], check=False)
    assert closed.returncode == code


@pytest.mark.every(2)
@pytest.mark.parametrize(("function", "code"), [("bad", 1), ("relu", 0)])
def test_a_reader_who_goes_away_changes_no_exit_code(tmp_path, function, code):
    reader, writer = os.pipe()
    os.close(reader)
    found = run(["verify", f"ofmine:{function}", *TERMS, "--max-ulp", "1", "--junit-xml", "r.xml"], writer)
    os.close(writer)
    assert found.returncode == code
    assert "Traceback" not in found.stderr
    assert "Exception ignored" not in found.stderr
    assert (tmp_path / "r.xml").exists()


@pytest.mark.parametrize("target", ["./lib.so:relu", "cmd:cat", "outputs:r.npy"])
@pytest.mark.parametrize("more", [[], ["--exhaustive"]])
def test_the_format_of_a_library_program_or_file_is_asked_for(target, more):
    result = verify(target, "relu", *more)
    assert isinstance(result.exception, SymactError)
    assert "--dtype" in str(result.exception)


def test_reports_are_written_while_a_run_goes_on(tmp_path, monkeypatch):
    """A run that is killed leaves what it has; what it did not come to is an error there."""
    monkeypatch.setattr(verify_command, "WRITTEN", -1.0)
    asked = questions("textbook", ("relu", "tanh"), ("float8_e5m2",))

    def answers():
        yield Unjudged(asked[0], "has no relu", failed=False)
        suite = Xml.parse(tmp_path / "r.xml").getroot()[0]
        assert [suite.get(key) for key in ("tests", "errors", "skipped")] == ["2", "1", "1"]
        assert suite[1][0].get("message") == "the run ended before it was judged"
        yield Unjudged(asked[1], "has no tanh", failed=False)

    verdicts, unjudged = verify_command.collected(answers(), asked, {"report_junit_xml": "r.xml"})
    assert (verdicts, len(unjudged)) == ([], 2)


GRADIENT = """
import numpy as np

def step(x):
    return np.where(np.isnan(x), x, (x > 0).astype(x.dtype))
"""


def test_a_gradient_that_is_named_is_judged(tmp_path):
    """Beside the function where no order is given; nothing passes because it was left out."""
    (tmp_path / "slopes.py").write_text(GRADIENT)
    terms = [*TERMS, "--max-ulp", "0", "--gradient", "slopes:step", "--json"]
    assert [each["order"] for each in json.loads(verify("ofmine:relu", *terms).stdout)["verdicts"]] == [0, 1]
    result = verify("ofmine:relu", *terms, "--order", "0")
    assert isinstance(result.exception, SymactError)
    assert "add --order 1" in str(result.exception)
    with pytest.raises(SymactError, match="add order=1"):
        symact.verify(np.negative, "relu", gradient=np.negative)
