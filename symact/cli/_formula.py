"""Options of commands that take a formula of one's own in place of a name of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from symact.definition.activation import Activation

Command = TypeVar("Command", bound=Callable[..., Any])


TAKES = "names of the inputs"
"""Key of a command's context for the names of a formula's inputs."""


def takes_option(command: Command) -> Command:
    """Add ``--takes``, which `taken` reads."""

    def keep(ctx: click.Context, param: click.Parameter, value: str) -> None:
        ctx.meta[TAKES] = value

    return click.option(
        "--takes",
        metavar="A,B",
        default="x",
        expose_value=False,
        callback=keep,
        help="Names of the formula's inputs: a,b for a pair; x,weight for vectors with weights; x else.",
    )(command)


def taken() -> tuple[str, ...]:
    """Return the names of the inputs of the formula that the command at work is given."""
    given = str(click.get_current_context().meta.get(TAKES, "x"))
    return tuple(name.strip() for name in given.split(","))


def formula_options(command: Command) -> Command:
    """Add ``--formula``, ``--name`` and ``--takes``."""
    command = takes_option(command)
    command = click.option(
        "--name", "own_name", metavar="NAME", help="What the formula is called in tables and verdicts."
    )(command)
    return click.option(
        "--formula",
        metavar="TEXT",
        help="A formula of your own in x, in place of NAME; its parameters as --param a=1/2.",
    )(command)


def chosen(
    name: str | None, formula: str | None, own_name: str | None, params: Sequence[str]
) -> tuple[Activation, dict[str, str]]:
    """Return what a command is about, and the parameter values that are still to be bound.

    Args:
        name: of the catalogue, or None.
        formula: text of a formula, or None.
        own_name: what the formula is called.
        params: ``k=v`` texts; of a formula they declare its parameters.

    Raises:
        SymactError: not one of name and formula is given, or one of them is wrong.
    """
    from symact import catalogue
    from symact.definition.parameters import parse_assignments
    from symact.errors import SymactError

    if (name is None) == (formula is None):
        raise SymactError("give the NAME of an activation, or --formula TEXT, and not both; symact list has the names")
    if name is not None:
        if own_name is not None:
            raise SymactError("--name is for a formula; add --formula, or leave it out")
        return catalogue.get(name), parse_assignments(params)
    assert formula is not None
    return own(formula, own_name, params), {}


def own(formula: str, own_name: str | None, params: Sequence[str]) -> Activation:
    """Return the definition of a formula of one's own, each of its parameters with a value.

    Raises:
        SymactError: the formula cannot be read, or a parameter has no value.
    """
    from symact.errors import SymactError
    from symact.formula.typed import OWN, define

    for text in params:
        if "=" not in text:
            raise SymactError(
                f"--param {text}: values need a number for every parameter; write {text.split('>')[0]}=1/2"
            )
    return define(formula, name=own_name or OWN, params=params, inputs=taken())
