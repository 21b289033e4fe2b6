"""Tables as hexadecimal text for Verilog's $readmemh (IEEE 1800-2023, 21.4)."""

from typing import BinaryIO

import numpy as np

from symact.reference.table import Table
from symact.tables.acceptance import digits, heading, need_rows

FORMAT = "memh"
SUFFIXES = ("memh", "hex", "mem")
SEVERAL = True


def write(table: Table, file: BinaryIO) -> None:
    """Write one memory word a line: y of encoding i at address i, or {x, y} where not every encoding has a row.

    Where a row has several inputs or results, x and y are all of them, the first in the highest digits.

    Raises:
        SymactError: the table has no rows.
    """
    need_rows(table, "$readmemh file")
    count, places = len(table.x_bits), digits(table)
    rows = table.y_bits.reshape(count, -1)
    if table.exhaustive:
        layout = "y at the address of its encoding x"
    else:
        rows = np.concatenate([table.x_bits.reshape(count, -1), rows], axis=1)
        layout = "x and y, joined; each in whole hexadecimal digits"
        layout += ", first entries first" if table.in_shape else ""
    lines = [*heading(table), f"layout: reg [{4 * places * rows.shape[1] - 1}:0] memory [0:{count - 1}], {layout}"]
    file.write("".join(f"// {line}\n" for line in lines).encode())
    for row in rows.tolist():
        file.write(("".join(f"{bits:0{places}x}" for bits in row) + "\n").encode())
