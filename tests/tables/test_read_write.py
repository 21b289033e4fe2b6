"""Tables survive every file format, and no altered file passes for a table."""

import csv
import io
import json
import random
import subprocess
import sys
import zipfile
from fractions import Fraction

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.definition.quantity import Quantity
from symact.errors import TableError
from symact.formats.arrays import bits_dtype
from symact.formats.floating import FORMATS, get_format
from symact.formats.round_to_odd import RoundToOdd
from symact.reference.table import Flag, Table
from symact.tables import read as reader
from symact.tables.export import exports
from symact.tables.read import read
from tests.helpers.paths import DOCS
from tests.helpers.sample import examples
from tests.helpers.schemas import schema
from tests.helpers.table_files import archive, members, rewrite, to_bytes

SCHEMA = schema("tables").schema
KINDS = ("csv", "json", "npz")


def make(fmt, rows, **changes):
    """Return a table from (x, y, lo, hi, flags, wide) rows."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    fields = dict(zip(("x_bits", "y_bits", "y_lo_bits", "y_hi_bits"), columns, strict=False))
    about = {"name": "celu", "quantity": Quantity.of_order(1), "params": {"alpha": "1/3"}, "definition_hash": "ab" * 32}
    return Table(
        **(about | {"engines": {"sympy": "1.14.0"}} | changes),
        format_name=fmt.name,
        **{key: np.array(column, dtype=bits_dtype(fmt)) for key, column in fields.items()},
        flags=np.array(columns[4], dtype=np.uint16),
        wide=tuple(columns[5]),
    )


def wides():
    numerators = st.integers(-(10**40), 10**40)
    edges = (
        None,
        RoundToOdd.tiny(True),
        RoundToOdd.huge(False),
        RoundToOdd(True, 0, 0, True),
        RoundToOdd(False, 0, 0, True),
    )
    return st.builds(RoundToOdd.from_ratio, numerators, st.integers(1, 10**40)) | st.sampled_from(edges)


@st.composite
def tables(draw):
    fmt = draw(st.sampled_from(FORMATS))
    encodings = st.integers(0, (1 << fmt.width) - 1)
    flags = st.integers(0, sum(Flag))
    row = st.tuples(encodings, encodings, encodings, encodings, flags, wides())
    plain = st.builds(lambda x, y, f, w: (x, y, y, y, f, w), encodings, encodings, flags, wides())
    text = st.text(max_size=12)
    params = draw(st.dictionaries(text, text, max_size=3))
    return make(
        fmt,
        draw(st.lists(row | plain, max_size=12)),
        params=params,
        quantity=Quantity.of_order(draw(st.integers(0, 2))),
    )


def same(a, b):
    arrays = ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits", "flags")
    return all(
        getattr(a, key).dtype == getattr(b, key).dtype and (getattr(a, key) == getattr(b, key)).all() for key in arrays
    ) and all(
        getattr(a, key) == getattr(b, key)
        for key in ("name", "format_name", "order", "params", "definition_hash", "engines", "wide")
    )


BF16 = get_format("bfloat16")
SMALL = make(
    BF16,
    [
        (0xBF80, 0xBF22, 0xBF22, 0xBF22, 0, RoundToOdd.from_ratio(-632120558828557678, 10**18)),
        (0x0000, 0x0000, 0x0000, 0x3F80, Flag.KINK | Flag.EXACT, RoundToOdd(False, 0, 0, True)),
        (0x3F80, 0x3F80, 0x3F80, 0x3F80, Flag.EXACT, RoundToOdd.from_ratio(1, 1)),
        (0x7FC0, 0x7FC0, 0x7FC0, 0x7FC0, Flag.NAN_INPUT | Flag.OPEN, None),
    ],
)


def rows_of(table):
    columns = (table.x_bits, table.y_bits, table.y_lo_bits, table.y_hi_bits, table.flags, table.wide)
    return list(zip(*columns, strict=True))


def test_the_writers_are_found():
    assert set(KINDS) <= set(exports())


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=examples(60))
@given(table=tables())
def test_round_trip(kind, table, tmp_path_factory):
    path = tmp_path_factory.mktemp("round") / f"t.{kind}"
    path.write_bytes(to_bytes(table, kind))
    assert same(read(path), table)


@settings(deadline=None, max_examples=examples(8))
@given(table=tables())
def test_json_obeys_the_schema(table):
    schema("tables").validate(json.loads(to_bytes(table, "json")))


def test_the_schema_knows_what_the_program_knows():
    properties = SCHEMA["properties"]
    assert set(properties["manifest"]["properties"]["dtype"]["anyOf"][0]["enum"]) == {f.name for f in FORMATS}
    assert SCHEMA["$defs"]["flags"]["items"]["enum"] == [flag.name.lower() for flag in Flag]
    for part in (SCHEMA, properties["manifest"], properties["rows"]["items"]):
        assert part["additionalProperties"] is False


@pytest.mark.parametrize("change", [{"extra": 1}, {"y": "0xBF22"}, {"y_odd": "1.5"}, {"flags": ["spam"]}])
def test_the_schema_refuses(change):
    data = json.loads(to_bytes(SMALL, "json"))
    data["rows"][0] |= change
    with pytest.raises(jsonschema.ValidationError):
        schema("tables").validate(data)


@pytest.mark.parametrize("kind", KINDS)
def test_equal_tables_give_equal_bytes(kind):
    assert to_bytes(SMALL, kind) == to_bytes(make(BF16, rows_of(SMALL)), kind)


def test_a_stranger_reads_npz_with_numpy_alone(tmp_path):
    path = tmp_path / "t.npz"
    path.write_bytes(to_bytes(SMALL, "npz"))
    with np.load(path, allow_pickle=False) as arrays:
        for key in ("x_bits", "y_bits", "y_lo_bits", "y_hi_bits"):
            assert arrays[key].dtype == np.uint16
            assert (arrays[key] == getattr(SMALL, key)).all()
        high, low = arrays["y_odd_hi"].astype(object), arrays["y_odd_lo"].astype(object)
        value = (high[0] * 2**64 + low[0]) * 2.0 ** (int(arrays["y_odd_exponent"][0]) - 2**17)
        assert value == pytest.approx(0.632120558828557678, rel=1e-15)


def test_a_stranger_reads_csv():
    lines = to_bytes(SMALL, "csv").decode().splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert [int(row["y_bits"], 16) for row in rows] == SMALL.y_bits.tolist()
    assert rows[1]["flags"] == "exact|kink"
    assert (rows[1]["y_lo_bits"], rows[1]["y_hi_bits"]) == ("0x0000", "0x3f80")


def refused(data, path):
    rewrite(path, data)
    try:
        read(path)
    except TableError as error:
        return str(path) in str(error) and "\n" not in str(error)
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_every_flipped_bit_is_refused(kind, tmp_path):
    good, path = to_bytes(SMALL, kind), tmp_path / "t"
    rng = random.Random(5)
    places = range(8 * len(good)) if len(good) < 1500 else sorted(rng.sample(range(8 * len(good)), examples(600)))
    passed = []
    for place in places:
        bad = bytearray(good)
        bad[place // 8] ^= 1 << place % 8
        if not refused(bytes(bad), path):
            passed.append(place)
    assert not passed, [(p // 8, p % 8, good[max(p // 8 - 20, 0) : p // 8 + 20]) for p in passed[:5]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_truncation_is_refused(kind, tmp_path):
    good, path = to_bytes(SMALL, kind), tmp_path / "t"
    assert all(refused(good[:length], path) for length in range(len(good)))
    assert refused(good + b"\n", path)
    assert refused(good + good, path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_row_is_refused(kind, tmp_path):
    long, short = to_bytes(SMALL, kind), to_bytes(make(BF16, rows_of(SMALL)[:-1]), kind)
    if kind == "csv":
        spliced = b"\n".join(long.split(b"\n")[:3] + short.split(b"\n")[3:])
        assert refused(spliced, tmp_path / "t")
    assert not refused(short, tmp_path / "t")


def npy(array, **kwargs):
    file = io.BytesIO()
    np.save(file, array, **kwargs)
    return file.getvalue()


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path, monkeypatch):
    bomb = archive(members(SMALL) | {"x_bits.npy": b"\0" * (1 << 26)}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 1 << 17
    monkeypatch.setattr(reader, "LARGEST_FILE", 1 << 24)
    assert refused(bomb, tmp_path / "t")


def test_a_header_that_claims_terabytes_is_refused(tmp_path):
    header = b"{'descr': '<u8', 'fortran_order': False, 'shape': (1000000000000,), }"
    header += b" " * (64 - (len(header) + 11) % 64) + b"\n"
    claim = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    assert refused(archive(members(SMALL) | {"x_bits.npy": claim}), tmp_path / "t")


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("x_bits.npy", SMALL.x_bits.astype(np.uint32)),
        ("x_bits.npy", SMALL.x_bits.astype(np.float32)),
        ("y_bits.npy", SMALL.y_bits.reshape(2, 2)),
        ("flags.npy", SMALL.flags.astype(np.uint8)),
        ("flags.npy", SMALL.flags[:-1]),
        ("y_odd_hi.npy", np.zeros(4, dtype=np.uint32)),
        ("y_bits.npy", SMALL.y_bits.astype(object)),
        ("more.npy", SMALL.y_bits),
    ],
)
def test_wrong_arrays_are_refused(name, array, tmp_path):
    assert refused(archive(members(SMALL) | {name: npy(array, allow_pickle=True)}), tmp_path / "t")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"#",
        b"{}",
        b'{"manifest": {}, "rows": []}',
        b"{" * 100_000,
        b'{"manifest": ' + b"[" * 100_000,
        b'{"manifest": 1' + b"0" * 10_000 + b', "rows": []}',
        b"\x93NUMPY",
        b"x_bits,y_bits\n1,2\n",
        b"# symact-table-1\n# {}\nx_bits,y_bits,y_lo_bits,y_hi_bits,y_odd,flags\n",
    ],
)
def test_what_is_no_table_is_refused(data, tmp_path):
    assert refused(data, tmp_path / "t")


def test_missing_files_and_folders_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(TableError):
            read(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"dtype": "bfloat16"', b'"dtype": "bfloat17"'),
        (b'"order": 1', b'"order": 3'),
        (b'"order": 1', b'"order": true'),
        (b'"name": "celu"', b'"name": "../x"'),
        (b'"rows": 4', b'"rows": 1e0'),
        (b'"schema": "symact-table-1"', b'"schema": "symact-table-9"'),
    ],
)
def test_impossible_manifests_are_refused(old, new, tmp_path):
    good = to_bytes(SMALL, "csv")
    assert old in good
    assert refused(good.replace(old, new, 1), tmp_path / "t")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wide", [RoundToOdd(False, 1, 1 << 20, True), RoundToOdd(False, 1, -(1 << 20), True)])
def test_an_exponent_that_would_fill_the_memory_is_refused_though_its_hash_is_right(wide, kind, tmp_path):
    try:
        data = to_bytes(make(BF16, [(0, 0, 0, 0, 0, wide)]), kind)
    except (OverflowError, ValueError):
        return
    assert refused(data, tmp_path / "t")


def test_reading_needs_numpy_alone(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(to_bytes(SMALL, "csv"))
    code = (
        "import sys; from symact.tables.read import read; "
        f"assert len(read({str(path)!r}).x_bits) == 4; "
        "assert not {'sympy', 'flint', 'mpmath', 'torch', 'jax', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_documentation_explains_every_flag_and_every_field():
    text = (DOCS / "table-format.md").read_text()
    for flag in Flag:
        assert f"| `{flag.name.lower()}` | {flag.value} |" in text
    keys = [*SCHEMA["properties"]["manifest"]["properties"], *SCHEMA["properties"]["rows"]["items"]["properties"]]
    arrays = [name.removesuffix(".npy") for name in members(SMALL)]
    missing = [key for key in keys + arrays if f"`{key}`" not in text and f'"{key}"' not in text]
    assert not missing
    literal = "-0xa1d2a7274c4320e54521387d6fab06f3p-128"
    assert literal in text
    # -(1 - 1/e), by Taylor's series in exact rationals.
    assert RoundToOdd.from_text(literal, exact=False) == RoundToOdd.from_ratio(*minus_one_plus_exp_of_minus_one())


def minus_one_plus_exp_of_minus_one():
    term, total = Fraction(1), Fraction(0)
    for k in range(1, 60):
        term /= -k
        total += term
    return total.numerator, total.denominator
