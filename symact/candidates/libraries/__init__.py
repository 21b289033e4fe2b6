"""How libraries spell activations: ``spelling.py`` of each holds ``PROFILES``, activation name -> `Profile`.

Libraries are found, not listed.
"""

import importlib
import json
import pkgutil
import re
from functools import cache
from pathlib import Path
from typing import Any

from symact import catalogue
from symact.candidates.spelling import Profile, check_profile
from symact.definition.activation import Activation
from symact.errors import DefinitionError

FIRST = ("torch", "jax", "scipy")
"""Libraries that a sheet shows first; the others follow by name."""

TAKEN = re.compile(r"from symact\.candidates\.libraries\.(\w+)\.spelling import")
"""How a file takes profiles from that of another library."""


@cache
def spellings(library: str) -> dict[str, Profile]:
    """Return the profiles of a library as its file writes them, {} if it has none of its own.

    Raises:
        DefinitionError: a profile belongs to another library, or to no activation; the message names it.
    """
    if not _text(library):
        return {}
    found: dict[str, Profile] = importlib.import_module(f"{__name__}.{library}.spelling").PROFILES
    for name, profile in found.items():
        if profile.library != library:
            raise DefinitionError(f"{name}: {profile.path} stands in the file of {library}; put it into its own")
        if name not in catalogue.names():
            raise DefinitionError(f"{name}: {profile.path} spells it, and the catalogue has no such activation")
    return found


def profile(activation: Activation, library: str) -> Profile | None:
    """Return how a library spells an activation of the catalogue, None where it has no such function.

    Raises:
        DefinitionError: the profile breaks a rule of definitions; the message names it.
    """
    return None if catalogue.is_own(activation) else _sound(activation.name, library)


@cache
def _text(library: str) -> str:
    """Return what a library's file and those that it takes profiles from say; "" where it has none."""
    file = Path(__path__[0]) / library / "spelling.py"
    own = file.read_text(encoding="utf-8") if file.is_file() else ""
    return own + "".join(map(_text, TAKEN.findall(own)))


@cache
def _sound(name: str, library: str) -> Profile | None:
    if f'"{name}"' not in _text(library):
        # To import all files takes a tenth of a sheet.
        return None
    found = spellings(library).get(name)
    return None if found is None else check_profile(catalogue.get(name), found)


def profiles(activation: Activation) -> tuple[Profile, ...]:
    """Return all profiles of an activation; one that is not the catalogue's has none."""
    found = sorted((info.name for info in pkgutil.iter_modules(__path__)), key=_place)
    return tuple(each for each in (profile(activation, library) for library in found) if each)


@cache
def recorded(library: str) -> dict[str, Any]:
    """Return what was measured of a library: version, date, and the functions by name; {} without any."""
    path = Path(__path__[0]) / library / "measured.json"
    return json.loads(path.read_bytes()) if path.is_file() else {}


def _place(library: str) -> tuple[int, str]:
    return FIRST.index(library) if library in FIRST else len(FIRST), library
