"""What a consumer of a table must accept, row by row, in words that C and hardware can hold; NumPy alone.

A correct result is not always one encoding: any NaN is as good as another, a zero's sign may be open, and at
a kink every value of the Clarke interval is right. Self-checking exports carry these rules with the rows.
"""

import enum
import json
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.errors import SymactError
from symact.formats.arrays import is_nan
from symact.reference.table import Flag, Table
from symact.tables.manifest import manifest


class Rule(enum.IntEnum):
    """Which results a row accepts; the numbers stand in exported files."""

    WORD = 0
    """Exactly y."""
    ZERO = 1
    """Either zero: the exact value is 0 and no rule decides its sign."""
    NAN = 2
    """Any NaN."""
    BETWEEN = 3
    """Any number from y_lo to y_hi, and either zero where 0 is among them."""
    ANY = 4
    """Anything: nothing is required."""


def rules(table: Table) -> npt.NDArray[np.uint8]:
    """Return the rule of every result, `Rule` values, in the shape of y_bits."""
    found = np.full(table.y_bits.shape, Rule.WORD, dtype=np.uint8)
    found[table.has(Flag.ZERO_SIGN_OPEN)] = Rule.ZERO
    found[is_nan(table.y_bits, table.format)] = Rule.NAN
    found[table.has(Flag.KINK | Flag.JUMP)] = Rule.BETWEEN
    found[table.has(Flag.OPEN)] = Rule.ANY
    return found


def heading(table: Table) -> list[str]:
    """Return lines of plain ASCII for a comment that say which table this is: the manifest, a key a line."""
    about: dict[str, Any] = manifest(table)
    return [f"{key}: {json.dumps(value)}" for key, value in about.items()]


def digits(table: Table) -> int:
    """Return how many hexadecimal digits hold an encoding of the table's format."""
    return -(-table.format.width // 4)


def need_rows(table: Table, export: str) -> None:
    """Raise SymactError if a table without rows is to be exported as what cannot be empty."""
    if not len(table.x_bits):
        raise SymactError(f"a {export} needs rows, but the table of {table.name} has none; give other inputs")


def need_every_encoding(table: Table, export: str) -> None:
    """Raise SymactError unless the table has one row for every encoding, as a memory image needs."""
    if not table.exhaustive:
        raise SymactError(
            f"a {export} holds the result of encoding i at address i, but the table of {table.name} has only "
            f"{len(table.x_bits)} rows; give --exhaustive, for formats of at most 16 bits"
        )


WORDS = {
    Rule.WORD: "y alone",
    Rule.ZERO: "+0 and -0",
    Rule.NAN: "any NaN",
    Rule.BETWEEN: "lo to hi, and either zero if 0 is among them",
    Rule.ANY: "anything",
}


def rules_in_words() -> str:
    """Return what the numbers of the rules mean, for a comment."""
    return "; ".join(f"{rule.value} {WORDS[rule]}" for rule in Rule)
