"""symact: activation functions written once as mathematics, and everything that follows from that line.

Names, definitions and formulas of one's own go into the same functions:

    >>> import symact
    >>> symact.sheet("celu").range                                  # what follows, with evidence
    >>> own = symact.define("x*tanh(a*x)", params=["a=1/2"])        # a formula of one's own
    >>> symact.table(own, dtype="bfloat16", inputs="exhaustive")    # the one right answer, everywhere
    >>> symact.verify(my_function, own, dtype="float32")            # how wrong is it, and why?

The public names are loaded on first use, so that `import symact` costs nothing and imports no framework.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

from symact import display as _display

# SymPy reads it when it is imported. A sheet asks for more than the 1,000 results of each function that it keeps
# otherwise; with these it takes a fifth less time, and some megabytes more.
os.environ.setdefault("SYMPY_CACHE_SIZE", "20000")

if TYPE_CHECKING:
    from symact.catalogue import get as get
    from symact.catalogue import names as names
    from symact.checking.sheet_audit import recheck as recheck
    from symact.definition.activation import Activation as Activation
    from symact.definition.declarations import Param as Param
    from symact.definition.declarations import Source as Source
    from symact.errors import CandidateError as CandidateError
    from symact.errors import SymactError as SymactError
    from symact.errors import UndecidedError as UndecidedError
    from symact.evidence import Fact as Fact
    from symact.evidence import Status as Status
    from symact.figures.plotting import plot as plot
    from symact.formula.typed import define as define
    from symact.judge.comparison.policy import Policy as Policy
    from symact.judge.figures.verdict import Verdict as Verdict
    from symact.judge.identify.ask import whichis as whichis
    from symact.judge.run import verify as verify
    from symact.reference.build import table as table
    from symact.reference.table import Table as Table
    from symact.reference.values import values as values
    from symact.sheets.compare import compare as compare
    from symact.sheets.sheet import Sheet as Sheet
    from symact.sheets.sheet import derive as derive
    from symact.sheets.sheet import sheet as sheet
    from symact.tables.audit.audit import check as check
    from symact.tables.read import read as read

_HOMES = {
    "Activation": "symact.definition.activation",
    "CandidateError": "symact.errors",
    "Fact": "symact.evidence",
    "Param": "symact.definition.declarations",
    "Policy": "symact.judge.comparison.policy",
    "Sheet": "symact.sheets.sheet",
    "Source": "symact.definition.declarations",
    "Status": "symact.evidence",
    "SymactError": "symact.errors",
    "Table": "symact.reference.table",
    "UndecidedError": "symact.errors",
    "Verdict": "symact.judge.figures.verdict",
    "check": "symact.tables.audit.audit",
    "compare": "symact.sheets.compare",
    "define": "symact.formula.typed",
    "derive": "symact.sheets.sheet",
    "get": "symact.catalogue",
    "names": "symact.catalogue",
    "plot": "symact.figures.plotting",
    "read": "symact.tables.read",
    "recheck": "symact.checking.sheet_audit",
    "sheet": "symact.sheets.sheet",
    "table": "symact.reference.build",
    "values": "symact.reference.values",
    "verify": "symact.judge.run",
    "whichis": "symact.judge.identify.ask",
}
"""Public name -> the module that defines it; the imports above say the same to type checkers and editors."""

__all__ = sorted(_HOMES)


if TYPE_CHECKING:
    __version__: str
else:
    # Hidden from type checkers, which would take any name for one of the package.
    def __getattr__(name: str) -> Any:
        if name == "__version__":
            from importlib.metadata import version

            return version("symact")
        if name not in _HOMES:
            raise AttributeError(f"module 'symact' has no attribute {name!r}")
        found = globals()[name] = getattr(importlib.import_module(_HOMES[name]), name)
        return found


def _render(thing: object, kind: _display.Kind) -> str:
    from symact.reports.notebook import render

    return render(thing, kind)


_display.register(_render)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
