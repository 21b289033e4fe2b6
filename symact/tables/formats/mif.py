"""Tables as MIF, the memory initialization file of Intel's (Altera's) Quartus."""

from typing import BinaryIO

from symact.reference.table import Table
from symact.tables.acceptance import digits, heading, need_every_encoding

FORMAT = "mif"


def write(table: Table, file: BinaryIO) -> None:
    """Write the result of encoding i at address i, hexadecimal.

    Raises:
        SymactError: the table is not exhaustive.
    """
    need_every_encoding(table, "MIF file")
    places, width = digits(table), table.format.width
    file.write("".join(f"-- {line}\n" for line in heading(table)).encode())
    file.write(f"WIDTH={width};\nDEPTH={1 << width};\nADDRESS_RADIX=HEX;\nDATA_RADIX=HEX;\nCONTENT BEGIN\n".encode())
    for address, y in enumerate(table.y_bits.tolist()):
        file.write(f"{address:0{places}x} : {y:0{places}x};\n".encode())
    file.write(b"END;\n")
