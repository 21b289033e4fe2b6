"""Columns of text: commas, semicolons or tabs between them, decimals or hexadecimal; a first line may name them."""

import csv

from symact.candidates.vectors.columns import DECIMAL, ENCODING, HEXADECIMAL, INFINITE, NAN, Columns, texts

READ_AS = "CSV"
LAST = True

MOST_COLUMNS = 256
NUMBERS = (ENCODING, DECIMAL, HEXADECIMAL, INFINITE, NAN)


def recognises(data: bytes, name: str) -> bool:
    """Whether data may be text."""
    return bool(data.strip()) and b"\0" not in data


def parse(data: bytes) -> Columns:
    """Return the columns; lines that begin with # and empty lines are passed over."""
    lines = [line for line in data.decode("utf-8-sig").splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise ValueError("it has no rows")
    separator = next((each for each in ("\t", ";", ",") if each in lines[0]), None)
    if separator is None:
        raise ValueError("its first line has no comma, semicolon or tab")
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator, strict=True)]
    head = rows[0]
    if len(head) > MOST_COLUMNS:
        raise ValueError(f"{len(head)} columns")
    for number, row in enumerate(rows, 1):
        if len(row) != len(head):
            raise ValueError(f"row {number} has {len(row)} cells instead of {len(head)}")
    if any(_is_number(cell) for cell in head):
        head = [str(number) for number in range(1, len(head) + 1)]
    else:
        rows = rows[1:]
    if len(set(head)) < len(head):
        raise ValueError("two columns have one name")
    return {name: texts(cells) for name, cells in zip(head, zip(*rows, strict=True), strict=False)}


def _is_number(text: str) -> bool:
    return text not in ("", ".") and any(pattern.fullmatch(text) for pattern in NUMBERS)
