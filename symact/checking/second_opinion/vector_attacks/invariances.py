"""Attacks on claims about shifts, factors, and the order of the entries."""

from collections.abc import Callable
from typing import Any

from symact.checking.second_opinion.points import CONTEXT
from symact.checking.second_opinion.registry import Objections
from symact.checking.second_opinion.vector_registry import against, differ
from symact.checking.second_opinion.vector_view import Columns, VectorView

C = CONTEXT.mpf(7) / 3


def _moved(columns: Columns, change: Callable[[Any], Any]) -> dict[str, list[Any]]:
    return {**{k: list(v) for k, v in columns.items()}, "x": [change(x) for x in columns["x"]]}


RELATED: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "shift_invariance": (lambda x: x + C, lambda y: y),
    "shift_equivariance": (lambda x: x + C, lambda y: y + C),
    "scale_invariance": (lambda x: x * C, lambda y: y),
}
"""What is done to x, and what that is to do to the result."""


@against(*RELATED)
def _invariant(view: VectorView, claim: bool) -> Objections:
    change, due = RELATED[view.property]
    broken = 0
    for columns in view.points():
        found = [*differ(view, "f", view.f(_moved(columns, change)), [due(y) for y in view.f(columns)], columns)]
        broken += bool(found)
        yield from found if claim else ()
    if not claim and not broken:
        yield "it holds at all vectors tried"


@against("homogeneity")
def _homogeneous(view: VectorView, claim: int | bool) -> Objections:
    if claim is False:
        yield from (f"f has the degree {k} at all vectors tried" for k in (0, 1) if not any(_off(view, k)))
    else:
        yield from _off(view, claim)


def _off(view: VectorView, degree: int) -> Objections:
    for columns in view.points():
        got = view.f(_moved(columns, lambda x: x * C))
        yield from differ(view, "f(7/3 x)", got, [y * C**degree for y in view.f(columns)], columns)


@against("permutation_equivariance")
def _permuted(view: VectorView, claim: bool) -> Objections:
    broken = 0
    for columns in view.points(2):
        turned = view.f({name: list(values)[1:] + list(values)[:1] for name, values in columns.items()})
        due = view.f(columns)
        found = [*differ(view, "f of the entries in another order", turned, due[1:] + due[:1], columns)]
        broken += bool(found)
        yield from found if claim else ()
    if not claim and not broken:
        yield "it holds at all vectors tried"
