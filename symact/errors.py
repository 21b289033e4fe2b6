"""The errors that symact raises on purpose: one line that names the thing, the rule, the value and the remedy."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterable
from itertools import chain
from typing import Any


class SymactError(Exception):
    """Bad input or an impossible request; the command line prints it as one line and exits with 2."""


class DefinitionError(SymactError):
    """A definition of the catalogue (or one given by a user) breaks a rule of definitions."""


class SwitchError(DefinitionError):
    """A switch of a formula is not resolved. As the reason of an unknown it says so alone; a refusal adds the remedy.

    Args:
        reason: what is not found.
        remedy: what to write instead.
    """

    def __init__(self, reason: str, remedy: str = "write the switch otherwise") -> None:
        super().__init__(reason)
        self.remedy = remedy


class UndecidedError(SymactError):
    """A value could not be decided within the precision limit; it is named, never guessed."""


class UnknownError(SymactError):
    """A property could not be derived; the message says which step failed."""


class OpenSignError(SymactError):
    """The sign of a constant decides, and the assumptions on the parameters leave it open.

    Args:
        constant: a SymPy expression in the parameters.
        message: what could not be decided; that the sign is open, by default.
    """

    def __init__(self, constant: Any, message: str = "") -> None:
        super().__init__(message or f"the sign of `{constant}` is open")
        self.constant = constant


class OpenSwitchError(DefinitionError, OpenSignError):
    """Where the pieces of a formula meet, or which of them holds, depends on the sign of a constant."""


class TableError(SymactError):
    """A table is truncated, altered or not a table."""


class CandidateError(SymactError):
    """A candidate cannot be found, cannot be imported, or returns something else than it must."""


def excerpt(value: object) -> str:
    """Return a value as errors show it: on one line that is not too long."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."


LONGEST_LIST = 250
"""Characters of a list of all names that are known."""

BEGINNING = 4
"""Characters from which on what was written may be the beginning of a name: float8 of float8_e4m3fn."""


def unknown_name(kind: str, name: object, known: Iterable[str]) -> SymactError:
    """Return the error for a name that is not known, with the nearest names as the remedy.

    Args:
        kind: what is named, such as "activation" or "format".
        name: the name as the user wrote it, perhaps no text at all.
        known: all names that would have been right.

    Returns:
        The error, to be raised by the caller.
    """
    known = sorted(known)
    shown = textwrap.shorten(", ".join(known), LONGEST_LIST, placeholder=" ...")
    if not isinstance(name, str):
        return SymactError(f"what names the {kind} must be text, not {excerpt(name)}; known: {shown}")
    begun = [each for each in known if each.startswith(name.lower())] if len(name) >= BEGINNING else []
    found = (difflib.get_close_matches(name.lower(), *each) for each in ((begun, 3, 0.0), (known, 3, 0.5)))
    near = list(dict.fromkeys(chain.from_iterable(found)))[:3]
    remedy = f"did you mean {', '.join(near)}?" if near else f"known: {shown}"
    return SymactError(f"no {kind} is called {excerpt(name)}; {remedy}")
