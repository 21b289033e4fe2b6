"""`symact compare`: activations property by property."""

import click

from symact.cli._types import ACTIVATION

OWN = "formula"
"""Before the dot of a parameter of a formula."""


@click.command("compare")
@click.argument("names", nargs=-1, type=ACTIVATION)
@click.option(
    "--param", "params", multiple=True, metavar="NAME.K=V", help="Bind a parameter of one of them, such as elu.alpha=2."
)
@click.option(
    "--formula", "formulas", multiple=True, metavar="TEXT", help="A formula of your own; its parameters as formula.a>0."
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def command(names: tuple[str, ...], params: tuple[str, ...], formulas: tuple[str, ...], as_json: bool) -> None:
    """Compare NAMES and formulas, two or more: what differs first, then what they have in common."""
    import json

    from symact.errors import SymactError
    from symact.sheets import cached, compare

    chosen = [name.lower() for name in names]
    if len(chosen) + len(formulas) < 2:
        raise SymactError(
            f"compare needs two activations or more, not {len(chosen) + len(formulas)}; see `symact list`"
        )
    owners = [*chosen, *([OWN] if formulas else [])]
    for text in params:
        owner = text.partition(".")[0]
        if owner not in owners or ("=" not in text and owner != OWN):
            raise SymactError(
                f"--param {text}: write NAME.K=V with one of {', '.join(owners)}, such as {owners[0]}.a=2"
            )

    def of(owner: str) -> list[str]:
        return [p.removeprefix(f"{owner}.") for p in params if p.startswith(f"{owner}.")]

    sheets = [cached.sheet(name, of(name)) for name in chosen]
    sheets += [cached.typed(formula, of(OWN)) for formula in formulas]
    if as_json:
        click.echo(json.dumps(compare.compared(sheets).to_json(), indent=1))
    else:
        compare.show(sheets)
