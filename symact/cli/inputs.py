"""`symact inputs`: the inputs that a verdict asks for, as a file for a machine without Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symact.cli._formula import chosen, formula_options
from symact.cli._types import ACTIVATION, FORMAT, ORDER, order_of

if TYPE_CHECKING:
    from symact.definition.bound import Bound
    from symact.definition.quantity import Quantity
    from symact.formats.floating import Format


@click.command("inputs")
@click.argument("name", required=False, type=ACTIVATION)
@click.option("--dtype", required=True, type=FORMAT, metavar="F", help="Format of inputs and results.")
@click.option("--order", type=ORDER, default="0", show_default=True, help="0 the function, 1 or 2, jvp or vjp.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="Exact parameter, such as alpha=1/2.")
@click.option("--seed", default="0", show_default=True, help="Of random inputs beyond 16 bits: a number, or random.")
@click.option("-o", "--output", required=True, metavar="FILE", help="Raw words, or .npy, or .hex (one word a line).")
@formula_options
def command(
    name: str | None,
    dtype: str,
    order: str,
    params: tuple[str, ...],
    seed: str,
    output: str,
    formula: str | None,
    own_name: str | None,
) -> None:
    """Write the inputs of NAME, or of a formula: run them anywhere, then judge the results by verify outputs:FILE.

    The results must have the same order, count and format. Give symact verify the same --dtype, --order,
    --param and --seed. Rows (softmax) are written to a file for each width n, {n} in FILE: one row after the other,
    behind each the vector of a JVP or VJP. Of pairs (SwiGLU) every a, then every b, then the vectors in the same order.
    """
    import shlex

    from symact.definition.bound import bind, check_quantity
    from symact.definition.domain import Pair, Vector
    from symact.formats.floating import get_format
    from symact.formats.raw_words import content, write_words
    from symact.judge.inputs import choose, seed_of
    from symact.judge.pairs import places
    from symact.system import files

    fmt = get_format(dtype)
    bound = bind(*chosen(name, formula, own_name, params))
    number = seed_of(seed)
    files.check_writable(output)
    quantity = check_quantity(order_of(order))
    if isinstance(bound.domain, Vector):
        count = _write_rows(bound, fmt, quantity, number, output)
    elif isinstance(bound.domain, Pair):
        pairs, _ = places.choose(bound, fmt, quantity, number)
        write_words(pairs.T.reshape(-1), fmt, output)
        count = f"{len(pairs)} pairs"
    else:
        bits, _ = choose(bound, fmt, quantity.order, number)
        write_words(bits, fmt, output)
        count = f"{len(bits)} inputs"
    what = name or f"--formula {shlex.quote(formula or '')}" + (f" --name {own_name}" if own_name else "")
    options = "".join(f" --param {text}" for text in params) + (f" --order {order}" if order != "0" else "")
    options += f" --seed {number}" if number else ""
    click.echo(f"{output}: {count} of {fmt.name}, {content(output)}", err=True)
    results = "RESULTS-{n}" if "{n}" in output else "RESULTS"
    click.echo(f"Then: symact verify outputs:{results} {what} --dtype {fmt.name}{options}", err=True)


def _write_rows(bound: Bound, fmt: Format, quantity: Quantity, seed: int, output: str) -> str:
    """Write the rows of a function of vectors, a file for each width, and return how many there are."""
    from symact.errors import SymactError
    from symact.formats.raw_words import write_words
    from symact.judge.row_run import inputs_of_rows
    from symact.judge.rows.families import WIDTHS

    if "{n}" not in output:
        raise SymactError(f"{output}: rows are written to a file for each width; put {{n}} into its name")
    found = inputs_of_rows(bound, fmt, quantity, WIDTHS, seed)
    for shape, batch in found:
        write_words(batch.whole.reshape(-1), fmt, output.replace("{n}", str(shape.own)))
    widths = ", ".join(str(shape.own) for shape, _ in found)
    return f"{sum(len(batch) for _, batch in found)} rows of n = {widths}"
