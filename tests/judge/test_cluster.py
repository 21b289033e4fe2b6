"""An exhaustive run on a real Dask cluster on loopback, one worker of which is killed during the run."""

import json
import logging
import os
import subprocess
import sys
from concurrent.futures import CancelledError, Future

import pytest

from symact.errors import SymactError
from symact.formats.floating import get_format
from symact.judge.exhaustive.executors import connected
from symact.judge.exhaustive.ranges import Range
from symact.judge.exhaustive.run import Run
from symact.judge.question import Question
from tests.helpers.installed import need
from tests.helpers.waiting import LONGEST, until

F32 = get_format("float32")


def start(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip


@pytest.fixture
def cluster(tmp_path):
    """Yield the address of a scheduler and its two worker processes."""
    need("distributed")
    file = tmp_path / "scheduler.json"
    processes = [start(tmp_path, "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                       "--scheduler-file", str(file))]  # fmt: skip
    try:
        assert until(file.exists)
        address = json.loads(file.read_text())["address"]
        worker = ("dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--host", "127.0.0.1")
        processes += [start(tmp_path, *worker, "--local-directory", str(tmp_path)) for _ in range(2)]
        yield address, processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


class AtOnce:
    """Judges in this process."""

    def submit(self, fn, *args):
        future = Future()
        future.set_result(fn(*args))
        return future


def test_killing_a_worker_changes_nothing(cluster):
    address, processes = cluster
    job = Question("textbook", "tanh", "float32", span=Range.parse("0.5:0.5625", F32))
    expected = Run(job, AtOnce(), 1, size=1 << 15).verdict()
    done = 0

    def watch(count):
        nonlocal done
        done += count
        if done == count:
            processes[1].kill()

    with connected(address) as (executor, count):
        assert count >= 1
        assert not logging.getLogger("distributed.client").isEnabledFor(logging.ERROR)
        found = Run(job, executor, 2, watch, size=1 << 15).verdict()
    assert found.to_json() == expected.to_json()
    assert processes[1].wait(LONGEST) != 0
    # So a client ends what it waits for when its scheduler does not come back.
    with pytest.raises(SymactError, match="--resume"), connected(address):
        raise CancelledError
    assert logging.getLogger("distributed.client").isEnabledFor(logging.ERROR)
