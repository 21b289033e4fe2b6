"""One process a library, for tests that ask libraries much: frameworks take seconds to import."""

from contextlib import ExitStack

from symact.candidates import names
from symact.candidates.process.parent import Sandbox

PLACES = (
    "symact.candidates.process.parent.Sandbox",
    "symact.judge.identify.ask.Sandbox",
    "symact.judge.identify.several.Sandbox",
    "symact.judge.run.Sandbox",
    "symact.judge.scoreboard.Sandbox",
)
"""Where the judge takes it from."""


class OnePerLibrary(ExitStack):
    """Stands for a sandbox: a library keeps its process, whoever asks; any other target gets a new one."""

    def __init__(self):
        super().__init__()
        self.started = {}

    def evaluate(self, target, *question):
        if target not in names():
            with Sandbox(60.0) as child:
                return child.evaluate(target, *question)
        if target not in self.started:
            self.started[target] = self.enter_context(Sandbox(300.0))
        return self.started[target].evaluate(target, *question)

    def prepare(self, target):
        """Nothing: a process of its own may have the library already."""

    def kill(self):
        for each in self.started.values():
            each.kill()
