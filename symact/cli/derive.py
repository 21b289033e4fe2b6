"""`symact derive`: all that follows from a formula typed by the user."""

import click

from symact.cli._formula import taken, takes_option

SECONDS = 2.0
"""Processor time for the figure below a sheet."""


@click.command("derive")
@click.argument("formula")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="A>0",
    help="Declare a parameter: a>0, a>=0, a<0, a (real), or a=1/2 to bind it.",
)
@takes_option
@click.option("--evidence", is_flag=True, help="Print the steps behind every fact.")
@click.option("--json", "as_json", is_flag=True, help="Print facts and evidence as JSON; docs/sheet.md explains it.")
def command(formula: str, params: tuple[str, ...], evidence: bool, as_json: bool) -> None:
    """Derive the property sheet of FORMULA in x, such as "x*tanh(log(1+exp(x)))".

    A function of a vector is written for one entry, with total(...) or greatest(...) for what all entries share:
    "exp(x)/total(exp(x))"; total(1) is the number of entries.

    Conditionals are written Piecewise((x, x>0), (a*(exp(x)-1), True)), Max, Min, Abs, sign, clip(x, lo, hi).
    Functions of the catalogue are known: gelu(x), elu(x, a).
    """
    import json
    import sys

    from symact.sheets import cached, terminal

    found = cached.typed(formula, params, taken())
    if as_json:
        click.echo(json.dumps(cached.documented(found), indent=1))
    else:
        terminal.show(found, evidence)
        # A reader sees the curve too; what a program reads stays as it is.
        if sys.stdout.isatty() and (small := _small(formula, params)):
            click.echo(small)


def _small(formula: str, params: tuple[str, ...]) -> str:
    """Return a small figure of a formula; nothing where a parameter has no value, or it takes long."""
    from symact.errors import SymactError
    from symact.figures import plotting
    from symact.system.time_limit import TimeLimitError, at_most

    try:
        with at_most(SECONDS):
            return plotting.text(plotting.plotted([], params, [formula]), 48, 8)
    except (SymactError, TimeLimitError):
        return ""
