"""`symact show`: all that is derived of one activation."""

from __future__ import annotations

import click


@click.command("show")
@click.argument("name")
@click.option("--param", "params", multiple=True, metavar="K=V", help="Bind a parameter exactly, such as alpha=1/2.")
@click.option("--evidence", is_flag=True, help="Print the steps behind every fact.")
@click.option("--json", "as_json", is_flag=True, help="Print facts and evidence as JSON.")
def command(name: str, params: tuple[str, ...], evidence: bool, as_json: bool) -> None:
    """Show what follows from the definition of NAME.

    Derivatives, limits, one-sided values and smoothness, each with its status. Parameters stay symbolic
    unless --param is given; then all are bound, the others to their defaults.
    """
    import json

    from symact import catalogue
    from symact.binding import bind
    from symact.parameters import parse_assignments
    from symact.render import sheet

    activation = catalogue.get(name)
    given = parse_assignments(params)
    subject = bind(activation, given) if given else activation
    if as_json:
        click.echo(json.dumps(sheet.to_json(subject), indent=1))
    else:
        sheet.show(subject, evidence)
