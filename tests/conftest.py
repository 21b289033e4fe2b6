"""Settings of the whole suite, and the command line as a fixture."""

import gc
import json
import os
import shutil
import sys
import tempfile
from functools import cache, cached_property
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

from tests.helpers.paths import RUN

GROUPS = "groups.json"
"""File of a run that says which test belongs to which group."""

DERIVED = ("values", "facts", "bound_facts", "recorded")
"""Functions of tests.helpers.sheets that derive the facts of an entry and keep them."""

LIBRARIES = {f"tests::{name}" for name in ("processes", "torch", "jax")}
"""Fixtures that import frameworks; who asks for any of them has the others' tests beside it."""

# The same examples in every run, so that a red test stays red until it is mended; no deadline,
# because machines are shared and a slow example is not a wrong one.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.register_profile("quick", settings.get_profile("fixed"), max_examples=40)
settings.load_profile("fixed")

# Hypothesis draws numbers that stand in modules of ours which this process has loaded, and examples would be others in
# each worker, in each order of tests, and after each edit.
providers._get_local_constants = lambda: providers._local_constants


def pytest_configure(config):
    """Make the folder in which the processes of a run leave to each other what they have derived.

    The quick run takes fewer examples of Hypothesis: 40 where the long run takes 100."""
    if config.option.markexpr == "not exhaustive":
        settings.load_profile("quick")
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = tempfile.mkdtemp(prefix="symact-tests-")


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(RUN), ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session):
    """Look for garbage less often: expressions are many and small, and what the suite imports stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    groups = {item.nodeid: mark.args[0] for item in session.items if (mark := item.get_closest_marker("xdist_group"))}
    path = Path(os.environ[RUN]) / f"groups {os.getpid()}"
    path.write_text(json.dumps(groups))
    path.replace(path.with_name(GROUPS))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep a group in one process: what workers have written is read here, as pytest 9.2 drops xdist's own marks."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class OneProcessAGroup(LoadScopeScheduling):
        @cached_property
        def groups(self):
            return json.loads((Path(os.environ[RUN]) / GROUPS).read_text())

        def _split_scope(self, nodeid):
            return self.groups.get(nodeid, nodeid)

    return OneProcessAGroup(config, log)


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc):
    """Leave to the long run what ``every(k)`` leaves out of the quick one: all cases of a test but each k-th.

    The quick run makes no items of what it leaves out, more than half of all; of a test without a case one stays."""
    calls, mark = metafunc._calls, metafunc.definition.get_closest_marker("every")
    for place, call in enumerate(calls if mark else ()):
        if place % mark.args[0]:
            call.marks.append(pytest.mark.exhaustive.mark)
    if metafunc.config.option.markexpr == "not exhaustive":
        whole = metafunc.definition.get_closest_marker("exhaustive")
        quick = [call for call in calls if not whole and all(each.name != "exhaustive" for each in call.marks)]
        metafunc._calls = quick or calls[:1]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep in one process the tests that ask for the facts of one entry, for one of our fixtures that many tests
    share, or for what their module keeps, so that it is derived or started once."""
    for item in items:
        name = getattr(item, "callspec", None) and item.callspec.params.get("name")
        if shared := sorted(shared_fixtures(item)):
            item.add_marker(pytest.mark.xdist_group("libraries" if LIBRARIES.intersection(shared) else shared[0]))
        elif isinstance(name, str) and any(map(derives, map(vars(item.module).get, DERIVED))):
            item.add_marker(pytest.mark.xdist_group(f"facts of {name}"))
        elif keeps_its_own(item.module):
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))


def derives(function):
    """Whether a function is one of those that keep what they derive."""
    return getattr(function, "__module__", "") == "tests.helpers.sheets"


@cache
def keeps_its_own(module):
    """Whether a module of tests has functions that keep what they make."""
    return any(isinstance(f, type(keeps_its_own)) and f.__module__ == module.__name__ for f in vars(module).values())


def shared_fixtures(item):
    """Yield the fixtures of a test that last longer than it, and are neither pytest's own nor for all tests."""
    for name, definitions in item._fixtureinfo.name2fixturedefs.items():
        last = definitions[-1]
        if last.scope in ("module", "session") and last.baseid.startswith("tests") and not name.startswith("_"):
            yield f"{last.baseid}::{name}"


@pytest.fixture(scope="session")
def processes():
    """One process for each library that is asked for."""
    from tests.helpers.processes import OnePerLibrary

    with OnePerLibrary() as started:
        yield started


@pytest.fixture(scope="session")
def torch():
    """PyTorch, which takes seconds to import: tests that call it themselves run in one process."""
    return pytest.importorskip("torch")


@pytest.fixture(scope="session")
def jax():
    """JAX, likewise."""
    return pytest.importorskip("jax")


@pytest.fixture(scope="module")
def _undiagnosed():
    """Leave out the search for causes, half of a verdict's time, in a module whose tests are about something else."""
    with pytest.MonkeyPatch.context() as patch:
        for place in ("line_run.kept_causes", "pair_run.diagnose", "row_run.diagnose"):
            patch.setattr(f"symact.judge.{place}", lambda *_: ())
        yield


@pytest.fixture
def one_process(processes, monkeypatch):
    """Have each library judged in one process, as a command with many questions does."""
    processes.answer(monkeypatch)


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
