"""The inputs that a verdict rests on, file by file, for `symact inputs` and for tables of rows and pairs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from symact.definition.bound import Bound
    from symact.definition.quantity import Quantity
    from symact.formats.arrays import Bits
    from symact.formats.floating import Format

widths_option = click.option(
    "--widths", metavar="N,N", help="Rows: how many numbers they have, such as 1,17,1024; {n} in FILE for several."
)


def inputs_of_verdict(
    bound: Bound,
    fmt: Format,
    quantity: Quantity,
    widths: str | None,
    seed: int,
    output: str,
    few: bool = False,
) -> Iterator[tuple[str, str, Bits]]:
    """Yield the name of each file, what it holds in words, and its encodings, shape (n,) or a row an input.

    Args:
        bound: the function.
        fmt: the format of its inputs.
        quantity: whose inputs; the vector of a JVP or VJP is a part of a row.
        widths: of rows, with commas between them; the usual ones if None.
        seed: of what is random.
        output: the name of the file, with {n} for the width.
        few: whether a part of the pairs is enough.

    Raises:
        SymactError: widths are given where there are no rows, are no widths, or need {n} in the name.
    """
    from symact.cli._types import widths_of
    from symact.definition.domain import Vector
    from symact.errors import SymactError
    from symact.judge.inputs import choose
    from symact.judge.pairs import places
    from symact.judge.question import check_widths
    from symact.judge.row_run import inputs_of_rows
    from symact.judge.rows.families import WIDTHS

    chosen = widths_of(widths)
    if not isinstance(bound.domain, Vector):
        if chosen:
            raise SymactError(f"--widths is for functions of rows; {bound.activation.name} has no widths: leave it out")
        line = bound.space(quantity).on_line
        if line:
            bits, _ = choose(bound, fmt, quantity.order, seed)
        else:
            bits, _ = places.choose(bound, fmt, quantity, seed, places.FEW if few else places.MOST)
        yield output, f"{len(bits)} {'inputs' if line else 'pairs'}", bits
        return
    chosen = chosen or WIDTHS
    check_widths(chosen)
    if len(chosen) > 1 and "{n}" not in output:
        raise SymactError(
            f"{bound.activation.name}: a file has rows of one width; give one, as --widths 8, or put {{n}} in its name"
        )
    for shape, batch in inputs_of_rows(bound, fmt, quantity, chosen, seed):
        yield output.replace("{n}", str(shape.own)), f"{len(batch)} rows of n = {shape.own}", batch.whole
