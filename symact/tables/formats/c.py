"""Tables as a C header (C99, C++11): the rows as arrays, and a main that judges a function of the user's."""

import math
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from symact.formats.arrays import bits_dtype
from symact.formats.fixed import FixedFormat
from symact.formats.floating import Format
from symact.reference.table import Table
from symact.tables.acceptance import digits, heading, need_rows, rules, rules_in_words
from symact.tables.template import fill, gaps

FORMAT = "c"
SUFFIXES = ("h", "c")
SEVERAL = True

PER_LINE = 8
"""Elements of an array on a line."""

NATIVE = {"float32": "float", "float64": "double"}
"""Formats that C computes in; of the others a function takes and returns encodings, or fixed-point integers."""

FLOATING = """\
/* Grows with the number; both zeros are 0. */
static inline int64_t @@{p}_key(@@{word} word) {
    int64_t magnitude = (int64_t)(word & @@{below});
    return word >> @@{top} ? -magnitude : magnitude;
}

static inline int @@{p}_is_nan(@@{word} word) { return (word & @@{below}) @@{nan}; }

static inline int @@{p}_is_infinite(@@{word} word) { return @@{infinite}; }

/* The number of a finite encoding. */
static inline double @@{p}_number(@@{word} word) {
    @@{word} magnitude = word & @@{below};
    int biased = (int)(magnitude >> @@{fraction});
    double number = biased ? ldexp((double)((magnitude & @@{mask}) | @@{hidden}), biased - 1 + (@@{quantum}))
                           : ldexp((double)magnitude, @@{quantum});
    return word >> @@{top} ? -number : number;
}"""

FIXED = """\
/* The number in units of 2^@@{quantum}. */
static inline int64_t @@{p}_key(@@{word} word) { return (int64_t)word - (int64_t)(word & @@{sign}) * 2; }

static inline int @@{p}_is_nan(@@{word} word) { return (void)word, 0; }

static inline int @@{p}_is_infinite(@@{word} word) { return (void)word, 0; }

static inline double @@{p}_number(@@{word} word) { return ldexp((double)@@{p}_key(word), @@{quantum}); }"""

CALL_NATIVE = """\
    @@{value} x, y;
    (void)fits;
    memcpy(&x, bits, sizeof x);
    y = symact_candidate(x);
    memcpy(got, &y, sizeof y);"""

CALL_BITS = """\
    (void)fits;
    *got = symact_candidate(*bits);"""

CALL_FIXED = """\
    int64_t y = symact_candidate((@@{value})@@{p}_key(*bits));
    *fits = y >= @@{least} && y <= @@{greatest};
    *got = (@@{word})((uint64_t)y & @@{mask});"""

CALL_ROW = """\
    static @@{value} x[@@{p}_inputs], y[@@{p}_results];
    (void)fits;
    memcpy(x, bits, sizeof x);
    memset(y, 255, sizeof y); /* NaN, where the candidate leaves a result out */
    symact_candidate(x, y);
    memcpy(got, y, sizeof y);"""

OF_ONE = {
    "layout": "an element a row",
    "prototype": "@@{value} symact_candidate(@@{value} x)",
    "where": '    printf("x = 0x%0@@{digits}llx", (unsigned long long)@@{p}_x[place]);',
    "units": "rows",
}
"""What fills the gaps that are of functions of one number."""

OF_SEVERAL = {
    "layout": "@@{inputs} inputs and @@{results} results a row, one row after the other",
    "prototype": "void symact_candidate(const @@{value} *x, @@{value} *y)",
    "where": '    printf("row %ld, entry %ld", place / @@{p}_results, place % @@{p}_results);',
    "units": "results",
    "call": CALL_ROW,
}
"""The same of functions of several numbers."""


def write(table: Table, file: BinaryIO) -> None:
    """Write a table as a C header that judges `symact_candidate` when compiled with SYMACT_MAIN.

    Raises:
        SymactError: the table has no rows.
    """
    need_rows(table, "C header")
    fmt, word = table.format, f"{bits_dtype(table.format)}_t"
    prefix = re.sub("[^a-z0-9]", "_", f"{table.name}_{fmt.name}_{table.quantity.to_json()}")
    fields = {
        "p": prefix,
        "P": prefix.upper(),
        "about": f"{table.name} {fmt.name} {table.quantity_label}",
        "comment": "\n".join(f"// {line}" for line in heading(table)),
        "rules": rules_in_words(),
        "rows": str(len(table.x_bits)),
        "inputs": str(math.prod(table.in_shape)),
        "results": str(math.prod(table.out_shape)),
        "word": word,
        "digits": str(digits(table)),
        "quantum": str(fmt.quantum),
        "arrays": "\n".join(_arrays(table, prefix, word)),
    }
    special = _fixed(fmt, word) if isinstance(fmt, FixedFormat) else _floating(fmt, word)
    special |= OF_SEVERAL if table.in_shape else OF_ONE
    fields |= {key: gaps(text, fields | special) for key, text in special.items()}
    file.write(fill("header.h", fields))


def _arrays(table: Table, prefix: str, word: str) -> Iterable[str]:
    places = digits(table)
    columns: dict[tuple[str, str], list[str]] = {
        (word, name): [f"0x{bits:0{places}x}" for bits in encodings.reshape(-1).tolist()]
        for name, encodings in _encodings(table).items()
    }
    columns["unsigned char", "rule"] = [str(rule) for rule in rules(table).reshape(-1).tolist()]
    columns["short", "ulp"] = [str(exponent) for exponent in table.ulp_exponent.reshape(-1).tolist()]
    columns["double", "rest"] = [repr(rest) for rest in table.residual.reshape(-1).tolist()]
    for (kind, name), elements in columns.items():
        lines = (", ".join(elements[k : k + PER_LINE]) for k in range(0, len(elements), PER_LINE))
        body = ",\n    ".join(lines)
        yield f"static const {kind} {prefix}_{name}[{len(elements)}] = {{\n    {body}\n}};"


def _encodings(table: Table) -> dict[str, Any]:
    return {"x": table.x_bits, "y": table.y_bits, "lo": table.y_lo_bits, "hi": table.y_hi_bits}


def _floating(fmt: Format, word: str) -> dict[str, str]:
    """Return what fills the gaps that are of the format; in the order in which one needs another."""
    infinity = fmt.infinity_bits
    return {
        "below": f"0x{fmt.sign_bit - 1:x}",
        "top": str(fmt.width - 1),
        "fraction": str(fmt.fraction_bits),
        "mask": f"0x{fmt.min_normal_bits - 1:x}",
        "hidden": f"0x{fmt.min_normal_bits:x}",
        "infinite": "(void)word, 0" if infinity is None else f"(word & 0x{fmt.sign_bit - 1:x}) == 0x{infinity:x}",
        "nan": f"== 0x{fmt.nan_bits:x}" if infinity is None else f"> 0x{infinity:x}",
        "value": NATIVE.get(fmt.name, word),
        "meaning": "numbers" if fmt.name in NATIVE else f"encodings of {fmt.name}",
        "decoding": FLOATING,
        "call": CALL_NATIVE if fmt.name in NATIVE else CALL_BITS,
    }


def _fixed(fmt: FixedFormat, word: str) -> dict[str, str]:
    return {
        "sign": f"0x{fmt.sign_bit:x}",
        "least": str(fmt.least),
        "greatest": str(fmt.max_bits),
        "mask": f"0x{(1 << fmt.width) - 1:x}",
        "value": word.removeprefix("u") if fmt.signed else word,
        "meaning": f"integers, which are the numbers times 2^{-fmt.quantum}",
        "decoding": FIXED,
        "call": CALL_FIXED,
    }
