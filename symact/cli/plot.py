"""`symact plot`: functions and their derivatives as pictures."""

import click

from symact.cli._types import ACTIVATION, FORMAT, TARGET


@click.command("plot")
@click.argument("names", nargs=-1, type=ACTIVATION, metavar="NAME...")
@click.option("--param", "params", multiple=True, metavar="NAME.K=V", help="Bind a parameter, such as elu.alpha=2.")
@click.option("--formula", "formulas", multiple=True, metavar="TEXT", help="A formula of your own in x.")
@click.option(
    "--derivative",
    is_flag=True,
    help="Show the derivatives too; with --error, the gradient's errors.",
)
@click.option("--error", "target", type=TARGET, metavar="TARGET", help="Show how wrong TARGET is, in ulp, instead.")
@click.option("--dtype", type=FORMAT, metavar="F", default="bfloat16", help="Format of --error; bfloat16 by default.")
@click.option("-o", "--output", metavar="FILE", help="An .svg, .png or .pdf; without, the terminal shows it.")
def command(
    names: tuple[str, ...],
    params: tuple[str, ...],
    formulas: tuple[str, ...],
    derivative: bool,
    target: str | None,
    dtype: str,
    output: str | None,
) -> None:
    """Draw NAMES and formulas from their correctly rounded values, with open and closed dots where they break off.

    PNG and PDF need Matplotlib: pip install '.[plot]' in a clone of symact.
    """
    from symact.errors import SymactError
    from symact.figures import plotting
    from symact.system import files

    if not names and not formulas:
        raise SymactError("plot needs the NAME of an activation, or --formula TEXT; symact list has the names")
    kind = plotting.kind_of(output)
    if output is not None:
        files.check_writable(output)
    if target is not None:
        if len(names) != 1 or formulas or output is None:
            raise SymactError("--error takes one NAME and a file to write: symact plot gelu --error torch -o gelu.svg")
        _error(target, names[0], params, int(derivative), dtype, output, kind)
        return
    figure = plotting.plotted(names, params, formulas, derivative)
    if output is None:
        click.echo(plotting.text(figure))
        return
    with files.replacing(output) as file:
        file.write(plotting.content(figure, kind))
    click.echo(f"{output}: {figure.title}", err=True)


def _error(target: str, name: str, params: tuple[str, ...], order: int, dtype: str, output: str, kind: str) -> None:
    """Write the figure of a verdict's errors."""
    from symact.definition.parameters import parse_assignments
    from symact.errors import SymactError
    from symact.judge.run import verify
    from symact.judge.text import subject
    from symact.reports.error_picture import error_picture
    from symact.reports.figure import document
    from symact.system import files

    given = parse_assignments([each.removeprefix(f"{name}.") for each in params])
    verdict = verify(target, name, dtype=dtype, order=order, params=given)
    if verdict.curve is None:
        raise SymactError(f"{name}: a verdict on {dtype} has no curve of errors; choose a 16-bit format")
    with files.replacing(output) as file:
        file.write(document(verdict).encode() if kind == "svg" else error_picture(verdict, kind))
    click.echo(f"{output}: errors of {verdict.target.function}, {subject(verdict)}", err=True)
