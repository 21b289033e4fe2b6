"""`symact demo`: the whole line in five commands, each shown before it runs."""

import shlex

import click

NEXT = """\
What next:
    symact list                                  # the catalogue
    symact derive "x*tanh(log(1+exp(x)))"         # a property sheet for a formula of yours
    symact verify module:function gelu --dtype float32 --max-ulp 1    # your kernel, judged
    symact --help                                # the rest; README.md and docs/ explain it"""

STEPS = (
    ("Derived from the definition alone, each fact with its evidence:", "show celu"),
    ("SELU's constants are the solution of its fixed-point equations:", "constants selu --digits 40"),
    (
        "The correctly rounded bfloat16 GELU, all 65,536 inputs:",
        "table gelu --dtype bfloat16 --exhaustive --format csv -o {folder}/gelu.bfloat16.csv",
    ),
    ("What SciPy computes, judged against it:", "verify scipy --dtype float32"),
    ("What lecture notes print, judged the same way:", "verify textbook tanh softplus gelu --dtype float32"),
)


@click.command("demo")
@click.option("-o", "--output", "folder", default="build/demo", show_default=True, help="Folder for the table.")
def command(folder: str) -> None:
    """Derive, build a table, and judge SciPy and the textbook's formulas."""
    from pathlib import Path

    from symact.cli.main import group
    from symact.errors import SymactError

    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SymactError(f"cannot write to {folder!r}: {error.strerror}; choose another folder with -o") from None
    for says, line in STEPS:
        words = [word.format(folder=folder) for word in shlex.split(line)]
        click.secho(f"\n{says}", bold=True)
        click.secho(f"$ symact {shlex.join(words)}\n", fg="cyan")
        group.main(words, prog_name="symact", standalone_mode=False)
    click.echo(f"\n{NEXT}")
