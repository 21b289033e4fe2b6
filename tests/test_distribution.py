"""A source distribution holds what its tests need."""

import os
import subprocess
import sys
import tarfile

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
