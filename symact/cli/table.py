"""`symact table`: correctly rounded values as a file."""

import click

from symact.cli._formula import chosen, formula_options
from symact.cli._types import ACTIVATION, FORMAT, ORDER, TABLE_FORMAT, order_of


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
    formula: str | None,
    own_name: str | None,
) -> None:
    """Write a table of correctly rounded values of the activation NAME, or of a formula of your own.

    Without --exhaustive or --inputs the rows are the points worth one: breakpoints, extrema,
    thresholds, edges of the format, and a spread over all binades. A function of several numbers, such as softmax,
    needs --inputs of shape (rows, numbers of one input); a vector of --order jvp or vjp stands after x in each row.
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
    if exhaustive and inputs:
        raise SymactError("--exhaustive and --inputs exclude each other; give one of them")
    export.check_output(target, output)
    rows = "exhaustive" if exhaustive else build.load_inputs(inputs, fmt, 1 if on_line else 2) if inputs else "points"
    if exhaustive:
        build.exhaustive_bits(fmt)
    total = 1 << fmt.width if exhaustive else None if isinstance(rows, str) else len(rows)
    with bar(f"{activation.name} {fmt.name} {quantity}", total) as progress:
        result = build.table(activation, dtype=fmt.name, order=quantity, params=values, inputs=rows, progress=progress)
    export.save(result, target, output)
    if output != "-":
        click.echo(f"{output}: {len(result.x_bits)} rows", err=True)
