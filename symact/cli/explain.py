"""`symact explain`: the proof of a fact in sentences."""

import click

from symact.cli._types import ACTIVATION


@click.command("explain")
@click.argument("name", type=ACTIVATION)
@click.argument("property_name", metavar="PROPERTY")
@click.option("--param", "params", multiple=True, metavar="K=V", help="Bind a parameter exactly, such as alpha=1/2.")
@click.option("--latex", is_flag=True, help="Write theorems and proofs in LaTeX, for a document with amsthm.")
def command(name: str, property_name: str, params: tuple[str, ...], latex: bool) -> None:
    """Explain why NAME has a PROPERTY, such as range: the steps of its proof, and what each rule states.

    Of what is unknown it says which step failed, and what would settle it.
    """
    from symact.sheets import cached, explain

    found = cached.sheet(name, params)
    if latex:
        from symact.sheets.latex.notation import FIT
        from symact.sheets.latex.proof import theorem

        text = theorem(found, property_name)
        # What a long formula needs; graphicx has the rest.
        click.echo(f"{FIT}{text}" if r"\fit{" in text else text)
    else:
        click.echo(explain.text(found, property_name))
