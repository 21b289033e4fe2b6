"""Decimals beside encodings: what stands in a file reads back as the encoding, and a wrong one is refused."""

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import symact
from symact.errors import SymactError, TableError
from symact.formats.arrays import bits_dtype, to_float64
from symact.formats.decimals import column, decimal
from symact.formats.fixed import table_format
from symact.formats.floating import FORMATS
from symact.tables import export
from symact.tables.formats import json as json_format


def some_encodings(fmt):
    """All of 8 bits; else a spread, the powers of two (where neighbours differ in distance) and both ends."""
    if fmt.width == 8:
        return np.arange(256, dtype=np.uint8)
    drawn = np.random.default_rng(5).integers(0, 1 << fmt.width, 300, dtype=np.uint64)
    powers = [fmt.from_fraction(Fraction(2) ** k) for k in range(-12, 13)]
    ends = [*range(6), *(fmt.max_bits - k for k in range(-2, 6)), fmt.sign_bit, fmt.sign_bit + 1]
    return np.array([*drawn.tolist(), *powers, *ends], dtype=bits_dtype(fmt))


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
def test_a_column_is_the_decimals_of_its_numbers(fmt):
    """The quick way against rationals, one by one."""
    bits = some_encodings(fmt)
    texts = column(bits, fmt)
    assert texts == [decimal(int(each), fmt) for each in bits]
    for text, each in zip(texts, bits.tolist(), strict=True):
        if fmt.is_finite(each) and each & ~fmt.sign_bit:
            assert fmt.from_fraction(Fraction(text)) == each


def test_fixed_point_numbers_are_exact():
    fmt = table_format("q4.4")
    bits = np.arange(256, dtype=np.uint8)
    assert [Fraction(text) for text in column(bits, fmt)] == [Fraction((b + 128) % 256 - 128, 16) for b in range(256)]
    assert to_float64(bits, fmt)[0x80] == -8


def written(tmp_path, kind, decimals=False, **arguments):
    table = symact.table("gelu", **{"dtype": "bfloat16", **arguments})
    path = str(tmp_path / f"t.{kind}")
    export.save(table, export.export(None, path, decimals), path)
    return table, path


def check_numbers(table, x, y):
    """NumPy reads the texts; rounding them to the format's dtype must give the encodings."""
    for texts, bits in ((x, table.x_bits), (y, table.y_bits)):
        for text, each in zip(texts, bits.tolist(), strict=True):
            if table.format.is_finite(each) and each & ~table.format.sign_bit:
                assert table.format.from_fraction(Fraction(text)) == each
            else:
                assert text == decimal(each, table.format)


def test_csv_with_decimals(tmp_path):
    table, path = written(tmp_path, "csv", decimals=True)
    text = Path(path).read_text()
    rows = list(csv.DictReader(io.StringIO(text.split("\n", 2)[2])))
    check_numbers(table, [row["x"] for row in rows], [row["y"] for row in rows])
    assert np.array_equal(symact.read(path).y_bits, table.y_bits)


def test_json_has_decimals_and_is_read_without(tmp_path):
    table, path = written(tmp_path, "json")
    rows = json.loads(Path(path).read_text())["rows"]
    check_numbers(table, [row["x_decimal"] for row in rows], [row["y_decimal"] for row in rows])
    assert np.array_equal(symact.read(path).y_bits, table.y_bits)
    with open(path, "wb") as file:
        json_format.write_plain(table, file)
    assert "decimal" not in Path(path).read_text()
    assert np.array_equal(symact.read(path).y_bits, table.y_bits)


@pytest.mark.parametrize("dtype", ["bfloat16", "float64", "q4.12"])
def test_parquet_has_numbers(tmp_path, dtype):
    pyarrow = pytest.importorskip("pyarrow.parquet")
    table, path = written(tmp_path, "parquet", dtype=dtype)
    columns = pyarrow.read_table(path)
    for name, bits in (("x", table.x_bits), ("y", table.y_bits)):
        assert np.array_equal(columns[name].to_numpy(), to_float64(bits, table.format), equal_nan=True)
    assert np.array_equal(symact.read(path).y_bits, table.y_bits)


@pytest.mark.parametrize("kind", ["csv", "json"])
@pytest.mark.parametrize("column_", [0, 1])
def test_a_wrong_decimal_is_refused(tmp_path, kind, column_):
    _, path = written(tmp_path, kind, decimals=True)
    text = Path(path).read_text()
    number = next(t for t in json.loads(text)["rows"] if t["x_decimal"] == "1") if kind == "json" else None
    old = f'"{json_format.DECIMALS[column_]}": "{number[json_format.DECIMALS[column_]]}"' if number else ",1,0.84\n"
    assert old in text
    new = old.replace("1", "2", 1) if column_ == 0 else old.replace("0.84", "0.85")
    Path(path).write_text(text.replace(old, new, 1))
    with pytest.raises(TableError):
        symact.read(path)


def test_a_wrong_number_in_parquet_is_refused(tmp_path):
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    _, path = written(tmp_path, "parquet")
    content = parquet.read_table(path)
    for name in ("x", "y"):
        values = content[name].to_numpy().copy()
        if name == "x":
            zero = np.flatnonzero(values == 0)[0]
            values[zero] = -values[zero]
        else:
            values[3] = 7.0
        spoilt = content.set_column(content.schema.get_field_index(name), content.schema.field(name), pa.array(values))
        other = str(tmp_path / "other.parquet")
        plain = {"compression": "none", "use_dictionary": False, "write_statistics": False, "store_schema": False}
        with parquet.ParquetWriter(other, spoilt.schema, **plain) as writer:
            writer.write_table(spoilt)
            writer.add_key_value_metadata({b"symact": content.schema.metadata[b"symact"]})
        with pytest.raises(TableError, match="not that of its encoding"):
            symact.read(other)


def test_formats_without_decimals_say_so():
    with pytest.raises(SymactError, match="npz has no decimals; write the table as one of csv, json, parquet"):
        export.export("npz", "x", decimals=True)
