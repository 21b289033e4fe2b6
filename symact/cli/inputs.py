"""`symact inputs`: the inputs that a verdict asks for, as a file for a machine without Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from symact.cli._formula import chosen, formula_options
from symact.cli._types import ACTIVATION, FORMAT, ORDER, WIDTHS, order_of, width_by_file

if TYPE_CHECKING:
    from symact.definition.bound import Bound
    from symact.definition.quantity import Quantity
    from symact.formats.arrays import Bits
    from symact.formats.floating import Format


@click.command("inputs")
@click.argument("name", required=False, type=ACTIVATION)
@click.option("--dtype", required=True, type=FORMAT, metavar="F", help="Format of inputs and results.")
@click.option("--order", type=ORDER, default="0", show_default=True, help="0 the function, 1 or 2, jvp or vjp.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="Exact parameter, such as alpha=1/2.")
@click.option("--seed", default="0", show_default=True, help="Of random inputs beyond 16 bits: a number, or random.")
@click.option("-o", "--output", required=True, metavar="FILE", help="Raw words, or .npy, or .hex (one word a line).")
@WIDTHS
@formula_options
def command(
    name: str | None,
    dtype: str,
    order: str,
    params: tuple[str, ...],
    seed: str,
    output: str,
    widths: str | None,
    formula: str | None,
    own_name: str | None,
) -> None:
    """Write the inputs of NAME, or of a formula: run them anywhere, then judge the results by verify outputs:FILE.

    The results must have the same order, count and format. Give symact verify the same --dtype, --order,
    --param, --seed and --widths. Rows (softmax) are written to a file for each width n, {n} in FILE: one row after
    the other, behind each the vector of a JVP or VJP. Of pairs (SwiGLU) every a, then every b, then the vectors in the
    same order. A .npy file has a row for each row, or for a and for b.
    """
    import shlex

    from symact.definition.bound import bind, check_quantity
    from symact.formats.floating import get_format
    from symact.formats.raw_words import content, write_words
    from symact.judge.inputs import seed_of
    from symact.system import files

    fmt = get_format(dtype)
    bound = bind(*chosen(name, formula, own_name, params))
    number = seed_of(seed)
    files.check_writable(output)
    quantity = check_quantity(order_of(order))
    for path, held, bits in _files(bound, fmt, quantity, widths, number, output):
        write_words(bits, fmt, path)
        click.echo(f"{path}: {held} of {fmt.name}, {content(path)}", err=True)
    what = name or f"--formula {shlex.quote(formula or '')}" + (f" --name {own_name}" if own_name else "")
    options = "".join(f" --param {text}" for text in params) + (f" --order {order}" if order != "0" else "")
    options += f" --seed {number}" if number else ""
    options += f" --widths {widths}" if widths else ""
    results = "RESULTS-{n}" if "{n}" in output else "RESULTS"
    click.echo(f"Then: symact verify outputs:{results} {what} --dtype {fmt.name}{options}", err=True)


def _files(
    bound: Bound, fmt: Format, quantity: Quantity, widths: str | None, seed: int, output: str
) -> Iterator[tuple[str, str, Bits]]:
    """Yield the name of each file, what it holds in words, and the encodings."""
    import numpy as np

    from symact.definition.domain import Pair
    from symact.judge.inputs import choose
    from symact.reference.pairs.points import MOST, pair_points
    from symact.reference.vectors.points import row_points

    for path, width in width_by_file(widths, output, bound.activation).items():
        if width is not None:
            rows, _ = row_points(bound, fmt, quantity, width, seed)
            yield path, f"{len(rows)} rows of n = {width}", rows.whole
        elif isinstance(bound.domain, Pair):
            pairs, _ = pair_points(bound, fmt, quantity, seed, MOST)
            # Every a, then every b: arrays as a kernel takes them.
            yield path, f"{len(pairs)} pairs", np.ascontiguousarray(pairs.T)
        else:
            bits, _ = choose(bound, fmt, quantity.order, seed)
            yield path, f"{len(bits)} inputs", bits
