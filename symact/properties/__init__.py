"""Properties that follow from a definition: one property a file, found and not listed.

A module here names what it derives in `PROPERTY` and derives it in `derive`; both work with symbolic
parameters (an Activation) and with bound ones (a Bound).
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TypeAlias

from symact.activation import Activation
from symact.binding import Bound
from symact.errors import unknown_name
from symact.evidence import Fact

Subject: TypeAlias = Activation | Bound
"""What a property is derived of; `pieces` is all that the rules read."""


def _modules() -> list[str]:
    return sorted(f"{__name__}.{info.name}" for info in pkgutil.iter_modules(__path__))


def names() -> tuple[str, ...]:
    """Return the names of all properties that facts may carry, sorted."""
    return tuple(sorted(name for module in _modules() for name in importlib.import_module(module).PROPERTY))


def derive(subject: Subject, name: str) -> list[Fact]:
    """Return the facts of one property.

    Args:
        subject: a definition, or one with bound parameters.
        name: one of `names`.

    Raises:
        SymactError: no property has that name; the message names the nearest ones.
    """
    for module in map(importlib.import_module, _modules()):
        if name in module.PROPERTY:
            return [fact for fact in module.derive(subject) if fact.property == name]
    raise unknown_name("property", name, names())


def derive_all(subject: Subject) -> list[Fact]:
    """Return the facts of every property, in the order of the files' names.

    Args:
        subject: a definition, or one with bound parameters.
    """
    facts: list[Fact] = []
    for module in map(importlib.import_module, _modules()):
        facts += module.derive(subject)
    return facts
