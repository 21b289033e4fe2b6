"""The figures of an entry as SVG: its course, its tails, its families, or an example."""

from __future__ import annotations

from collections.abc import Iterator

from symact import catalogue
from symact.definition.bound import bind
from symact.errors import SymactError
from symact.figures import examples
from symact.figures.course import course
from symact.figures.family import families
from symact.figures.figure import Figure
from symact.figures.formats import svg
from symact.figures.tails import tails


def drawings(name: str) -> list[dict[str, str]]:
    """Return the figures of an entry: ``id``, ``svg``, ``caption`` and ``title`` of each.

    Args:
        name: in the catalogue.
    """
    return [
        {"id": key, "svg": svg.drawing(figure), "caption": caption, "title": figure.title}
        for key, figure, caption in _figures(name)
    ]


def _figures(name: str) -> Iterator[tuple[str, Figure, str]]:
    activation = catalogue.get(name)
    bound = bind(activation)
    if not bound.space().on_line:
        example = examples.example(bound)
        if example is not None:
            yield "example", example, example.description
        return
    try:
        yield (
            "course",
            course(bound),
            "f above, f\N{PRIME} and f\N{DOUBLE PRIME} below, drawn from correctly rounded values. "
            "A closed dot belongs to the curve, an open one does not.",
        )
        tail = tails(bound)
        if tail is not None:
            yield "tails", tail, tail.description
        for param, figure in families(activation):
            yield f"over-{param}", figure, figure.description
    except SymactError:
        # A figure that cannot be certified is left out, not guessed.
        return
