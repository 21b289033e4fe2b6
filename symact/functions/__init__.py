"""Elementary functions: one file each, found and not listed.

Whoever needs a rule for a function looks its record up here: the enclosure, the parser, the series at infinity,
the normal form, the sign rules, integration, inversion, the period, the simulated arithmetic.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from symact.errors import DefinitionError

if TYPE_CHECKING:
    from symact.definition.elementary import ElementaryFunction


@cache
def names() -> tuple[str, ...]:
    """Return the names of all elementary functions, sorted; imports none of them (and no SymPy)."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(__path__)))


@cache
def get(name: str) -> ElementaryFunction:
    """Return the record in one file.

    Raises:
        DefinitionError: the file cannot be imported, or holds no record of its name; the message names it.
    """
    try:
        found: ElementaryFunction = importlib.import_module(f"{__name__}.{name}").FUNCTION
    # A file that somebody adds may raise anything.
    except Exception as error:
        raise DefinitionError(f"symact/functions/{name}.py: {type(error).__name__}: {error}") from error
    if found.name != name:
        raise DefinitionError(f"symact/functions/{name}.py: FUNCTION is named {found.name!r}; name it {name!r}")
    return found


@cache
def _by_class() -> dict[Any, ElementaryFunction]:
    records = map(get, names())
    return {record.function: record for record in records if record.function is not None}


def of(function: Any) -> ElementaryFunction | None:
    """Return the record of a SymPy class; None if no file has it."""
    return _by_class().get(function)


def classes(which: Callable[[ElementaryFunction], bool]) -> tuple[Any, ...]:
    """Return the SymPy classes whose records fulfil a condition, for `isinstance` and `has`."""
    return tuple(function for function, record in _by_class().items() if which(record))
