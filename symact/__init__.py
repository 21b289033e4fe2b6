"""symact: activation functions written once as mathematics, and everything that follows from that line.

The public names are loaded on first use, so that `import symact` costs nothing and imports no
framework.
"""

from __future__ import annotations

import importlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symact.catalogue import get as get
    from symact.catalogue import names as names
    from symact.definition.activation import Activation as Activation
    from symact.definition.activation import Param as Param
    from symact.definition.activation import Profile as Profile
    from symact.definition.activation import Source as Source
    from symact.errors import SymactError as SymactError
    from symact.judge.identify.ask import whichis as whichis
    from symact.judge.run import verify as verify
    from symact.reference.build import table as table
    from symact.reference.sweep.values import values as values
    from symact.tables.read import read as read

_HOMES = {
    "Activation": "symact.definition.activation",
    "Param": "symact.definition.activation",
    "Profile": "symact.definition.activation",
    "Source": "symact.definition.activation",
    "SymactError": "symact.errors",
    "get": "symact.catalogue",
    "names": "symact.catalogue",
    "read": "symact.tables.read",
    "table": "symact.reference.build",
    "values": "symact.reference.sweep.values",
    "verify": "symact.judge.run",
    "whichis": "symact.judge.identify.ask",
}
"""Public name -> the module that defines it."""

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return version("symact")
    if name not in _HOMES:
        raise AttributeError(f"module 'symact' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
