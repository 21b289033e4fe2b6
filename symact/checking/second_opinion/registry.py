"""Attacks by property: each yields, in words, what contradicts a claim."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from symact.checking.second_opinion.view import View

Objections = Iterator[str]

T = TypeVar("T")


Attack = Callable[[View, Any], Objections]


ATTACKS: dict[str, list[Attack]] = {}
"""Property -> attacks on its claims; a property without any is a count or a word of SymPy's notation alone."""


def registration(attacks: dict[str, list[T]]) -> Callable[..., Callable[[T], T]]:
    """Return the decorator that registers an attack on the claims of the properties that it is given."""

    def against(*names: str) -> Callable[[T], T]:
        def register(attack: T) -> T:
            for name in names:
                attacks.setdefault(name, []).append(attack)
            return attack

        return register

    return against


against = registration(ATTACKS)
"""Register an attack on the claims of some properties."""
