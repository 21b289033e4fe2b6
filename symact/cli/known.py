"""`symact known`: defects of implementations that others have reported."""

import click

from symact.cli._types import ACTIVATION


@click.command("known")
@click.argument("name", required=False, type=ACTIVATION)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def command(name: str | None, as_json: bool) -> None:
    """List the reported defects of implementations of NAME, or of all; verdicts that meet one name it."""
    import json

    from symact import catalogue
    from symact.judge.known_issues import issues, of

    found = of(catalogue.get(name).name) if name else issues()
    if as_json:
        click.echo(json.dumps([each.to_json() for each in found], indent=1))
        return
    if not found:
        click.echo(f"nothing is known of {name}")
    for each in found:
        state = f"fixed by {each.fixed}" if each.fixed else each.status
        quantity = {0: "", 1: " gradient", 2: " second derivative"}[each.order]
        about = "; ".join(filter(None, (each.reported, each.versions, state)))
        click.echo(f"{each.function}{quantity}, {', '.join(each.formats)}: {each.says}")
        click.echo(f"    {each.issue} ({about})\n    {each.url}")
