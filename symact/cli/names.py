"""`symact names`: who calls an activation what, and where libraries disagree."""

import click

from symact.cli._types import ACTIVATION


@click.command("names")
@click.argument("name", type=ACTIVATION)
@click.option("--measure", is_flag=True, help="Call the libraries that are installed, instead of what is recorded.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(name: str, measure: bool, as_json: bool) -> None:
    """Show how libraries spell NAME, their defaults, and their results at kinks, zeros, infinities and NaN.

    Results are recorded with version and date; --measure calls what is installed here.
    """
    import json

    from symact.judge.naming import naming, text

    found = naming(name, measure)
    click.echo(json.dumps(found, indent=1) if as_json else text(found))
