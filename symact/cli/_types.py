"""Types of commands' arguments: names of activations, targets, formats and orders, which a shell completes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from symact.definition.activation import Activation


class Word(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.2 only
    """A word of a known kind; what it means is checked where it is used, with the error of its kind.

    Args:
        name: of the kind, as help shows it.
        known: returns all words of the kind.
    """

    def __init__(self, name: str, known: Callable[[], Iterable[str]]) -> None:
        self.name = name
        self.known = known

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the known words that begin so."""
        return [CompletionItem(word) for word in self.known() if word.startswith(incomplete)]


def _activations() -> Iterable[str]:
    from symact import catalogue

    return (*catalogue.names(), *catalogue.aliases())


def _targets() -> Iterable[str]:
    from symact import candidates

    return candidates.names()


def _formats() -> Iterable[str]:
    from symact.formats.floating import FORMATS

    return (each.name for each in FORMATS)


def _table_formats() -> Iterable[str]:
    from symact.tables import export

    return export.exports()


def _orders() -> Iterable[str]:
    from symact.definition.quantity import NAMES, VECTORS

    return (*map(str, range(len(NAMES))), *(kind.name.lower() for kind in VECTORS))


def order_of(given: str) -> int | str:
    """Return an order of the command line as functions take it, or raise SymactError."""
    from symact.definition.quantity import Quantity

    return Quantity.of(int(given) if given.removeprefix("-").isdecimal() else given).to_json()


def widths_of(text: str | None) -> tuple[int, ...]:
    """Return widths of rows from a list with commas."""
    from symact.errors import SymactError

    try:
        return tuple(int(part) for part in text.split(",")) if text else ()
    except ValueError:
        raise SymactError(f"--widths must be numbers with commas between them, such as 1,17,1024, not {text}") from None


def width_by_file(text: str | None, output: str, activation: Activation) -> dict[str, int | None]:
    """Return the width of the rows in each file to write: those given, or all that verdicts take; None of no rows.

    Args:
        text: widths with commas between them; None for the usual ones.
        output: the name of the file, with {n} for the width.
        activation: whose inputs are written.

    Raises:
        SymactError: there is more than one width and no {n} in the name, a width is none, or there are no rows.
    """
    from symact.definition.domain import Vector
    from symact.errors import SymactError
    from symact.reference.vectors.families import WIDTHS, check_widths

    name, widths = activation.name, check_widths(widths_of(text))
    if not isinstance(activation.domain, Vector):
        if widths:
            raise SymactError(f"--widths is for functions of rows; {name} has no widths: leave it out")
        if "{n}" in output:
            raise SymactError(f"{{n}} in {output!r} is the width of rows; {name} has no widths: name one file")
        return {output: None}
    widths = widths or WIDTHS
    if len(widths) > 1 and "{n}" not in output:
        raise SymactError(f"{name}: a file has rows of one width; give one, as --widths 8, or put {{n}} in its name")
    return {output.replace("{n}", str(width)): width for width in widths}


ACTIVATION = Word("name", _activations)
TARGET = Word("target", _targets)
ORDER = Word("k", _orders)
FORMAT = Word("f", _formats)
TABLE_FORMAT = Word("format", _table_formats)
WIDTHS = click.option(
    "--widths", metavar="N,N", help="Rows: how many numbers they have, such as 1,17,1024; {n} in FILE for several."
)
PROCESSES = click.IntRange(1, 1024)
