"""Tables as a SystemVerilog test bench that drives a module of the user's and prints PASS or FAIL."""

from typing import BinaryIO

from symact.formats.fixed import FixedFormat
from symact.reference.table import Table
from symact.tables.acceptance import digits, heading, need_rows, rules, rules_in_words
from symact.tables.template import fill, gaps

FORMAT = "sv"

FLOATING = """\
    // Grows with the number; both zeros are 0.
    function automatic signed [WIDTH:0] key(input [WIDTH - 1:0] word);
        reg signed [WIDTH:0] magnitude;
        begin
            magnitude = {2'b00, word[WIDTH - 2:0]};
            key = word[WIDTH - 1] ? -magnitude : magnitude;
        end
    endfunction

    function automatic is_nan(input [WIDTH - 1:0] word);
        is_nan = word[WIDTH - 2:0] @@{nan};
    endfunction"""

FIXED = """\
    // The number in units of 2^@@{quantum}.
    function automatic signed [WIDTH:0] key(input [WIDTH - 1:0] word);
        key = {@@{extension}, word};
    endfunction

    function automatic is_nan(input [WIDTH - 1:0] word);
        is_nan = 0;
    endfunction"""


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as a test bench of a module with ports x and y.

    Raises:
        SymactError: the table has no rows.
    """
    need_rows(table, "test bench")
    fmt, width, places = table.format, table.format.width, digits(table)
    about = {
        "comment": "\n".join(f"// {line}" for line in heading(table)),
        "rules": rules_in_words(),
        "about": f"{table.name} {fmt.name} order {table.order}",
        "top": str(width - 1),
        "width": str(width),
        "rows": str(len(table.x_bits)),
        "fill": "\n".join(_fill(table, width, places)),
    }
    if isinstance(fmt, FixedFormat):
        extension = "word[WIDTH - 1]" if fmt.signed else "1'b0"
        about["decoding"] = gaps(FIXED, {"quantum": str(fmt.quantum), "extension": extension})
    else:
        nan = (
            f"== {width - 1}'h{fmt.nan_bits:x}"
            if fmt.infinity_bits is None
            else f"> {width - 1}'h{fmt.infinity_bits:x}"
        )
        about["decoding"] = gaps(FLOATING, {"nan": nan})
    file.write(fill("bench.sv", about))


def _fill(table: Table, width: int, places: int) -> list[str]:
    columns = [rules(table), table.y_hi_bits, table.y_lo_bits, table.y_bits, table.x_bits]
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        f"            rows[{index}] = {{3'd{rule}, " + ", ".join(f"{width}'h{w:0{places}x}" for w in words) + "};"
        for index, (rule, *words) in enumerate(rows)
    ]
