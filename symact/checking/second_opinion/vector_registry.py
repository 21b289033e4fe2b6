"""Attacks on claims about functions of vectors and pairs by property, and what they share."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from symact.checking.second_opinion.arithmetic import OpenError
from symact.checking.second_opinion.points import shown
from symact.checking.second_opinion.registry import Objections, registration
from symact.checking.second_opinion.vector_view import Columns, VectorView, alike

VectorAttack = Callable[[VectorView, Any], Objections]


VECTOR_ATTACKS: dict[str, list[VectorAttack]] = {}
"""Property of functions of vectors or pairs -> attacks on its claims."""


against = registration(VECTOR_ATTACKS)
"""Register an attack on the claims of some properties of functions of vectors or pairs."""


def said(columns: Columns) -> str:
    """Return a vector in words."""
    return "; ".join(f"{name} = ({', '.join(map(shown, values))})" for name, values in columns.items())


def differ(view: VectorView, what: str, got: list[Any], due: list[Any], columns: Columns) -> Objections:
    """Yield the first entry in which two results differ, in words."""
    for place, (one, other) in enumerate(zip(got, due, strict=True)):
        if not alike(one, other):
            yield f"{what} is {shown(one)} in entry {place}, not {shown(other)}, at {said(columns)}"
            return


def smooth(view: VectorView, least: int = 1) -> Iterator[tuple[Columns, list[list[Any]]]]:
    """Yield vectors and the Jacobian there, where it has one."""
    yield from at(view, view.points(least))


def at(view: VectorView, given: Iterable[Columns]) -> Iterator[tuple[Columns, list[list[Any]]]]:
    """Yield those of some vectors at which there is a Jacobian, and it."""
    for columns in given:
        try:
            yield columns, view.jacobian(columns)
        except OpenError:
            continue
