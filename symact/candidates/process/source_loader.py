"""Imports of a user's own modules from their source, so that an edit is seen however soon it follows the last run.

Python believes a .pyc whose record of the source's size and time, in whole seconds, is that of the source: a file
edited to the same size within a second of its last import would run as it was before.
"""

import importlib.machinery
import os
import sys
import sysconfig
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType

SETTLED = 60.0
"""Seconds between the last edit of a source and the writing of its bytecode after which the bytecode is believed."""

INSTALLED = tuple(sysconfig.get_paths()[name] + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib"))
"""Folders of installed modules, which nobody edits: a library's bytecode is read as ever, or its import takes long."""


class SourceLoader(SourceFileLoader):
    """A loader that believes no bytecode younger than `SETTLED`, and writes none."""

    def get_data(self, path: str) -> bytes:
        if path.endswith(".pyc") and os.stat(path).st_mtime < os.stat(self.path).st_mtime + SETTLED:
            # Python then compiles the source.
            raise OSError(f"{path} may be older than {self.path}")
        return super().get_data(path)

    def set_data(self, path: str, data: object, *, _mode: int = 0o666) -> None:
        """Write nothing: bytecode left here would deceive the user's own processes in the same way."""


class SourceFinder:
    """A finder that gives modules outside the installed libraries a `SourceLoader`, and leaves others to Python."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return the spec of a module that is a source file of the user's, else None."""
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader or _is_installed(spec.loader.path):
            return None
        spec.loader = SourceLoader(spec.loader.name, spec.loader.path)
        return spec


def _is_installed(path: str) -> bool:
    return path.startswith(INSTALLED) or bool({"site-packages", "dist-packages"} & set(Path(path).parts))


def read_sources() -> None:
    """Let this process import a user's modules from their source."""
    # The frozen and built-in modules stay in front.
    places = (i for i, finder in enumerate(sys.meta_path) if finder is importlib.machinery.PathFinder)
    sys.meta_path.insert(next(places, len(sys.meta_path)), SourceFinder)
