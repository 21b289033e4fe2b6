"""Tests of one group run in one process, on which the time of the whole suite rests."""

import os
from pathlib import Path

import pytest

from tests.helpers.paths import RUN


@pytest.mark.xdist_group("of one process")
@pytest.mark.parametrize("part", range(6))
def test_a_group_has_one_process(part, request):
    config = request.config
    if hasattr(config, "workerinput") and not config.getoption("loadgroup"):
        pytest.skip("groups are kept by --dist loadgroup")
    path = Path(os.environ[RUN]) / "processes of a group"
    with path.open("a") as file:
        file.write(f"{os.getpid()}\n")
    assert set(path.read_text().split()) == {str(os.getpid())}
