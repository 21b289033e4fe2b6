"""`symact compare`: activations property by property."""

from __future__ import annotations

import click


@click.command("compare")
@click.argument("names", nargs=-1, required=True)
@click.option(
    "--param", "params", multiple=True, metavar="NAME.K=V", help="Bind a parameter of one of them, such as elu.alpha=2."
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def command(names: tuple[str, ...], params: tuple[str, ...], as_json: bool) -> None:
    """Compare NAMES, two or more activations: what differs first, then what they have in common."""
    import json

    from symact.errors import SymactError
    from symact.sheets import cached, compare

    chosen = [name.lower() for name in names]
    if len(chosen) < 2:
        raise SymactError(f"compare needs two activations or more, not {len(chosen)}; see `symact list`")
    for text in params:
        owner = text.partition(".")[0]
        if owner not in chosen or "=" not in text:
            raise SymactError(
                f"--param {text}: write NAME.K=V with one of {', '.join(chosen)}, such as {chosen[0]}.a=2"
            )
    sheets = [cached.sheet(n, [p.removeprefix(f"{n}.") for p in params if p.startswith(f"{n}.")]) for n in chosen]
    if as_json:
        click.echo(json.dumps({"names": chosen, "rows": compare.rows(sheets)}, indent=1))
    else:
        compare.show(sheets)
