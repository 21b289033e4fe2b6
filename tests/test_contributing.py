"""CONTRIBUTING, followed to the letter in a copy of the package: in as many files as it says."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.helpers.paths import PACKAGE, ROOT

BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
ACTIVATION, ADAPTER, SPELLING = (
    next(b for b in BLOCKS if mark in b) for mark in ("Activation(", "Adapter)", "PROFILES")
)
MYLIB = "import numpy as np\n__version__ = '1.0'\n\ndef relu(x):\n    return np.maximum(x, 0)\n"


@pytest.fixture
def house(tmp_path):
    """A copy of the package, in which files can be written, with what Python has compiled of it."""
    shutil.copytree(PACKAGE, tmp_path / "symact")
    return tmp_path


def write(house, files):
    for path, text in files.items():
        (house / "symact" / path).parent.mkdir(exist_ok=True)
        (house / "symact" / path).write_text(text, encoding="utf-8")


def run(house, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(house), "SYMACT_CACHE": str(house / "cache")}
    command = [sys.executable, "-m", "symact", *arguments]
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_activation_is_one_file(house):
    write(house, {"catalogue/celu2.py": ACTIVATION.replace('name="celu"', 'name="celu2"')})
    assert "celu2 " in run(house, "list")
    facts = json.loads(run(house, "show", "celu2", "--json"))["facts"]
    assert {"range", "smoothness", "lipschitz"} <= {fact["property"] for fact in facts}
    (house / "own.py").write_text(
        "import numpy as np\n\ndef f(x):\n    return np.where(x > 0, x, np.expm1(x.astype('f8')).astype(x.dtype))\n"
    )
    verdict = run(house, "verify", "own:f", "celu2", "--dtype", "float16", "--max-ulp", "1", "--json")
    assert json.loads(verdict)["verdicts"][0]["passes"]


def test_a_property_is_one_file(house):
    text = (PACKAGE / "properties" / "bounds.py").read_text(encoding="utf-8")
    write(
        house,
        {
            "properties/limits_of_size.py": text.replace('"bounded", "sup', '"sided", "size')
            .replace('("bounded",)', '("sided",)')
            .replace('("sup_abs",)', '("size_abs",)')
            .replace('{"bounded":', '{"sided":')
            .replace('"sup_abs":', '"size_abs":')
        },
    )
    facts = {f["property"]: f for f in json.loads(run(house, "derive", "sign(x)", "--json"))["facts"]}
    assert facts["sided"]["value"] == facts["bounded"]["value"] == "bounded"
    assert facts["size_abs"]["status"] in ("proved", "certified")


def test_a_library_is_one_folder_of_three_files(house):
    folder = "candidates/libraries/mylib"
    write(house, {f"{folder}/__init__.py": '"""Mylib."""\n', f"{folder}/adapter.py": ADAPTER})
    write(house, {f"{folder}/spelling.py": SPELLING})
    (house / "mylib.py").write_text(MYLIB)
    assert "relu " in run(house, "list", "--has", "mylib")
    verdict = json.loads(run(house, "verify", "mylib", "relu", "--max-ulp", "0.5", "--json"))["verdicts"][0]
    assert verdict["target"]["version"] == "mylib 1.0"
    assert verdict["passes"]
