"""`symact inputs`: the inputs that a verdict asks for, as a file for a machine without Python."""

from __future__ import annotations

import click

from symact.cli._formula import chosen, formula_options
from symact.cli._words import ACTIVATION, FORMAT


@click.command("inputs")
@click.argument("name", required=False, type=ACTIVATION)
@click.option("--dtype", required=True, type=FORMAT, metavar="F", help="Format of inputs and results.")
@click.option("--order", type=int, default=0, show_default=True, help="0 the function, 1 or 2 its derivatives.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="Exact parameter, such as alpha=1/2.")
@click.option("--seed", default="0", show_default=True, help="Of random inputs beyond 16 bits: a number, or random.")
@click.option("-o", "--output", required=True, metavar="FILE", help="Raw words, or .npy, or .hex (one word a line).")
@formula_options
def command(
    name: str | None,
    dtype: str,
    order: int,
    params: tuple[str, ...],
    seed: str,
    output: str,
    formula: str | None,
    own_name: str | None,
) -> None:
    """Write the inputs of NAME, or of a formula: run them anywhere, then judge the results by verify outputs:FILE.

    The results must have the same order, count and format. Give symact verify the same --dtype, --order,
    --param and --seed.
    """
    import shlex

    from symact.definition.bound import bind, check_order
    from symact.formats.floating import get_format
    from symact.formats.raw_words import content, write_words
    from symact.judge.inputs import choose, seed_of
    from symact.system import files

    fmt = get_format(dtype)
    bound = bind(*chosen(name, formula, own_name, params))
    number = seed_of(seed)
    files.check_writable(output)
    bits, _ = choose(bound, fmt, check_order(order), number)
    write_words(bits, fmt, output)
    what = name or f"--formula {shlex.quote(formula or '')}" + (f" --name {own_name}" if own_name else "")
    options = "".join(f" --param {text}" for text in params) + (f" --order {order}" if order else "")
    options += f" --seed {number}" if number else ""
    click.echo(f"{output}: {len(bits)} inputs of {fmt.name}, {content(output)}", err=True)
    click.echo(f"Then: symact verify outputs:RESULTS {what} --dtype {fmt.name}{options}", err=True)
