"""`symact find`: activations that meet a condition."""

import click


@click.command("find")
@click.argument("condition", metavar="CONDITION...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the names as JSON.")
def command(condition: tuple[str, ...], as_json: bool) -> None:
    """Find activations of one number by what is derived of them, at the defaults of their parameters.

    CONDITION joins words by and, or, not and parentheses, such as "monotone and bounded and not smooth": properties
    that are yes or no, c0, c1, c2, and families. Of whom it is not known stands apart. The first search for
    a property derives it of all functions, which takes some seconds; later ones read it from the cache.
    """
    import json

    from symact import catalogue
    from symact.sheets.search import find

    found = find(" ".join(condition))
    if as_json:
        click.echo(json.dumps({"yes": found.yes, "unknown": found.unknown}, indent=1))
        return
    width = max((len(name) for name in found.yes), default=0)
    for name in found.yes:
        click.echo(f"{name:{width}}  {catalogue.summary(name)}")
    if not found.yes:
        click.echo("none is known to")
    if found.unknown:
        click.echo(f"unknown: {', '.join(found.unknown)}")
