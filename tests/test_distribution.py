"""A source distribution holds what its tests need; versions that stand in several files are the same."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib

import pytest

from tests.helpers.paths import ROOT

BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_sdist(sys.argv[1]))"


@pytest.mark.exhaustive
def test_all_that_is_under_version_control(tmp_path):
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    if not any(tracked):
        pytest.skip("this is no checkout")
    built = subprocess.run(
        [sys.executable, "-c", BUILD, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True
    )
    with tarfile.open(tmp_path / built.stdout.split()[-1]) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {name for name in tracked if name and os.path.exists(ROOT / name)} <= held


def test_versions_that_stand_in_several_files_agree():
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (pinned,) = (each.partition("==")[2] for each in data["dependency-groups"]["lint"] if each.startswith("ruff"))
    hook = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"rev: v(\S+)", hook) == [pinned]
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^version: (\S+)", cited) == [data["project"]["version"]]
