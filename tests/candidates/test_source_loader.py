"""An edit of a user's module is seen however soon it follows the last run; installed libraries keep their bytecode."""

import os
import py_compile
import subprocess
import sys
from pathlib import Path

import numpy as np

from symact.candidates.call import CallSpec
from symact.candidates.process.parent import Sandbox
from symact.candidates.process.source_loader import SETTLED, SourceFinder, SourceLoader
from symact.formats.floating import get_format

F32 = get_format("float32")
X = np.array([0x3F800000], dtype=np.uint32)  # 1.0
TIME = 1_700_000_000
"""Second of every edit, so that Python's own check of source against bytecode cannot tell them apart."""


def write(path, text, time=TIME):
    path.write_text(text)
    os.utime(path, (time, time))


def result(target):
    """Return what a new process of the candidate returns at 1.0."""
    with Sandbox(timeout=60) as child:
        done = child.evaluate(target, CallSpec(target), X, F32, 0)
    assert done.kind == "done", done.message
    return float(done.bits.view(np.float32)[0])


def test_edits_within_a_second_are_seen(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    for factor in (2, 3):
        write(tmp_path / "edited.py", "import edited_helper\ndef f(x): return x * edited_helper.FACTOR\n")
        write(tmp_path / "edited_helper.py", f"import numpy as np\nFACTOR = np.float32({factor})\n")
        assert result("edited:f") == factor
        assert not (tmp_path / "__pycache__").exists()


def test_bytecode_that_another_process_left_is_not_believed(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    source = tmp_path / "left.py"
    write(source, "import numpy as np\ndef f(x): return x * np.float32(2)\n")
    compiled = py_compile.compile(str(source))
    os.utime(compiled, (TIME, TIME))
    write(source, "import numpy as np\ndef f(x): return x * np.float32(3)\n")
    # Python itself is deceived, or this would test nothing.
    command = [sys.executable, "-c", "import left, numpy as np; print(left.f(np.float32(1)))"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "2.0\n"
    assert result("left:f") == 3


def test_bytecode_long_after_the_last_edit_is_read(tmp_path):
    source = tmp_path / "old.py"
    write(source, "X = 1\n")
    compiled = Path(py_compile.compile(str(source)))
    loader = SourceLoader("old", str(source))
    os.utime(compiled, (TIME + SETTLED + 1,) * 2)
    assert loader.get_data(str(compiled)) == compiled.read_bytes()


def test_installed_libraries_are_left_to_python(tmp_path, monkeypatch):
    (tmp_path / "own_module.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert type(SourceFinder.find_spec("own_module").loader) is SourceLoader
    for name in ("numpy", "sympy", "json", "sys", "no_such_module"):
        assert SourceFinder.find_spec(name) is None
