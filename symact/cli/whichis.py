"""`symact whichis`: tell which activation a function computes."""

from __future__ import annotations

from typing import Any

import click

from symact.cli._types import FORMAT
from symact.system.time_limit import CANDIDATE


@click.command("whichis")
@click.argument("target")
@click.option(
    "--dtype", type=FORMAT, default="float32", show_default=True, metavar="F", help="Format of inputs and results."
)
@click.option("--arg", "arguments", multiple=True, metavar="K=V", help="Argument of a library's function.")
@click.option("--timeout", type=float, default=CANDIDATE, show_default=True, metavar="S", help="Seconds per function.")
@click.option("--rows", is_flag=True, help="TARGET takes arrays of shape (rows, n): softmax and its kin, norms.")
@click.option("--pairs", is_flag=True, help="TARGET is a gated pair, of arrays a and b: GLU and its kin.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def command(
    target: str, dtype: str, arguments: tuple[str, ...], timeout: float, rows: bool, pairs: bool, as_json: bool
) -> int:
    """Tell which function of the catalogue TARGET computes, with which parameters.

    TARGET is the path of a library's function, such as torch.nn.functional.gelu, or a function of your own,
    such as module:function. Exit codes: 0 it is one, 1 it is none of the catalogue, 2 bad input.
    """
    import json
    from dataclasses import asdict

    from symact.errors import SymactError
    from symact.judge.identify.ask import whichis
    from symact.system.assignments import assignments

    given = assignments(arguments, "arg", "approximate=tanh")
    if rows and pairs:
        raise SymactError("--rows and --pairs are two kinds of functions; give one")
    if rows or pairs:
        return _of_several(target, rows, as_json, dtype=dtype, arguments=given, timeout=timeout)
    found = whichis(target, dtype=dtype, arguments=given, timeout=timeout)
    if as_json:
        data = {"schema": "symact.whichis/1", "target": target, **asdict(found)}
        finite = {k: None if v == float("inf") else v for k, v in data.items()}
        click.echo(json.dumps(finite, indent=1, allow_nan=False))
    else:
        click.echo(found.text(target))
    return int(found.name is None)


def _of_several(target: str, rows: bool, as_json: bool, **options: Any) -> int:
    """Print which function of rows, or which gated pair, it is, and return the exit code."""
    import json
    import math

    from symact.judge.identify.pairs import PAIRS
    from symact.judge.identify.rows import ROWS
    from symact.judge.identify.several import which

    kind = ROWS if rows else PAIRS
    found = which(kind, target, **options)
    if as_json:
        off = {name: size if math.isfinite(size) else None for name, size in found.off.items()}
        data = {"schema": f"symact.whichis-{kind.name}/1", "target": target, "names": found.names, "dtype": found.dtype}
        click.echo(json.dumps(data | {kind.name: found.tried, "off": off}, indent=1, allow_nan=False))
        return int(not found.names)
    tried = f"{found.tried} {kind.name} in {found.dtype}"
    if found.names:
        click.echo(f"{target} is {' or '.join(found.names)}, at {tried}, with default parameters")
    else:
        none = f"none of the catalogue's functions of {kind.name} with default parameters"
        click.echo(f"{target} is {none}, as far as {tried} tell")
    for name, size in list(found.off.items())[:6]:
        click.echo(f"    {name}: off by up to {size:.3g} roundings of {kind.unit}")
    return int(not found.names)
