"""What a type checker tells a user: a file that uses every public name is right, and mistakes are found."""

import os
import re
import subprocess
import sys

import pytest

import symact
from tests.helpers.paths import ROOT

RIGHT = """
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import symact
from symact import Activation, Fact, Param, Policy, Sheet, Source, Status, Table, Verdict


def mine(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return x


names: tuple[str, ...] = symact.names()
celu: Activation = symact.get(names[0])
own: Activation = symact.define("a*x*tanh(x)", name="mine", params=[Param.positive("a", default="1/2")])
also: Activation = symact.define("a*x", params={"a": 0.5})
params: tuple[Param, ...] = own.params
sources: tuple[Source, ...] = celu.sources
sheet: Sheet = symact.sheet(own)
facts: Sequence[Fact] = sheet.range
by_property: Mapping[str, Sequence[Fact]] = sheet.facts
status: Status = symact.derive("celu", "range", params={"alpha": "1/2"}).status
proved: bool = status >= Status.PROVED and facts[0].status is Status.PROVED
data: dict[str, Any] = sheet.to_json()
differences: tuple[str, ...] = symact.compare("elu", "celu", own, sheet).differences
refuted = [outcome.reason for outcome in symact.recheck(sheet).refuted] + [str(symact.recheck(Path("sheet.json")))]
table: Table = symact.table(own, dtype=np.float16, order=1, params={"a": 2}, inputs="exhaustive")
again: Table = symact.read(Path("own.npz"))
wrong: tuple[str, ...] = symact.check(again, own, sample=3).wrong
right: npt.NDArray[Any] = symact.values("gelu", np.zeros(3, dtype=np.float32), order=1)
symact.plot("gelu", own, derivative=True).save(Path("both.svg"))
policy = Policy(subnormals="flush")
try:
    verdict: Verdict = symact.verify(mine, own, dtype="float32", max_ulp=0.5, policy=policy)
except symact.CandidateError as error:
    raise SystemExit(str(error)) from error
except (symact.UndecidedError, symact.SymactError):
    raise
passes: bool | None = verdict.passes
name: str | None = symact.whichis(mine, dtype="float32", also=[own]).name
"""

WRONG = """
import symact

symact.table("gelu")  # error: call-arg
symact.verify(1, "gelu")  # error: arg-type
symact.derive("gelu", 3)  # error: arg-type
symact.get("gelu").nmae  # error: attr-defined
symact.Policy(kinks="claake")  # error: arg-type
symact.Profile  # error: attr-defined
for line in symact.names():
    line + 1  # error: operator
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Return what mypy says of both files, by file and line."""
    pytest.importorskip("mypy")
    folder = tmp_path_factory.mktemp("user")
    (folder / "right.py").write_text(RIGHT)
    (folder / "wrong.py").write_text(WRONG)
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--config-file="]
    command += ["--cache-dir", str(ROOT / ".mypy_cache" / "user"), "right.py", "wrong.py"]
    environment = {**os.environ, "MYPYPATH": str(ROOT)}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    found = re.findall(r"(\w+)\.py:(\d+): error: .*\[([\w-]+)\]", run.stdout)
    return [(file, int(line), code) for file, line, code in found]


def test_the_right_file_uses_every_public_name():
    used = {*re.findall(r"symact\.(\w+)", RIGHT), *re.findall(r"[A-Z]\w+", RIGHT)}
    assert set(symact.__all__) <= used


def test_the_right_file_is_right(said):
    assert [each for each in said if each[0] == "right"] == []


def test_mistakes_are_found_where_they_are(said):
    lines = enumerate(WRONG.splitlines(), 1)
    due = [("wrong", number, line.partition("# error: ")[2]) for number, line in lines if "# error: " in line]
    assert [each for each in said if each[0] == "wrong"] == due


def test_the_package_says_that_it_is_typed():
    assert (ROOT / "symact" / "py.typed").exists()
