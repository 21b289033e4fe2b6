"""What is computed or started once for many tests, where it is not itself on trial."""

from contextlib import ExitStack, nullcontext

import pytest

from symact.candidates import names
from symact.candidates.process.parent import Sandbox
from symact.reference.scattered_table import scattered_table


@pytest.fixture(autouse=True, scope="module")
def _remember():
    """Compute each reference once: judging is on trial there."""
    tables = {}

    def remembered(bound, fmt, order, x_bits, progress=None):
        key = (str(bound.expression), fmt.name, order, x_bits.tobytes())
        if key not in tables:
            tables[key] = scattered_table(bound, fmt, order, x_bits, progress)
        return tables[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("symact.judge.run.scattered_table", remembered)
        yield


class OnePerLibrary:
    """Stands for a sandbox: a library keeps its process, whoever asks; any other target gets one of its own."""

    def __init__(self, stack):
        self.stack, self.started = stack, {}

    def evaluate(self, target, *question):
        if target not in names():
            with Sandbox(60.0) as child:
                return child.evaluate(target, *question)
        if target not in self.started:
            self.started[target] = self.stack.enter_context(Sandbox(300.0))
        return self.started[target].evaluate(target, *question)

    def kill(self):
        for each in self.started.values():
            each.kill()


@pytest.fixture(scope="session")
def processes():
    with ExitStack() as stack:
        yield OnePerLibrary(stack)


@pytest.fixture
def one_process(processes, monkeypatch):
    """Ask each library in one process, as a command with many questions does: frameworks take seconds to import."""

    def shared(timeout, memory=0, device="cpu"):
        return nullcontext(processes) if device == "cpu" else Sandbox(timeout, memory, device)

    monkeypatch.setattr("symact.judge.run.Sandbox", shared)
    monkeypatch.setattr("symact.candidates.process.parent.Sandbox", shared)
