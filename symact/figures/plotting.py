"""Figures as people ask for them: names and formulas in, a file or text for a terminal out."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from symact import catalogue
from symact.definition.activation import Activation
from symact.definition.bound import Bound, bind
from symact.definition.parameters import parse_assignments
from symact.errors import SymactError
from symact.figures import examples
from symact.figures.course import course, several
from symact.figures.figure import Figure
from symact.figures.formats import blocks, picture, svg, tikz
from symact.formula.typed import define
from symact.system import files

KINDS = ("svg", *picture.KINDS)

OWN = "formula"
"""Before the dot of a parameter of a formula."""


@dataclass(frozen=True, repr=False)
class Plot:
    """A figure that shows itself in a notebook, prints itself on a terminal, and saves itself as a file.

    Args:
        figure: what is drawn, as numbers.
    """

    figure: Figure

    def save(self, path: str | Path) -> None:
        """Write the figure as a file whose name ends in .svg, .png or .pdf; it is replaced at once or not at all.

        Raises:
            SymactError: the name ends otherwise, the file cannot be written, or a PNG or PDF needs Matplotlib.
        """
        kind = kind_of(str(path))
        with files.replacing(path) as file:
            file.write(content(self.figure, kind))

    def _repr_svg_(self) -> str:
        return svg.document(self.figure)

    def _repr_html_(self) -> str:
        # As an image: its style sheet stays its own.
        image = b64encode(svg.document(self.figure).encode()).decode()
        return f'<img alt="{escape(self.figure.title)}" src="data:image/svg+xml;base64,{image}">'

    def _repr_latex_(self) -> str:
        return tikz.drawing(self.figure)

    def __repr__(self) -> str:
        return f"<Plot of {self.figure.title}>"

    def __str__(self) -> str:
        return text(self.figure)


def plot(*activations: str | Activation, derivative: bool = False, params: Mapping[str, object] | None = None) -> Plot:
    """Draw functions from their correctly rounded values, with open and closed dots where they break off.

    Args:
        activations: names, or definitions of your own; several of one number, or one of a pair or a vector.
        derivative: whether the derivatives stand in a panel below.
        params: exact parameter values of a single function; what is not given takes its default.

    Returns:
        The figure; a notebook shows it, ``print`` draws it on a terminal, ``save("f.svg")`` writes it.

    Raises:
        SymactError: no such activation or parameter, or there is no such figure of it.
    """
    if not activations:
        raise SymactError("plot needs an activation; symact.names() has those of the catalogue")
    if params and len(activations) > 1:
        raise SymactError("plot takes params for one function alone; bind those of several in definitions of your own")
    return Plot(_figure([bind(catalogue.definition(each), params) for each in activations], derivative))


def kind_of(path: str | None) -> str:
    """Return the format of a file by the end of its name, or raise SymactError."""
    if path is None:
        return "svg"
    kind = Path(path).suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise SymactError(f"a picture's name must end in .{', .'.join(KINDS)}, not {path!r}")
    return kind


def plotted(
    names: Sequence[str], params: Iterable[str] = (), formulas: Sequence[str] = (), derivative: bool = False
) -> Figure:
    """Return the figure of functions of the catalogue and of formulas.

    Args:
        names: of the catalogue.
        params: assignments NAME.K=V, those of a formula as formula.K=V; of a single function K=V will do.
        formulas: in x.
        derivative: whether the derivatives are shown too.

    Raises:
        SymactError: a name, parameter or formula that does not exist or cannot be read, or has no figure.
    """
    alone = len(names) + len(formulas) == 1
    given = list(params)

    def of(owner: str) -> list[str]:
        return [
            p.removeprefix(f"{owner}.") for p in given if p.startswith(f"{owner}.") or (alone and "." not in _key(p))
        ]

    owners = {*(name.lower() for name in names), *([OWN] if formulas else [])}
    for text in given:
        if "=" not in text or not ((alone and "." not in _key(text)) or _key(text).partition(".")[0] in owners):
            raise SymactError(f"--param {text}: write NAME.K=V with one of {', '.join(sorted(owners))}")
    bounds = [bind(catalogue.get(name), parse_assignments(of(name.lower()))) for name in names]
    bounds += [bind(define(formula, params=of(OWN))) for formula in formulas]
    return _figure(bounds, derivative)


def _key(text: str) -> str:
    return text.partition("=")[0]


def _figure(bounds: Sequence[Bound], derivative: bool) -> Figure:
    others = [bound for bound in bounds if not bound.space().on_line]
    if not others:
        return several(bounds, derivative) if len(bounds) > 1 else course(bounds[0], (1, 2) if derivative else ())
    found = examples.example(others[0]) if len(bounds) == 1 and not derivative else None
    if found is None:
        name, kind = others[0].activation.name, others[0].space().kind
        raise SymactError(f"{name} is a function of {kind}, of which there is no such figure; plot it alone, as it is")
    return found


def content(figure: Figure, kind: str) -> bytes:
    """Return a figure as the bytes of a file of a kind that `kind_of` knows."""
    return svg.document(figure).encode() if kind == "svg" else picture.picture(figure, kind)


def text(figure: Figure, width: int = blocks.WIDTH, height: int = blocks.HEIGHT) -> str:
    """Return a figure for a terminal, under its title."""
    return f"{figure.title}\n{blocks.drawing(figure, width, height)}"
