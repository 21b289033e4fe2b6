"""`symact nearest`: the neighbours of an activation."""

import click

from symact.cli._types import ACTIVATION


@click.command("nearest")
@click.argument("name", type=ACTIVATION)
@click.option("--count", default=3, show_default=True, help="How many neighbours.")
@click.option("--json", "as_json", is_flag=True, help="Print neighbours and equations as JSON.")
def command(name: str, count: int, as_json: bool) -> None:
    """Show which activations differ least from NAME on the whole line, and equations with others, at the defaults.

    The greatest difference is proved or certified; where it is not known, it is at least what a grid shows. Equations,
    such as tanh(x) = 2*sigmoid(2*x) - 1, are proved by a zero test.
    """
    import json
    from dataclasses import asdict

    from symact.evidence import Status
    from symact.sheets.neighbours import nearest
    from symact.sheets.relations import relations

    neighbours, equations = nearest(name.lower(), count), relations(name.lower())
    if as_json:
        told = [asdict(each) | {"status": str(each.status)} for each in neighbours]
        click.echo(json.dumps({"neighbours": told, "equal": list(map(str, equations))}, indent=1))
        return
    for each in neighbours:
        if each.status == Status.UNKNOWN:
            shown = f"at least {each.grid:.6g} (on a grid; the greatest difference is unknown)"
        elif each.difference == "0":
            shown = f"the same function ({each.status})"
        else:
            shown = f"at most {each.difference}{f' at x = {each.at}' if each.at else ''} ({each.status})"
        click.echo(f"{each.name}: {shown}")
    for equation in equations:
        click.echo(f"{name.lower()}(x) = {equation} (proved)")
