"""The figures of an entry as SVG: its course, its tails, its families, or an example."""

from collections.abc import Iterator

from symact import catalogue, properties
from symact.definition.bound import Bound, bind
from symact.definition.domain import Pair, Vector
from symact.errors import SymactError
from symact.figures import contours, examples
from symact.figures.course import course
from symact.figures.family import families
from symact.figures.figure import Figure
from symact.figures.formats import svg
from symact.figures.tails import tails


def drawings(name: str) -> list[dict[str, str]]:
    """Return the figures of an entry: ``id``, ``svg``, ``caption`` and ``title`` of each."""
    return [
        {"id": key, "svg": svg.drawing(figure), "caption": caption, "title": figure.title}
        for key, figure, caption in _figures(name)
    ]


def _figures(name: str) -> Iterator[tuple[str, Figure, str]]:
    activation = catalogue.get(name)
    bound = bind(activation)
    if not bound.space().on_line:
        yield from _of_several(bound)
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


def _of_several(bound: Bound) -> Iterator[tuple[str, Figure, str]]:
    """Yield the figures of a function of a pair or a vector."""
    example = examples.example(bound)
    if example is not None:
        yield "example", example, example.description
    try:
        if isinstance(bound.domain, Pair):
            drawn = contours.level_lines(bound)
        elif _is_in_simplex(bound):
            drawn = contours.in_simplex(bound)
        else:
            return
    except SymactError:
        return
    yield "area", drawn, drawn.description


def _is_in_simplex(bound: Bound) -> bool:
    """Whether the results of a function of one vector without weights are known to be positive parts of 1."""
    if not isinstance(bound.domain, Vector) or bound.domain.beside:
        return False
    return any(fact.value is True for fact in properties.derive(bound, "on_simplex"))
