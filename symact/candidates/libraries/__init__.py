"""How libraries spell activations: the definitions' own profiles, and ``spelling.py`` of each further library.

It holds ``PROFILES``, activation name -> `Profile`; libraries are found, not listed.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.util import find_spec

from symact import catalogue
from symact.definition.activation import Activation, Profile
from symact.errors import DefinitionError


@cache
def further(library: str) -> dict[str, Profile]:
    """Return the profiles of a library's own file, {} if it has none.

    Raises:
        DefinitionError: a profile breaks a rule of definitions; the message names it.
    """
    if find_spec(f"{__name__}.{library}.spelling") is None:
        return {}
    found: dict[str, Profile] = importlib.import_module(f"{__name__}.{library}.spelling").PROFILES
    for name, profile in found.items():
        activation = catalogue.get(name)
        if profile.library != library:
            raise DefinitionError(f"{name}: {profile.path} stands in the file of {library}; put it into its own")
        if activation.profile(library):
            raise DefinitionError(f"{name}: two profiles for {library}; keep one")
        activation.check_profile(profile)
    return found


def profile(activation: Activation, library: str) -> Profile | None:
    """Return the profile of a library, None where it has no such function."""
    found = activation.profile(library)
    return found if found or catalogue.is_own(activation) else further(library).get(activation.name)


def profiles(activation: Activation) -> tuple[Profile, ...]:
    """Return all profiles of an activation: the definition's, then those of further libraries."""
    if catalogue.is_own(activation):
        return activation.profiles
    others = (further(info.name).get(activation.name) for info in pkgutil.iter_modules(__path__))
    return (*activation.profiles, *(each for each in others if each))
