"""Settings of the whole suite, and the command line as a fixture."""

import gc
import os
import shutil
import sys
import tempfile
from collections import Counter

import pytest
from hypothesis import settings

from tests.helpers.paths import RUN

# The same examples in every run, so that a red test stays red until it is mended; no deadline,
# because machines are shared and a slow example is not a wrong one.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")


def pytest_configure(config):
    """Make the folder in which the processes of a run leave to each other what they have derived."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = tempfile.mkdtemp(prefix="symact-tests-")


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(RUN), ignore_errors=True)


def pytest_collection_finish(session):
    """Look for garbage less often: expressions are many and small, and what the suite imports stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leave to the long run what ``every(k)`` leaves out of the quick one: all cases of a test but each k-th.

    Keep the tests that ask for the facts of one entry in one process, so that they are derived once."""
    seen = Counter()
    for item in items:
        mark = item.get_closest_marker("every")
        if mark:
            place = item.nodeid.partition("[")[0]
            if seen[place] % mark.args[0]:
                item.add_marker(pytest.mark.exhaustive)
            seen[place] += 1
        name = getattr(item, "callspec", None) and item.callspec.params.get("name")
        if isinstance(name, str) and {"facts", "bound_facts", "recorded"} & set(vars(item.module)):
            item.add_marker(pytest.mark.xdist_group(f"facts of {name}"))


@pytest.fixture
def run(monkeypatch, capfdbinary, tmp_path):
    """Return a function that runs a command in an empty folder: (exit code, stdout as bytes, stderr)."""
    from symact.cli.main import main

    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["symact", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capfdbinary.readouterr()
        return caught.value.code or 0, out, err.decode().strip()

    return command
