"""Attacks by property: each yields, in words, what contradicts a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from symact.checking.second_opinion.view import View

Objections = Iterator[str]


Attack = Callable[[View, Any], Objections]


ATTACKS: dict[str, list[Attack]] = {}
"""Property -> attacks on its claims; a property without any is a count or a word of SymPy's notation alone."""


def against(*names: str) -> Callable[[Attack], Attack]:
    """Register an attack on the claims of some properties."""

    def register(attack: Attack) -> Attack:
        for name in names:
            ATTACKS.setdefault(name, []).append(attack)
        return attack

    return register
