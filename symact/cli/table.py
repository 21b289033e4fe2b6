"""`symact table`: correctly rounded values as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symact.cli._formula import chosen, formula_options
from symact.cli._types import ACTIVATION, FORMAT, ORDER, TABLE_FORMAT, WIDTHS, order_of, width_by_file

if TYPE_CHECKING:
    from symact.formats.arrays import Bits


@click.command("table")
@click.argument("name", required=False, type=ACTIVATION)
@click.option("--dtype", required=True, type=FORMAT, help="Format of inputs and results: bfloat16, q4.12, ...")
@click.option(
    "--order", type=ORDER, default="0", show_default=True, help="0 the function, 1 or 2 its derivatives; jvp or vjp."
)
@click.option("--param", "params", multiple=True, metavar="K=V", help="Exact value: 1/100, 0.01 or 0.01@float32.")
@click.option("--exhaustive", is_flag=True, help="All encodings, for formats of at most 16 bits.")
@click.option(
    "--inputs",
    metavar="FILE.npy",
    help="The format's numbers, or their encodings as unsigned integers; a row an input where it takes several.",
)
@click.option(
    "--format", "file_format", type=TABLE_FORMAT, help="json, csv, npz, ...; by default what the suffix says."
)
@click.option("-o", "--output", default="-", help="File to write; - for standard output.")
@click.option("--decimals", is_flag=True, help="Decimals beside the encodings in CSV too; JSON and Parquet have them.")
@WIDTHS
@formula_options
def command(
    name: str | None,
    dtype: str,
    order: str,
    params: tuple[str, ...],
    exhaustive: bool,
    inputs: str | None,
    file_format: str | None,
    output: str,
    decimals: bool,
    widths: str | None,
    formula: str | None,
    own_name: str | None,
) -> None:
    """Write a table of correctly rounded values of the activation NAME, or of a formula of your own.

    Without --exhaustive or --inputs the rows are the points worth one: breakpoints, extrema,
    thresholds, edges of the format, and a spread over all binades. For a function of several numbers they are the
    inputs of symact verify: rows of the given --widths on which softmax and its kin go wrong, or pairs of points.
    --inputs then has the shape (rows, numbers of one input), the vector of --order jvp or vjp after x in each row.
    """
    from symact.cli._progress import bar
    from symact.definition.bound import check_quantity
    from symact.errors import SymactError
    from symact.formats.fixed import table_format
    from symact.reference import build
    from symact.tables import export

    fmt, quantity = table_format(dtype), check_quantity(order_of(order))
    activation, values = chosen(name, formula, own_name, params)
    target = export.export(file_format, output, decimals)
    on_line = activation.space(quantity).on_line
    if not on_line:
        export.check_several(target, activation.name)
    given = [option for option, value in (("exhaustive", exhaustive), ("inputs", inputs), ("widths", widths)) if value]
    if len(given) > 1:
        raise SymactError(f"--{given[0]} and --{given[1]} exclude each other; give one of them")
    export.check_output(target, output)
    rows: str | Bits = "exhaustive" if exhaustive else "points"
    if inputs:
        rows = build.load_inputs(inputs, fmt, 1 if on_line else 2)
    if exhaustive:
        build.exhaustive_bits(fmt)
    files = {output: None} if inputs or exhaustive else width_by_file(widths, output, activation)
    for path, width in files.items():
        total = 1 << fmt.width if exhaustive else None if isinstance(rows, str) else len(rows)
        with bar(f"{activation.name} {fmt.name} {quantity}", total) as progress:
            terms: dict[str, Any] = {"dtype": fmt.name, "order": quantity, "params": values, "inputs": rows}
            result = build.table(activation, **terms, width=width, progress=progress)
        export.save(result, target, path)
        if path != "-":
            click.echo(f"{path}: {len(result.x_bits)} rows", err=True)
