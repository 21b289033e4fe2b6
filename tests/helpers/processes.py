"""One process a library, for tests that ask libraries much: frameworks take seconds to import."""

from contextlib import ExitStack

from symact.candidates import names
from symact.candidates.process.parent import WORKER, Sandbox


class Own(Sandbox):
    """A process of its own, whatever stands for those of others."""

    evaluate, prepare, kill = Sandbox.evaluate, Sandbox.prepare, Sandbox.kill


class OnePerLibrary(ExitStack):
    """Stands for a sandbox: a library keeps its process, whoever asks; any other target gets a new one."""

    def __init__(self):
        super().__init__()
        self.started = {}

    def evaluate(self, target, *question, **options):
        if target not in names():
            with Own(60.0) as child:
                return child.evaluate(target, *question, **options)
        if target not in self.started:
            self.started[target] = self.enter_context(Own(300.0))
        return self.started[target].evaluate(target, *question, **options)

    def prepare(self, target):
        """Nothing: a process of its own may have the library already."""

    def kill(self):
        for each in self.started.values():
            each.kill()

    def answer(self, patch):
        """Answer whatever a sandbox is asked; its limits are checked as ever.

        The class is changed, not its name in each module: a module that is imported meanwhile would keep that name.
        """
        for name in ("evaluate", "prepare", "kill"):
            patch.setattr(Sandbox, name, self._instead_of(name))

    def _instead_of(self, name):
        def answered(child, *question, **options):
            usual = (child._device, child._worker) == ("cpu", WORKER)
            if usual:
                return getattr(self, name)(*question, **options)
            return getattr(Own, name)(child, *question, **options)

        return answered
