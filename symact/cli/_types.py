"""Types of commands' arguments: names of activations, targets, formats and orders, which a shell completes."""

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem


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


ACTIVATION = Word("name", _activations)
TARGET = Word("target", _targets)
ORDER = Word("k", _orders)
FORMAT = Word("f", _formats)
TABLE_FORMAT = Word("format", _table_formats)
PROCESSES = click.IntRange(1, 1024)
