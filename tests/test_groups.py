"""Tests of one group run in one process, on which the time of the whole suite rests."""

import os
from pathlib import Path

import pytest

from symact.candidates.process.parent import Sandbox
from symact.errors import SymactError
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


@pytest.mark.usefixtures("one_process")
def test_limits_are_checked_where_libraries_share_a_process():
    with pytest.raises(SymactError, match="seconds above 0"):
        Sandbox(float("nan"))


def test_what_shares_a_process_is_forgotten_after_a_test(processes):
    """A module that is imported during such a test has the class itself, and so its own process afterwards."""
    asked = Sandbox.evaluate
    with pytest.MonkeyPatch.context() as patch:
        processes.answer(patch)
        from symact.candidates.process.parent import Sandbox as imported_meanwhile
    assert imported_meanwhile is Sandbox
    assert imported_meanwhile.evaluate is asked
