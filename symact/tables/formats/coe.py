"""Tables as COE, the coefficient file that fills block memories in AMD's (Xilinx's) Vivado."""

from typing import BinaryIO

from symact.reference.table import Table
from symact.tables.acceptance import digits, heading, need_every_encoding

FORMAT = "coe"


def write(table: Table, file: BinaryIO) -> None:
    """Write the result of encoding i at address i, hexadecimal.

    Raises:
        SymactError: the table is not exhaustive.
    """
    need_every_encoding(table, "COE file")
    places = digits(table)
    file.write("".join(f"; {line}\n" for line in heading(table)).encode())
    file.write(b"memory_initialization_radix=16;\nmemory_initialization_vector=\n")
    file.write(",\n".join(f"{y:0{places}x}" for y in table.y_bits.tolist()).encode() + b";\n")
