"""`symact nearest`: the neighbours of an activation."""

import click

from symact.cli._words import ACTIVATION


@click.command("nearest")
@click.argument("name", type=ACTIVATION)
@click.option("--count", default=3, show_default=True, help="How many neighbours.")
def command(name: str, count: int) -> None:
    """Show which activations differ least from NAME on the whole line, and equations with others, at the defaults.

    The greatest difference is proved or certified; where it is not known, it is at least what a grid shows. Equations,
    such as tanh(x) = 2*sigmoid(2*x) - 1, are proved by a zero test.
    """
    from symact.evidence import Status
    from symact.sheets.neighbours import nearest
    from symact.sheets.relations import relations

    for each in nearest(name.lower(), count):
        if each.status == Status.UNKNOWN:
            shown = f"at least {each.grid:.6g} (on a grid; the greatest difference is unknown)"
        elif each.difference == "0":
            shown = f"the same function ({each.status})"
        else:
            shown = f"at most {each.difference}{f' at x = {each.at}' if each.at else ''} ({each.status})"
        click.echo(f"{each.name}: {shown}")
    for relation in relations(name.lower()):
        click.echo(f"{name.lower()}(x) = {relation} (proved)")
