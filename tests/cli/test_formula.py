"""`--formula`: commands take a formula of one's own in place of a name, and refuse half a one in one line."""

import json
import os
import sys

import numpy as np
import pytest

import symact
from symact.cli.main import main
from tests.helpers.paths import ROOT

pytestmark = pytest.mark.usefixtures("_undiagnosed")


@pytest.fixture
def run(monkeypatch, capfd, tmp_path):
    """Return a function that runs a command in an empty folder: (exit code, stdout, last line of stderr)."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["symact", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capfd.readouterr()
        return caught.value.code or 0, out, (err.strip().splitlines() or [""])[-1]

    return command


OWN = ("--formula", "a*x*tanh(x)", "--name", "scaled", "--param", "a=1/2")


def test_a_table_of_a_formula_is_written_read_and_checked(run):
    code, _, _ = run("table", *OWN, "--dtype", "bfloat16", "-o", "own.csv")
    assert code == 0
    table = symact.read("own.csv")
    assert (table.name, table.params) == ("scaled", {"a": "1/2"})
    x = table.x_bits.astype(np.uint32) << 16
    numbers = x.view(np.float32).astype(np.float64)
    finite = np.abs(numbers) < 30
    expected = 0.5 * numbers[finite] * np.tanh(numbers[finite])
    got = (table.y_bits.astype(np.uint32) << 16).view(np.float32)[finite]
    assert np.allclose(got, expected, rtol=2.0**-8, atol=1e-39)
    code, out, _ = run("check", "own.csv")
    assert code == 0
    assert "give its definition" in out
    code, out, _ = run("check", "own.csv", *OWN)
    assert code == 0
    assert "denies 0" in out
    assert "recomputed 0 rows" not in out
    code, _, err = run("check", "own.csv", *OWN[:-1], "a=1/3")
    assert code == 2
    assert "another definition" in err


def test_decimals_on_request(run):
    assert run("table", *OWN, "--dtype", "float8_e5m2", "--exhaustive", "--decimals", "-o", "own.csv")[0] == 0
    with open("own.csv") as file:
        assert file.read().splitlines()[2].endswith(",flags,x,y")
    code, _, err = run("table", *OWN, "--dtype", "float8_e5m2", "--decimals", "-o", "own.npz")
    assert code == 2
    assert "npz has no decimals" in err


def test_the_inputs_of_a_formula(run):
    code, _, err = run("inputs", *OWN, "--dtype", "bfloat16", "-o", "x.npy")
    assert code == 0
    assert err.startswith("Then: symact verify outputs:RESULTS --formula 'a*x*tanh(x)' --name scaled --dtype bfloat16")


def test_comparing_with_a_formula(run):
    code, out, _ = run("compare", "relu", "--formula", "Max(0, a*x)", "--param", "formula.a>0", "--json")
    assert code == 0
    data = json.loads(out)
    assert data["names"] == ["relu", "formula"]
    assert {row["property"]: row["same"] for row in data["rows"]}["range"]


CANDIDATE = """
import numpy as np

def scaled(x):
    wide = x.astype(np.float64)
    return (0.5 * wide * np.tanh(wide)).astype(x.dtype)
"""


def test_a_function_is_judged_against_a_formula(run, monkeypatch, tmp_path):
    (tmp_path / "own_candidate.py").write_text(CANDIDATE)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    judged = ("verify", "own_candidate:scaled", *OWN, "--dtype", "float8_e5m2", "--max-ulp", "0.5", "--json")
    code, out, _ = run(*judged)
    assert code == 0
    (verdict,) = json.loads(out)["verdicts"]
    assert (verdict["activation"], verdict["params"], verdict["passes"]) == ("scaled", {"a": "1/2"}, True)
    ranged = ("--exhaustive", "--range", "0:2", "--workers", "1")
    code, out, _ = run(*judged, *ranged)
    assert code == 0
    (verdict,) = json.loads(out)["verdicts"]
    assert verdict["inputs"]["kind"] == "range"
    assert (verdict["activation"], verdict["passes"]) == ("scaled", True)
    other = [each.replace("a=1/2", "a=1/3") for each in judged]
    assert run(*other)[0] == 1


REFUSED = {
    "neither": (["table", "--dtype", "bfloat16"], "--formula"),
    "both": (["table", "gelu", "--formula", "x", "--dtype", "bfloat16"], "not both"),
    "a name without a formula": (["table", "gelu", "--name", "mine", "--dtype", "bfloat16"], "--name"),
    "a name of the catalogue": (["table", "--formula", "x", "--name", "gelu", "--dtype", "bfloat16"], "catalogue"),
    "a parameter without a value": (
        ["table", "--formula", "a*x", "--param", "a>0", "--dtype", "bfloat16"],
        "write a=1/2",
    ),
    "no formula": (["table", "--formula", "import os", "--dtype", "bfloat16"], "formula"),
    "code": (["table", "--formula", "__import__('os').system('id')", "--dtype", "bfloat16"], "formula"),
    "an export that knows names": (
        ["table", "--formula", "Max(0, x)", "--dtype", "float32", "--format", "onnx", "-o", "model"],
        "onnx knows functions of the catalogue alone",
    ),
    "a name and a formula to verify": (["verify", "textbook", "gelu", "--formula", "x"], "not both"),
    "a library that has no such function": (
        ["verify", "textbook", "--formula", "x*tanh(x)", "--dtype", "bfloat16"],
        "the textbook has no formula",
    ),
    "parameters to check without a formula": (["check", "--param", "a=1"], "--formula"),
    "one to compare": (["compare", "--formula", "x"], "two"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_in_one_line(case, run, tmp_path):
    arguments, words = REFUSED[case]
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("symact: ")
    assert words in err
    assert list(tmp_path.iterdir()) == []
