"""Tables as hexadecimal text for Verilog's $readmemh (IEEE 1800-2023, 21.4)."""

from typing import BinaryIO

from symact.reference.table import Table
from symact.tables.acceptance import digits, heading, need_rows

FORMAT = "memh"
SUFFIXES = ("memh", "hex", "mem")


def write(table: Table, file: BinaryIO) -> None:
    """Write one memory word a line: y of encoding i at address i, or {x, y} where not every encoding has a row.

    Raises:
        SymactError: the table has no rows.
    """
    need_rows(table, "$readmemh file")
    count, places = len(table.x_bits), digits(table)
    whole = table.exhaustive
    layout = "y at the address of its encoding x" if whole else "x and y, joined; each in whole hexadecimal digits"
    width = 4 * places * (1 if whole else 2)
    lines = [*heading(table), f"layout: reg [{width - 1}:0] memory [0:{count - 1}], {layout}"]
    file.write("".join(f"// {line}\n" for line in lines).encode())
    for x, y in zip(table.x_bits.tolist(), table.y_bits.tolist(), strict=True):
        file.write(f"{'' if whole else format(x, f'0{places}x')}{y:0{places}x}\n".encode())
