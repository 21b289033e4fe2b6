"""Sheets of the catalogue from the cache; nothing here imports SymPy unless a sheet has to be derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from symact.sheets.digest import signed
from symact.system.cache import remembered

if TYPE_CHECKING:
    from symact.properties import Subject

DOCUMENTED = ("version", "name", "expression", "definition", "inputs", "parameters", "facts")
"""Keys of the sheet that docs/sheet.md promises, besides its digest; the others serve printing."""


def documented(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a sheet that `--json` prints, with its digests."""
    return signed({key: data[key] for key in DOCUMENTED if key in data})


def sheet(name: str, params: Iterable[str] = ()) -> dict[str, Any]:
    """Return the sheet of a catalogue entry as plain data.

    Args:
        name: in the catalogue.
        params: assignments as the user wrote them, such as ``alpha=1/2``; none for the symbolic sheet.

    Raises:
        SymactError: no such activation or parameter, or a value that is not allowed.
    """
    texts = tuple(params)

    def subject() -> Subject:
        from symact import catalogue
        from symact.definition.bound import bind
        from symact.definition.parameters import parse_assignments

        activation = catalogue.get(name)
        given = parse_assignments(texts)
        return bind(activation, given) if given else activation

    return remembered(("sheet", name, *texts), lambda: _made(subject))


def _made(of: Callable[[], Subject]) -> dict[str, Any]:
    from symact.definition.simplification import without_unused

    # Before the first sum is formed, and where SymPy prints and solves.
    with without_unused():
        from symact.definition.huge_numbers import huge_numbers_unknown
        from symact.definition.kept_steps import steps_kept
        from symact.properties import derive_all
        from symact.sheets.content import content
        from symact.sheets.latex.typeset import typeset

        subject = of()
        with huge_numbers_unknown(), steps_kept():
            facts = derive_all(subject)
            return {**content(subject, facts), "latex": typeset(subject, facts)}


def typed(formula: str, declarations: Iterable[str] = (), inputs: Sequence[str] = ("x",)) -> dict[str, Any]:
    """Return the sheet of a typed formula as plain data.

    Raises:
        SymactError: the formula or a declaration cannot be read.
    """
    texts = tuple(declarations)

    def subject() -> Subject:
        from symact.formula.typed import definition

        return definition(formula, texts, inputs=inputs)

    names = () if tuple(inputs) == ("x",) else ("inputs", *inputs)
    return remembered(("formula", formula, *texts, *names), lambda: _made(subject))
